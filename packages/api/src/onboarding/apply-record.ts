import {
  findFieldRecord,
  findHousehold,
  findMergedInto,
  findNotice,
  findPerson,
  insertFieldRecord,
  inTransaction,
  listFieldRecordsAbout,
  listPersonVersions,
  listRosterCandidates,
  listHouseholdRepresentatives,
  lockHousehold,
  lockUnitWaiting,
  updateFieldRecord,
  updateHouseholdLabel,
  wasRecordedSince,
  type Db,
  type Device,
  type FieldRecord,
  type FieldRecordOutcome,
} from '@ketnoi/db'
import {
  changedFields,
  endRepresentation,
  findUnit,
  foldName,
  isValidOn,
  judgeFieldRecord,
  routeUnit,
  takeFieldRecord,
  type Day,
  type FieldFacts,
  type GroupId,
  type KnownResident,
  type Person,
  type PersonId,
  type SaidSince,
  type UnitId,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { areaOf, isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { writeConsent } from '../consents/record-consent.ts'
import { ForbiddenError } from '../errors.ts'
import { peopleWithin } from '../people/person-names.ts'
import { deriveGroups, writePeople, type PersonToSave } from '../people/save-person.ts'
import { refusalOfDecision, settleAnswer } from '../tasks/settle-answer.ts'
import { unitsAsked } from '../units/follow-unit.ts'
import { getWorld, saidOn, sinceNow, type World } from '../world.ts'
import { fieldPayload, phoneOf, type FieldSubmission, type PersonPayload } from './field-payload.ts'
import { recordJoined, type Joined } from './record-joined.ts'

/** Why a record waits for a person. */
export type FieldConflictCode =
  'unreadable' | 'unit-changed' | 'not-theirs' | 'person-gone' | 'same-person' | 'household-represented'

/** What became of a record: the same answer however often it is sent. */
export interface FieldAnswer {
  readonly id: string
  /** `failed`: nothing of it was kept, the device sends it again. */
  readonly outcome: 'applied' | 'open' | 'dismissed' | 'failed'
  readonly code: string | null
  readonly personId: string | null
}

/** What somebody decided about a record that waited; each answer adds to those before. */
export interface FieldDecision {
  readonly unitId?: UnitId
  /** The officer who recorded it had no right to (any more): somebody who has takes it over. */
  readonly taken?: true
  /** `null`: somebody new, whoever the officer took them for. */
  readonly personId?: string | null
  /** In the place of one that could not be read. */
  readonly phone?: string
  readonly distinctFrom?: readonly string[]
  readonly representative?: 'replace' | 'keep'
}

/** Takes a record in, exactly once: whatever it leads to and the mark that it came are one transaction. */
export async function applyRecord(ctx: Context, device: Device, submission: FieldSubmission): Promise<FieldAnswer> {
  const { id } = submission
  const parsed = fieldPayload.safeParse(submission.payload)
  const queue = parsed.data?.kind === 'task' ? await ctx.queue() : null
  return inTransaction(ctx.db, async (trx) => {
    const aboutId = parsed.success && parsed.data.kind === 'joined' ? parsed.data.recordId : null
    if (aboutId !== null && (await findFieldRecord(trx, aboutId)) === null)
      return { id, outcome: 'failed', code: 'not-found', personId: null }
    const taken = { id, deviceId: device.id, author: ctx.actor.id, payload: submission.payload, aboutId }
    if (!(await insertFieldRecord(trx, taken))) return answerAgain(trx, device, id)
    if (queue !== null && parsed.data?.kind === 'task') return settleAnswer(ctx, trx, queue, taken, parsed.data)
    const record = await findFieldRecord(trx, id)
    if (record === null) throw new Error('a record that was just taken down is there')
    return settleRecord(ctx, trx, record, {})
  })
}

async function answerAgain(trx: Db, device: Device, id: string): Promise<FieldAnswer> {
  const stored = await findFieldRecord(trx, id)
  // The id of another device's record must not tell what became of it.
  if (stored?.deviceId !== device.id) throw new ForbiddenError('onboarding.submit', null)
  const code = stored.code ?? refusalOfDecision(stored.decision)
  return { id, outcome: stored.state, code, personId: stored.personId }
}

/** Judges a record with what was decided about it so far, and carries it out unless something stands in the way. */
export async function settleRecord(
  ctx: Context,
  trx: Db,
  record: FieldRecord,
  decision: FieldDecision,
): Promise<FieldAnswer> {
  const world = await getWorld(ctx, trx)
  const { outcome, written, joined } = await judge(ctx, trx, world, record, decision)
  await updateFieldRecord(trx, record.id, outcome)
  await noteEvent(ctx, trx, {
    action: outcome.state === 'applied' ? 'field-record-applied' : 'field-record-held',
    subjectKind: 'field-record',
    subjectId: record.id,
    data: {
      author: record.author,
      deviceId: record.deviceId,
      personId: outcome.personId,
      code: outcome.code,
      decision,
    },
  })
  // Last, because everybody who writes about people waits here for everybody else.
  await deriveGroups(ctx, trx, written)
  if (joined !== null) await recordJoined(ctx, trx, world, joined)
  return { id: record.id, outcome: outcome.state, code: outcome.code, personId: outcome.personId }
}

interface Judgement {
  readonly outcome: FieldRecordOutcome
  /** Whose groups have to be derived. */
  readonly written: readonly PersonId[]
  /** The record whose person was seen joining the group. */
  readonly joined: Joined | null
}

async function judge(
  ctx: Context,
  trx: Db,
  world: World,
  record: FieldRecord,
  decision: FieldDecision,
): Promise<Judgement> {
  const parsed = fieldPayload.safeParse(record.payload)
  if (!parsed.success) return ask('unreadable', [], [])
  const payload = parsed.data
  // Settled when it came, and never left to decide about.
  if (payload.kind === 'task') return ask('unreadable', [], [])
  if (payload.kind === 'joined') {
    const about = await findFieldRecord(trx, payload.recordId)
    if (about === null || about.deviceId !== record.deviceId) return ask('unreadable', [], [])
    const { unitIds, personId } = about
    return {
      outcome: { state: 'applied', code: null, candidates: [], unitIds, personId },
      written: [],
      // Where the record it is about still waits, it is carried out together with that one.
      joined: about.state === 'applied' ? { unitIds, personId, groupId: payload.groupId ?? null } : null,
    }
  }
  const recordedFor = decision.unitId ?? payload.unitId
  const route = routeUnit(world.tree, recordedFor, world.asOf)
  const unitId = route.kind === 'ask' ? await findPart(trx, world, payload, route.candidates) : route.unitId
  if (unitId === null)
    return ask('unit-changed', route.kind === 'ask' ? route.candidates : [], unitsAsked(world, recordedFor))
  if (decision.taken !== true && !isAllowed(ctx.actor, 'onboarding.pack', unitId))
    return ask('not-theirs', [], [unitId])

  const phone = phoneOf({ ...payload, phone: decision.phone ?? payload.phone })
  if (phone === undefined || !(await areNoticesKnown(trx, payload))) return ask('unreadable', [], [unitId])
  await lockUnitWaiting(trx, unitId)
  if (payload.household !== null) await lockHousehold(trx, payload.household.id)
  const given = factsOf(payload, decision, unitId, phone, await proxyOf(trx, payload))
  const facts = { ...given, personId: await personNow(trx, given.personId) }
  const known = facts.personId === null ? null : await findPerson(trx, facts.personId)
  if (facts.personId !== null && known === null) return ask('person-gone', [], [unitId])
  const representatives =
    facts.householdId === null ? [] : await listHouseholdRepresentatives(trx, unitId, facts.householdId, world.asOf)
  const verdict = judgeFieldRecord(facts, {
    people: await knownPeople(ctx, trx, world, facts),
    representatives: decision.representative === undefined ? representatives : [],
  })
  if (verdict.kind === 'ask') return ask(verdict.code, verdict.candidates, [unitId])

  const person = takeFieldRecord(
    known === null
      ? { kind: 'new', id: record.id }
      : { kind: 'known', person: known.person, saidSince: await saidSince(trx, known.person.id, payload, decision) },
    facts,
    sinceNow(ctx, world),
  )
  const changes: PersonToSave[] = [{ person, revision: known?.revision ?? null }]
  if (decision.representative === 'replace' && facts.householdId !== null) {
    for (const other of representatives.filter((id) => id !== facts.personId)) {
      const stored = await findPerson(trx, other)
      if (stored === null) continue
      changes.push({
        person: endRepresentation(stored.person, facts.householdId, sinceNow(ctx, world)),
        revision: stored.revision,
      })
    }
  }
  const { saved } = await writePeople(ctx, trx, changes, { action: 'person-onboarded', data: { recordId: record.id } })
  const written = new Set(saved)
  const label = payload.household?.label ?? null
  if (facts.householdId !== null && label !== null) await updateHouseholdLabel(trx, facts.householdId, label)
  // Whoever heard it is on record, also when somebody else decided about the record later.
  const heard = { ...ctx, actor: { ...ctx.actor, id: record.author, name: record.author } }
  for (const { purposeId, kind, noticeId } of payload.consents)
    if (
      await writeConsent(heard, trx, {
        personId: person.id,
        purposeId,
        kind,
        noticeId,
        at: payload.recordedAt,
        ...saidHow(ctx, world, payload),
      })
    )
      written.add(person.id)
  const outcome = { state: 'applied', code: null, candidates: [], unitIds: [unitId], personId: person.id } as const
  const later = await listFieldRecordsAbout(trx, record.id)
  const seen = later.find(({ deviceId }) => deviceId === record.deviceId)
  return {
    outcome,
    written: [...written],
    joined: seen === undefined ? null : { unitIds: [unitId], personId: person.id, groupId: groupShown(seen) },
  }
}

/** A form may be recorded days after it was signed. A day to come is a device whose clock is ahead, and never a reason to lose a consent. */
function saidHow(
  ctx: Context,
  world: World,
  { paperDay }: PersonPayload,
): { readonly channel: 'spoken' } | { readonly channel: 'paper'; readonly day: Day } {
  if (paperDay === undefined) return { channel: 'spoken' }
  const today = saidOn(ctx, world)
  return { channel: 'paper', day: paperDay < today ? paperDay : today }
}

/** The group whose code a later record says was shown. */
function groupShown(record: Pick<FieldRecord, 'payload'>): GroupId | null {
  const parsed = fieldPayload.safeParse(record.payload)
  return parsed.success && parsed.data.kind === 'joined' ? (parsed.data.groupId ?? null) : null
}

function factsOf(
  payload: PersonPayload,
  decision: FieldDecision,
  unitId: UnitId,
  phone: string | null,
  proxyId: string | null,
): FieldFacts {
  return {
    name: payload.name.normalize('NFC'),
    phone,
    unitId,
    householdId: payload.household?.id ?? null,
    representsHousehold: payload.representsHousehold && decision.representative !== 'keep',
    adult: payload.adult,
    reachability: payload.reachability,
    proxyId,
    personId: decision.personId === undefined ? payload.personId : decision.personId,
    distinctFrom: [...payload.distinctFrom, ...(decision.distinctFrom ?? [])],
  }
}

/** The part of a split unit to which a household or somebody known went, who was placed there when it was split; `null`: nobody knows. */
async function findPart(
  trx: Db,
  { asOf }: World,
  payload: PersonPayload,
  parts: readonly UnitId[],
): Promise<UnitId | null> {
  const household = payload.household === null ? null : await findHousehold(trx, payload.household.id)
  if (household !== null) return parts.find((id) => id === household.unitId) ?? null
  const personId = await personNow(trx, payload.personId)
  const known = personId === null ? null : await findPerson(trx, personId)
  const homes = known?.person.residences.filter((residence) => isValidOn(residence, asOf)) ?? []
  return parts.find((id) => homes.some(({ unitId }) => unitId === id)) ?? null
}

/** Nobody agrees to what they were not read: a consent names the notice of its purpose. */
async function areNoticesKnown(trx: Db, { consents }: PersonPayload): Promise<boolean> {
  for (const { purposeId, noticeId } of consents)
    if ((await findNotice(trx, noticeId))?.purposeId !== purposeId) return false
  return true
}

/** Somebody who was recorded on the same round is named by that record. */
async function proxyOf(trx: Db, { proxyId }: PersonPayload): Promise<string | null> {
  if (proxyId === null) return null
  const record = await findFieldRecord(trx, proxyId)
  return personNow(trx, record === null ? proxyId : record.personId)
}

/** What was said about somebody after a record was made, on another device or at a desk. */
async function saidSince(
  trx: Db,
  personId: PersonId,
  { recordedAt }: PersonPayload,
  { representative }: FieldDecision,
): Promise<SaidSince> {
  const recorded = await wasRecordedSince(trx, personId, recordedAt)
  const changed = (await listPersonVersions(trx, personId))
    // When a device brought its record says nothing of when it was made, and a reform says nothing of one person.
    .filter(
      ({ at, action }) =>
        Date.parse(at) > Date.parse(recordedAt) && action !== 'person-onboarded' && !action.startsWith('reform-'),
    )
    .flatMap(({ before, after }) => changedFields(before, after))
  return {
    reachability: recorded || changed.includes('reachability') || changed.includes('proxy'),
    // Whoever decided that this one represents the household now said the last word.
    residence: representative !== 'replace' && (recorded || changed.includes('residences')),
  }
}

/** A device without signal names people by what they were known as when it was prepared. */
async function personNow(trx: Db, id: string | null): Promise<string | null> {
  return id === null ? null : ((await findMergedInto(trx, id)) ?? id)
}

async function knownPeople(ctx: Context, trx: Db, world: World, facts: FieldFacts): Promise<KnownResident[]> {
  const people = await listRosterCandidates(trx, {
    unitIds: [facts.unitId],
    foldedNames: [foldName(facts.name)],
    phones: facts.phone === null ? [] : [facts.phone],
    accountIds: [],
    births: [],
  })
  return peopleWithin(people, areaOf(ctx.actor, 'see')).map((person) => residentOf(person, world))
}

function residentOf(person: Person, { asOf }: World): KnownResident {
  const home = person.residences.find((residence) => isValidOn(residence, asOf))
  const phones = person.phones.filter((phone) => isValidOn(phone, asOf)).map(({ number }) => number)
  return { personId: person.id, name: person.name, phones, householdId: home?.householdId ?? null }
}

function ask(code: FieldConflictCode, candidates: readonly string[], unitIds: readonly UnitId[]): Judgement {
  return { outcome: { state: 'open', code, candidates, unitIds, personId: null }, written: [], joined: null }
}

/** Whether the unit is one of the units of the day. */
export function isUnitOfDay(world: World, unitId: UnitId): boolean {
  const unit = findUnit(world.tree, unitId)
  return unit !== undefined && isValidOn(unit, world.asOf)
}
