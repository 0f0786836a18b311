import { foldName, type PersonId, type PurposeId, type UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import type { RegistrationState } from './registrations.tables.ts'

/** The unit whose poster carries the token; `null` for a token that was never given out or has been replaced. */
export async function findRegistrationUnit(db: Db, token: string): Promise<UnitId | null> {
  const row = await db
    .selectFrom('registration_link')
    .select('unit_id')
    .where('token', '=', token)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row?.unit_id ?? null
}

/** What the poster of a unit leads to now; `null` where none was made. */
export async function findRegistrationToken(db: Db, unitId: UnitId): Promise<string | null> {
  const row = await db
    .selectFrom('registration_link')
    .select('token')
    .where('unit_id', '=', unitId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row?.token ?? null
}

/** The token on the posters of a unit: the one in use, or the one given here where there is none. */
export async function ensureRegistrationToken(db: Db, unitId: UnitId, token: string, author: string): Promise<string> {
  await sql`
    insert into registration_link (token, unit_id, author) values (${token}, ${unitId}, ${author})
    on conflict (unit_id) where revoked_at is null do nothing
  `.execute(db)
  const row = await db
    .selectFrom('registration_link')
    .select('token')
    .where('unit_id', '=', unitId)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  return row.token
}

/** Makes the posters that hang now useless. */
export async function revokeRegistrationToken(db: Db, unitId: UnitId): Promise<void> {
  await db
    .updateTable('registration_link')
    .set({ revoked_at: sql`now()` })
    .where('unit_id', '=', unitId)
    .where('revoked_at', 'is', null)
    .execute()
}

/** What somebody filled in on the page behind a poster, and what an officer made of it. */
export interface SelfRegistration {
  readonly id: string
  readonly unitId: UnitId
  readonly name: string
  readonly phone: string
  readonly purposeId: PurposeId
  readonly noticeId: string
  readonly state: RegistrationState
  /** ISO instant. */
  readonly createdAt: string
  readonly decidedAt: string | null
  readonly decidedBy: string | null
  /** Why it was rejected. */
  readonly reason: string | null
  readonly personId: PersonId | null
}

/** Keeps it for an officer to look at. The same person, phone and unit is one while it waits; tells whether it is new. */
export async function insertRegistration(
  db: Db,
  registration: Pick<SelfRegistration, 'id' | 'unitId' | 'name' | 'phone' | 'purposeId' | 'noticeId' | 'createdAt'>,
): Promise<boolean> {
  const { id, unitId, name, phone, purposeId, noticeId, createdAt } = registration
  const result = await sql`
    insert into self_registration (id, unit_id, name, name_folded, phone, purpose_id, notice_id, created_at)
    values (${id}, ${unitId}, ${name}, ${foldName(name)}, ${phone}, ${purposeId}, ${noticeId}, ${createdAt})
    on conflict (unit_id, phone, name_folded) where state = 'waiting' do nothing
  `.execute(db)
  return Number(result.numAffectedRows ?? 0n) > 0
}

const COLUMNS = [
  'id',
  'unit_id as unitId',
  'name',
  'phone',
  'purpose_id as purposeId',
  'notice_id as noticeId',
  'state',
  'created_at as createdAt',
  'decided_at as decidedAt',
  'decided_by as decidedBy',
  'reason',
  'person_id as personId',
] as const

export interface RegistrationFilter {
  /** The units whose trees are looked at; `null`: all. */
  readonly within: readonly UnitId[] | null
  readonly state: RegistrationState
  readonly limit: number
}

/** What waits, the oldest first; what was decided, the latest first. */
export async function listRegistrations(db: Db, filter: RegistrationFilter): Promise<SelfRegistration[]> {
  const { within, state, limit } = filter
  return db
    .selectFrom('self_registration')
    .select(COLUMNS)
    .where('state', '=', state)
    .$if(within !== null, (query) =>
      query.where('unit_id', 'in', (eb) =>
        eb
          .selectFrom('unit_ancestor')
          .select('unit_id')
          .where('ancestor_id', 'in', [...(within ?? []), '']),
      ),
    )
    .orderBy(state === 'waiting' ? 'created_at' : (eb) => eb.ref('decided_at'), state === 'waiting' ? 'asc' : 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** What waits for an officer at some units, the oldest first. */
export async function listWaitingRegistrations(db: Db, unitIds: readonly UnitId[]): Promise<SelfRegistration[]> {
  return db
    .selectFrom('self_registration')
    .select(COLUMNS)
    .where('unit_id', 'in', [...unitIds, ''])
    .where('state', '=', 'waiting')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export async function findRegistration(db: Db, id: string): Promise<SelfRegistration | null> {
  return (await db.selectFrom('self_registration').select(COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
}

/** The same, held until the transaction ends, so that it is decided once. */
export async function lockRegistration(trx: Db, id: string): Promise<SelfRegistration | null> {
  const row = await trx
    .selectFrom('self_registration')
    .select(COLUMNS)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

/** How many wait for one unit. */
export async function countWaitingRegistrations(db: Db, unitId: UnitId): Promise<number> {
  const row = await db
    .selectFrom('self_registration')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('unit_id', '=', unitId)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  return row.count
}

/** Moves one that waits to another unit; `false` where the same person waits there already with the same phone. */
export async function updateRegistrationPlace(db: Db, id: string, unitId: UnitId): Promise<boolean> {
  const result = await db
    .updateTable('self_registration')
    .set({ unit_id: unitId })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('self_registration as other')
            .select('other.id')
            .whereRef('other.phone', '=', 'self_registration.phone')
            .whereRef('other.name_folded', '=', 'self_registration.name_folded')
            .where('other.unit_id', '=', unitId)
            .where('other.state', '=', 'waiting'),
        ),
      ),
    )
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Decides one that waits, once; `false` where somebody was faster. */
export async function updateRegistration(
  db: Db,
  id: string,
  decision: {
    readonly state: 'confirmed' | 'rejected'
    readonly at: string
    readonly by: string
    readonly reason: string | null
    readonly personId: PersonId | null
  },
): Promise<boolean> {
  const result = await db
    .updateTable('self_registration')
    .set({
      state: decision.state,
      decided_at: decision.at,
      decided_by: decision.by,
      reason: decision.reason,
      person_id: decision.personId,
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
