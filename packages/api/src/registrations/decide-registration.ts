import {
  findPerson,
  findRegistration,
  inTransaction,
  listDesiredRowsOfPeople,
  listRegistrations,
  listRosterCandidates,
  lockPerson,
  lockRegistration,
  updateRegistration,
  type Db,
  type RegistrationState,
  type SelfRegistration,
} from '@ketnoi/db'
import { foldName, isValidOn, type Day, type Person, type PersonId, type UnitId } from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import { noteEvent } from '../audit/note-event.ts'
import { areaOf } from '../authorise.ts'
import { recordConsent } from '../consents/record-consent.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { findWalled } from '../find-walled.ts'
import { peopleWithin } from '../people/person-names.ts'
import { maskPhone } from '../people/phone-mask.ts'
import { savePerson } from '../people/save-person.ts'
import { getWorld, parentName, saidOn, sinceNow, unitName, type World } from '../world.ts'
import { isPlaced, passedOnTo } from './pass-on.ts'

/** Somebody known whom a registration may be about, with what speaks for it. */
export interface RegistrationCandidate {
  readonly personId: PersonId
  readonly name: string
  readonly birth: string | null
  readonly unitName: string | null
  /** Lives in the unit of the poster: only such a person can be confirmed. */
  readonly livesHere: boolean
  readonly sameName: boolean
  readonly samePhone: boolean
}

export interface RegistrationView {
  readonly id: string
  readonly unitId: UnitId
  readonly unitName: string
  readonly parentName: string | null
  /** `false`: whoever sent it did not know the part, so it has to be passed on before it can be confirmed. */
  readonly isPlaced: boolean
  /** To whom it can be passed on, while it waits. */
  readonly passTo: readonly { readonly unitId: UnitId; readonly name: string }[]
  readonly name: string
  readonly maskedPhone: string
  readonly state: RegistrationState
  readonly createdAt: string
  readonly decidedAt: string | null
  readonly decidedBy: string | null
  readonly decidedByName: string | null
  readonly reason: string | null
  readonly personId: PersonId | null
  readonly candidates: readonly RegistrationCandidate[]
}

/** More are asked for by deciding those. */
const SHOWN = 100

/** Registrations with the people they may be about: the same phone anywhere in reach, or the same name in the unit. */
export async function loadRegistrations(
  ctx: Context,
  filter: { readonly within: readonly UnitId[] | null; readonly state: RegistrationState },
): Promise<{ readonly rows: readonly RegistrationView[]; readonly more: boolean }> {
  const world = await getWorld(ctx)
  const rows = await listRegistrations(ctx.db, { ...filter, limit: SHOWN + 1 })
  const shown = rows.slice(0, SHOWN)
  const waiting = shown.filter((row) => row.state === 'waiting')
  const found = await listRosterCandidates(ctx.db, {
    unitIds: [...new Set(waiting.map((row) => row.unitId))],
    foldedNames: [...new Set(waiting.map((row) => foldName(row.name)))],
    phones: waiting.map((row) => row.phone),
    accountIds: [],
    births: [],
  })
  const names = await loadAccountNames(ctx.db)
  // A phone may be that of somebody elsewhere, whom whoever asks may not know of.
  const people = peopleWithin(found, areaOf(ctx.actor, 'see'))
  return {
    rows: shown.map(({ phone, purposeId: _, noticeId: __, ...row }) => ({
      ...row,
      unitName: unitName(world, row.unitId),
      parentName: parentName(world, row.unitId),
      isPlaced: isPlaced(world, row.unitId),
      passTo:
        row.state === 'waiting'
          ? passedOnTo(world, row.unitId).map((unitId) => ({ unitId, name: unitName(world, unitId) }))
          : [],
      maskedPhone: maskPhone(phone),
      decidedByName: row.decidedBy === null ? null : (names.get(row.decidedBy) ?? null),
      candidates: row.state === 'waiting' ? candidatesOf(world, { ...row, phone }, people) : [],
    })),
    more: rows.length > SHOWN,
  }
}

function candidatesOf(
  world: World,
  row: Pick<SelfRegistration, 'unitId' | 'name' | 'phone'>,
  people: readonly Person[],
): RegistrationCandidate[] {
  const folded = foldName(row.name)
  return people
    .map((person) => {
      const home = person.residences.find((residence) => isValidOn(residence, world.asOf))
      return {
        personId: person.id,
        name: person.name,
        birth: person.birth,
        unitName: home === undefined ? null : unitName(world, home.unitId),
        livesHere: livesIn(person, row.unitId, world.asOf),
        sameName: foldName(person.name) === folded,
        samePhone: person.phones.some((phone) => phone.number === row.phone && isValidOn(phone, world.asOf)),
      }
    })
    .filter((one) => one.samePhone || (one.sameName && one.livesHere))
    .sort((a, b) => evidence(b) - evidence(a) || (a.personId < b.personId ? -1 : 1))
}

const evidence = (one: RegistrationCandidate): number =>
  Number(one.livesHere) * 4 + Number(one.sameName) * 2 + Number(one.samePhone)

function livesIn(person: Person, unitId: UnitId, asOf: Day): boolean {
  return person.residences.some((residence) => residence.unitId === unitId && isValidOn(residence, asOf))
}

export async function getRegistration(ctx: Context, id: string): Promise<SelfRegistration> {
  return findWalled('registration', id, () => findRegistration(ctx.db, id))
}

export interface Confirmation {
  readonly id: string
  /** From when the consent counts, where somebody said so. Default: the day on which it was given. */
  readonly day?: Day | undefined
  /** Who it is: somebody known who lives there, or somebody new. */
  readonly who:
    | { readonly kind: 'known'; readonly personId: PersonId }
    | {
        readonly kind: 'new'
        /** Somebody of the same household; `null`: a household of their own. */
        readonly householdOf: PersonId | null
        readonly represents: boolean
        readonly adult: boolean
      }
}

export interface Confirmed {
  readonly personId: PersonId
  /** Whether some group wants them now; otherwise nobody will invite them, though the poster says so. */
  readonly isWanted: boolean
}

/** Makes a registration a person with consent, once: both or neither. The consent is what was given on the page, with its text. */
export async function confirmRegistration(ctx: Context, input: Confirmation): Promise<Confirmed> {
  return inTransaction(ctx.db, async (trx) => {
    const registration = await lockRegistration(trx, input.id)
    if (registration === null) throw new NotFoundError('registration', input.id)
    const world = await getWorld(ctx, trx)
    if (!isPlaced(world, registration.unitId))
      throw new ApiError('registration-unplaced', 'nobody lives in this unit: pass it on first', {
        id: registration.id,
      })
    const personId =
      input.who.kind === 'known'
        ? await takeKnown(ctx, trx, world, registration, input.who.personId)
        : await addNew(ctx, trx, world, registration, input.who)
    await decide(ctx, trx, registration, { state: 'confirmed', reason: null, personId })
    await recordConsent(ctx, trx, {
      personId,
      purposeId: registration.purposeId,
      kind: 'given',
      channel: 'web',
      noticeId: registration.noticeId,
      at: registration.createdAt,
      day: input.day ?? earlier(dayIn(world.model.timeZone, registration.createdAt), saidOn(ctx, world)),
      evidence: `registration ${registration.id}`,
    })
    return { personId, isWanted: (await listDesiredRowsOfPeople(trx, [personId])).length > 0 }
  })
}

export async function rejectRegistration(
  ctx: Context,
  input: { readonly id: string; readonly reason: string },
): Promise<void> {
  const registration = await getRegistration(ctx, input.id)
  await inTransaction(ctx.db, (trx) =>
    decide(ctx, trx, registration, { state: 'rejected', reason: input.reason, personId: null }),
  )
}

async function decide(
  ctx: Context,
  trx: Db,
  registration: SelfRegistration,
  decision: {
    readonly state: 'confirmed' | 'rejected'
    readonly reason: string | null
    readonly personId: PersonId | null
  },
): Promise<void> {
  const at = ctx.now()
  if (!(await updateRegistration(trx, registration.id, { ...decision, at, by: ctx.actor.id })))
    throw new ApiError('registration-decided', 'somebody has decided it already', { id: registration.id })
  await noteEvent(ctx, trx, {
    at,
    action: `registration-${decision.state}`,
    subjectKind: 'registration',
    subjectId: registration.id,
    data: { personId: decision.personId, reason: decision.reason },
  })
}

async function takeKnown(
  ctx: Context,
  trx: Db,
  world: World,
  registration: SelfRegistration,
  personId: PersonId,
): Promise<PersonId> {
  const { unitId, phone } = registration
  await lockPerson(trx, personId)
  const stored = await findPerson(trx, personId)
  if (stored === null) throw new NotFoundError('person', personId)
  const { person, revision } = stored
  if (!livesIn(person, unitId, world.asOf))
    throw new ApiError('person-lives-elsewhere', 'the person does not live in the unit of the poster', { personId })
  if (!person.phones.some((one) => one.number === phone && isValidOn(one, world.asOf))) {
    const phones = [...person.phones, { number: phone, from: sinceNow(ctx, world), to: null }]
    await savePerson(ctx, trx, { person: { ...person, phones }, revision, ...whyOf(registration) })
  }
  return personId
}

async function addNew(
  ctx: Context,
  trx: Db,
  world: World,
  registration: SelfRegistration,
  { householdOf, represents, adult }: Extract<Confirmation['who'], { kind: 'new' }>,
): Promise<PersonId> {
  const { unitId, name, phone } = registration
  const id = ctx.newId()
  const person: Person = {
    id,
    name,
    birth: null,
    adult,
    reachability: 'reachable',
    residences: [
      {
        unitId,
        householdId: householdOf === null ? ctx.newId() : await householdIn(trx, world, unitId, householdOf),
        representsHousehold: represents,
        from: sinceNow(ctx, world),
        to: null,
      },
    ],
    appointments: [],
    phones: [{ number: phone, from: sinceNow(ctx, world), to: null }],
    consents: [],
    accounts: [],
  }
  await savePerson(ctx, trx, { person, revision: null, ...whyOf(registration) })
  return id
}

async function householdIn(trx: Db, world: World, unitId: UnitId, personId: PersonId): Promise<string> {
  const home = (await findPerson(trx, personId))?.person.residences.find(
    (residence) => residence.unitId === unitId && isValidOn(residence, world.asOf),
  )
  if (home === undefined || home.householdId === null)
    throw new ApiError('household-unknown', 'the person has no household in this unit', { personId })
  return home.householdId
}

function whyOf({ id }: SelfRegistration) {
  return { action: 'registration-confirmed', data: { registrationId: id } }
}

function dayIn(timeZone: string, instant: string): Day {
  // Swedish writes a day as YYYY-MM-DD.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant))
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b
}
