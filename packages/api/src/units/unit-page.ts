import {
  findUnitCoverage,
  listActualGroups,
  listAppointmentsAt,
  listGroups,
  listPeople,
  listUnitChildren,
  type Coverage,
  type Db,
  type UnitCoverage,
} from '@ketnoi/db'
import {
  ancestorsOn,
  capacityLevel,
  codeOn,
  descendantsOn,
  expectedGroups,
  findUnit,
  foldName,
  isValidOn,
  kindOn,
  nameOn,
  predecessorsOf,
  resolvePlaces,
  unitsOn,
  type CapacityLevel,
  type Day,
  type GroupId,
  type LocalText,
  type TierId,
  type Unit,
  type UnitId,
} from '@ketnoi/hierarchy'
import { mayHere, type MayHere } from '../authorise.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { parentName, unitName, type World } from '../world.ts'
import type { FoundHow } from './search-places.ts'
import type { CountsOnDay } from './units-on-day.ts'

export interface UnitRow {
  readonly id: UnitId
  readonly tier: TierId
  readonly kind: string
  readonly name: string
  readonly shortName: string
  readonly code: string | null
  readonly children: number
  readonly coverage: Coverage
  /** On another day than today, for which no coverage is kept; `null`: today. */
  readonly onDay: CountsOnDay | null
}

export interface UnitLink {
  readonly id: UnitId
  readonly name: string
}

export interface UnitPage extends UnitRow, MayHere {
  readonly asOf: Day
  readonly ancestors: readonly UnitLink[]
  readonly aliases: readonly string[]
  readonly from: Day | null
  readonly to: Day | null
  readonly names: readonly {
    readonly short: string
    readonly full: string
    readonly from: Day | null
    readonly to: Day | null
  }[]
  readonly codes: readonly {
    readonly system: string
    readonly code: string
    readonly from: Day | null
    readonly to: Day | null
  }[]
  readonly successors: readonly (UnitLink & { readonly share: 'full' | 'partial' })[]
  readonly predecessors: readonly (UnitLink & { readonly share: 'full' | 'partial' })[]
  readonly groups: readonly {
    readonly id: string
    readonly kind: string
    readonly name: string
    /** How full it is, or will be, from where it is to be warned of. */
    readonly level?: Exclude<CapacityLevel, 'free'>
  }[]
  readonly appointments: readonly {
    readonly personId: string
    readonly personName: string
    readonly positionId: string
    readonly positionName: LocalText
  }[]
}

const NO_COVERAGE: Coverage = {
  people: 0,
  households: 0,
  householdsReached: 0,
  householdsUnreachable: 0,
  householdsProxied: 0,
  householdsWithoutConsent: 0,
  groups: 0,
  linkedGroups: 0,
  desired: 0,
  matching: 0,
  toAdd: 0,
  toRemove: 0,
  required: 0,
  requiredPresent: 0,
}

function rowOf(world: World, { unitId, tier, kind, name, children, ...coverage }: UnitCoverage): UnitRow {
  const unit = findUnit(world.tree, unitId)
  return {
    id: unitId,
    tier,
    // With a name comes a kind: a commune that became a ward.
    kind: unit === undefined ? kind : kindOn(unit, world.asOf),
    name,
    shortName: unit === undefined ? name : nameOn(unit, world.asOf).short,
    code: unit === undefined ? null : codeOn(unit, world.asOf),
    children,
    coverage,
    onDay: null,
  }
}

/** A unit of another day than the one that counts are kept for. */
export function bareRow({ asOf }: World, unit: Unit): UnitRow {
  const name = nameOn(unit, asOf)
  return {
    id: unit.id,
    tier: unit.tier,
    kind: kindOn(unit, asOf),
    name: name.full,
    shortName: name.short,
    code: codeOn(unit, asOf),
    children: 0,
    coverage: NO_COVERAGE,
    onDay: null,
  }
}

/** The units below one, the roots (`null`), or the units that are named, on the day of the world: counts are kept for that day. */
export async function listUnitRows(db: Db, world: World, which: UnitId | readonly UnitId[] | null): Promise<UnitRow[]> {
  if (typeof which === 'string' || which === null)
    return (await listUnitChildren(db, which, world.asOf)).map((row) => rowOf(world, row))
  const found = await Promise.all(which.map((id) => findUnitCoverage(db, id, world.asOf)))
  return found.flatMap((row) => (row === null ? [] : [rowOf(world, row)]))
}

/**
 * A unit with everything known of it; one that has ended keeps its page, without counts. `counted`: as it is on another day, for which
 * nothing is kept.
 */
export async function loadUnitPage(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  world: World,
  id: UnitId,
  counted: UnitRow | null = null,
): Promise<UnitPage> {
  const unit = findUnit(world.tree, id)
  if (unit === undefined) throw new NotFoundError('unit', id)
  const { asOf, further, model, tree } = world
  const covered = counted === null && isValidOn(unit, asOf) ? await findUnitCoverage(db, id, asOf) : null
  const groups = expectedGroups(model, tree, asOf, further).filter((group) => group.unitId === id)
  const ids = groups.map((group) => group.id)
  const levels = counted === null ? await levelsOf(db, ids) : new Map<GroupId, CapacityLevel>()
  const link = (unitId: UnitId): UnitLink => ({ id: unitId, name: unitName(world, unitId) })
  const row: UnitRow = covered === null ? (counted ?? bareRow(world, unit)) : rowOf(world, covered)
  return {
    ...row,
    ...mayHere(actor, id),
    asOf,
    ancestors: ancestorsOn(tree, id, asOf).map(link).reverse(),
    aliases: unit.aliases,
    from: unit.from,
    to: unit.to,
    names: unit.names,
    codes: unit.codes,
    successors: unit.successors.map(({ unitId, share }) => ({ ...link(unitId), share })),
    predecessors: predecessorsOf(tree, id).map(({ unitId, share }) => ({ ...link(unitId), share })),
    groups: groups.map((group) => {
      const level = levels.get(group.id) ?? 'free'
      return { id: group.id, kind: group.kind, name: group.name, ...(level === 'free' ? {} : { level }) }
    }),
    appointments: await loadAppointments(db, world, id),
  }
}

async function levelsOf(db: Db, groupIds: readonly GroupId[]): Promise<ReadonlyMap<GroupId, CapacityLevel>> {
  if (groupIds.length === 0) return new Map()
  const real = new Map((await listActualGroups(db, { groupIds })).map((group) => [group.groupId, group.capacity]))
  const { rows } = await listGroups(db, { groupIds, limit: groupIds.length })
  return new Map(
    rows.map(({ groupId, desired, actual, unmatched, capacity }) => [
      groupId,
      capacityLevel(Math.max(desired, actual + unmatched), real.get(groupId) ?? capacity),
    ]),
  )
}

async function loadAppointments(db: Db, world: World, id: UnitId): Promise<UnitPage['appointments']> {
  const { asOf, model } = world
  const holders = await listPeople(db, await listAppointmentsAt(db, id, asOf))
  const places = new Map(model.positions.map((position, place) => [position.id, { place, name: position.name }]))
  return holders
    .flatMap((person) =>
      person.appointments
        .filter((appointment) => appointment.unitId === id && isValidOn(appointment, asOf))
        .map(({ positionId }) => ({
          personId: person.id,
          personName: person.name,
          positionId,
          positionName: places.get(positionId)?.name ?? { vi: positionId, en: positionId },
        })),
    )
    .sort(
      (a, b) =>
        (places.get(a.positionId)?.place ?? 0) - (places.get(b.positionId)?.place ?? 0) ||
        COLLATOR.compare(a.personName, b.personName),
    )
}

const COLLATOR = new Intl.Collator('vi')

export interface FoundUnit extends UnitLink {
  readonly tier: TierId
  readonly parentName: string | null
  /** By which name of the past it was found; `null`: by one that it has. */
  readonly found: FoundHow | null
}

/** Units whose name, alias or code fits what somebody types, those that begin with it first; those that bore it before come last. */
export function searchUnits(
  world: World,
  search: {
    readonly text: string
    readonly tier?: TierId | undefined
    readonly within?: UnitId | undefined
    readonly isOffered?: (id: UnitId) => boolean
    readonly limit: number
  },
): FoundUnit[] {
  const { asOf, tree } = world
  const words = foldName(search.text)
  const candidates = (
    search.within === undefined
      ? unitsOn(tree, asOf, search.tier)
      : [search.within, ...descendantsOn(tree, search.within, asOf, search.tier)]
  ).filter(search.isOffered ?? (() => true))
  const found: { readonly unit: FoundUnit; readonly rank: number }[] = []
  for (const id of candidates) {
    const unit = findUnit(tree, id)
    if (unit === undefined || (search.tier !== undefined && unit.tier !== search.tier)) continue
    const name = nameOn(unit, asOf)
    const texts = [name.short, name.full, ...unit.aliases].map(foldName)
    const code = codeOn(unit, asOf)
    const rank =
      words === '' || code === words || texts.some((text) => text.startsWith(words))
        ? 0
        : texts.some((text) => text.includes(words))
          ? 1
          : null
    if (rank === null) continue
    found.push({
      unit: { id, name: name.full, tier: unit.tier, parentName: parentName(world, id), found: null },
      rank,
    })
  }
  // Whoever types what a place was called before finds what it became; of one tier, also what lay in it.
  const known = new Set(found.map(({ unit }) => unit.id))
  const former = words === '' ? [] : resolvePlaces(tree, search.text, asOf, { begins: true })
  for (const { name, successors, units } of former.filter(({ match }) => match === 'former')) {
    const next = successors.map(({ unitId }) => unitId)
    for (const id of search.tier === undefined ? next : new Set([...next, ...units])) {
      const unit = findUnit(tree, id)
      if (unit === undefined || known.has(id) || !candidates.includes(id)) continue
      known.add(id)
      found.push({
        unit: {
          id,
          name: nameOn(unit, asOf).full,
          tier: unit.tier,
          parentName: parentName(world, id),
          found: { kind: next.includes(id) ? 'was' : 'lay-in', name },
        },
        rank: 2,
      })
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank || COLLATOR.compare(a.unit.name, b.unit.name))
    .slice(0, search.limit)
    .map(({ unit }) => unit)
}
