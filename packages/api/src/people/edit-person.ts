import {
  findHousehold,
  findHouseholdOn,
  findMergedInto,
  findPerson,
  inTransaction,
  listHouseholdMembers,
  listRosterCandidates,
  RevisionConflict,
  updateHousehold,
  type Db,
  type StoredPerson,
} from '@ketnoi/db'
import {
  changePerson,
  descendantsOn,
  foldName,
  likelySame,
  parentOn,
  parseDay,
  passRepresentation,
  type ChangeWorld,
  type Day,
  type Issue,
  type Person,
  type PersonChange,
  type PersonId,
  type Reachability,
  type Result,
  type SameEvidence,
  type UnitId,
} from '@ketnoi/hierarchy'
import { areaOf } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError, issuesError, need, NotFoundError } from '../errors.ts'
import { getWorld, parentName, unitName, type World } from '../world.ts'
import { readTypedBirth, readTypedName, readTypedPhone } from './person-input.ts'
import { refuseHandedOver } from '../handovers/refuse-handed-over.ts'
import { peopleWithin, unitOfPerson } from './person-names.ts'
import { savePeople, type PersonToSave } from './save-person.ts'

/** A change as it was typed: names, births and phones are read here, everything else is taken as it is. */
export type TypedChange =
  | {
      readonly kind: 'set'
      readonly name?: string | undefined
      readonly birth?: string | undefined
      readonly adult?: boolean | null | undefined
      readonly reachability?: Reachability | undefined
      readonly proxyId?: PersonId | null | undefined
    }
  | { readonly kind: 'add-phone'; readonly number: string; readonly from: Day }
  | {
      readonly kind: 'move'
      readonly unitId: UnitId
      /** `new`: a household of their own. */
      readonly householdId: string | null
      readonly representsHousehold: boolean
      readonly from: Day
    }
  | Exclude<PersonChange, { kind: 'set' | 'add-phone' | 'move' }>

export interface PersonUpdate {
  readonly id: PersonId
  readonly revision: number
  readonly change: TypedChange
  readonly reason: string
}

/** What changes are judged against: plans may be pinned to a day ahead of the calendar. */
export function changeWorld(ctx: Context, world: World): ChangeWorld {
  const today = ctx.today()
  return { model: world.model, tree: world.tree, today: world.asOf > today ? world.asOf : today }
}

/** A household named in a change: an existing one must be in the unit, `new` gets an id. */
async function householdOf(
  ctx: Context,
  trx: Db,
  home: { readonly householdId: string | null; readonly unitId: UnitId; readonly from: Day },
): Promise<string | null> {
  const { householdId, unitId, from } = home
  if (householdId === null) return null
  if (householdId === NEW_HOUSEHOLD) {
    const id = ctx.newId()
    await updateHousehold(trx, { id, unitId, label: null })
    return id
  }
  const day = parseDay(from, ['from'])
  if (!day.ok) throw issuesError(day.issues)
  const household = await findHouseholdOn(trx, householdId, day.value)
  if (household === null) throw new NotFoundError('household', householdId)
  if (household.unitId !== unitId)
    throw issuesError([
      { code: 'household-elsewhere', message: 'the household is in another unit', path: ['householdId'] },
    ])
  return householdId
}

export const NEW_HOUSEHOLD = 'new'

/** Whoever speaks for the household until now stops doing so when somebody else begins. */
async function othersOf(
  trx: Db,
  world: ChangeWorld,
  person: Person,
  householdId: string | null,
  from: Day,
): Promise<PersonToSave[]> {
  if (householdId === null) return []
  const household = await findHousehold(trx, householdId)
  if (household === null) return []
  const members = (await listHouseholdMembers(trx, household)).filter((one) => one.person.id !== person.id)
  const changed = need(
    passRepresentation([...members.map((one) => one.person), person], householdId, person.id, from, world),
  )
  return changed.flatMap((one) => {
    const stored = members.find((member) => member.person.id === one.id)
    return stored === undefined ? [] : [{ person: one, revision: stored.revision }]
  })
}

/** Carries one change out on what the editor has seen; `revision-conflict` when somebody else was faster. */
export async function editPerson(ctx: Context, input: PersonUpdate): Promise<{ readonly revision: number }> {
  const { id, change, reason } = input
  if (change.kind === 'remove' && reason === '')
    throw issuesError([{ code: 'reason-missing', message: 'a reason is needed', path: ['reason'] }])
  return inTransaction(ctx.db, async (trx) => {
    const stored = await findPerson(trx, id)
    if (stored === null && (await findMergedInto(trx, id)) !== null)
      throw new ApiError('person-merged', 'the record was merged into another one', { id })
    if (stored === null) throw new NotFoundError('person', id)
    if (stored.revision !== input.revision) throw new RevisionConflict('person', id)
    const world = changeWorld(ctx, await getWorld(ctx, trx))
    if (change.kind === 'appoint') await refuseHandedOver(trx, id, change, change.from)
    const read = await readChange(ctx, trx, world, change)
    const person = need(changePerson(stored.person, [read], world))
    const others =
      read.kind === 'move' && read.representsHousehold
        ? await othersOf(trx, world, person, read.householdId, read.from)
        : []
    const revisions = await savePeople(ctx, trx, [{ person, revision: stored.revision }, ...others], {
      action: actionOf(change),
      ...(reason === '' ? {} : { reason }),
    })
    return { revision: revisions.get(id) ?? stored.revision }
  })
}

function actionOf(change: TypedChange): string {
  if (change.kind === 'remove') return 'fact-removed'
  return change.kind === 'leave' ? 'person-left' : 'person-edited'
}

async function readChange(ctx: Context, trx: Db, world: ChangeWorld, change: TypedChange): Promise<PersonChange> {
  switch (change.kind) {
    case 'set': {
      const { name, birth, adult, reachability, proxyId } = change
      const issues: Issue[] = []
      const take = <T>(result: Result<T>): T | undefined => {
        if (result.ok) return result.value
        issues.push(...result.issues)
        return undefined
      }
      const typedName = name === undefined ? undefined : take(readTypedName(name))
      const typedBirth = birth === undefined ? undefined : take(readTypedBirth(birth, world.today))
      if (issues.length > 0) throw issuesError(issues)
      if (proxyId !== undefined && proxyId !== null && (await findPerson(trx, proxyId)) === null)
        throw new NotFoundError('person', proxyId)
      return {
        kind: 'set',
        ...(typedName === undefined ? {} : { name: typedName }),
        ...(typedBirth === undefined ? {} : { birth: typedBirth }),
        ...(adult === undefined ? {} : { adult }),
        ...(reachability === undefined ? {} : { reachability }),
        ...(proxyId === undefined ? {} : { proxyId }),
      }
    }
    case 'add-phone':
      return { ...change, number: need(readTypedPhone(change.number)) }
    case 'move':
      return { ...change, householdId: await householdOf(ctx, trx, change) }
    default:
      return change
  }
}

/** Somebody who is to be recorded by hand. */
export interface NewPerson {
  readonly name: string
  readonly birth: string
  readonly adult: boolean | null
  readonly reachability: Reachability
  readonly unitId: UnitId
  readonly householdId: string | null
  readonly representsHousehold: boolean
  readonly phone: string
  readonly from: Day
  /** People who were shown as likely the same and are not. */
  readonly differentFrom: readonly PersonId[]
}

/** Somebody known who may be the same. */
export interface LikelySame {
  readonly id: PersonId
  readonly name: string
  readonly birthYear: string | null
  readonly unitName: string | null
  readonly parentName: string | null
  readonly evidence: readonly SameEvidence[]
}

export type AddedPerson =
  | { readonly kind: 'added'; readonly id: PersonId }
  /** Nothing was recorded: first somebody has to say whether it is one of them. */
  | { readonly kind: 'likely-same'; readonly people: readonly LikelySame[] }

/** Records somebody by hand, unless they are likely known already. */
export async function addPerson(ctx: Context, input: NewPerson): Promise<AddedPerson> {
  return inTransaction(ctx.db, async (trx) => {
    const world = await getWorld(ctx, trx)
    const judged = changeWorld(ctx, world)
    const reads = [
      readTypedName(input.name),
      readTypedBirth(input.birth, judged.today),
      input.phone.trim() === '' ? null : readTypedPhone(input.phone),
    ] as const
    const [name, birth, phone] = reads
    const issues = reads.flatMap((read) => (read === null || read.ok ? [] : read.issues))
    if (!name.ok || !birth.ok || (phone !== null && !phone.ok)) throw issuesError(issues)
    const newcomer = {
      name: name.value,
      birth: birth.value,
      phones: phone === null ? [] : [phone.value],
      unitId: input.unitId,
    }
    const same = likelySame(
      newcomer,
      peopleWithin(await candidates(trx, world, newcomer), areaOf(ctx.actor, 'see')),
    ).filter(({ person }) => !input.differentFrom.includes(person.id))
    if (same.length > 0)
      return {
        kind: 'likely-same',
        people: same.map(({ person, evidence }) => {
          const unitId = unitOfPerson(person, world.asOf)
          return {
            id: person.id,
            name: person.name,
            birthYear: person.birth?.slice(0, 4) ?? null,
            unitName: unitId === null ? null : unitName(world, unitId),
            parentName: unitId === null ? null : parentName(world, unitId),
            evidence,
          }
        }),
      }
    const { unitId, representsHousehold, from, adult, reachability } = input
    const householdId = await householdOf(ctx, trx, input)
    const nobody: Person = {
      id: ctx.newId(),
      name: name.value,
      birth: null,
      adult,
      residences: [],
      appointments: [],
      phones: [],
      consents: [],
      accounts: [],
      reachability,
    }
    const person = need(
      changePerson(
        nobody,
        [
          { kind: 'set', birth: birth.value },
          { kind: 'move', unitId, householdId, representsHousehold, from },
          ...newcomer.phones.map((number) => ({ kind: 'add-phone', number, from }) as const),
        ],
        judged,
      ),
    )
    const others = representsHousehold ? await othersOf(trx, judged, person, householdId, from) : []
    await savePeople(ctx, trx, [{ person, revision: null }, ...others], { action: 'person-added' })
    return { kind: 'added', id: person.id }
  })
}

/** Namesakes in the unit and beside it, and anywhere with the same birth or phone. */
async function candidates(
  trx: Db,
  world: World,
  newcomer: {
    readonly name: string
    readonly birth: string | null
    readonly phones: readonly string[]
    readonly unitId: UnitId
  },
): Promise<Person[]> {
  const folded = foldName(newcomer.name)
  const above = parentOn(world.tree, newcomer.unitId, world.asOf) ?? newcomer.unitId
  const near = [above, ...descendantsOn(world.tree, above, world.asOf)]
  return listRosterCandidates(trx, {
    unitIds: near,
    foldedNames: [folded],
    phones: newcomer.phones,
    accountIds: [],
    births: newcomer.birth === null ? [] : [{ folded, birth: newcomer.birth }],
  })
}

/** Refuses when somebody of these was changed since the page that the editor looks at. */
export function refuseChanged(
  kind: string,
  id: string,
  stored: readonly StoredPerson[],
  seen: Readonly<Record<PersonId, number>>,
): void {
  if (stored.some(({ person, revision }) => seen[person.id] !== revision)) throw new RevisionConflict(kind, id)
}
