import type { UnitId } from '../id.ts'
import { isValidOn, type Day, type Interval } from '../interval.ts'
import type { Unit, UnitCode, UnitName, UnitParent } from '../units/unit.ts'
import type { UnitTree } from '../units/unit-tree.ts'
import type { NewUnit, Reform } from './reform.ts'
import { parentAfter, type Ending, type Successions } from './successions.ts'

interface Edit {
  name?: { readonly short: string; readonly full: string }
  kind?: string
  readonly codes: { readonly system: string; readonly code: string | null }[]
}

/**
 * Gives every unit that a reform makes or changes, as it is recorded afterwards: validities are closed and opened on the day, nothing
 * that held before it differs. Empty where all of it is recorded already. Cost: linear in the units.
 */
export function changeUnits(reform: Reform, successions: Successions, tree: UnitTree): Unit[] {
  const day = successions.day
  const edits = editsOf(reform)
  const changed: Unit[] = []
  for (const unit of tree.units.values()) {
    const ending = successions.ended.get(unit.id)
    const next =
      ending === undefined
        ? goOn(unit, edits.get(unit.id), parentAfter(successions, tree, unit.id), day)
        : endUnit(unit, ending, day)
    if (next !== unit) changed.push(next)
  }
  for (const unit of reform.newUnits) if (!tree.units.has(unit.id)) changed.push(beginUnit(unit, day))
  return changed
}

function editsOf(reform: Reform): ReadonlyMap<UnitId, Edit> {
  const edits = new Map<UnitId, Edit>()
  const editOf = (id: UnitId): Edit => {
    const edit = edits.get(id) ?? { codes: [] }
    edits.set(id, edit)
    return edit
  }
  for (const operation of reform.operations) {
    if (operation.kind === 'rename') editOf(operation.unitId).name = operation.name
    else if (operation.kind === 'change-kind') editOf(operation.unitId).kind = operation.unitKind
    else if (operation.kind === 'recode') editOf(operation.unitId).codes.push(operation)
  }
  return edits
}

function beginUnit(unit: NewUnit, day: Day): Unit {
  const validity: Interval = { from: day, to: null }
  return {
    id: unit.id,
    tier: unit.tier,
    kind: unit.kind,
    names: [{ ...unit.name, ...validity }],
    aliases: unit.aliases,
    codes: unit.codes.map((code) => ({ ...code, ...validity })),
    parents: unit.parent === null ? [] : [{ unitId: unit.parent, ...validity }],
    successors: [],
    ...validity,
  }
}

function endUnit(unit: Unit, { successors }: Ending, day: Day): Unit {
  if ((unit.to !== null && unit.to <= day) || (unit.from !== null && unit.from >= day)) return unit
  return {
    ...unit,
    names: closeAll(unit.names, day),
    codes: closeAll(unit.codes, day),
    parents: closeAll(unit.parents, day),
    successors,
    to: day,
  }
}

function goOn(unit: Unit, edit: Edit | undefined, parent: UnitId | null | undefined, day: Day): Unit {
  if ((edit === undefined && (parent === undefined || parent === null)) || !isValidOn(unit, day)) return unit
  let { names, codes, parents } = unit
  if (edit?.name !== undefined || edit?.kind !== undefined) names = renameFrom(unit, edit, day)
  for (const { system, code } of edit?.codes ?? []) codes = recodeFrom(codes, system, code, day)
  if (parent !== undefined && parent !== null) parents = moveFrom(parents, parent, day)
  const isSame = names === unit.names && codes === unit.codes && parents === unit.parents
  return isSame ? unit : { ...unit, names, codes, parents }
}

function renameFrom(unit: Unit, edit: Edit, day: Day): readonly UnitName[] {
  const now = unit.names.find((name) => isValidOn(name, day))
  const { short, full } = edit.name ?? now ?? { short: unit.id, full: unit.id }
  const kind = edit.kind ?? now?.kind ?? unit.kind
  if (now?.short === short && now.full === full && (now.kind ?? unit.kind) === kind) return unit.names
  return [...closeAll(unit.names, day), { short, full, ...(kind === unit.kind ? {} : { kind }), from: day, to: null }]
}

function recodeFrom(codes: readonly UnitCode[], system: string, code: string | null, day: Day): readonly UnitCode[] {
  const now = codes.find((c) => c.system === system && isValidOn(c, day))
  if ((now?.code ?? null) === code) return codes
  const kept = codes.flatMap((c) => (c.system === system ? closeAll([c], day) : [c]))
  return code === null ? kept : [...kept, { system, code, from: day, to: null }]
}

function moveFrom(parents: readonly UnitParent[], unitId: UnitId, day: Day): readonly UnitParent[] {
  if (parents.find((p) => isValidOn(p, day))?.unitId === unitId) return parents
  return [...closeAll(parents, day), { unitId, from: day, to: null }]
}

/** What held until the day; what would have begun then never holds. */
function closeAll<T extends Interval>(parts: readonly T[], day: Day): readonly T[] {
  return parts.flatMap((part) =>
    part.to !== null && part.to <= day ? [part] : part.from !== null && part.from >= day ? [] : [{ ...part, to: day }],
  )
}
