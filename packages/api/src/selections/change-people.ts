import {
  findBatch,
  findHousehold,
  findHouseholdOn,
  inTransaction,
  listBatchPeople,
  listHouseholdResidents,
  listUnitsOfPeople,
  lockHousehold,
  lockPeople,
  readPeople,
  updateBatch,
  updateHousehold,
  type Db,
  type StoredPerson,
} from '@ketnoi/db'
import {
  changeMany,
  isValidOn,
  parseDay,
  type Day,
  type HouseholdId,
  type ManyChange,
  type ManyChanged,
  type Person,
  type PersonId,
  type Reachability,
  type UnitId,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { areaOf, isAllowed } from '../authorise.ts'
import { describeHouseholdChange } from '../audit/without-names.ts'
import type { Context } from '../context.ts'
import { issuesError, need, NotFoundError } from '../errors.ts'
import { changeWorld } from '../people/edit-person.ts'
import { keptBy, peopleWithin, unitsAhead } from '../people/person-names.ts'
import { savePeople } from '../people/save-person.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { MOST_PEOPLE_ALONE } from '../reforms/reform-brakes.ts'
import { getWorld } from '../world.ts'
import { groupEffectOf, type GroupEffect } from './group-effect.ts'

/** How many people are changed, or written to a file, in one go. */
export const MOST_SELECTED = 1_000
/** Few enough that nobody else waits long for the people and households that are being changed. */
const BATCH = 100

/** Somebody who was selected, as they were seen then. */
export interface SelectedPerson {
  readonly id: PersonId
  readonly revision: number
}

export type SelectionChange =
  | { readonly kind: 'set'; readonly reachability: Reachability }
  | {
      readonly kind: 'move'
      readonly unitId: UnitId
      readonly from: Day
      /** `along`: with their households; `new`: together in a new one; `none`: in none that is known. */
      readonly household: 'along' | 'new' | 'none' | { readonly id: HouseholdId }
    }

export interface SelectionInput {
  readonly people: readonly SelectedPerson[]
  readonly change: SelectionChange
  readonly reason: string
}

/** Somebody who was, or would be, left as they are. */
export interface RefusedPerson {
  readonly id: PersonId
  /** `null` for whoever may not be named. */
  readonly name: string | null
  /** `revision-conflict`: somebody changed them meanwhile; `forbidden`, `not-found`, or why the change is not valid. */
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface SelectionResult {
  readonly changed: number
  /** They are so already. */
  readonly unchanged: number
  readonly refused: readonly RefusedPerson[]
  /** Under which the change can be found and taken back; `null` where nothing was changed (yet). */
  readonly batchId: string | null
}

/** What a change would do now. */
export interface SelectionPreview extends SelectionResult {
  /** The groups that would want others, on the day of the change or on the present one where that is later; the first of them. */
  readonly groups: readonly GroupEffect[]
  readonly moreGroups: number
  /** It weighs too much for one person: somebody else has to agree. */
  readonly needsSecond: boolean
  /** Under which it is asked for: as often as it takes to hear an answer, it is done once. */
  readonly id: string
  readonly fingerprint: string
  /** Where the people are kept, before and after. */
  readonly unitIds: readonly UnitId[]
}

const MOST_GROUPS = 20

/** What `changeSelection` would do now. */
export async function previewSelection(ctx: Context, input: SelectionInput): Promise<SelectionPreview> {
  const change = await readChange(ctx, ctx.db, input)
  const judged = await judge(ctx, ctx.db, input.people, change)
  const { changed, before, refusals } = judged
  const world = await getWorld(ctx)
  const on = change.kind === 'move' && change.from > world.asOf ? change.from : world.asOf
  const groups = await groupEffectOf(ctx.db, world, on, before, changed)
  const unitsBefore = await listUnitsOfPeople(
    ctx.db,
    changed.map(({ id }) => id),
    world.asOf,
  )
  return {
    ...resultOf([judged], null),
    groups: groups.slice(0, MOST_GROUPS),
    moreGroups: Math.max(0, groups.length - MOST_GROUPS),
    needsSecond: changed.length > MOST_PEOPLE_ALONE,
    id: ctx.newId(),
    fingerprint: fingerprintOf({
      change: wordsOf(input.change),
      people: changed.map(({ id }) => id).sort(),
      refused: refusals.map(({ id, code }) => [id, code]),
    }),
    unitIds: [...new Set([...unitsBefore, ...changed.flatMap((person) => unitsAhead(person, world.asOf))])].sort(),
  }
}

/** In one order, however it was kept. */
function wordsOf(change: SelectionChange): readonly unknown[] {
  if (change.kind === 'set') return [change.kind, change.reachability]
  const { household } = change
  return [change.kind, change.unitId, change.from, typeof household === 'string' ? household : [household.id]]
}

/**
 * Changes many people: whoever was changed by somebody else since they were selected is left alone and named, and so is everybody whose
 * change is not valid or not for whoever asks to make. All of it or nothing, and once: whoever heard no answer and asks for the same once
 * more, under the id of the preview, is told what came of it.
 */
export async function changeSelection(
  ctx: Context,
  input: SelectionInput,
  selectionId: string,
): Promise<SelectionResult> {
  const at = ctx.now()
  const change = await readChange(ctx, ctx.db, input, selectionId)
  return inTransaction(ctx.db, async (trx) => {
    await lockSelected(trx, input.people, change)
    const done = await findDone(ctx, trx, { ...input, change }, selectionId)
    return done ?? resultOf([await changeBatch(ctx, trx, { ...input, change, at }, input, selectionId)], selectionId)
  })
}

/**
 * The same batch by batch, for more people than anybody else should wait for: what a process that died has left of it is gone on with
 * under the same id.
 */
export async function changeInBatches(
  ctx: Context,
  input: SelectionInput,
  selectionId: string,
): Promise<SelectionResult> {
  const at = ctx.now()
  // Under one id for the household that is made, too, whenever it goes on.
  const change = await readChange(ctx, ctx.db, input, selectionId)
  const judged: Judged[] = []
  for (const people of await inBatches(ctx, input.people)) {
    judged.push(
      await inTransaction(ctx.db, async (trx) => {
        await lockSelected(trx, people, change)
        return changeBatch(ctx, trx, { people, reason: input.reason, change, at }, input, selectionId)
      }),
    )
  }
  return resultOf(judged, selectionId)
}

async function lockSelected(trx: Db, people: readonly SelectedPerson[], change: ManyChange): Promise<void> {
  for (const id of await householdsOf(trx, people, change)) await lockHousehold(trx, id)
  await lockPeople(
    trx,
    people.map(({ id }) => id),
  )
}

interface ReadInput extends Pick<SelectionInput, 'people' | 'reason'> {
  readonly change: ManyChange
}

async function changeBatch(
  ctx: Context,
  trx: Db,
  { people, reason, change, at }: ReadInput & { readonly at: string },
  asked: SelectionInput,
  selectionId: string,
): Promise<Judged> {
  const now = await judge(ctx, trx, people, change)
  if (change.kind === 'move') await moveHouseholds(ctx, trx, now.movedHouseholds, change)
  const { asOf } = await getWorld(ctx, trx)
  const unitsBefore = await listUnitsOfPeople(
    trx,
    now.changed.map(({ id }) => id),
    asOf,
  )
  const revisions = new Map(people.map(({ id, revision }) => [id, revision]))
  await savePeople(
    ctx,
    trx,
    now.changed.map((person) => ({ person, revision: revisions.get(person.id) ?? null })),
    { action: 'people-changed', data: { selectionId }, ...(reason === '' ? {} : { reason }) },
  )
  if (now.changed.length > 0)
    await updateBatch(trx, {
      id: selectionId,
      kind: 'selection',
      what: asked.change,
      reason: reason === '' ? null : reason,
      people: now.changed.length,
      unitIds: [...unitsBefore, ...now.changed.flatMap((person) => unitsAhead(person, asOf))],
      author: ctx.actor.id,
      at,
    })
  return now
}

/** What came of a change that was made; whoever it changed is not as they were seen any more, and no conflict. */
async function findDone(
  ctx: Context,
  trx: Db,
  { people, change }: ReadInput,
  selectionId: string,
): Promise<SelectionResult | null> {
  const batch = await findBatch(trx, selectionId)
  if (batch === null) return null
  if (batch.kind !== 'selection' || batch.author !== ctx.actor.id) throw new NotFoundError('selection', selectionId)
  const done = new Set((await listBatchPeople(trx, batch)).map(({ personId }) => personId))
  const rest = await judge(
    ctx,
    trx,
    people.filter(({ id }) => !done.has(id)),
    change,
  )
  return { ...resultOf([rest], selectionId), changed: batch.people, batchId: selectionId }
}

interface Judged extends Pick<ManyChanged, 'changed' | 'unchanged' | 'movedHouseholds'> {
  /** Those who are changed, as they are. */
  readonly before: readonly Person[]
  readonly refusals: readonly RefusedPerson[]
}

function resultOf(judged: readonly Judged[], selectionId: string | null): SelectionResult {
  const changed = judged.reduce((sum, one) => sum + one.changed.length, 0)
  return {
    changed,
    batchId: changed === 0 ? null : selectionId,
    unchanged: judged.reduce((sum, { unchanged }) => sum + unchanged.length, 0),
    refused: judged.flatMap(({ refusals }) => refusals),
  }
}

/** The change with its household settled: the same one for everybody. */
async function readChange(
  ctx: Context,
  db: Db,
  { change, people }: SelectionInput,
  newHouseholdId = ctx.newId(),
): Promise<ManyChange> {
  if (change.kind === 'set') return change
  need(parseDay(change.from, ['from']))
  const { household, unitId } = change
  if (household === 'along') return { ...change, household }
  if (household === 'none') return { ...change, household: null }
  if (household === 'new') {
    const stored = await readPeople(
      db,
      people.map(({ id }) => id),
    )
    const speaker = stored.find(({ person }) =>
      person.residences.some((home) => home.representsHousehold && isValidOn(home, change.from)),
    )
    return { ...change, household: { id: newHouseholdId, representativeId: speaker?.person.id ?? null } }
  }
  const known = await findHouseholdOn(db, household.id, change.from)
  if (known === null) throw new NotFoundError('household', household.id)
  if (known.unitId !== unitId)
    throw issuesError([
      { code: 'household-elsewhere', message: 'the household is in another unit', path: ['householdId'] },
    ])
  return { ...change, household: { id: known.id, representativeId: null } }
}

async function judge(ctx: Context, db: Db, selected: readonly SelectedPerson[], change: ManyChange): Promise<Judged> {
  const now = await getWorld(ctx, db)
  const { asOf } = now
  const stored = new Map(
    (
      await readPeople(
        db,
        selected.map(({ id }) => id),
      )
    ).map((one) => [one.person.id, one]),
  )
  const seen = new Set(
    peopleWithin(
      [...stored.values()].map(({ person }) => person),
      areaOf(ctx.actor, 'see'),
    ),
  )
  const refusals: RefusedPerson[] = []
  const people: Person[] = []
  for (const { id, revision } of selected) {
    const one = stored.get(id)
    const code = refusalOf(ctx, asOf, one, seen, revision)
    if (code === null && one !== undefined) people.push(one.person)
    else
      refusals.push({ id, name: code === 'not-found' ? null : (one?.person.name ?? null), code: code ?? '', data: {} })
  }
  const residents =
    change.kind === 'set' || change.household !== 'along'
      ? []
      : await listHouseholdResidents(db, homesOf(people, change.from), change.from)
  const membersOf = Map.groupBy(residents, ({ householdId }) => householdId)
  const created = new Map<HouseholdId, HouseholdId>()
  const { changed, unchanged, refused, movedHouseholds } = changeMany(
    people,
    change,
    {
      membersOf: (id) => (membersOf.get(id) ?? []).map(({ personId }) => personId),
      newHouseholdFrom: (id) => {
        const known = created.get(id) ?? ctx.newId()
        created.set(id, known)
        return known
      },
    },
    changeWorld(ctx, now),
  )
  for (const { personId, issues } of refused) {
    const [issue] = issues
    refusals.push({
      id: personId,
      name: stored.get(personId)?.person.name ?? null,
      code: issue?.code ?? 'input-invalid',
      data: issue?.data ?? {},
    })
  }
  const ids = new Set(changed.map(({ id }) => id))
  return { changed, before: people.filter(({ id }) => ids.has(id)), unchanged, movedHouseholds, refusals }
}

/** Whoever may not be seen is not told from whoever is not there. */
function refusalOf(
  ctx: Context,
  asOf: Day,
  stored: StoredPerson | undefined,
  seen: ReadonlySet<Person>,
  revision: number,
): string | null {
  if (stored === undefined || !seen.has(stored.person)) return 'not-found'
  if (!keptBy(stored.person, asOf).some((unitId) => isAllowed(ctx.actor, 'selections.change', unitId)))
    return 'forbidden'
  return stored.revision === revision ? null : 'revision-conflict'
}

/** Those of one household stay together: whether all of it moves is decided at once. */
async function inBatches(ctx: Context, selected: readonly SelectedPerson[]): Promise<SelectedPerson[][]> {
  const { asOf } = await getWorld(ctx)
  const stored = await readPeople(
    ctx.db,
    selected.map(({ id }) => id),
  )
  const households = new Map(stored.map(({ person }) => [person.id, homesOf([person], asOf)[0] ?? person.id]))
  const together = Map.groupBy(selected, ({ id }) => households.get(id) ?? id)
  const batches: SelectedPerson[][] = []
  for (const people of together.values()) {
    const last = batches.at(-1)
    if (last === undefined || last.length + people.length > BATCH) batches.push([...people])
    else last.push(...people)
  }
  return batches
}

function homesOf(people: readonly Person[], day: Day): HouseholdId[] {
  const ids = people.flatMap(({ residences }) =>
    residences.filter((home) => isValidOn(home, day)).flatMap((home) => home.householdId ?? []),
  )
  return [...new Set(ids)].sort()
}

async function householdsOf(trx: Db, batch: readonly SelectedPerson[], change: ManyChange): Promise<HouseholdId[]> {
  if (change.kind === 'set') return []
  const stored = await readPeople(
    trx,
    batch.map(({ id }) => id),
  )
  return homesOf(
    stored.map(({ person }) => person),
    change.from,
  )
}

/** On a day to come they follow those who live in them. */
async function moveHouseholds(
  ctx: Context,
  trx: Db,
  ids: readonly HouseholdId[],
  { unitId, from }: { readonly unitId: UnitId; readonly from: Day },
): Promise<void> {
  const { asOf } = await getWorld(ctx, trx)
  for (const id of ids) {
    const before = await findHousehold(trx, id)
    const after = { id, label: before?.label ?? null, unitId }
    if (from <= asOf) await updateHousehold(trx, after)
    await noteEvent(ctx, trx, {
      action: 'household-changed',
      subjectKind: 'household',
      subjectId: id,
      data: describeHouseholdChange(before, after, from),
    })
  }
}
