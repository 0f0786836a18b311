import type { GroupId, PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import type { ServiceRequestKind, ServiceRequestState } from './services.tables.ts'

/** What somebody at a service asked for, and a person decides about. */
export interface ServiceRequest {
  readonly id: string
  readonly service: string
  readonly kind: ServiceRequestKind
  readonly accountId: string
  readonly groupId: GroupId | null
  readonly displayName: string | null
  /** Only what the person shared. */
  readonly phone: string | null
  readonly askedAt: string
  readonly state: ServiceRequestState
  readonly personId: PersonId | null
  readonly decidedAt: string | null
  readonly decidedBy: string | null
}

const COLUMNS = [
  'id',
  'service',
  'kind',
  'account_id as accountId',
  'group_id as groupId',
  'display_name as displayName',
  'phone',
  'asked_at as askedAt',
  'state',
  'person_id as personId',
  'decided_at as decidedAt',
  'decided_by as decidedBy',
] as const

export type NewServiceRequest = Pick<
  ServiceRequest,
  'id' | 'service' | 'kind' | 'accountId' | 'groupId' | 'displayName' | 'phone' | 'askedAt'
>

/** Keeps a request; what is asked for already is asked for once, with the latest that is known of who asks. */
export async function insertServiceRequest(trx: Db, request: NewServiceRequest): Promise<void> {
  await sql`
    insert into service_request (id, service, kind, account_id, group_id, display_name, phone, asked_at)
    values (${request.id}, ${request.service}, ${request.kind}, ${request.accountId}, ${request.groupId},
      ${request.displayName}, ${request.phone}, ${request.askedAt})
    on conflict (service, kind, account_id, coalesce(group_id, '')) where state = 'open'
    do update set display_name = coalesce(excluded.display_name, service_request.display_name),
      phone = coalesce(excluded.phone, service_request.phone)
  `.execute(trx)
}

export async function findServiceRequest(db: Db, id: string): Promise<ServiceRequest | null> {
  const query = db.selectFrom('service_request').select(COLUMNS).where('id', '=', id)
  return (await query.executeTakeFirst()) ?? null
}

/** Open requests, the oldest first; of all groups and none, or of the groups of some units. */
export async function listOpenRequests(
  db: Db,
  filter: { readonly groupIds: readonly GroupId[] | null; readonly limit: number },
): Promise<ServiceRequest[]> {
  const { groupIds, limit } = filter
  return db
    .selectFrom('service_request')
    .select(COLUMNS)
    .where('state', '=', 'open')
    .$if(groupIds !== null, (query) => query.where(sql<boolean>`group_id = any(${[...(groupIds ?? [])]}::text[])`))
    .orderBy('asked_at')
    .orderBy('id')
    .limit(limit)
    .execute()
}

export interface RequestDecision {
  readonly state: Exclude<ServiceRequestState, 'open'>
  readonly personId: PersonId | null
  readonly at: string
  readonly by: string
}

/** What was shared is needed no longer, and forgotten. */
const decided = ({ state, personId, at, by }: RequestDecision) => ({
  state,
  person_id: personId,
  phone: null,
  decided_at: at,
  decided_by: by,
})

/** Closes an open request. */
export async function decideServiceRequest(trx: Db, id: string, decision: RequestDecision): Promise<boolean> {
  const result = await trx
    .updateTable('service_request')
    .set(decided(decision))
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Closes what an account asks for, where the service itself tells that it is over. */
export async function closeServiceRequests(
  trx: Db,
  which: {
    readonly service: string
    readonly kind: ServiceRequestKind
    readonly accountIds: readonly string[]
    /** `null`: whatever the group. */
    readonly groupId: GroupId | null
  },
  decision: RequestDecision,
): Promise<void> {
  if (which.accountIds.length === 0) return
  await trx
    .updateTable('service_request')
    .set(decided(decision))
    .where('service', '=', which.service)
    .where('kind', '=', which.kind)
    .where('state', '=', 'open')
    .where('account_id', 'in', [...which.accountIds])
    .$if(which.groupId !== null, (query) => query.where('group_id', '=', which.groupId))
    .execute()
}
