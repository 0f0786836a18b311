import { findPerson, insertAccountRole, type AccountRole } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  finished,
  importVillagers,
  roleOf,
  setUpDistrict,
} from '../../test/small-district.ts'
import { type Caller, type Context } from '../index.ts'

describeEngines('what ends before long', (engine) => {
  let ctx: Context
  let api: Caller
  let personId: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    personId = (await api.selections.match({ text: 'siu klon' })).people[0]?.id ?? ''
  })

  const as = (role: Partial<AccountRole>): Promise<Caller> => callerWith(ctx, role)
  const except = (to: string, from?: string) =>
    api.overrides.add({ kind: 'exclude', groupId: 'village:v1', personId, reason: 'đi làm xa', to, from })

  it('is asked on the last day that there is', async () => {
    const last = createCaller({ ...ctx, today: () => '9999-12-31' })
    expect((await last.expiring.list()).until).toBe('9999-12-31')
  })

  it('is an exception, until it goes on', async () => {
    await except('2024-02-20')
    const { facts, until } = await api.expiring.list()
    expect(until).toBe('2024-03-02')
    expect(facts).toMatchObject([{ kind: 'override', ends: '2024-02-20', unitName: 'Làng Trên', mayRenew: true }])
    expect((await (await as({ unitId: 'v1' })).expiring.list()).facts).toMatchObject([{ mayRenew: false }])
    await except('2024-08-20', '2024-02-20')
    expect((await api.expiring.list()).facts).toEqual([])
  })

  it('is not what ends later, nor what is of another unit', async () => {
    await except('2024-06-01')
    expect((await api.expiring.list()).facts).toEqual([])
    const elsewhere = await as({ role: 'commune-administrator', unitId: 'c2' })
    expect((await elsewhere.expiring.list()).facts).toEqual([])
    expect(await codeOf(elsewhere.expiring.list({ unitId: 'v1' }))).toBe('forbidden')
  })

  it('is an appointment, which goes on from the day on which it would end', async () => {
    const seat = { positionId: 'village-head', unitId: 'v1' }
    await api.people.update({ id: personId, revision: 1, change: { kind: 'appoint', ...seat, from: '2024-01-01' } })
    await api.people.update({
      id: personId,
      revision: 2,
      change: { kind: 'end', fact: 'appointments', index: 0, on: '2024-02-15' },
    })
    const [row] = (await api.expiring.list()).facts
    expect(row).toMatchObject({ kind: 'appointment', ends: '2024-02-15', revision: 3, mayRenew: true })
    await api.people.update({ id: personId, revision: 3, change: { kind: 'appoint', ...seat, from: '2024-02-15' } })
    expect((await api.expiring.list()).facts).toEqual([])
    expect((await findPerson(engine.db, personId))?.person.appointments).toHaveLength(2)
  })

  it('is a role of an account, for those alone who keep accounts there', async () => {
    const { id } = await api.accounts.create({
      name: 'Rơ Châm Thử',
      userName: 'ro.cham.thu',
      phone: null,
      roles: [{ role: 'officer', unitId: 'c1', from: '2024-01-01', to: null }],
    })
    await insertAccountRole(
      engine.db,
      roleOf({ id: 'soon', accountId: id, unitId: 'c2', from: '2024-01-01', to: '2024-02-10' }),
    )
    expect((await api.expiring.list()).roles).toMatchObject([{ accountId: id, ends: '2024-02-10', mayRenew: true }])
    expect((await (await as({ unitId: 'c2' })).expiring.list()).roles).toEqual([])
    const commune = await as({ role: 'commune-administrator', unitId: 'c2' })
    expect((await commune.expiring.list()).roles).toHaveLength(1)
    // It goes on for a reason, which stays with it.
    const go = { id, roleId: 'soon', to: '2024-08-10' }
    expect(await codeOf(api.accounts.renewRole({ ...go, reason: ' ' }))).toBe('input-invalid')
    expect(await codeOf(api.accounts.renewRole({ ...go, to: '2024-02-09', reason: 'ở lại' }))).toBe('interval-empty')
    await commune.accounts.renewRole({ ...go, reason: 'tiếp tục phụ trách' })
    expect(await codeOf(api.accounts.renewRole({ ...go, reason: 'tiếp tục phụ trách' }))).toBe('already-decided')
    expect((await api.expiring.list()).roles).toEqual([])
    const { roles } = await api.accounts.byId({ id })
    expect(roles).toContainEqual(expect.objectContaining({ unitId: 'c2', from: '2024-02-10', to: '2024-08-10' }))
    const [event] = (await api.audit.list({ subject: { kind: 'account', id } })).rows
    expect(event).toMatchObject({ action: 'account.grant-role', reason: 'tiếp tục phụ trách' })
  })

  it('counts roles by the calendar, also while everything else is computed for another day', async () => {
    const { id } = await api.accounts.create({
      name: 'Rơ Châm Thử',
      userName: 'ro.cham.thu',
      phone: null,
      roles: [{ role: 'officer', unitId: 'c1', from: '2024-01-01', to: '2024-02-10' }],
    })
    await finished(api, (await api.setup.setAsOf({ asOf: '2024-06-01' })).jobId)
    expect((await api.expiring.list()).roles).toMatchObject([{ accountId: id, ends: '2024-02-10' }])
    expect((await api.audit.list({ action: 'day-pinned' })).rows).toHaveLength(1)
  })
})
