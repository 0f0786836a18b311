import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayStepsTo } from '../src/plan/steps.ts'
import { englishIn } from './english-in.ts'
import { folderWith, run, runJson } from './run.ts'
import { RIGHT_LIST, SMALL, SMALL_PEOPLE } from './small-district.ts'

const OTHERS = {
  'lists/village_v2.csv': `Tên hiển thị,Số điện thoại,Vai trò
Trần Văn Trưởng,0330000001,Thành viên
Lê Văn Phó,,Phó nhóm
PHAM VAN VIEN,,Thành viên
Rơ Châm Thoan,0162 000 0003,Thành viên
Nguyễn Văn An,0320000001,Thành viên
Shop Hoa,,Thành viên
`,
}

describe('ketnoi plan', () => {
  let folder: Awaited<ReturnType<typeof folderWith>>
  let base: string[]

  beforeAll(async () => {
    folder = await folderWith({
      ...SMALL,
      ...OTHERS,
      'all/village_v1.csv': RIGHT_LIST,
      'all/committee.csv':
        'Tên hiển thị,Số điện thoại,Vai trò\nTrần Văn Trưởng,0330000001,Thành viên\nLê Văn Phó,0330000002,Thành viên\n',
      'all/hai.csv': `${RIGHT_LIST.split('\n').slice(0, 4).join('\n')}\nRơ Châm Thoan,0320000003,Thành viên\nSiu Blơi,0320000004,Thành viên\n`,
      'all/district.csv': 'Tên hiển thị,Số điện thoại,Vai trò\nTrần Văn Trưởng,0330000001,Trưởng nhóm\n',
      'members.txt': 'Thành viên (3)\nTrần Văn Trưởng\nTrưởng nhóm\nNguyễn Văn An\nphạm văn viên\n',
    })
    base = [
      '--model',
      'ia-pa-2024',
      '--units',
      folder.path('units.json'),
      '--roster',
      folder.path('rosters'),
      '--as-of',
      '2024-02-01',
    ]
  })
  afterAll(() => folder.remove())

  it('without lists: every group is created, 1 + 1 + 2 of them, with who should be in it', async () => {
    const { code, plan } = await runJson(...base)
    expect(code).toBe(2)
    expect(plan.groups.map((group) => [group.id, group.desired, group.actual])).toEqual([
      ['commune-committee:c', 2, 0],
      ['district-committee:d', 0, 0],
      ['village:v1', 4, 0],
      ['village:v2', 5, 0],
    ])
    expect(plan.summary.changes['create-group']).toBe(4)
    expect(plan.asOf).toBe('2024-02-01')
    expect(plan.model.id).toBe('ia-pa-2024')
  })

  it('adds, promotes and removes with a reason, and leaves a stranger to a person', async () => {
    const { plan } = await runJson(...base, '--actual', folder.path('lists/village_v2.csv'))
    const own = plan.changes.filter((change) => change.groupId === 'village:v2')
    expect(own.map((change) => [change.kind, change.role])).toEqual([
      ['promote', 'leader'],
      ['add', 'member'],
      ['remove', 'member'],
    ])
    expect(own[2]?.reasons).toEqual([{ kind: 'no-rule' }])
    expect(own[1]?.reasons).toEqual([{ kind: 'rule', clause: 'households' }])
    expect(plan.unmatched.map((row) => [row.groupId, row.displayName])).toEqual([['village:v2', 'Shop Hoa']])
  })

  it('G5 takes a list for that of the group that had the name in its heading before a reform, or its file name', async () => {
    const list = (title: string) =>
      `Nhóm: ${title},,\nTên hiển thị,Số điện thoại,Vai trò\nTrần Văn Trưởng,,Thành viên\n`
    const lists = await folderWith({
      'thon.csv': list('Plơi Apa Ơi Hbriu – Xã Chư Mố'),
      'ban-chi-dao.csv': list('BCĐ Xã Chư Mố'),
      'commune-committee_vn-c-24016a.csv': list('Nhóm cũ'),
    })
    const { plan } = await runJson(
      ...['--model', 'gia-lai-2025', '--as-of', '2025-08-01'],
      ...['--units', join(import.meta.dirname, '../../../examples/ia-pa/units-2025.json')],
      ...['--actual', lists.path('.')],
    )
    expect(plan.unmatched.map(({ groupId }) => groupId).sort()).toEqual([
      'commune-committee:vn-c-24016a',
      'commune-committee:vn-c-24025a',
      'village:vn-v-apa-oi-hbriu',
    ])
    await lists.remove()
  })

  it('D a partial list never removes anybody', async () => {
    const { plan } = await runJson(...base, '--actual', folder.path('lists/village_v2.csv'), '--partial')
    expect(plan.changes.filter((change) => change.kind === 'remove')).toEqual([])
    expect(plan.held.map((line) => [line.code, line.change])).toEqual([['reading-partial', 'remove']])
  })

  it('A1 nothing to do: exit code 0, and again the second time', async () => {
    const model = await folderWith({ 'model.json': JSON.stringify(await withoutDistrict()) })
    const args = [
      ...['--model', model.path('model.json'), ...base.slice(2)],
      '--actual',
      folder.path('all/village_v1.csv'),
      `${folder.path('all/committee.csv')}@commune-committee:c`,
      `${folder.path('all/hai.csv')}@village:v2`,
    ]
    const first = await runJson(...args)
    expect(first.plan.changes).toEqual([])
    expect(first.code).toBe(0)
    const second = await runJson(...args)
    expect(second.plan.fingerprint).toBe(first.plan.fingerprint)
    expect(second.out).toBe(first.out)
    await model.remove()
  })

  it('A1 the order of rows and files never makes a change', async () => {
    const lines = SMALL_PEOPLE.trim().split('\n')
    const turned = [lines[0], ...lines.slice(1).toReversed()].join('\n')
    const other = await folderWith({ 'z.csv': SMALL['rosters/cong-an.csv'], 'y.csv': turned })
    const first = await runJson(...base, '--actual', folder.path('lists/village_v2.csv'))
    const second = await runJson(
      ...['--roster', other.path('z.csv'), other.path('y.csv')],
      ...base.filter((arg) => arg !== '--roster' && arg !== folder.path('rosters')),
      ...['--actual', folder.path('lists/village_v2.csv')],
    )
    expect(second.plan.fingerprint).toBe(first.plan.fingerprint)
    expect(second.plan.changes).toEqual(first.plan.changes)
    await other.remove()
  })

  it('matches a pasted list by name', async () => {
    const { plan } = await runJson(...base, '--actual', `${folder.path('members.txt')}@village:v1`)
    expect(plan.unmatched).toEqual([])
    expect(
      plan.changes.filter((change) => change.groupId === 'village:v1').map((change) => [change.kind, change.role]),
    ).toEqual([['add', 'deputy']])
  })

  it('a village that one group cannot hold is divided as in the portal: households together, nobody who is there is moved', async () => {
    const { IA_PA_2024 } = await import('@ketnoi/hierarchy')
    const groupKinds = IA_PA_2024.groupKinds.map((kind) => ({ ...kind, capacity: kind.id === 'village' ? 5 : 1_000 }))
    const model = { ...IA_PA_2024, groupKinds }
    const head = SMALL_PEOPLE.split('\n')[0] ?? ''
    const row = (n: number, home: number) =>
      `${String(n)},Dân Số ${String(n)},1980,032000010${String(n)},Thôn Một,${String(home)},x,x`
    const other = await folderWith({
      'model.json': JSON.stringify(model),
      'rosters/nhan-dan.csv': [head, row(1, 1), row(2, 2), row(3, 3), row(4, 4), ''].join('\n'),
      'rosters/cong-an.csv': SMALL['rosters/cong-an.csv'],
      'lists/village_v1~2.csv': `Tên hiển thị,Số điện thoại,Vai trò\nTrần Văn Trưởng,0330000001,Trưởng nhóm\nDân Số 1,0320000101,Thành viên\n`,
      'both/village_v1.csv': `Tên hiển thị,Số điện thoại,Vai trò\nTrần Văn Trưởng,0330000001,Trưởng nhóm\nDân Số 1,0320000101,Thành viên\n`,
      'both/village_v1~2.csv': `Tên hiển thị,Số điện thoại,Vai trò\nTrần Văn Trưởng,0330000001,Trưởng nhóm\nDân Số 1,0320000101,Thành viên\n`,
    })
    const args = [
      ...['--model', other.path('model.json'), '--units', folder.path('units.json'), '--as-of', '2024-02-01'],
      ...['--roster', other.path('rosters')],
    ]
    const sizes = ({ plan }: Awaited<ReturnType<typeof runJson>>) =>
      plan.groups.filter(({ unitId }) => unitId === 'v1').map(({ id, desired }) => [id, desired])
    expect(sizes(await runJson(...args))).toEqual([
      ['village:v1', 5],
      ['village:v1~2', 5],
    ])
    const read = await runJson(...args, '--actual', other.path('lists'))
    expect(sizes(read)).toEqual(sizes(await runJson(...args)))
    expect(read.plan.changes.filter(({ kind }) => kind === 'remove')).toEqual([])
    const twice = await runJson(...args, '--actual', other.path('both'))
    expect(twice.plan.changes.flatMap(({ kind, reasons }) => (kind === 'remove' ? reasons : []))).toEqual([
      { kind: 'in-other-group', groupId: 'village:v1' },
    ])
    expect((await run(...['plan', ...args, '--actual', other.path('both')])).out).toContain(
      'được xếp vào nhóm 1 của đơn vị',
    )
    await other.remove()
  })

  it('takes names of villages that occur in several communes for those of the commune that the file is about, and says so', async () => {
    const units = JSON.parse(SMALL['units.json']) as { units: object[] } // written in this folder
    units.units.push(
      { uid: 'c2', kind: 'commune', name: 'Ia Khác', parent_uid: 'd' },
      { uid: 'v3', kind: 'village', kind_vi: 'thôn', name: 'Một', full_name: 'Thôn Một', parent_uid: 'c2' },
    )
    const other = await folderWith({ 'units.json': JSON.stringify(units) })
    const args = ['--model', 'ia-pa-2024', '--units', other.path('units.json'), '--as-of', '2024-02-01']
    const { plan } = await runJson(...args, '--roster', folder.path('rosters'))
    expect(plan.groups.find((group) => group.id === 'village:v1')?.desired).toBe(4)
    expect(plan.groups.find((group) => group.id === 'village:v3')?.desired).toBe(0)
    expect(plan.issues.map((issue) => issue.code)).toContain('unit-suggested')
    const given = await runJson(
      ...args,
      '--roster',
      `${folder.path('rosters/nhan-dan.csv')}@c`,
      folder.path('rosters/cong-an.csv'),
    )
    expect(given.plan.fingerprint).toBe(plan.fingerprint)
    expect(given.plan.issues.map((issue) => issue.code)).not.toContain('unit-suggested')
    await other.remove()
  })

  it('takes villages from a list after the catalogue, and tells the rows that it could not use', async () => {
    const list = await folderWith({ 'thon.csv': 'STT,Tên thôn,Xã\n1,Thôn Ba,Xã Ia Mẫu\n2,Thôn Bốn,Xã Không Có\n' })
    const { plan } = await runJson(
      ...['--model', 'ia-pa-2024', '--as-of', '2024-02-01'],
      ...['--units', folder.path('units.json'), list.path('thon.csv')],
    )
    expect(plan.groups.map((group) => group.name)).toContain('Thôn Ba – Xã Ia Mẫu')
    expect(plan.issues.map((issue) => [issue.code, issue.severity, issue.row])).toEqual([
      ['commune-unknown', 'refused', 3],
    ])
    await list.remove()
  })

  it('says the plan in Vietnamese, and in English when asked', async () => {
    const vi = await run('plan', ...base, '--actual', folder.path('lists/village_v2.csv'))
    expect(vi.code).toBe(2)
    expect(vi.out).toContain('Đưa ra khỏi nhóm Nguyễn Văn An')
    expect(vi.out).toContain('Chưa nhận ra')
    const en = await run('plan', ...base, '--lang', 'en', '--actual', folder.path('lists/village_v2.csv'))
    expect(en.out).toContain('Remove Nguyễn Văn An')
    expect(en.err).toBe('')
  })

  it('says what it noticed in sentences, and calls groups by their names', async () => {
    const noted = await folderWith({
      'nhan-dan.csv': `STT,Họ và tên,Ngày sinh,Số điện thoại,CCCD,Thôn
1,Nguyễn Văn An,05/03/1980,01681234567,064080001234,Thôn Một
1,Nguyễn Văn An,05/03/1980,01681234567,064080001234,Thôn Một
2,Nguyễn Thị Bé,01/01/1975,12,064075001234,Thôn Một
3,Ksor H'Len,02/04/1990,,064090001234,Thôn Mười
`,
      'village_v1.csv': `Tên hiển thị,Số điện thoại,Trạng thái
Nguyễn Văn An,0381234567,Đã rời nhóm
Lê Văn Phó,0330000002,Đã rời nhóm
Phĩm,12,Thành viên
Phĩm,12,Thành viên
Nguyễn Thị Bé,34,lạ
Trần Văn Trưởng,0330000001,Thành viên
`,
    })
    const args = [
      ...['plan', '--model', 'ia-pa-2024', '--units', folder.path('units.json'), '--as-of', '2024-02-01'],
      ...['--roster', noted.path('nhan-dan.csv'), folder.path('rosters/cong-an.csv')],
      ...['--actual', noted.path('village_v1.csv')],
    ]
    const vi = (await run(...args)).out
    expect(vi).toContain('Thôn Một – Xã Ia Mẫu: Phĩm')
    expect(vi).toContain('= refuse  (không dùng)')
    expect(vi).toContain('Số cũ “…” được đổi đầu số thành … × 1')
    expect(vi).toContain('Dòng ghi người đã rời nhóm, không tính là thành viên × 2')
    expect(vi).toContain('không dùng cột “CCCD”: dữ liệu nhạy cảm')
    expect(englishIn(vi)).toEqual([])
    const en = (await run(...args, '--lang', 'en')).out
    expect(en).toContain('= refuse  (leave out)')
    expect(en).toContain('The old number “…” became … × 1')
    expect(en).toContain('left the group and does not count as a member × 2')
    const codes =
      /\b(?:member-departed|state-unknown|rows?-repeated|phone-[a-z-]+|birth-[a-z-]+|column-dropped|village:v1)\b/u
    expect([codes.exec(vi), codes.exec(en)]).toEqual([null, null])
    await noted.remove()
  })
})

/** The preset without its district kind: the small district has no committee that a list could be complete of. */
async function withoutDistrict(): Promise<unknown> {
  const { IA_PA_2024 } = await import('@ketnoi/hierarchy')
  return { ...IA_PA_2024, groupKinds: IA_PA_2024.groupKinds.filter((kind) => kind.id !== 'district-committee') }
}

it('says what it is doing where somebody looks, and nothing to a program that reads through a pipe', async () => {
  const said: string[] = []
  const terminal = { out: async () => {}, err: async () => {}, step: async (line: string) => void said.push(line) }
  for (const json of [false, true]) await sayStepsTo(terminal, { lang: 'vi', json })((text) => text.lists(1_204, 3))
  await sayStepsTo({ ...terminal, rewrite: async () => {} }, { lang: 'en', json: true })((text) => text.compare)
  expect(said).toEqual(['1204 người. Đang đọc 3 danh sách thành viên…', 'Comparing every group…'])
})
