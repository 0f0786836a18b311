import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toTcvn3 } from '../../../packages/rosters/src/text/tcvn3.ts'
import { folderWith, run, runJson } from './run.ts'
import { SMALL } from './small-district.ts'
import { validateAgainst } from './validate.ts'

const OPEN = `STT,Họ và tên,Năm sinh,Số điện thoại,Thôn,Mã hộ,Đại diện hộ,Đồng ý tham gia nhóm
1,Siu Anh,21/03/1985,0320000011,Thôn Một,1,x,x
2,Siu Anh,21/03/1985,0320000012,Thôn Một,2,x,x
3,Nay Phiêu,1980,0320000013,Thôn Lạ,3,x,x
4,${toTcvn3('nguyễn văn đức')},1981,0320000014,Thôn Một,4,x,x
5,Ông Ksor Phan,1982,0320000015,Thôn Một,5,x,x
`

describe('ketnoi plan --decisions', () => {
  let folder: Awaited<ReturnType<typeof folderWith>>
  let base: string[]

  beforeAll(async () => {
    folder = await folderWith({ ...SMALL, 'moi.csv': OPEN, 'khac/moi.csv': OPEN.replaceAll('Siu Anh', 'Siu Khác') })
    base = ['--model', 'ia-pa-2024', '--as-of', '2024-02-01', '--units', folder.path('units.json')]
  })
  afterAll(() => folder.remove())

  async function decide(decisions: unknown): Promise<string[]> {
    const path = folder.path('decisions.json')
    await writeFile(path, JSON.stringify(decisions))
    return ['--decisions', path]
  }
  const names = (people: number) => ({ id: 'village:v1', desired: people })

  it('lists every question with an id, the answers, and what was decided', async () => {
    const { plan } = await runJson(...base, '--roster', folder.path('moi.csv'))
    expect(plan.questions.map(({ id, decision }) => [id, decision])).toEqual([
      ['moi.csv:conversion:tcvn3', null],
      ['moi.csv:conversion:honorific', 'accept'],
      ['moi.csv:unit:|thon la', null],
      ['moi.csv:person:moi!3', null],
    ])
    expect(plan.questions[3]).toMatchObject({
      kind: 'possible-duplicate',
      text: 'Siu Anh',
      rows: [{ sheet: 'moi', row: 3 }],
      answers: [
        { answer: 'moi.csv:moi!2', meaning: 'Siu Anh, 1985-03-21, Thôn Một' },
        { answer: 'new', meaning: '' },
        { answer: 'refuse', meaning: '' },
      ],
    })
    expect(plan.groups).toContainEqual(expect.objectContaining(names(2)))
    const { out } = await run('plan', ...base, '--roster', folder.path('moi.csv'))
    expect(out).toContain('Cần quyết định (trả lời bằng --decisions)')
    expect(out).toContain(
      '  moi.csv:person:moi!3\n    Siu Anh (dòng 3)\n    = moi.csv:moi!2  (Siu Anh, 1985-03-21, Thôn Một)',
    )
  })

  it('carries the answers out, the same every time', async () => {
    const decisions = {
      decisions: {
        'moi.csv:conversion:tcvn3': 'accept',
        'moi.csv:conversion:honorific': 'keep',
        'moi.csv:unit:|thon la': 'v2',
        'moi.csv:person:moi!3': 'new',
      },
    }
    expect(await validateAgainst('decisions', decisions)).toEqual([])
    const args = [...base, '--roster', folder.path('moi.csv'), ...(await decide(decisions))]
    const first = await runJson(...args)
    expect(first.plan.questions.map(({ decision }) => decision)).toEqual(['accept', 'keep', 'v2', 'new'])
    expect(first.plan.groups).toContainEqual(expect.objectContaining(names(4)))
    expect(first.plan.groups).toContainEqual(expect.objectContaining({ id: 'village:v2', desired: 1 }))
    expect(first.plan.issues.filter((issue) => issue.severity !== 'warning')).toEqual([])
    expect((await runJson(...args)).out).toBe(first.out)
    // What was answered is printed with its answer, so that the answers can be taken from the output.
    const answers = Object.fromEntries(first.plan.questions.map(({ id, decision }) => [id, decision]))
    expect(answers).toEqual(decisions.decisions)
  })

  it('takes a row for the person of another row, of this file or an earlier one', async () => {
    const same = await decide({ decisions: { 'moi.csv:person:moi!3': 'moi.csv:moi!2' } })
    const { plan } = await runJson(...base, '--roster', folder.path('moi.csv'), ...same)
    expect(plan.groups).toContainEqual(expect.objectContaining(names(2)))
    expect(plan.questions.at(-1)).toMatchObject({ decision: 'moi.csv:moi!2' })
    expect(plan.issues.map((issue) => issue.code)).not.toContain('possible-duplicate')
  })

  it('keeps files of one name apart', async () => {
    const { plan } = await runJson(...base, '--roster', folder.path('moi.csv'), folder.path('khac/moi.csv'))
    const ids = plan.questions.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(plan.groups).toContainEqual(expect.objectContaining(names(3)))
  })

  it('refuses answers that nothing asks for or that are none', async () => {
    const roster = ['--roster', folder.path('moi.csv')]
    const refusal = async (decisions: unknown) => {
      const { code, err } = await run('plan', ...base, ...roster, ...(await decide(decisions)), '--lang', 'en')
      expect(code).toBe(1)
      return err
    }
    expect(await refusal([])).toContain('"decisions"')
    expect(await refusal({ decisions: { 'moi.csv:person:moi!3': 5 } })).toContain('an answer is a text')
    expect(await refusal({ decisions: { 'moi.csv:person:moi!99': 'new' } })).toContain('nothing asks')
    expect(await refusal({ decisions: { 'cu.csv:person:moi!3': 'new' } })).toContain('nothing asks')
    expect(await refusal({ decisions: { 'moi.csv:person:moi!3': 'moi.csv:moi!77' } })).toContain('is no answer')
    expect(await refusal({ decisions: { 'moi.csv:person:moi!3': 'somebody' } })).toContain('is no answer')
    expect(await refusal({ decisions: { 'moi.csv:unit:|thon la': 'v9' } })).toContain('is no answer')
    expect(await refusal({ decisions: { 'moi.csv:conversion:tcvn3': 'yes' } })).toContain('is no answer')
    expect(await validateAgainst('decisions', { decisions: { a: 5 } })).not.toEqual([])
  })
})
