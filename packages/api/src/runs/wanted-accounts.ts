import { findGroupOfExternal, listDesiredRows, listServiceAccounts } from '@ketnoi/db'
import type { Role } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { getWorld } from '../world.ts'

/** The accounts at a service that a real group ought to have in a role. */
export async function listAccountsWantedAs(
  ctx: Context,
  service: string,
  externalId: string,
  role: Role,
): Promise<ReadonlySet<string>> {
  const groupId = await findGroupOfExternal(ctx.db, externalId)
  if (groupId === null) return new Set()
  const wanted = (await listDesiredRows(ctx.db, [groupId])).filter((row) => row.role === role)
  const people = wanted.map((row) => row.personId)
  const { asOf } = await getWorld(ctx)
  return new Set((await listServiceAccounts(ctx.db, service, people, asOf)).values())
}
