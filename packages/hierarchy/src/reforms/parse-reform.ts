import { createDocumentReader, type DocumentReader, type JsonObject, type Path } from '../document.ts'
import type { UnitId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import { fail, ok, type Result } from '../result.ts'
import { ancestorsOn, findUnit, type UnitTree } from '../units/unit-tree.ts'

/** A unit that a reform makes. */
export interface NewUnit {
  readonly id: UnitId
  readonly name: string
}

/** One step of a reform. `merge`: several units become one, new or one that goes on. `split`: one becomes several. */
export type ReformOperation =
  | { readonly kind: 'merge'; readonly sources: readonly UnitId[]; readonly target: UnitId }
  | {
      readonly kind: 'split'
      readonly source: UnitId
      readonly targets: readonly { readonly unitId: UnitId; readonly share: 'full' | 'partial' }[]
    }
  | { readonly kind: 'rename'; readonly unitId: UnitId; readonly name: string }
  | { readonly kind: 'move'; readonly unitId: UnitId; readonly parent: UnitId }
  | { readonly kind: 'end'; readonly unitId: UnitId }

/** A decision that changes units on a day. */
export interface Reform {
  readonly decision: string
  readonly effectiveOn: Day
  readonly newUnits: readonly NewUnit[]
  readonly operations: readonly ReformOperation[]
}

const OPERATION_KINDS = ['merge', 'split', 'rename', 'move', 'end'] as const

/**
 * Reads a reform against the units it changes, or names everything that is wrong with it.
 *
 * Codes: `source-missing`, `target-missing`, `target-among-sources`, `target-inside-source`, `unit-unknown`, `unit-not-valid`,
 * `split-too-few`, `operation-unknown`, `unit-changed-twice`, `unit-duplicate`, and those of the document reader.
 *
 * @example
 * parseReform({ decision: '1664/NQ-UBTVQH15', effectiveOn: '2025-07-01', operations: [] }, tree)
 */
export function parseReform(document: unknown, tree: UnitTree): Result<Reform> {
  const reader = createDocumentReader()
  const root = reader.object(document, [])
  if (root === null) return fail(reader.issues)
  const effectiveOn = reader.interval(root['effectiveOn'], null, []).from
  if (effectiveOn === null) reader.report('day-invalid', 'expected the day on which it takes effect', ['effectiveOn'])
  const newUnits = (root['newUnits'] === undefined ? [] : reader.list(root['newUnits'], ['newUnits'])).flatMap(
    (entry, i): NewUnit[] => {
      const source = reader.object(entry, ['newUnits', i])
      if (source === null) return []
      const id = reader.text(source['id'], ['newUnits', i, 'id'])
      if (findUnit(tree, id) !== undefined)
        reader.report('unit-duplicate', `${id} exists already`, ['newUnits', i, 'id'])
      return [{ id, name: reader.text(source['name'], ['newUnits', i, 'name']) }]
    },
  )
  const check: Check = { reader, tree, day: effectiveOn ?? '', created: new Set(newUnits.map((unit) => unit.id)) }
  const list = reader.list(root['operations'], ['operations'])
  const operations = list.flatMap((entry, i): ReformOperation[] => {
    const path: Path = ['operations', i]
    const source = reader.object(entry, path)
    const operation = source === null ? null : parseOperation(check, source, path)
    return operation === null ? [] : [operation]
  })
  refuseChangedTwice(reader, operations)
  const decision = reader.text(root['decision'], ['decision'])
  return reader.issues.length > 0
    ? fail(reader.issues)
    : ok({ decision, effectiveOn: effectiveOn ?? '', newUnits, operations })
}

interface Check {
  readonly reader: DocumentReader
  readonly tree: UnitTree
  readonly day: Day
  readonly created: ReadonlySet<UnitId>
}

function parseOperation(check: Check, source: JsonObject, path: Path): ReformOperation | null {
  const { reader } = check
  const kind = OPERATION_KINDS.find((k) => k === source['kind'])
  switch (kind) {
    case 'merge': {
      const sources = optionalList(reader, source['sources'], [...path, 'sources']).map((id, i) =>
        known(check, id, [...path, 'sources', i]),
      )
      if (sources.length === 0)
        reader.report('source-missing', 'a merge needs the units that are merged', [...path, 'sources'])
      if (source['target'] === undefined)
        reader.report('target-missing', 'a merge needs the unit that results', [...path, 'target'])
      const target = source['target'] === undefined ? '' : reader.text(source['target'], [...path, 'target'])
      if (target !== '') checkTarget(check, target, sources, [...path, 'target'])
      return { kind, sources, target }
    }
    case 'split': {
      if (source['source'] === undefined)
        reader.report('source-missing', 'a split needs the unit that is split', [...path, 'source'])
      const from = source['source'] === undefined ? '' : known(check, source['source'], [...path, 'source'])
      const targets = optionalList(reader, source['targets'], [...path, 'targets']).flatMap((entry, i) => {
        const target = reader.object(entry, [...path, 'targets', i])
        if (target === null) return []
        const unitId = reader.text(target['unitId'], [...path, 'targets', i, 'unitId'])
        checkTarget(check, unitId, [from], [...path, 'targets', i, 'unitId'])
        const share = reader.choice(target['share'] ?? 'partial', ['full', 'partial'], [...path, 'targets', i, 'share'])
        return [{ unitId, share: share ?? 'partial' }]
      })
      if (new Set(targets.map((t) => t.unitId)).size < 2)
        reader.report('split-too-few', 'a split needs at least two different results', [...path, 'targets'])
      return { kind, source: from, targets }
    }
    case 'rename':
      return {
        kind,
        unitId: known(check, source['unitId'], [...path, 'unitId']),
        name: reader.text(source['name'], [...path, 'name']),
      }
    case 'move': {
      const unitId = known(check, source['unitId'], [...path, 'unitId'])
      const parent = reader.text(source['parent'], [...path, 'parent'])
      checkTarget(check, parent, [unitId], [...path, 'parent'])
      return { kind, unitId, parent }
    }
    case 'end':
      return { kind, unitId: known(check, source['unitId'], [...path, 'unitId']) }
    case undefined:
      reader.report('operation-unknown', `expected one of ${OPERATION_KINDS.join(', ')}`, [...path, 'kind'], {
        kinds: OPERATION_KINDS,
      })
      return null
  }
}

/** Reads the id of a unit that must exist on the day before the reform. */
function known({ reader, tree, day, created }: Check, value: unknown, path: Path): UnitId {
  const id = reader.text(value, path)
  const unit = findUnit(tree, id)
  if (id === '' || created.has(id)) return id
  if (unit === undefined) reader.report('unit-unknown', `there is no unit ${id}`, path, { id })
  else if (day !== '' && !isValidOn({ from: unit.from, to: unit.to === day ? null : unit.to }, day)) {
    reader.report('unit-not-valid', `unit ${id} does not exist on ${day}: the dates overlap`, path, {
      id,
      from: unit.from,
      to: unit.to,
    })
  }
  return id
}

function checkTarget(check: Check, target: UnitId, sources: readonly UnitId[], path: Path): void {
  const { reader, tree, day, created } = check
  if (sources.includes(target))
    reader.report('target-among-sources', `${target} cannot result from itself`, path, { id: target })
  if (findUnit(tree, target) === undefined && !created.has(target))
    reader.report('unit-unknown', `there is no unit ${target}; list it in newUnits`, path, { id: target })
  const inside = ancestorsOn(tree, target, day).find((ancestor) => sources.includes(ancestor))
  if (inside !== undefined)
    reader.report('target-inside-source', `${target} lies inside ${inside}`, path, { id: target, inside })
}

function refuseChangedTwice(reader: DocumentReader, operations: readonly ReformOperation[]): void {
  const ended = new Map<UnitId, number>()
  for (const [i, operation] of operations.entries()) {
    const units =
      operation.kind === 'merge'
        ? operation.sources
        : operation.kind === 'split'
          ? [operation.source]
          : operation.kind === 'end'
            ? [operation.unitId]
            : []
    for (const id of units) {
      const before = ended.get(id)
      if (before !== undefined)
        reader.report('unit-changed-twice', `${id} ends twice (operations ${before} and ${i})`, ['operations', i], {
          id,
        })
      ended.set(id, i)
    }
  }
}

function optionalList(reader: DocumentReader, value: unknown, path: Path): readonly unknown[] {
  return value === undefined || value === null ? [] : reader.list(value, path)
}
