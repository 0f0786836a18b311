import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../test/engines.ts'
import { updateSetting } from '../settings/settings.queries.ts'
import { findAccount, insertAccount } from './accounts.queries.ts'
import { findArrivedSession } from './arrival.queries.ts'
import { endAccountRole, insertAccountRole, listAccountRoles, type AccountRole } from './roles.queries.ts'
import { listSessions } from './sessions.queries.ts'

const DAY = '2024-03-01'

const ROLE: AccountRole = {
  id: 'r-1',
  accountId: 'a-1',
  role: 'administrator',
  unitId: null,
  seeUnitId: null,
  searchUnitId: null,
  grantedBy: 'a-0',
  grantedAt: '2024-01-01T00:00:00.000Z',
  from: '2024-01-01',
  to: null,
}

describeEngines('roles of accounts', (engine) => {
  beforeEach(() => emptyDatabase(engine.db))

  test('hold from a day to a day', async () => {
    await insertAccountRole(engine.db, ROLE)
    expect(await listAccountRoles(engine.db, { accountIds: ['a-1'] })).toEqual([ROLE])
    expect(await listAccountRoles(engine.db, { asOf: '2023-12-31' })).toEqual([])
    expect(await endAccountRole(engine.db, 'r-1', '2024-03-01')).toBe(true)
    expect(await endAccountRole(engine.db, 'r-1', '2024-04-01')).toBe(false)
    expect(await listAccountRoles(engine.db, { asOf: '2024-02-29' })).toEqual([{ ...ROLE, to: '2024-03-01' }])
    expect(await listAccountRoles(engine.db, { asOf: '2024-03-01' })).toEqual([])
  })

  test('that end before they began were never there', async () => {
    await insertAccountRole(engine.db, ROLE)
    expect(await endAccountRole(engine.db, 'r-1', '2024-01-01')).toBe(true)
    expect(await listAccountRoles(engine.db)).toEqual([])
  })

  test('come with the session of whoever holds them today', async () => {
    const now = '2024-02-01T00:00:00.000Z'
    const account = {
      id: 'a-1',
      name: 'A',
      userName: 'a',
      phone: null,
      passwordHash: '',
      firstPasswordUntil: null,
      now,
    }
    await insertAccount(engine.db, account)
    await engine.db
      .insertInto('account_session')
      .values({ id: 's-1', account_id: 'a-1', token: 't', expires_at: now, created_at: now, active_at: now })
      .execute()
    await updateSetting(engine.db, 'as-of', DAY)
    await insertAccountRole(engine.db, { ...ROLE, to: DAY })
    const find = (asOf: string) => findArrivedSession(engine.db, 't', { asOf, settings: ['as-of', 'never-said'] })
    expect(await find(DAY)).toEqual({
      session: (await listSessions(engine.db, 'a-1', '2024-01-01T00:00:00.000Z'))[0],
      account: await findAccount(engine.db, 'a-1'),
      roles: [],
      settings: new Map([['as-of', DAY]]),
    })
    expect((await find('2024-02-29'))?.roles).toEqual([
      { role: 'administrator', unitId: null, seeUnitId: null, searchUnitId: null },
    ])
    expect(await findArrivedSession(engine.db, 'other', { asOf: DAY, settings: [] })).toBeNull()
  })

  test('without a unit are for those who answer for everything', async () => {
    await expect(insertAccountRole(engine.db, { ...ROLE, role: 'officer' })).rejects.toThrow(
      'account_role_everywhere_ck',
    )
  })
})
