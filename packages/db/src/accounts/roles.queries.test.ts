import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../test/engines.ts'
import { endAccountRole, insertAccountRole, listAccountRoles, type AccountRole } from './roles.queries.ts'

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

  test('without a unit are for those who answer for everything', async () => {
    await expect(insertAccountRole(engine.db, { ...ROLE, role: 'officer' })).rejects.toThrow(
      'account_role_everywhere_ck',
    )
  })
})
