import { insertAccountRole } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  callerWith,
  contextOf,
  createCaller,
  importVillagers,
  roleOf,
  setUpDistrict,
} from '../../test/small-district.ts'
import type { Caller, Context } from '../index.ts'

describeEngines('the log of who did what', (engine) => {
  let ctx: Context
  let api: Caller
  /** Inspectors of the commune of the upper village, and of the other one. */
  let own: Caller
  let other: Caller
  /** The account of an officer of the upper village. */
  let account: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    own = await callerWith(ctx, { role: 'inspector', unitId: 'c1' })
    other = await callerWith(ctx, { role: 'inspector', unitId: 'c2' })
    const role = { role: 'officer', unitId: 'v1', from: '2024-01-01', to: '2025-01-01' } as const
    const created = await api.accounts.create({ name: 'Rah Lan', userName: 'rahlan', phone: null, roles: [role] })
    account = created.id
    const { fingerprint } = await api.runs.proposal({ unitId: 'c1' })
    const { id } = await api.runs.approve({ scope: { unitId: 'c1' }, fingerprint })
    await api.runs.cancel({ id })
  })

  const listed = async (caller: Caller, action: string) => (await caller.audit.list({ action })).rows.length

  it('tells an inspector of an area what is approved, imported and given there, and no other', async () => {
    for (const action of [
      'plan-approved',
      'run-cancelled',
      'roster-imported',
      'account.create',
      'account.grant-role',
    ]) {
      expect([action, await listed(own, action), await listed(other, action)]).toEqual([action, 1, 0])
      expect((await own.audit.list({})).actions).toContain(action)
    }
  })

  it('offers an area only what may be about units, and whoever may do something there', async () => {
    await insertAccountRole(ctx.db, roleOf({ id: 'x', accountId: account, unitId: 'v2' }))
    const away = await api.accounts.create({
      name: 'Kpă H’Lê',
      userName: 'kpa',
      phone: null,
      roles: [{ role: 'officer', unitId: 'v3', from: '2024-01-01', to: '2025-01-01' }],
    })
    const above = await api.accounts.create({
      name: 'Nay Thu',
      userName: 'nay',
      phone: null,
      roles: [{ role: 'administrator', unitId: 'd', from: '2024-01-01', to: '2025-01-01' }],
    })
    const everywhere = await api.audit.list({})
    expect(everywhere.actions).toContain('units-imported')
    expect(everywhere.actors.map(({ id }) => id)).toEqual(expect.arrayContaining([account, away.id, above.id]))
    const page = await own.audit.list({})
    expect(page.actions).not.toContain('units-imported')
    expect(page.actors.map(({ name }) => name)).toEqual(['Nay Thu', 'Rah Lan'])
    expect((await other.audit.list({})).actors.map(({ name }) => name)).toEqual(['Kpă H’Lê', 'Nay Thu'])
    expect(await listed(own, 'units-imported')).toBe(0)
  })

  it('is asked by kind alone, and says how much has come since it was verified', async () => {
    expect((await own.audit.list({ subject: { kind: 'run' } })).rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['plan-approved', 'run-cancelled']),
    )
    expect((await api.audit.list({})).seal).toMatchObject({ verified: null, since: 0 })
    await api.audit.verify()
    expect((await api.audit.list({})).seal.since).toBe(0)
    await api.overrides.add({
      kind: 'exclude',
      groupId: 'village:v1',
      personId: (await api.people.search({ text: 'siu klon' })).rows[0]?.id ?? '',
      reason: 'xin ra',
      to: '2099-01-01',
    })
    expect((await api.audit.list({})).seal.since).toBe(1)
  })
})
