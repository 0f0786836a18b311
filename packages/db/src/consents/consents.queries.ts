import type { ConsentEventKind, Day, GroupId, PersonId, PurposeId, Withdrawal } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import { OPEN_START } from '../validity.ts'
import type { ConsentChannel } from './consents.tables.ts'
import { counted } from './counted.ts'

/** One line of the ledger: what a person said, or what somebody recorded, about one purpose. */
export interface ConsentRecord {
  readonly id: number
  readonly personId: PersonId
  readonly purposeId: PurposeId
  readonly kind: ConsentEventKind
  /** From when it has an effect; `null`: always been. */
  readonly day: Day | null
  /** ISO instant at which it was said. */
  readonly at: string
  readonly channel: ConsentChannel
  /** The text that was shown or read out, and its hash. */
  readonly noticeId: string | null
  readonly noticeSha256: string | null
  readonly recorder: string
  /** The number of a paper sheet, a file name, a few words. */
  readonly evidence: string | null
  /** What a ground rests on. */
  readonly citation: string | null
  /** ISO instant at which it reached the ledger. */
  readonly recordedAt: string
}

/** Adds to the ledger; nothing in it is ever changed. */
export async function insertConsentEvent(db: Db, event: Omit<ConsentRecord, 'id' | 'recordedAt'>): Promise<void> {
  await db
    .insertInto('consent_event')
    .values({
      person_id: event.personId,
      purpose_id: event.purposeId,
      kind: event.kind,
      day: event.day ?? OPEN_START,
      at: event.at,
      channel: event.channel,
      notice_id: event.noticeId,
      notice_sha256: event.noticeSha256,
      recorder: event.recorder,
      evidence: event.evidence,
      citation: event.citation,
    })
    .execute()
}

/** The ledger of a person in the order in which things were said. */
export async function listConsentEvents(db: Db, personId: PersonId): Promise<ConsentRecord[]> {
  const rows = await db
    .selectFrom('consent_event')
    .select([
      'id',
      'person_id as personId',
      'purpose_id as purposeId',
      'kind',
      'day',
      'at',
      'channel',
      'notice_id as noticeId',
      'notice_sha256 as noticeSha256',
      'recorder',
      'evidence',
      'citation',
      'recorded_at as recordedAt',
    ])
    .where('person_id', '=', personId)
    .where(sql<boolean>`${counted('consent_event')}`)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, day: row.day === OPEN_START ? null : row.day }))
}

/** What a ledger says of consents that came in another way than through it, e.g. in the column of a file. */
export interface ConsentSource {
  readonly asOf: Day
  /** ISO instant. */
  readonly at: string
  readonly recorder: string
  readonly evidence: string
}

/**
 * Brings the ledger of people up to what their consents are, as events of the channel `import`: one for every consent given or ended
 * without it. Gives the people for whom a ground still allows what the file ended: their consents have to be derived anew.
 */
export async function updateConsentLedger(
  db: Db,
  personIds: readonly PersonId[],
  source: ConsentSource,
): Promise<PersonId[]> {
  if (personIds.length === 0) return []
  const { asOf, at, recorder, evidence } = source
  const { rows } = await sql<{ personId: PersonId }>`
    with wanted as (select unnest(${textArray(personIds)}::text[]) as person_id),
    held as (
      select consent.person_id, consent.purpose_id, max(valid_from) as valid_from, max(valid_to) as valid_to
      from wanted join consent using (person_id) group by consent.person_id, consent.purpose_id
    ),
    told as (
      select person_id, purpose_id,
        coalesce((array_agg(kind order by day desc, at desc, id desc)
          filter (where kind in ('given', 'refused', 'withdrawn')))[1] = 'given', false) as consent,
        coalesce((array_agg(kind order by day desc, at desc, id desc)
          filter (where kind in ('ground', 'ground-ended')))[1] = 'ground', false) as ground
      from wanted join consent_event as said using (person_id) where ${counted('said')}
      group by person_id, purpose_id
    ),
    first as (
      select consent.person_id, consent.purpose_id, said.kind, said.day
      from wanted join consent using (person_id) left join told using (person_id, purpose_id)
      cross join lateral (values ('given', consent.valid_from), ('withdrawn', consent.valid_to)) as said (kind, day)
      where told.person_id is null and said.day < 'infinity'
    ),
    later as (
      select person_id, purpose_id, told.ground,
        case when held.valid_to = 'infinity' then 'given' when told.consent then 'withdrawn' end as kind,
        case when held.valid_to < 'infinity' then held.valid_to else ${asOf}::date end as day
      from told left join held using (person_id, purpose_id)
      where (coalesce(held.valid_to, '-infinity') = 'infinity') <> (told.consent or told.ground)
    ),
    added as (
      insert into consent_event (person_id, purpose_id, kind, day, at, channel, recorder, evidence)
      select person_id, purpose_id, kind, day, ${at}::timestamptz, 'import', ${recorder}, ${evidence}
      from (
        select person_id, purpose_id, kind, day from first
        union all
        select person_id, purpose_id, kind, day from later where kind is not null
      ) as said
      order by person_id, purpose_id, day, kind desc
    )
    select distinct person_id as "personId" from later where ground order by person_id
  `.execute(db)
  return rows.map((row) => row.personId)
}

/**
 * Who took consent back and has not given it since, among the people who are in groups: in these, or in all (`null`). A ground that
 * still holds makes no difference here: whoever is wanted is not removed.
 */
export async function listWithdrawals(db: Db, groupIds: readonly GroupId[] | null): Promise<Withdrawal[]> {
  // Of a few groups it is asked about those who are in them, not about everybody who ever took something back.
  const inGroups =
    groupIds === null
      ? sql`exists (select from actual_member as member where member.person_id = said.person_id)`
      : sql`said.person_id = any(array(select person_id from actual_member where group_id = any(${[...groupIds]}::text[])))`
  const { rows } = await sql<Withdrawal>`
    select distinct on (said.person_id, said.purpose_id)
      said.person_id as "personId", said.purpose_id as "purposeId", said.day as on
    from consent_event as said
    where said.kind = 'withdrawn' and said.kind in ('withdrawn', 'refused') and ${counted('said')}
      and ${inGroups}
      and not exists (
        select from consent_event as later
        where later.person_id = said.person_id and later.purpose_id = said.purpose_id
          and later.kind = 'given' and ${counted('later')} and (later.day, later.at, later.id) > (said.day, said.at, said.id)
      )
    order by said.person_id, said.purpose_id, said.day desc, said.id desc
  `.execute(db)
  return rows
}

/** Who took consent back or refused it, in another way than through a file, and has not given it since. */
export async function listRefusals(db: Db): Promise<{ readonly personId: PersonId; readonly purposeId: PurposeId }[]> {
  const { rows } = await sql<{ personId: PersonId; purposeId: PurposeId }>`
    select distinct said.person_id as "personId", said.purpose_id as "purposeId"
    from consent_event as said
    where said.kind in ('withdrawn', 'refused') and said.channel <> 'import' and ${counted('said')}
      and not exists (
        select from consent_event as later
        where later.person_id = said.person_id and later.purpose_id = said.purpose_id
          and later.kind = 'given' and ${counted('later')} and (later.day, later.at, later.id) > (said.day, said.at, said.id)
      )
  `.execute(db)
  return rows
}
