import {
  peopleOfHandover,
  type Day,
  type GroupId,
  type Handover,
  type HandoverEffect,
  type HandoverLine,
  type PersonId,
  type Seat,
  type UnitId,
} from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { listMergedInto } from '../people/merges.queries.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import type { HandoverState } from './handovers.tables.ts'

/** Somebody answers for a unit that gives somebody up, or gets somebody. */
export interface HandoverSide {
  readonly side: 'giving' | 'receiving'
  readonly unitId: UnitId
  readonly confirmedBy: string | null
  readonly confirmedAt: string | null
}

/** A handover as it is kept. */
export interface StoredHandover {
  readonly id: string
  /** Whoever was made one person with somebody else since is that person. */
  readonly handover: Handover
  readonly state: HandoverState
  readonly reason: string
  /** Goes up with every confirmation. */
  readonly revision: number
  readonly proposedBy: string
  readonly proposedAt: string
  readonly cancelledBy: string | null
  readonly cancelledAt: string | null
  readonly cancelReason: string | null
  readonly sides: readonly HandoverSide[]
  /** What it did to appointments, once everybody had agreed. */
  readonly effects: readonly HandoverEffect[]
}

interface Document {
  readonly lines: Handover['lines']
  readonly effects: readonly HandoverEffect[]
}

type Row = Omit<StoredHandover, 'handover' | 'effects' | 'sides'> & {
  readonly on: Day
  readonly document: Document
  readonly sides: readonly HandoverSide[] | null
}

export async function insertHandover(
  trx: Db,
  given: Pick<StoredHandover, 'id' | 'handover' | 'reason' | 'proposedBy' | 'proposedAt'> & {
    readonly sides: readonly Pick<HandoverSide, 'side' | 'unitId'>[]
    readonly personIds: readonly PersonId[]
  },
): Promise<void> {
  const { id, handover, sides, personIds } = given
  await trx
    .insertInto('handover')
    .values({
      id,
      on_day: handover.on,
      state: 'proposed',
      document: JSON.stringify({ lines: handover.lines, effects: [] } satisfies Document),
      reason: given.reason,
      proposed_by: given.proposedBy,
      proposed_at: given.proposedAt,
      cancelled_by: null,
      cancelled_at: null,
      cancel_reason: null,
    })
    .execute()
  await trx
    .insertInto('handover_side')
    .values(
      sides.map(({ side, unitId }) => ({
        handover_id: id,
        side,
        unit_id: unitId,
        confirmed_by: null,
        confirmed_at: null,
      })),
    )
    .execute()
  await trx
    .insertInto('handover_person')
    .values(personIds.map((personId) => ({ handover_id: id, person_id: personId })))
    .execute()
}

export async function findHandover(db: Db, id: string): Promise<StoredHandover | null> {
  return (await handovers(db, sql`handover.id = ${id}`, 1))[0] ?? null
}

/** Takes a handover until the transaction ends, after whoever has it. */
export async function lockHandover(trx: Db, id: string): Promise<StoredHandover | null> {
  await sql`select from handover where id = ${id} for update`.execute(trx)
  return findHandover(trx, id)
}

/** Handovers that concern these units or anything below (`null`: all), the latest day first; one more than `limit` tells of more. */
export async function listHandovers(
  db: Db,
  filter: { readonly within: readonly UnitId[] | null; readonly limit: number },
): Promise<StoredHandover[]> {
  const { within, limit } = filter
  const there =
    within === null
      ? sql`true`
      : sql`exists (
          select from handover_side as s left join unit_ancestor as tree on tree.unit_id = s.unit_id
          where s.handover_id = handover.id
            and (s.unit_id = any(${textArray(within)}::text[]) or tree.ancestor_id = any(${textArray(within)}::text[]))
        )`
  return handovers(db, there, limit)
}

/** Those of some people that nobody has cancelled. */
export async function listHandoversOfPeople(db: Db, personIds: readonly PersonId[]): Promise<StoredHandover[]> {
  return handovers(
    db,
    sql`state <> 'cancelled' and id in (
      with recursive ever (id) as (
        select unnest(${textArray(personIds)}::text[]) collate "C"
        union select merged_id from person_merge join ever on kept_id = ever.id where undone_at is null
      )
      select handover_id from handover_person join ever on ever.id = person_id
    )`,
    100,
  )
}

/** Whether everybody agreed that somebody gives a seat up on a day. */
export async function isHandedOver(db: Db, personId: PersonId, seat: Seat, on: Day): Promise<boolean> {
  const { rows } = await sql<{ given: boolean }>`
    select ${handedOver(sql`${personId}::text`, sql`${seat.positionId}::text`, sql`${seat.unitId}::text`, sql`${on}::date`)} as given
  `.execute(db)
  return rows[0]?.given === true
}

/** Of an appointment that ends: whether a handover that stands ended it. Whoever was made one person with somebody else since is that person. */
export function handedOver(
  personId: RawBuilder<unknown>,
  positionId: RawBuilder<unknown>,
  unitId: RawBuilder<unknown>,
  on: RawBuilder<unknown>,
): RawBuilder<boolean> {
  return sql`exists (
    select from handover, jsonb_array_elements(document -> 'lines') as line, jsonb_array_elements(line -> 'ends') as seat
    where handover.on_day = ${on} and handover.state in ('agreed', 'in-force')
      and seat ->> 'positionId' = ${positionId} and seat ->> 'unitId' = ${unitId}
      and (
        line ->> 'personId' = ${personId}
        or exists (
          select from person_merge
          where merged_id = line ->> 'personId' and kept_id = ${personId} and person_merge.undone_at is null
        )
      )
  )`
}

async function handovers(db: Db, condition: RawBuilder<unknown>, limit: number): Promise<StoredHandover[]> {
  const { rows } = await sql<Row>`
    select id, on_day as "on", state, document, reason, revision, proposed_by as "proposedBy", proposed_at as "proposedAt",
      cancelled_by as "cancelledBy", cancelled_at as "cancelledAt", cancel_reason as "cancelReason",
      (
        select jsonb_agg(jsonb_build_object('side', side, 'unitId', unit_id, 'confirmedBy', confirmed_by, 'confirmedAt', confirmed_at)
          order by side, unit_id)
        from handover_side where handover_id = handover.id
      ) as sides
    from handover where ${condition}
    order by on_day desc, id limit ${limit}
  `.execute(db)
  const kept = await listMergedInto(
    db,
    rows.flatMap(({ on, document }) => peopleOfHandover({ on, lines: document.lines })),
  )
  const now = (id: PersonId): PersonId => kept.get(id) ?? id
  return rows.map(({ on, document, sides, ...row }) => ({
    ...row,
    handover: { on, lines: document.lines.map((line) => followMerges(line, now)) },
    effects: document.effects.map((effect) => ({ ...effect, personId: now(effect.personId) })),
    sides: sides ?? [],
  }))
}

function followMerges(line: HandoverLine, now: (id: PersonId) => PersonId): HandoverLine {
  const ends = line.ends.map(({ next, ...seat }) => ({
    ...seat,
    next: next.kind === 'vacant' ? next : { ...next, personId: now(next.personId) },
  }))
  return { ...line, personId: now(line.personId), ends }
}

export async function confirmSides(
  trx: Db,
  id: string,
  sides: readonly Pick<HandoverSide, 'side' | 'unitId'>[],
  by: { readonly account: string; readonly at: string },
): Promise<void> {
  await sql`
    update handover_side set confirmed_by = ${by.account}, confirmed_at = ${by.at}
    from unnest(${textArray(sides.map(({ side }) => side))}::text[], ${textArray(sides.map(({ unitId }) => unitId))}::text[])
      as given (side, unit_id)
    where handover_id = ${id} and handover_side.side = given.side and handover_side.unit_id = given.unit_id
      and confirmed_by is null
  `.execute(trx)
  await sql`update handover set revision = revision + 1 where id = ${id}`.execute(trx)
}

/** Everybody has agreed, and the facts are written. */
export async function updateHandoverAgreed(trx: Db, given: StoredHandover): Promise<void> {
  const document: Document = { lines: given.handover.lines, effects: given.effects }
  await trx
    .updateTable('handover')
    .set({ state: given.state, document: JSON.stringify(document) })
    .where('id', '=', given.id)
    .execute()
}

export async function updateHandoverCancelled(
  trx: Db,
  id: string,
  by: { readonly account: string; readonly at: string; readonly reason: string },
): Promise<void> {
  await trx
    .updateTable('handover')
    .set((eb) => ({
      state: 'cancelled',
      cancelled_by: by.account,
      cancelled_at: by.at,
      cancel_reason: by.reason,
      revision: eb('revision', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
}

/** Those agreed on whose day has come are in force; gives how many. */
export async function updateHandoversInForce(trx: Db, asOf: Day): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('handover')
    .set({ state: 'in-force' })
    .where('state', '=', 'agreed')
    .where('on_day', '<=', asOf)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** How many tasks are open in each of the groups; groups without one are left out. */
export async function countOpenTasks(db: Db, groupIds: readonly GroupId[]): Promise<Map<GroupId, number>> {
  const { rows } = await sql<{ groupId: GroupId; count: number }>`
    select group_id as "groupId", count(*) as count from task
    where state = 'open' and group_id = any(${textArray(groupIds)}::text[]) group by group_id
  `.execute(db)
  return new Map(rows.map(({ groupId, count }) => [groupId, count]))
}
