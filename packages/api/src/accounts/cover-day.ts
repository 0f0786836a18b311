import {
  ancestorsOn,
  descendantsOn,
  findUnit,
  isValidOn,
  parentOn,
  predecessorsOf,
  successorsOn,
  type Day,
  type UnitId,
  type UnitTree,
} from '@ketnoi/hierarchy'

/** What somebody answers for on another day than the one on which the role was found. */
export interface Cover {
  /** The units that stand for the role on that day; everything below them is covered too. */
  readonly roots: readonly UnitId[]
  readonly unitIds: readonly UnitId[]
}

/**
 * The units of another day that lie wholly in what a role reaches today: what went into it undivided, or came out of nothing else.
 * Whatever was, or will be, only partly theirs is left out, and so is a unit with anything below it that is not theirs: nobody gets
 * more on one day than on the other.
 */
export function coverDay(tree: UnitTree, ids: readonly UnitId[], today: Day, day: Day): Cover {
  const within = new Set(ids.flatMap((id) => [id, ...descendantsOn(tree, id, today)]))
  const earlier = day < today
  const isThen = (id: UnitId): boolean => {
    const unit = findUnit(tree, id)
    return unit !== undefined && isValidOn(unit, day)
  }
  const isTheirs = (id: UnitId): boolean =>
    earlier
      ? isAll(successorsOn(tree, id, today), ({ unitId, share }) => share === 'full' && within.has(unitId))
      : isAll(originsOn(tree, id, today), (unitId) => within.has(unitId))
  const theirs = new Set([...related(tree, within, earlier)].filter((id) => isThen(id) && isTheirs(id)))
  const whole = [...theirs].filter((id) => descendantsOn(tree, id, day).every((below) => theirs.has(below)))
  const known = new Set([...ids.filter(isThen), ...whole])
  const roots = whole.filter((id) => {
    const parent = parentOn(tree, id, day)
    return parent === null || ![parent, ...ancestorsOn(tree, parent, day)].some((above) => known.has(above))
  })
  return { roots, unitIds: whole }
}

/**
 * The units of a later day at which a role goes on by itself: those that its own unit goes into undivided, with or without others.
 * Whoever plans for that day sees them whole; what may be changed stays what is wholly theirs (`coverDay`).
 */
export function goingOnTo(tree: UnitTree, ids: readonly UnitId[], day: Day): readonly UnitId[] {
  const next = ids.flatMap((id) => {
    const successors = successorsOn(tree, id, day)
    return successors.length === 1 ? successors.filter(({ share }) => share === 'full') : []
  })
  return [...new Set(next.map(({ unitId }) => unitId))].filter((id) => !ids.includes(id))
}

/** Units with everything that went into them, or came out of them, over any number of reforms. */
function related(tree: UnitTree, ids: ReadonlySet<UnitId>, earlier: boolean): ReadonlySet<UnitId> {
  const found = new Set(ids)
  // A set is walked over with what is added to it on the way.
  for (const id of found) {
    const next = earlier ? predecessorsOf(tree, id) : (findUnit(tree, id)?.successors ?? [])
    for (const { unitId } of next) found.add(unitId)
  }
  return found
}

/** The units of a day that a later one came out of; a unit that is there already came out of itself. */
function originsOn(tree: UnitTree, id: UnitId, day: Day): readonly UnitId[] {
  const found = new Set([id])
  const origins: UnitId[] = []
  for (const one of found) {
    const unit = findUnit(tree, one)
    const before = predecessorsOf(tree, one)
    if ((unit !== undefined && isValidOn(unit, day)) || before.length === 0) origins.push(one)
    else for (const { unitId } of before) found.add(unitId)
  }
  return origins
}

function isAll<T>(values: readonly T[], holds: (value: T) => boolean): boolean {
  return values.length > 0 && values.every(holds)
}
