import { groupIdOf, parseGroupId } from '../groups/group-id.ts'
import type { TierId, UnitId } from '../id.ts'
import { isValidOn, overlaps, type Day, type Interval } from '../interval.ts'
import { foldName } from '../people/fold-name.ts'
import { fail, ok, type Issue, type Result } from '../result.ts'
import type { Unit, UnitName, UnitSuccessor } from './unit.ts'

interface ChildLink extends Interval {
  readonly unitId: UnitId
}

interface NameEntry extends Interval {
  readonly unitId: UnitId
  readonly alias: boolean
}

/** All units over all time, with the indexes that questions about a day need. Made by `createUnitTree`; never changes. */
export interface UnitTree {
  readonly units: ReadonlyMap<UnitId, Unit>
  /** @internal */
  readonly childLinks: ReadonlyMap<UnitId, readonly ChildLink[]>
  /** @internal */
  readonly codes: ReadonlyMap<string, readonly UnitId[]>
  /** @internal */
  readonly names: ReadonlyMap<string, readonly NameEntry[]>
  /** @internal */
  readonly predecessors: ReadonlyMap<UnitId, readonly UnitSuccessor[]>
}

/** A unit that a code or a name may stand for on a day. */
export interface UnitMatch {
  readonly unitId: UnitId
  /** `code` and `name`: borne on that day; `alias`: another spelling; `former`: borne before, by it or by a predecessor. */
  readonly match: 'code' | 'name' | 'alias' | 'former'
  /** The ended unit that the code or name belonged to, where lineage led on from it. */
  readonly via: UnitId | null
  /** `partial`: only a part of `via` went there, so a person must decide. */
  readonly share: 'full' | 'partial'
}

/**
 * Indexes units, or names everything that is wrong with them: nothing is half accepted. Cost: linear.
 *
 * Codes: `unit-duplicate`, `unit-id-invalid` (empty, or ending like the identity of a further group: `~2`), `unit-without-name`, `interval-empty`, `unit-parent-unknown`, `unit-parent-overlap`, `unit-cycle`,
 * `unit-successor-unknown`, `unit-successor-self`, `unit-code-clash` (one code borne by two units on one day).
 *
 * @example
 * const tree = createUnitTree([])
 */
export function createUnitTree(units: Iterable<Unit>): Result<UnitTree> {
  const issues: Issue[] = []
  const byId = new Map<UnitId, Unit>()
  const childLinks = new Map<UnitId, ChildLink[]>()
  const codes = new Map<string, UnitId[]>()
  const names = new Map<string, NameEntry[]>()
  const predecessors = new Map<UnitId, UnitSuccessor[]>()

  for (const unit of units) {
    if (byId.has(unit.id)) issues.push(issueOf(unit, 'unit-duplicate', `unit ${unit.id} occurs twice`, ['id']))
    byId.set(unit.id, unit)
    if (parseGroupId(groupIdOf('kind', unit.id))?.unitId !== unit.id || unit.id === '')
      issues.push(
        issueOf(
          unit,
          'unit-id-invalid',
          `the id ${JSON.stringify(unit.id)} is empty or ends like a further group (~2)`,
          ['id'],
        ),
      )
  }
  for (const unit of byId.values()) {
    if (unit.names.length === 0)
      issues.push(issueOf(unit, 'unit-without-name', `unit ${unit.id} has no name`, ['names']))
    checkIntervals(unit, issues)
    for (const name of unit.names) {
      for (const text of new Set([foldName(name.short), foldName(name.full)])) {
        push(names, text, { unitId: unit.id, alias: false, from: name.from, to: name.to })
      }
    }
    for (const alias of unit.aliases) {
      push(names, foldName(alias), { unitId: unit.id, alias: true, from: null, to: null })
    }
    for (const code of unit.codes) {
      const bearers = codes.get(code.code) ?? []
      for (const other of bearers) {
        const clash = byId
          .get(other)
          ?.codes.find((c) => c.code === code.code && c.system === code.system && overlaps(c, code))
        if (clash !== undefined && other !== unit.id) {
          issues.push(
            issueOf(
              unit,
              'unit-code-clash',
              `code ${code.code} is borne by ${other} and ${unit.id} at the same time`,
              ['codes'],
              { other, code: code.code },
            ),
          )
        }
      }
      if (!bearers.includes(unit.id)) push(codes, code.code, unit.id)
    }
    for (const [index, parent] of unit.parents.entries()) {
      if (!byId.has(parent.unitId)) {
        issues.push(
          issueOf(
            unit,
            'unit-parent-unknown',
            `unit ${unit.id} lies in unknown unit ${parent.unitId}`,
            ['parents', index],
            { parent: parent.unitId },
          ),
        )
      }
      push(childLinks, parent.unitId, { unitId: unit.id, from: parent.from, to: parent.to })
    }
    for (const [index, successor] of unit.successors.entries()) {
      const path = ['successors', index]
      if (successor.unitId === unit.id)
        issues.push(issueOf(unit, 'unit-successor-self', `unit ${unit.id} succeeds itself`, path))
      else if (!byId.has(successor.unitId)) {
        issues.push(
          issueOf(
            unit,
            'unit-successor-unknown',
            `unit ${unit.id} is succeeded by unknown unit ${successor.unitId}`,
            path,
            { successor: successor.unitId },
          ),
        )
      }
      push(predecessors, successor.unitId, { unitId: unit.id, share: successor.share })
    }
  }
  for (const unit of byId.values()) {
    if (liesInItself(byId, unit))
      issues.push(issueOf(unit, 'unit-cycle', `unit ${unit.id} lies in itself`, ['parents']))
  }
  return issues.length > 0 ? fail(issues) : ok({ units: byId, childLinks, codes, names, predecessors })
}

/**
 * Finds a unit by its identity, whether or not it exists on any given day. Cost: constant.
 *
 * @example
 * findUnit(tree, 'vn-c-24022a')?.names
 */
export function findUnit(tree: UnitTree, id: UnitId): Unit | undefined {
  return tree.units.get(id)
}

/**
 * Gives the name a unit bears on the day, or its last one before, or its first.
 *
 * @example
 * nameOn(unit, '2025-07-01').full // 'Xã Ia Pa'
 */
export function nameOn(unit: Unit, day: Day): UnitName {
  const name =
    unit.names.find((n) => isValidOn(n, day)) ??
    unit.names.findLast((n) => n.to !== null && n.to <= day) ??
    unit.names[0]
  return name ?? { short: unit.id, full: unit.id, from: null, to: null }
}

/**
 * Gives what people call this kind of unit on the day (`xã`, `phường`).
 *
 * @example
 * kindOn(unit, '2025-07-01') // 'phường'
 */
export function kindOn(unit: Unit, day: Day): string {
  return nameOn(unit, day).kind ?? unit.kind
}

/**
 * Gives the code a unit bears on the day, or `null`: of one system, or the first of any where none is named.
 *
 * @example
 * codeOn(unit, '2024-02-01', 'NSO') // '24022'
 */
export function codeOn(unit: Unit, day: Day, system?: string): string | null {
  return unit.codes.find((c) => (system === undefined || c.system === system) && isValidOn(c, day))?.code ?? null
}

/**
 * Gives the unit directly above on the day, or `null` for a root, an unknown or an ended unit.
 *
 * @example
 * parentOn(tree, 'vn-v-trok', '2025-07-01') // 'vn-c-24022b'
 */
export function parentOn(tree: UnitTree, id: UnitId, day: Day): UnitId | null {
  return tree.units.get(id)?.parents.find((p) => isValidOn(p, day))?.unitId ?? null
}

/**
 * Gives the units directly below on the day, sorted by id.
 *
 * @example
 * childrenOn(tree, 'vn-d-635', '2024-02-01').length // 9
 */
export function childrenOn(tree: UnitTree, id: UnitId, day: Day): UnitId[] {
  const links = tree.childLinks.get(id) ?? []
  return links
    .filter((l) => isValidOn(l, day) && isUnitValid(tree, l.unitId, day))
    .map((l) => l.unitId)
    .sort()
}

/**
 * Gives every unit above on the day, nearest first.
 *
 * @example
 * ancestorsOn(tree, 'vn-v-trok', '2024-02-01') // ['vn-c-24037a', 'vn-d-635', 'vn-p-64']
 */
export function ancestorsOn(tree: UnitTree, id: UnitId, day: Day): UnitId[] {
  const ancestors: UnitId[] = []
  for (let above = parentOn(tree, id, day); above !== null; above = parentOn(tree, above, day)) ancestors.push(above)
  return ancestors
}

/**
 * Gives the unit above at that tier on the day, or `null`. A unit is not its own ancestor.
 *
 * @example
 * ancestorAt(tree, 'vn-v-trok', 'commune', '2024-02-01') // 'vn-c-24037a'
 */
export function ancestorAt(tree: UnitTree, id: UnitId, tier: TierId, day: Day): UnitId | null {
  return ancestorsOn(tree, id, day).find((a) => tree.units.get(a)?.tier === tier) ?? null
}

/**
 * Gives every unit below on the day, optionally of one tier, sorted by id.
 *
 * @example
 * descendantsOn(tree, 'vn-d-635', '2024-02-01', 'village')
 */
export function descendantsOn(tree: UnitTree, id: UnitId, day: Day, tier?: TierId): UnitId[] {
  const found: UnitId[] = []
  const open = childrenOn(tree, id, day)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next)
    open.push(...childrenOn(tree, next, day))
  }
  return found.filter((u) => tier === undefined || tree.units.get(u)?.tier === tier).sort()
}

/**
 * Gives every unit that exists on the day, optionally of one tier, sorted by id.
 *
 * @example
 * unitsOn(tree, '2025-07-01', 'commune')
 */
export function unitsOn(tree: UnitTree, day: Day, tier?: TierId): UnitId[] {
  const found: UnitId[] = []
  for (const unit of tree.units.values()) {
    if (isValidOn(unit, day) && (tier === undefined || unit.tier === tier)) found.push(unit.id)
  }
  return found.sort()
}

/**
 * Answers which units a code stands for on the day: the one that bears it then, and those that took over from a unit that bore
 * it before. After 2025 most codes have both answers, so the caller must ask or say from which day the code is.
 *
 * @example
 * resolveCode(tree, '24022', '2025-08-01') // Ia Pa bears it; Kim Tân bore it and went to Ia Pa
 */
export function resolveCode(tree: UnitTree, code: string, day: Day, system?: string): UnitMatch[] {
  const matches: UnitMatch[] = []
  for (const id of tree.codes.get(code) ?? []) {
    const unit = tree.units.get(id)
    const borne = unit?.codes.filter((c) => c.code === code && (system === undefined || c.system === system)) ?? []
    if (unit === undefined || borne.length === 0) continue
    if (isValidOn(unit, day) && borne.some((c) => isValidOn(c, day))) {
      matches.push({ unitId: id, match: 'code', via: null, share: 'full' })
    } else if (borne.some((c) => c.to !== null && c.to <= day)) matches.push(...formerMatches(tree, id, day))
  }
  return sortMatches(matches)
}

/**
 * Answers which units a name stands for on the day, in any spelling that folds alike: borne then, an alias, or borne before
 * (by the unit itself or by one it succeeded). `within` keeps the units below that one, `tier` those of one tier.
 *
 * @example
 * resolveName(tree, 'kim tan', '2025-08-01') // [{ unitId: 'vn-c-24022b', match: 'former', via: 'vn-c-24022a', share: 'full' }]
 */
export function resolveName(
  tree: UnitTree,
  name: string,
  day: Day,
  options: { readonly within?: UnitId; readonly tier?: TierId } = {},
): UnitMatch[] {
  const matches: UnitMatch[] = []
  for (const entry of tree.names.get(foldName(name)) ?? []) {
    const unit = tree.units.get(entry.unitId)
    if (unit === undefined) continue
    if (isValidOn(unit, day)) {
      if (entry.alias) matches.push({ unitId: unit.id, match: 'alias', via: null, share: 'full' })
      else if (isValidOn(entry, day)) matches.push({ unitId: unit.id, match: 'name', via: null, share: 'full' })
      else if (entry.to !== null && entry.to <= day)
        matches.push({ unitId: unit.id, match: 'former', via: null, share: 'full' })
    } else if (unit.to !== null && unit.to <= day) matches.push(...formerMatches(tree, unit.id, day))
  }
  const { within, tier } = options
  return sortMatches(
    matches.filter(
      (m) =>
        (tier === undefined || tree.units.get(m.unitId)?.tier === tier) &&
        (within === undefined || m.unitId === within || ancestorsOn(tree, m.unitId, day).includes(within)),
    ),
  )
}

/**
 * Follows lineage from a unit to the units that exist on the day. A unit that still exists answers with itself. `partial` when
 * any step on the way was partial. Empty when it ended without a successor.
 *
 * @example
 * successorsOn(tree, 'vn-c-24022a', '2025-08-01') // [{ unitId: 'vn-c-24022b', share: 'full' }]
 */
export function successorsOn(tree: UnitTree, id: UnitId, day: Day): UnitSuccessor[] {
  const found = new Map<UnitId, 'full' | 'partial'>()
  const seen = new Set<UnitId>()
  const open: UnitSuccessor[] = [{ unitId: id, share: 'full' }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const unit = tree.units.get(next.unitId)
    if (unit === undefined || seen.has(`${next.share} ${unit.id}`)) continue
    seen.add(`${next.share} ${unit.id}`)
    if (isValidOn(unit, day)) {
      if (found.get(unit.id) !== 'full') found.set(unit.id, next.share)
      continue
    }
    for (const successor of unit.successors) {
      open.push({ unitId: successor.unitId, share: next.share === 'partial' ? 'partial' : successor.share })
    }
  }
  return [...found].map(([unitId, share]) => ({ unitId, share })).sort(byUnitId)
}

/**
 * Gives the units that directly preceded this one, sorted by id, with the share of each that came here.
 *
 * @example
 * predecessorsOf(tree, 'vn-c-24022b').length // 3
 */
export function predecessorsOf(tree: UnitTree, id: UnitId): UnitSuccessor[] {
  return [...(tree.predecessors.get(id) ?? [])].sort(byUnitId)
}

function isUnitValid(tree: UnitTree, id: UnitId, day: Day): boolean {
  const unit = tree.units.get(id)
  return unit !== undefined && isValidOn(unit, day)
}

function formerMatches(tree: UnitTree, id: UnitId, day: Day): UnitMatch[] {
  return successorsOn(tree, id, day).map(({ unitId, share }) => ({
    unitId,
    match: 'former',
    via: unitId === id ? null : id,
    share,
  }))
}

const MATCH_ORDER: Readonly<Record<UnitMatch['match'], number>> = { code: 0, name: 0, alias: 1, former: 2 }

/** Best first, each unit once per way that led to it. */
function sortMatches(matches: readonly UnitMatch[]): UnitMatch[] {
  const best = new Map<string, UnitMatch>()
  for (const match of matches) {
    const key = `${match.unitId} ${match.via ?? ''}`
    const known = best.get(key)
    if (known === undefined || MATCH_ORDER[match.match] < MATCH_ORDER[known.match]) best.set(key, match)
  }
  return [...best.values()].sort(
    (a, b) => MATCH_ORDER[a.match] - MATCH_ORDER[b.match] || byUnitId(a, b) || ((a.via ?? '') < (b.via ?? '') ? -1 : 1),
  )
}

function byUnitId(a: { readonly unitId: UnitId }, b: { readonly unitId: UnitId }): number {
  return a.unitId < b.unitId ? -1 : a.unitId > b.unitId ? 1 : 0
}

function checkIntervals(unit: Unit, issues: Issue[]): void {
  const parts: [string, readonly Interval[]][] = [
    ['names', unit.names],
    ['codes', unit.codes],
    ['parents', unit.parents],
  ]
  if (isEmpty(unit)) issues.push(issueOf(unit, 'interval-empty', `unit ${unit.id} ends before it begins`, []))
  for (const [part, intervals] of parts) {
    for (const [index, interval] of intervals.entries()) {
      if (isEmpty(interval))
        issues.push(
          issueOf(unit, 'interval-empty', `${part} ${index} of unit ${unit.id} ends before it begins`, [part, index]),
        )
    }
  }
  for (const [index, parent] of unit.parents.entries()) {
    if (unit.parents.slice(0, index).some((other) => overlaps(other, parent))) {
      issues.push(
        issueOf(unit, 'unit-parent-overlap', `unit ${unit.id} lies in two units at the same time`, ['parents', index]),
      )
    }
  }
}

function isEmpty(interval: Interval): boolean {
  return interval.from !== null && interval.to !== null && interval.from >= interval.to
}

/** Deeper than any country's hierarchy: a longer chain is a cycle among others that this unit hangs on. */
const MAX_DEPTH = 32

function liesInItself(units: ReadonlyMap<UnitId, Unit>, unit: Unit): boolean {
  const open: { readonly id: UnitId; readonly within: Interval; readonly depth: number }[] = [
    { id: unit.id, within: { from: null, to: null }, depth: 0 },
  ]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const parent of units.get(next.id)?.parents ?? []) {
      if (!overlaps(parent, next.within)) continue
      if (parent.unitId === unit.id) return true
      if (next.depth < MAX_DEPTH)
        open.push({ id: parent.unitId, within: intersect(parent, next.within), depth: next.depth + 1 })
    }
  }
  return false
}

function intersect(a: Interval, b: Interval): Interval {
  return {
    from: a.from === null || (b.from !== null && b.from > a.from) ? b.from : a.from,
    to: a.to === null || (b.to !== null && b.to < a.to) ? b.to : a.to,
  }
}

function issueOf(
  unit: Unit,
  code: string,
  message: string,
  path: readonly (string | number)[],
  data: Readonly<Record<string, unknown>> = {},
): Issue {
  return { code, message, path: [unit.id, ...path], data: { unitId: unit.id, ...data } }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
