import type { Day, GroupId, HouseholdId, Person, PersonId, PositionId, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import type { ReformStepKind } from './reforms.tables.ts'

/** Whose facts a reform may move, on its day or later. */
export interface ReformReach {
  readonly on: Day
  /** Units that end: whoever lives or holds a position there. */
  readonly ended: readonly UnitId[]
  /** Units that take others over: whoever holds a position there. */
  readonly takingOver: readonly UnitId[]
  /** Whom the document names. */
  readonly named: readonly PersonId[]
  /** Positions, anywhere, that a seat which the reform adds follows. */
  readonly followed: readonly PositionId[]
}

function reached({ on, ended, takingOver, named, followed }: ReformReach) {
  return sql`
    select person_id from residence where unit_id = any(${textArray(ended)}::text[]) and valid_to > ${on}::date
    union select person_id from appointment
      where unit_id = any(${textArray([...ended, ...takingOver])}::text[]) and valid_to > ${on}::date
    union select person_id from appointment where position_id = any(${textArray(followed)}::text[]) and valid_to > ${on}::date
    union select id from person where id = any(${textArray(named)}::text[])
  `
}

/** Keeps whose facts are to be moved; who is kept already, stays as far as they are. Gives how many are new. */
export async function insertReformPeople(trx: Db, reformId: string, reach: ReformReach): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into reform_person (reform_id, person_id) select ${reformId}::text, person_id from (${reached(reach)}) as reached
    on conflict on constraint reform_person_pk do nothing
  `.execute(trx)
  return Number(numAffectedRows ?? 0n)
}

/** Whoever came, since everybody was moved, to a unit that ends is to be moved as well. */
export async function updateReformLateComers(trx: Db, reformId: string, reach: ReformReach): Promise<void> {
  await insertReformPeople(trx, reformId, reach)
  await sql`
    update reform_person set state = 'waiting'
    where reform_id = ${reformId} and person_id in (${reached({ ...reach, takingOver: [], named: [], followed: [] })})
  `.execute(trx)
}

/** Who is next, by id. */
export async function listReformPeople(
  trx: Db,
  reformId: string,
  filter: { readonly state: 'waiting' | 'moved'; readonly limit: number },
): Promise<PersonId[]> {
  const rows = await trx
    .selectFrom('reform_person')
    .select('person_id')
    .where('reform_id', '=', reformId)
    .where('state', '=', filter.state)
    .orderBy('person_id')
    .limit(filter.limit)
    .execute()
  return rows.map((row) => row.person_id)
}

export async function updateReformPeople(
  trx: Db,
  reformId: string,
  personIds: readonly PersonId[],
  state: 'moved' | 'undone',
): Promise<void> {
  await sql`
    update reform_person set state = ${state}
    where reform_id = ${reformId} and person_id = any(${textArray(personIds)}::text[])
  `.execute(trx)
}

/** Households in which somebody lives, or lived, whose facts a reform moves. */
export async function listReformHouseholds(trx: Db, reformId: string): Promise<HouseholdId[]> {
  const { rows } = await sql<{ id: HouseholdId }>`
    select distinct household_id as id from residence join reform_person using (person_id)
    where reform_id = ${reformId} and household_id is not null order by 1
  `.execute(trx)
  return rows.map(({ id }) => id)
}

export interface ReformProgress {
  readonly waiting: number
  readonly moved: number
  readonly undone: number
}

export async function countReformPeople(db: Db, reformId: string): Promise<ReformProgress> {
  const { rows } = await sql<ReformProgress>`
    select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'moved') as moved,
      count(*) filter (where state = 'undone') as undone
    from reform_person where reform_id = ${reformId}
  `.execute(db)
  return rows[0] ?? { waiting: 0, moved: 0, undone: 0 }
}

/** What a reform made of somebody, the last first. */
export interface ReformVersion {
  readonly personId: PersonId
  readonly before: Person
  readonly after: Person
}

export async function listReformVersions(
  db: Db,
  reformId: string,
  action: string,
  personIds: readonly PersonId[],
): Promise<ReformVersion[]> {
  const { rows } = await sql<ReformVersion>`
    select person_id as "personId", before, after
    from person_version join audit_event on audit_event.id = event_id
    where person_id = any(${textArray(personIds)}::text[]) and action = ${action} and data ->> 'reformId' = ${reformId}
    order by person_id, revision desc
  `.execute(db)
  return rows
}

/** What a reform changed beside people: as it was, and as it became. */
export interface ReformStep {
  readonly kind: ReformStepKind
  readonly subjectId: string
  readonly before: unknown
  readonly after: unknown
}

/** Keeps what was done; done again, what it was at first stays. */
export async function insertReformSteps(
  trx: Db,
  reformId: string,
  steps: readonly ReformStep[],
  at: string,
): Promise<void> {
  if (steps.length === 0) return
  await trx
    .insertInto('reform_step')
    .values(
      steps.map((step) => ({
        reform_id: reformId,
        kind: step.kind,
        subject_id: step.subjectId,
        before: JSON.stringify(step.before),
        after: JSON.stringify(step.after),
        done_at: at,
        undone_at: null,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['reform_id', 'kind', 'subject_id'])
        .doUpdateSet({ after: (eb) => eb.ref('excluded.after'), undone_at: null }),
    )
    .execute()
}

/** What was done and is not undone, in a fixed order. */
export async function listReformSteps(db: Db, reformId: string): Promise<ReformStep[]> {
  return db
    .selectFrom('reform_step')
    .select(['kind', 'subject_id as subjectId', 'before', 'after'])
    .where('reform_id', '=', reformId)
    .where('undone_at', 'is', null)
    .orderBy('kind')
    .orderBy('subject_id')
    .execute()
}

export async function updateReformStepsUndone(trx: Db, reformId: string, at: string): Promise<void> {
  await trx
    .updateTable('reform_step')
    .set({ undone_at: at })
    .where('reform_id', '=', reformId)
    .where('undone_at', 'is', null)
    .execute()
}

/** Those whom a rehearsal has to look at one by one: everybody with a position, and everybody whose home a reform moves. */
export async function listPeopleToRehearse(db: Db, reach: ReformReach): Promise<PersonId[]> {
  const { rows } = await sql<{ person_id: PersonId }>`
    select person_id from appointment where valid_to >= ${reach.on}::date
    union ${reached(reach)}
    union select person_id from residence where unit_id = any(${textArray(reach.takingOver)}::text[]) and valid_to > ${reach.on}::date
    union select person_id from membership_override where valid_to > ${reach.on}::date
    order by 1
  `.execute(db)
  return rows.map((row) => row.person_id)
}

/** How many live in some units, on the day or later. */
export async function countResidents(
  db: Db,
  unitIds: readonly UnitId[],
  on: Day,
): Promise<{ readonly unitId: UnitId; readonly residents: number; readonly households: number }[]> {
  const { rows } = await sql<{ unitId: UnitId; residents: number; households: number }>`
    select unit_id as "unitId", count(*) as residents, count(distinct household_id) as households
    from residence where unit_id = any(${textArray(unitIds)}::text[]) and valid_to > ${on}::date
    group by unit_id order by unit_id
  `.execute(db)
  return rows
}

/** How many live in units and everything below them, as counted last. */
export async function countPeopleBelow(
  db: Db,
  unitIds: readonly UnitId[],
): Promise<{ readonly unitId: UnitId; readonly people: number; readonly households: number }[]> {
  const { rows } = await sql<{ unitId: UnitId; people: number; households: number }>`
    select tree.ancestor_id as "unitId", sum(unit_count.people)::int as people, sum(unit_count.households)::int as households
    from unit_ancestor as tree join unit_count on unit_count.unit_id = tree.unit_id
    where tree.ancestor_id = any(${textArray(unitIds)}::text[])
    group by tree.ancestor_id
  `.execute(db)
  return rows
}

export async function listDesiredCounts(
  db: Db,
): Promise<{ readonly groupId: GroupId; readonly desired: number; readonly actual: number }[]> {
  return db.selectFrom('group_count').select(['group_id as groupId', 'desired', 'actual']).orderBy('group_id').execute()
}

/** A real group that somebody linked, with what is known of its size. */
export interface RealGroupSize {
  readonly id: string
  readonly groupId: GroupId
  readonly name: string
  readonly joinLink: string | null
  readonly members: number
  readonly leaders: number
  readonly lastJoinedOn: Day | null
  /** Read from the service or set by hand; `null`: neither. */
  readonly capacity: number | null
}

export async function listRealGroupSizes(db: Db): Promise<RealGroupSize[]> {
  const { rows } = await sql<RealGroupSize>`
    select actual_group.id, group_id as "groupId", name, join_link as "joinLink",
      count(row.key) filter (where row.state = 'member') as members,
      count(row.key) filter (where row.state = 'member' and row.role > 0) as leaders,
      to_char(max(row.joined_at), 'YYYY-MM-DD') as "lastJoinedOn", capacity
    from actual_group left join reading_member as row on row.reading_id = actual_group.reading_id
    where group_id is not null and not archived and owner = 'us'
    group by actual_group.id
    order by actual_group.group_id, actual_group.external_id
  `.execute(db)
  return rows
}

export async function updateRegistrationUnit(trx: Db, id: string, unitId: UnitId): Promise<void> {
  await trx.updateTable('self_registration').set({ unit_id: unitId }).where('id', '=', id).execute()
}

/** People with homes or positions, at whatever time, at units that only a reform made. */
export async function insertReformComers(trx: Db, reformId: string, unitIds: readonly UnitId[]): Promise<void> {
  await sql`
    insert into reform_person (reform_id, person_id, state)
    select ${reformId}::text, person_id, 'moved' from (${living(unitIds)}) as comers
    on conflict on constraint reform_person_pk do update set state = 'moved'
  `.execute(trx)
}

export async function listComers(db: Db, unitIds: readonly UnitId[]): Promise<PersonId[]> {
  const { rows } = await sql<{ person_id: PersonId }>`${living(unitIds)} order by 1`.execute(db)
  return rows.map((row) => row.person_id)
}

function living(unitIds: readonly UnitId[]) {
  return sql`
    select person_id from residence where unit_id = any(${textArray(unitIds)}::text[])
    union select person_id from appointment where unit_id = any(${textArray(unitIds)}::text[])
  `
}

/** Units that something else than people and accounts refers to: posters, what came by them, handovers. */
export async function listReferredUnits(db: Db, unitIds: readonly UnitId[]): Promise<UnitId[]> {
  const { rows } = await sql<{ id: UnitId }>`
    select id from unit where id = any(${textArray(unitIds)}::text[]) and (
      exists (select from handover_side where unit_id = unit.id)
      or exists (select from registration_link where unit_id = unit.id)
      or exists (select from self_registration where unit_id = unit.id)
    ) order by id
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** Who left real groups since an instant. */
export async function listDeparturesSince(
  db: Db,
  realGroupIds: readonly string[],
  since: string,
): Promise<{ readonly realGroupId: string; readonly personId: PersonId }[]> {
  return db
    .selectFrom('departure')
    .select(['actual_group_id as realGroupId', 'person_id as personId'])
    .where('actual_group_id', 'in', [...realGroupIds, ''])
    .where('departed_at', '>=', since)
    .orderBy('actual_group_id')
    .orderBy('person_id')
    .execute()
}
