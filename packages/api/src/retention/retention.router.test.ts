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
    await api.retention.set({ on: true, months: 12, basis: BASIS })
    await turn('2025-02-09')
    expect(await findPerson(engine.db, personId)).not.toBeNull()
    expect(await findInText(engine.db, ['Siu Klon', '0830002010', '830002010'])).not.toEqual([])
    expect(await api.retention.page()).toMatchObject({ now: 0, coming: [] })
    await turn('2025-02-10')
    expect(await findPerson(engine.db, personId)).toBeNull()
    expect(await findInText(engine.db, ['Siu Klon', 'siu klon', '0830002010', '830002010'])).toEqual([])
    expect((await api.retention.page()).records).toEqual([
      { day: '2025-02-10', unitName: expect.stringContaining('Làng Trên'), people: 1, months: 12, basis: BASIS },
    ])
    // The import is still in the list, without its file.
    expect((await api.imports.list()).map(({ state }) => state).sort()).toEqual(['cancelled', 'done'])
    // Past days count who was there, without saying who it was.
    const { rows } = await listAuditEvents(engine.db, { actions: ['people-deleted-for-good'], limit: 2 })
    expect(rows).toMatchObject([
      { subjectKind: 'unit', subjectId: 'v1', data: { people: 1, months: 12, basis: BASIS } },
    ])
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
    await api.retention.set({ on: true, months: 12, basis: BASIS })
    await turn('2025-02-09')
    expect(await findPerson(engine.db, personId)).not.toBeNull()
    await turn('2025-02-10')
    expect(await findPerson(engine.db, personId)).toBeNull()
  })

  it('stays where they agree to something and nobody knows yet where they live', async () => {
    await leave('moved-away')
    await engine.db.deleteFrom('residence').where('person_id', '=', personId).execute()
    await api.retention.set({ on: true, months: 12, basis: BASIS })
    await turn('2030-01-02')
    expect(await findPerson(engine.db, personId)).not.toBeNull()
  })

  it('is counted before it is switched on, by whoever answers for everything alone', async () => {
    await leave('died')
    today = '2024-06-01'
    expect(await api.retention.page()).toMatchObject({
      setting: { on: false, months: 24 },
      now: 0,
      coming: [],
      records: [],
    })
    expect((await api.retention.page({ months: 9 })).coming).toEqual([{ month: '2024-11', people: 1 }])
    today = '2025-06-01'
    expect((await api.retention.page({ months: 9 })).now).toBe(1)
    const commune = await as({ role: 'commune-administrator', unitId: 'c1' })
    expect(await codeOf(commune.retention.page())).toBe('forbidden')
    expect(await codeOf(commune.retention.set({ on: true, months: 12, basis: BASIS }))).toBe('forbidden')
  })
})
