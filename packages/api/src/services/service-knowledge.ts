import { findGroupOfExternal, findServiceConnection, listServiceAccounts } from '@ketnoi/db'
import type { PersonId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { listAccountsWantedAs } from '../runs/wanted-accounts.ts'
import { getWorld } from '../world.ts'

/** What a connector to a service asks: of its groups, and of the people whose accounts it acts with. */
export interface ServiceKnowledge {
  /** Whether a group of the service belongs to an expected group already. */
  readonly isClaimed: (externalId: string) => Promise<boolean>
  /** The accounts of those who ought to lead a group. */
  readonly wantedLeaders: (externalId: string) => Promise<ReadonlySet<string>>
  readonly actingPersons: readonly PersonId[]
  /** Their accounts, in their order. */
  readonly actingAccounts: readonly string[]
}

/** What is known of a service at this moment. */
export async function loadServiceKnowledge(ctx: Context, service: string): Promise<ServiceKnowledge> {
  const { asOf } = await getWorld(ctx)
  const actingPersons = (await findServiceConnection(ctx.db, service))?.actingPersonIds ?? []
  const accounts = await listServiceAccounts(ctx.db, service, actingPersons, asOf)
  return {
    isClaimed: async (externalId) => (await findGroupOfExternal(ctx.db, externalId)) !== null,
    wantedLeaders: (externalId) => listAccountsWantedAs(ctx, service, externalId, 'leader'),
    actingPersons,
    actingAccounts: actingPersons.flatMap((id) => accounts.get(id) ?? []),
  }
}
