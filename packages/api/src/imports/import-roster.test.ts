import { countPeople, listPeoplePage } from '@ketnoi/db'
import { readWorkbook, writeWorkbook } from '@ketnoi/rosters'
import { beforeEach, expect, it, vi } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  PEOPLE_CSV,
  VILLAGERS,
  bytesOf,
  codeOf,
  contextOf,
  createCaller,
  dropRoster,
  finished,
  importVillagers,
  setUpDistrict,
} from '../../test/small-district.ts'
import { recoverInterruptedWork, type Caller, type Context } from '../index.ts'
import { importRoster } from './import-roster.ts'
import { getStoredImport } from './stored-import.ts'

describeEngines('rosters in', (engine) => {
  let ctx: Context
  let api: Caller

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
  })

  it('I3 the dry run predicts exactly what the real run does', async () => {
    const id = await dropRoster(api, PEOPLE_CSV)
    const view = await api.imports.byId({ id })
    expect(view.state).toBe('dry-run')
    expect(view.counts).toEqual({ new: 10, changed: 0, unchanged: 0, 'possible-duplicate': 0, refused: 2 })
    const predicted = await api.imports.dryRun({ id, outcome: 'new' })
    expect(predicted.rows.map((row) => row.name)).toEqual(VILLAGERS)
    const warned = await api.imports.dryRun({ id, outcome: 'warned' })
    expect(warned.rows.length).toBe(warned.warned)
    expect(warned.rows.every((row) => row.issues.some(({ data }) => data['severity'] === 'warning'))).toBe(true)
    expect(await countPeople(ctx.db)).toBe(0)

    const { jobId } = await api.imports.confirm({ id, leaveUndecided: true })
    expect((await finished(api, jobId)).state).toBe('done')
    const stored = (await listPeoplePage(ctx.db, { limit: 100 })).rows
    expect(stored.map((person) => [person.id, person.name]).sort()).toEqual(
      predicted.rows.map((row) => [row.personId, row.name]).sort(),
    )
    expect((await api.imports.byId({ id })).state).toBe('done')
    const { rows } = await api.groups.list({ kind: 'village', text: 'lang tren' })
    expect(rows.map((row) => [row.id, row.desired])).toEqual([['village:v1', 10]])
  })

  it('I5 a file imported twice changes nothing the second time', async () => {
    await importVillagers(api)
    const before = (await listPeoplePage(ctx.db, { limit: 100 })).rows
    const again = await dropRoster(api, PEOPLE_CSV)
    expect((await api.imports.byId({ id: again })).counts).toMatchObject({ new: 0, changed: 0, unchanged: 10 })
    const { jobId } = await api.imports.confirm({ id: again, leaveUndecided: true })
    expect((await finished(api, jobId)).state).toBe('done')
    expect((await listPeoplePage(ctx.db, { limit: 100 })).rows).toEqual(before)
  })

  it('twice is once: a second confirmation is refused', async () => {
    const id = await importVillagers(api)
    expect(await codeOf(api.imports.confirm({ id, leaveUndecided: true }))).toBe('import-state')
    expect(await countPeople(ctx.db)).toBe(10)
  })

  it('nothing is half imported: a run that breaks leaves nothing and can be started again', async () => {
    const id = await dropRoster(api, PEOPLE_CSV)
    // The report is called inside the transaction, after the people were written.
    const broken = importRoster(ctx, id, {
      report: (step) => {
        if (step === 'desired') throw new Error('the process dies here')
      },
    })
    await expect(broken).rejects.toThrow('dies')
    expect(await countPeople(ctx.db)).toBe(0)
    expect((await api.imports.byId({ id })).state).toBe('failed')
    const { jobId } = await api.imports.confirm({ id, leaveUndecided: true })
    expect((await finished(api, jobId)).state).toBe('done')
    expect(await countPeople(ctx.db)).toBe(10)
  })

  it('an import whose process was killed is marked, and can be started again', async () => {
    const id = await dropRoster(api, PEOPLE_CSV)
    await ctx.db.updateTable('roster_import').set({ status: 'importing' }).where('id', '=', id).execute()
    expect(await codeOf(api.imports.confirm({ id, leaveUndecided: true }))).toBe('import-state')
    await recoverInterruptedWork(ctx)
    expect(await api.imports.byId({ id })).toMatchObject({ state: 'failed', error: { code: 'interrupted' } })
    const { jobId } = await api.imports.confirm({ id, leaveUndecided: true })
    expect((await finished(api, jobId)).state).toBe('done')
  })

  it('asks before rows are left out', async () => {
    const id = await dropRoster(api, PEOPLE_CSV)
    const { questions, undecided } = await api.imports.byId({ id })
    expect(undecided).toBe(1)
    expect(questions).toMatchObject([{ kind: 'unit', text: 'Làng Không Có', decision: null }])
    expect(await codeOf(api.imports.confirm({ id }))).toBe('undecided')
    const decided = await api.imports.decide({
      id,
      decisions: [{ questionId: questions[0]?.id ?? '', decision: 'v2' }],
    })
    expect(decided).toMatchObject({ state: 'mapped', undecided: 0 })
    expect((await api.imports.dryRun({ id })).counts).toMatchObject({ new: 11, refused: 1 })
    const { jobId } = await api.imports.confirm({ id })
    expect((await finished(api, jobId)).state).toBe('done')
    expect(await countPeople(ctx.db)).toBe(11)
  })

  it('keeps the rows that nobody decided about, to be decided later without the file', async () => {
    const id = await dropRoster(api, PEOPLE_CSV)
    const { jobId } = await api.imports.confirm({ id, leaveUndecided: true })
    await finished(api, jobId)
    const before = (await listPeoplePage(ctx.db, { limit: 100 })).rows
    const done = await api.imports.byId({ id })
    expect(done).toMatchObject({ state: 'done', restOf: null, rest: { rows: 1, state: 'mapped' } })
    const restId = done.rest?.importId ?? ''
    expect((await api.imports.list()).map((one) => [one.id, one.state, one.restRows])).toEqual(
      expect.arrayContaining([
        [id, 'done', null],
        [restId, 'mapped', 1],
      ]),
    )
    // Only what was left is judged; the row without a name has to be mended in the file.
    expect((await api.imports.dryRun({ id: restId })).counts).toMatchObject({ new: 0, unchanged: 0, refused: 1 })
    const rest = await api.imports.byId({ id: restId })
    expect(rest).toMatchObject({ state: 'dry-run', restOf: id, undecided: 1 })
    expect(rest.questions).toMatchObject([{ kind: 'unit', text: 'Làng Không Có', rowCount: 1 }])

    // Left again, they are kept again; nothing of the first import is written anew.
    const again = await api.imports.confirm({ id: restId, leaveUndecided: true })
    await finished(api, again.jobId)
    expect((await listPeoplePage(ctx.db, { limit: 100 })).rows).toEqual(before)
    const lastId = (await api.imports.byId({ id: restId })).rest?.importId ?? ''
    await api.imports.dryRun({ id: lastId })
    await api.imports.decide({ id: lastId, decisions: [{ questionId: rest.questions[0]?.id ?? '', decision: 'v2' }] })
    expect((await api.imports.dryRun({ id: lastId })).counts).toMatchObject({ new: 1, refused: 0 })
    const last = await api.imports.confirm({ id: lastId })
    expect((await finished(api, last.jobId)).state).toBe('done')
    expect(await countPeople(ctx.db)).toBe(before.length + 1)
    expect(await api.imports.byId({ id: lastId })).toMatchObject({ state: 'done', rest: null })
  })

  it('refuses a dry run that is no longer true', async () => {
    const first = await dropRoster(api, PEOPLE_CSV)
    await importVillagers(api)
    expect(await codeOf(api.imports.confirm({ id: first, leaveUndecided: true }))).toBe('import-stale')
    expect((await api.imports.dryRun({ id: first })).counts).toMatchObject({ new: 0, unchanged: 10 })
  })

  it('is carried out although other people change meanwhile, and keeps what was changed of its own', async () => {
    await importVillagers(api)
    const id = await dropRoster(api, PEOPLE_CSV.replace('0830002010', '0830009999'))
    const [changed] = (await api.imports.dryRun({ id, outcome: 'changed' })).rows
    const edit = async (name: string): Promise<string> => {
      const person = (await listPeoplePage(ctx.db, { limit: 100 })).rows.find((one) => one.name === name)
      const { revision } = await api.people.byId({ id: person?.id ?? '' })
      const change = { kind: 'set', reachability: 'shared-phone' } as const
      await api.people.update({ id: person?.id ?? '', revision, change })
      return person?.id ?? ''
    }
    const others = [await edit('Nay Groanh'), await edit('Siu Klon')]
    expect(others[1]).toBe(changed?.personId)
    const { jobId } = await api.imports.confirm({ id, leaveUndecided: true })
    expect((await finished(api, jobId)).state).toBe('done')
    const stored = new Map((await listPeoplePage(ctx.db, { limit: 100 })).rows.map((person) => [person.id, person]))
    expect(others.map((one) => stored.get(one)?.reachability)).toEqual(['shared-phone', 'shared-phone'])
    expect(stored.get(others[1] ?? '')?.phones.map(({ number }) => number)).toContain('+84830009999')
  })

  it('is refused where somebody changed meanwhile what it would change', async () => {
    await importVillagers(api)
    const id = await dropRoster(api, PEOPLE_CSV.replace('0830002010', '0830009999'))
    const [changed] = (await api.imports.dryRun({ id, outcome: 'changed' })).rows
    const { judgement } = await getStoredImport(ctx, id)
    const personId = changed?.personId ?? ''
    const { revision } = await api.people.byId({ id: personId })
    const change = { kind: 'add-phone', number: '0830009999', from: '2024-01-15' } as const
    await api.people.update({ id: personId, revision, change })
    const before = (await listPeoplePage(ctx.db, { limit: 100 })).rows
    expect(await codeOf(api.imports.confirm({ id, leaveUndecided: true }))).toBe('import-stale')
    // Also where it happens after the confirmation.
    const late = importRoster(ctx, id, { report: () => {}, judged: judgement?.outcome ?? '' })
    expect(await codeOf(late)).toBe('import-stale')
    expect((await listPeoplePage(ctx.db, { limit: 100 })).rows).toEqual(before)
    expect((await api.imports.dryRun({ id })).counts).toMatchObject({ changed: 0, unchanged: 10 })
  })

  it('says field by field what changes', async () => {
    await importVillagers(api)
    const id = await dropRoster(api, PEOPLE_CSV.replace('0830002010', '0830009999'))
    const { rows } = await api.imports.dryRun({ id, outcome: 'changed' })
    expect(rows).toHaveLength(1)
    expect(rows[0]?.changes.map((change) => change.field)).toEqual(['phones'])
  })

  it('says what changes in words: no ids, and no number that is known', async () => {
    await importVillagers(api)
    const moved = PEOPLE_CSV.replace('0830002010', '0830009999')
      .replace('0830002011,Làng Trên', '0830002011,Làng Dưới')
      .replace('0830002012,Làng Trên,x,x', '0830002012,Làng Trên,x,không')
    const id = await dropRoster(api, moved)
    const { rows } = await api.imports.dryRun({ id, outcome: 'changed' })
    const told = rows.flatMap(({ changes }) =>
      changes.map(({ field, from, to }) => [field, from.map(({ vi: text }) => text), to.map(({ vi: text }) => text)]),
    )
    expect(told).toContainEqual(['residence', ['Làng Trên'], ['Làng Dưới']])
    expect(told).toContainEqual(['phones', ['083•••••10'], ['083•••••10', '083•••••99']])
    expect(told).toContainEqual(['consents', ['Tham gia nhóm Zalo của thôn'], []])
  })

  it('tells the ledger of consents what a file says of them, and of nobody else', async () => {
    const events = async () =>
      (await ctx.db.selectFrom('consent_event').select(['person_id', 'kind']).orderBy('id').execute()).map(
        ({ person_id: personId, kind }) => [personId, kind],
      )
    await importVillagers(api)
    const { rows: people } = await listPeoplePage(ctx.db, { limit: 100 })
    const consenting = people.filter(({ consents }) => consents.length > 0).map(({ id }) => id)
    const first = await events()
    expect(first.map(([id]) => id).sort()).toEqual(consenting)

    const changed = PEOPLE_CSV.replace('0830002010', '0830009999').replace(
      '0830002012,Làng Trên,x,x',
      '0830002012,Làng Trên,x,không',
    )
    const { jobId } = await api.imports.confirm({ id: await dropRoster(api, changed), leaveUndecided: true })
    expect((await finished(api, jobId)).state).toBe('done')
    const withdrew = people.find(({ phones }) => phones.some(({ number }) => number === '+84830002012'))
    expect((await events()).slice(first.length)).toEqual([[withdrew?.id, 'withdrawn']])
  })

  it('I4 the file of refused rows can itself be imported once mended', async () => {
    const id = await importVillagers(api)
    const { bytes, fileName } = await api.imports.refusedFile({ id, language: 'vi' })
    expect(fileName).toMatch(/^nhan-dan.*\.xlsx$/u)
    const { importId } = await api.imports.upload({ fileName, bytes })
    const { counts } = await api.imports.dryRun({ id: importId })
    expect(counts).toMatchObject({ new: 0, refused: 2 })
    const { questions } = await api.imports.byId({ id: importId })
    const answers = questions.map((question) => ({ questionId: question.id, decision: 'v2' }))
    await api.imports.decide({ id: importId, decisions: answers })
    expect((await api.imports.dryRun({ id: importId })).counts).toMatchObject({ new: 1, refused: 1 })
  })

  it('of two rows that are one person writes one, and gives back as many rows as it says', async () => {
    const csv = [
      'Họ và tên,Ngày sinh,SĐT,Thôn,Hộ số,Quan hệ với chủ hộ',
      'Nay Thử Một,1970,0830002101,Làng Trên,1,Chủ hộ',
      'nay thử một,1970,0830002101,Làng Trên,1,Chủ hộ',
      ',1999,0830002102,Làng Trên,1,Con',
    ].join('\n')
    const id = await dropRoster(api, csv)
    const { questions } = await api.imports.byId({ id })
    expect(questions).toMatchObject([
      {
        name: 'nay thử một',
        candidates: [{ name: 'Nay Thử Một', birth: '1970', unitName: 'Làng Trên', row: { row: 2 } }],
      },
    ])
    const [question] = questions
    const personId = question?.kind === 'possible-duplicate' ? (question.candidates[0]?.personId ?? '') : ''
    await api.imports.decide({ id, decisions: [{ questionId: question?.id ?? '', decision: personId }] })
    const counts = { new: 1, changed: 0, unchanged: 1, 'possible-duplicate': 0, refused: 1 }
    expect((await api.imports.dryRun({ id })).counts).toEqual(counts)
    const { jobId } = await api.imports.confirm({ id })
    await finished(api, jobId)
    expect((await api.imports.byId({ id })).counts).toEqual(counts)
    const { rows } = await listPeoplePage(ctx.db, { limit: 100 })
    expect(rows).toMatchObject([{ id: personId, name: 'Nay Thử Một', residences: [{ representsHousehold: true }] }])
    const file = await api.imports.refusedFile({ id, language: 'vi' })
    const { importId } = await api.imports.upload(file)
    expect((await api.imports.dryRun({ id: importId })).rows.map(({ name }) => name)).toEqual([''])
  })

  it.each(['before', 'after'])(
    'rows that were given back %s the import join the household of their number',
    async (when) => {
      const csv = [
        'Họ và tên,Ngày sinh,Thôn,Hộ số,Quan hệ với chủ hộ',
        'Nay Thử Một,1970,Làng Trên,1,Chủ hộ',
        'Siu Thử Hai,1972,Làng Trên,2,Chủ hộ',
        'Siu? Thử Ba,1999,Làng Trên,2,Con',
      ].join('\n')
      const id = await dropRoster(api, csv)
      const early = await api.imports.refusedFile({ id, language: 'vi' })
      const { jobId } = await api.imports.confirm({ id })
      await finished(api, jobId)
      const file = when === 'before' ? early : await api.imports.refusedFile({ id, language: 'vi' })
      const read = await readWorkbook(file.bytes, { fileName: file.fileName })
      const rows = read.ok ? (read.value.sheets[0]?.rows ?? []) : []
      const mended = rows.map((cells) => cells.map((cell) => (cell === 'Siu? Thử Ba' ? 'Siu Thử Ba' : cell)))
      const bytes = await writeWorkbook({ sheets: [{ name: 'DS', rows: mended }] })
      const { importId } = await api.imports.upload({ fileName: 'sua.xlsx', bytes })
      const preview = await api.imports.dryRun({ id: importId })
      expect(preview.rows).toMatchObject([{ outcome: 'new', joins: { representative: 'Siu Thử Hai' } }])
      const second = await api.imports.confirm({ id: importId })
      await finished(api, second.jobId)
      const people = (await listPeoplePage(ctx.db, { limit: 100 })).rows
      const householdOf = (name: string) => people.find((person) => person.name === name)?.residences[0]?.householdId
      expect(householdOf('Siu Thử Ba')).toBe(householdOf('Siu Thử Hai'))
    },
  )

  it('takes over a mapping that a person mends', async () => {
    const { importId } = await api.imports.upload({ fileName: 'a.csv', bytes: bytesOf(PEOPLE_CSV) })
    const view = await api.imports.byId({ id: importId })
    const sheets = view.sheets.map(({ name, included, headerRow, columns }) => ({
      name,
      included,
      headerRow,
      columns: columns.map(({ index, field }) => ({ index, field: field === 'phone' ? null : field })),
    }))
    const mapped = await api.imports.setMapping({ id: importId, unitId: 'c1', sheets })
    expect(mapped).toMatchObject({ state: 'mapped', unitId: 'c1', unitName: 'Xã Một' })
    expect(mapped.sheets[0]?.columns.map((column) => column.field)).not.toContain('phone')
  })

  it.each([
    ['no-spreadsheet.xlsx', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4]), 'file-not-spreadsheet'],
    ['empty.csv', new Uint8Array(), 'file-empty'],
  ])('names what is wrong with %s', async (fileName, bytes, code) => {
    expect(await codeOf(api.imports.upload({ fileName, bytes }))).toBe(code)
    expect(await api.imports.list()).toEqual([])
  })

  it('one import at a time', async () => {
    const first = await dropRoster(api, PEOPLE_CSV)
    const second = await dropRoster(api, PEOPLE_CSV)
    const outcomes = await Promise.all([
      codeOf(api.imports.confirm({ id: first, leaveUndecided: true })),
      codeOf(api.imports.confirm({ id: second, leaveUndecided: true })),
    ])
    // Where the first was quick, the other would do something else by now.
    expect(outcomes.sort()).toEqual([expect.stringMatching(/^(?:import-stale|job-running)$/u), 'no failure'])
    await vi.waitFor(async () => expect(await api.jobs.active()).toEqual([]), 10_000)
  })
})
