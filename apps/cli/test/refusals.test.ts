import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderWith, run, runJson } from './run.ts'
import { englishIn } from './english-in.ts'
import { RIGHT_LIST, SMALL, SMALL_PEOPLE, SMALL_UNITS } from './small-district.ts'

const BROKEN_UNITS = JSON.stringify({
  units: [
    { uid: 'c', kind: 'commune', name: 'Ia Mẫu', parent_uid: 'nowhere' },
    { uid: 'c', kind: 'commune', name: 'Ia Mẫu', valid_from: '2024-13-01' },
  ],
})

describe('ketnoi plan refuses with a reason and exit code 1', () => {
  let folder: Awaited<ReturnType<typeof folderWith>>
  let base: string[]

  beforeAll(async () => {
    folder = await folderWith({
      ...SMALL,
      'broken-units.json': BROKEN_UNITS,
      'no-units.json': JSON.stringify({ units: [] }),
      'no.json': '{\n "units": [\n',
      'model.json': JSON.stringify({ formatVersion: 1, id: 'x' }),
      'photo.xlsx': new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]),
      'minutes.csv': 'Biên bản họp thôn\nNgày 1 tháng 2\nCó mặt: 25 người\n',
      'some-list.csv': RIGHT_LIST,
      'village_v1.csv': RIGHT_LIST,
      'empty.csv': 'Tên hiển thị,Số điện thoại,Vai trò\n',
      'wrong.csv':
        'Tên hiển thị,Vai trò\nAn Bình,Thành viên\nHoa Ban,Thành viên\nMinh Tú,Thành viên\nThu Hà,Thành viên\nQuang Vũ,Thành viên\nGia Hân,Thành viên\n',
      'unknown-village.csv': SMALL_PEOPLE.replaceAll('Buôn Hai', 'Buôn Chín'),
      'twice/village_v1.csv': RIGHT_LIST,
    })
    base = ['--model', 'ia-pa-2024', '--units', folder.path('units.json'), '--as-of', '2024-02-01']
  })
  afterAll(() => folder.remove())

  /** The refusal in English; the one in Vietnamese has to be there as well. */
  async function refusal(...args: readonly string[]): Promise<string> {
    const vi = await run('plan', ...args)
    const en = await run('plan', ...args, '--lang', 'en')
    expect([vi.code, vi.out, en.code, en.out]).toEqual([1, '', 1, ''])
    expect(vi.err).not.toBe(en.err)
    // Why a file is no JSON is said by the engine.
    expect(englishIn(vi.err.replace(/\(.*JSON.*\)/u, ''))).toEqual([])
    return en.err
  }

  it('options that are missing or unknown', async () => {
    expect(await refusal('--units', 'x.json')).toContain('--model')
    expect(await refusal(...base, '--colour')).toContain('--colour')
    expect(await refusal(...base, '--lang', 'fr')).toContain('vi, en')
    expect(await refusal(...base.slice(0, 4), '--as-of', '2024-02-30')).toContain('YYYY-MM-DD')
    expect(await refusal(...base, '--convert', 'utf8')).toContain('tcvn3')
    const { code, err } = await run('plot')
    expect(code).toBe(1)
    expect(err).toContain('plot')
  })

  it('files that are not there, or are no JSON, model or catalogue, with every place', async () => {
    expect(await refusal('--model', 'ia-pa-2042', ...base.slice(2))).toContain('gia-lai-2025')
    expect(await refusal('--model', folder.path('nothing.json'), ...base.slice(2))).toContain('there is no such file')
    expect(await refusal('--model', folder.path('model.json'), ...base.slice(2))).toContain('groupKinds')
    expect(await refusal('--model', 'ia-pa-2024', '--units', folder.path('no.json'))).toMatch(/is not JSON .*line/u)
    for (const name of ['minutes.csv', 'no-units.json'])
      expect(await refusal('--model', 'ia-pa-2024', '--units', folder.path(name))).toContain('no unit in this file')
    const units = await refusal('--model', 'ia-pa-2024', '--units', folder.path('broken-units.json'))
    expect(units).toContain('units.1.')
    expect(units).toContain('2024-13-01')
    expect(await refusal(...base, '--roster', folder.path('nobody.xlsx'))).toContain(
      'nobody.xlsx: there is no such file',
    )
  })

  it('a roster that is no spreadsheet, or has no table, with its first rows', async () => {
    expect(await refusal(...base, '--roster', folder.path('photo.xlsx'))).toContain('save it as .xlsx or .csv')
    const minutes = await refusal(...base, '--roster', folder.path('minutes.csv'))
    expect(minutes).toContain('Họ và tên')
    expect(minutes).toContain('Biên bản họp thôn')
  })

  it('a unit or group after @ that does not exist, a list of no known group, two lists of one group', async () => {
    expect(await refusal(...base, '--roster', `${folder.path('rosters/nhan-dan.csv')}@v9`)).toContain('no unit v9')
    expect(await refusal(...base, '--actual', `${folder.path('some-list.csv')}@village:v9`)).toContain(
      'village:v9 is no group',
    )
    expect(await refusal(...base, '--actual', folder.path('some-list.csv'))).toContain(
      'which group is this the list of?',
    )
    expect(
      await refusal(...base, '--actual', folder.path('village_v1.csv'), folder.path('twice/village_v1.csv')),
    ).toContain('both given')
  })

  it('an index that is wrong, with the place', async () => {
    const other = await folderWith({
      'units.json': SMALL_UNITS,
      'a/x.csv': RIGHT_LIST,
      'a/index.json': JSON.stringify({ lists: [{ file: 'x.csv', groupId: 'village:v1', completeness: 'most' }] }),
    })
    expect(await refusal(...base, '--actual', other.path('a'))).toContain('lists.0.completeness')
    await other.remove()
  })

  it('and not because of a row: rows of an unknown village are told, the rest is used', async () => {
    const { plan, code } = await runJson(
      ...base,
      '--roster',
      folder.path('unknown-village.csv'),
      folder.path('rosters/cong-an.csv'),
    )
    expect(code).toBe(2)
    const refused = plan.issues.filter((issue) => issue.severity === 'refused')
    expect(refused.map((issue) => [issue.code, issue.row])).toEqual([
      ['unit-unknown', 5],
      ['unit-unknown', 6],
    ])
    expect(plan.groups.find((group) => group.id === 'village:v1')?.desired).toBe(4)
  })

  it('and not because of a list: an empty one and one of another group block their group alone', async () => {
    const rosters = ['--roster', folder.path('rosters')]
    const { plan } = await runJson(
      ...base,
      ...rosters,
      '--actual',
      `${folder.path('empty.csv')}@village:v1`,
      `${folder.path('wrong.csv')}@village:v2`,
    )
    expect(plan.blocked.map((blocked) => [blocked.code, blocked.groupId])).toEqual([
      ['reading-failed', 'village:v1'],
      ['reading-failed', 'village:v2'],
    ])
    expect(plan.issues.map((issue) => issue.code)).toEqual(
      expect.arrayContaining(['member-list-empty', 'member-list-wrong-group']),
    )
    expect(plan.changes.every((change) => change.groupId !== 'village:v1' && change.groupId !== 'village:v2')).toBe(
      true,
    )
  })
})
