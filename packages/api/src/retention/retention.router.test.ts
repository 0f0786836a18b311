import { findPerson, listAuditEvents, type AccountRole } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { findInText } from '../../../db/test/find-in-text.ts'
import {
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  importVillagers,
  setUpDistrict,
} from '../../test/small-district.ts'
import { turnDay } from '../days/turn-day.ts'
import { type Caller, type Context } from '../index.ts'

const BASIS = 'Quy chế lưu trữ dữ liệu số 01'
let today: string

describeEngines('whoever left long ago', (engine) => {
  let ctx: Context
  let api: Caller
  let personId: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    today = '2024-02-01'
    ctx = { ...contextOf(engine.db, engine.kind), today: () => today }
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    personId = (await api.selections.match({ text: 'siu klon' })).people[0]?.id ?? ''
  })

  const as = (role: Partial<AccountRole>): Promise<Caller> => callerWith(ctx, role)
  const leave = async (why: 'moved-away' | 'died'): Promise<void> => {
    await engine.db.updateTable('roster_import').set({ created_at: '2024-02-01T00:00:00Z' }).execute()
    await turn('2024-02-10')
    await api.people.update({ id: personId, revision: 1, change: { kind: 'set', birth: '1961' } })
    await api.readings.save({
      groupId: 'village:v1',
      source: { kind: 'text', text: 'Siu Klon\nNay Groanh' },
      completeness: 'complete',
    })
    await api.readings.save({
      groupId: 'village:v1',
      source: { kind: 'text', text: 'Nay Groanh' },
      completeness: 'complete',
    })
    await api.people.update({ id: personId, revision: 2, change: { kind: 'leave', why, on: today } })
  }
  const turn = async (day: string): Promise<void> => {
    today = day
    await turnDay(ctx)
  }

  it('is deleted for good after the time that was set, and nothing says any more who it was', async () => {
    await leave('died')
    await api.retention.set({ on: true, months: { residence: 12 }, basis: BASIS })
    await turn('2025-02-09')
    expect(await findPerson(engine.db, personId)).not.toBeNull()
    expect(await findInText(engine.db, ['Siu Klon', '0830002010', '830002010'])).not.toEqual([])
    expect(await api.retention.page()).toMatchObject({ now: 0, coming: [{ month: '2025-02', people: 1 }] })
    await turn('2025-02-10')
    expect(await findPerson(engine.db, personId)).toBeNull()
    expect(await findInText(engine.db, ['Siu Klon', 'siu klon', '0830002010', '830002010'])).toEqual([])
    expect((await api.retention.page()).records).toEqual([
      {
        day: '2025-02-10',
        unitName: expect.stringContaining('Làng Trên'),
        people: 1,
        months: 12,
        purpose: { id: 'residence', name: null },
        basis: BASIS,
      },
    ])
    // The import is still in the list, without its file.
    expect((await api.imports.list()).map(({ state }) => state).sort()).toEqual(['cancelled', 'done'])
    // Past days count who was there, without saying who it was.
    const { rows } = await listAuditEvents(engine.db, { actions: ['people-deleted-for-good'], limit: 2 })
    expect(rows).toMatchObject([
      { subjectKind: 'unit', subjectId: 'v1', data: { people: 1, months: 12, basis: BASIS } },
    ])
  })

  it('takes along what others wrote about them in their own words', async () => {
    await leave('died')
    const words = 'Siu Klon xin ra khỏi nhóm'
    const at = '2024-02-10T00:00:00Z'
    const reasons = [
      { kind: 'exclude', overrideId: 'o', text: words },
      { kind: 'rule', clause: 'people' },
    ]
    const line = { kind: 'remove', groupId: 'village:v1', personId, role: 'member', reasons }
    const other = { ...line, personId: 'somebody', reasons: [{ kind: 'exclude', overrideId: 'o', text: 'lý do khác' }] }
    const lines = { appeared: [line, other], disappeared: [] }
    await engine.db
      .insertInto('run')
      .values({
        id: 'run',
        state: 'done',
        fingerprint: 'f',
        plan: JSON.stringify({ moved: [{ groupId: 'village:v1', ...lines }] }),
        reason: null,
        approved_by: 'a',
        approved_at: at,
        expires_at: at,
        needs_second: false,
        seconded_by: null,
        seconded_at: null,
        started_at: null,
        ended_at: at,
      })
      .execute()
    await engine.db
      .insertInto('run_group')
      .values({
        run_id: 'run',
        group_id: 'village:v1',
        unit_id: 'v1',
        name: 'Làng Trên',
        ordinal: 0,
        state: 'proved',
        code: null,
        detail: JSON.stringify(lines),
        held: JSON.stringify([line, other]),
        due_at: at,
        lease: null,
        leased_until: null,
        ended_at: at,
      })
      .execute()
    const change = { run_id: 'run', group_id: 'village:v1', message: words, code: null, asked_at: at, settled_at: at }
    await engine.db
      .insertInto('run_change')
      .values([
        { ...change, place: 0, person_id: personId, change: JSON.stringify(line) },
        { ...change, place: 1, person_id: 'somebody', message: null, change: JSON.stringify(other) },
      ])
      .execute()
    await engine.db
      .insertInto('handover')
      .values({
        id: 'handover',
        on_day: '2024-02-10',
        state: 'in-force',
        document: JSON.stringify({ lines: [], effects: [] }),
        reason: words,
        proposed_by: 'a',
        proposed_at: at,
        cancelled_by: null,
        cancelled_at: null,
        cancel_reason: null,
      })
      .execute()
    await engine.db.insertInto('handover_person').values({ handover_id: 'handover', person_id: personId }).execute()
    await api.retention.set({ on: true, months: { residence: 12 }, basis: BASIS })
    expect(await findInText(engine.db, ['Siu Klon xin'])).toHaveLength(6)
    await turn('2025-02-10')
    expect(await findInText(engine.db, ['Siu Klon'])).toEqual([])
    // What was done stays, and so does what was written about others.
    const { change: kept } = await engine.db
      .selectFrom('run_change')
      .select('change')
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow()
    expect(kept).toMatchObject({
      ...line,
      reasons: [
        { kind: 'exclude', text: '' },
        { kind: 'rule', clause: 'people' },
      ],
    })
    expect((await findInText(engine.db, ['lý do khác'])).sort()).toEqual([
      'run.plan',
      'run_change.change',
      'run_group.detail',
      'run_group.held',
    ])
  })

  it('stays as long as the longest purpose that still holds for them', async () => {
    await leave('moved-away')
    await api.retention.set({ on: true, months: { residence: 12, office: 60, 'village-group': 24 }, basis: BASIS })
    await turn('2025-02-10')
    expect(await findPerson(engine.db, personId)).not.toBeNull()
    expect(await api.retention.page()).toMatchObject({ now: 0, coming: [{ month: '2026-02', people: 1 }] })
    await turn('2026-02-10')
    expect(await findPerson(engine.db, personId)).toBeNull()
    expect((await api.retention.page()).records).toMatchObject([
      { months: 24, purpose: { id: 'village-group', name: { vi: expect.any(String) } } },
    ])
    expect(await codeOf(api.retention.set({ on: true, months: { nothing: 12 }, basis: BASIS }))).toBe('not-found')
  })

  it('is kept no longer for what they withdrew', async () => {
    await leave('moved-away')
    await api.consents.record({ personId, purposeId: 'village-group', kind: 'withdrawn', channel: 'spoken' })
    await api.retention.set({ on: true, months: { residence: 12, 'village-group': 24 }, basis: BASIS })
    await turn('2025-02-10')
    expect(await findPerson(engine.db, personId)).toBeNull()
  })

  it('stays until somebody has switched it on', async () => {
    await leave('died')
    await turn('2030-01-01')
    expect(await findPerson(engine.db, personId)).not.toBeNull()
  })

  it('goes as well where they moved away and never withdrew what they had agreed to', async () => {
    await leave('moved-away')
    const open = (await findPerson(engine.db, personId))?.person.consents.filter(({ to }) => to === null)
    expect(open?.length).toBeGreaterThan(0)
    await api.retention.set({ on: true, months: { residence: 12 }, basis: BASIS })
    await turn('2025-02-09')
    expect(await findPerson(engine.db, personId)).not.toBeNull()
    await turn('2025-02-10')
    expect(await findPerson(engine.db, personId)).toBeNull()
  })

  it('stays where they agree to something and nobody knows yet where they live', async () => {
    await leave('moved-away')
    await engine.db.deleteFrom('residence').where('person_id', '=', personId).execute()
    await api.retention.set({ on: true, months: { residence: 12 }, basis: BASIS })
    await turn('2030-01-02')
    expect(await findPerson(engine.db, personId)).not.toBeNull()
  })

  it('is counted before it is switched on, by whoever answers for everything alone', async () => {
    await leave('died')
    today = '2024-06-01'
    expect(await api.retention.page()).toMatchObject({
      setting: { on: false, months: {} },
      purposes: [
        { id: 'residence', months: 24 },
        { id: 'office', months: 24 },
        { id: 'village-group', months: 24 },
      ],
      now: 0,
      coming: [],
      records: [],
    })
    expect((await api.retention.page({ months: { residence: 9 } })).coming).toEqual([{ month: '2024-11', people: 1 }])
    today = '2025-06-01'
    expect((await api.retention.page({ months: { residence: 9 } })).now).toBe(1)
    const commune = await as({ role: 'commune-administrator', unitId: 'c1' })
    expect(await codeOf(commune.retention.page())).toBe('forbidden')
    expect(await codeOf(commune.retention.set({ on: true, months: { residence: 12 }, basis: BASIS }))).toBe('forbidden')
  })
})
