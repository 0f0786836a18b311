import { canonicalJson } from '../canonical-json.ts'
import type { GroupId, PersonId, UnitId } from '../id.ts'
import type { Model } from '../model/model.ts'
import { fail, ok, type Issue, type Result } from '../result.ts'
import type { Unit } from '../units/unit.ts'
import { createUnitTree, type UnitTree } from '../units/unit-tree.ts'
import type { AppliedReform } from './apply-reform.ts'
import type { Reform, ReformWorld } from './reform.ts'

/** What a reform changed, kept from the moment it was recorded, so that it can be undone. A plain value. */
export interface ReformRecord {
  readonly reform: Reform
  readonly units: { readonly before: readonly Unit[]; readonly after: readonly Unit[] }
  readonly model: { readonly before: Model; readonly after: Model }
}

/**
 * Gives what must be kept of a reform for undoing it.
 *
 * @example
 * const applied = applyReform(reform, { model, tree })
 * const record = applied.ok ? recordReform(reform, { model, tree }, applied.value) : null
 */
export function recordReform(reform: Reform, before: ReformWorld, applied: AppliedReform): ReformRecord {
  return {
    reform,
    units: { before: applied.changed.flatMap(({ id }) => before.tree.units.get(id) ?? []), after: applied.changed },
    model: { before: before.model, after: applied.model },
  }
}

/** What happened in the messaging service since, and cannot be taken back from here. */
export interface ServiceSince {
  /** Groups that were archived: the service does not open them again. */
  readonly archived: readonly { readonly realGroupId: string; readonly groupId: GroupId }[]
  /** Members who left by themselves or were removed because of the reform. */
  readonly left: readonly { readonly realGroupId: string; readonly personId: PersonId }[]
}

/** Something that undoing a reform does not restore. */
export type ServiceLoss =
  | { readonly code: 'group-archived'; readonly realGroupId: string; readonly groupId: GroupId }
  | { readonly code: 'member-left'; readonly realGroupId: string; readonly personId: PersonId }

/** Model and units as they were before a reform. */
export interface UndoneReform {
  readonly model: Model
  readonly tree: UnitTree
  /** Units that are as they were again: what a database has to write. */
  readonly changed: readonly Unit[]
  /** Units that the reform had made: whoever lives or holds a position there is moved by `undoFacts` first. */
  readonly removed: readonly UnitId[]
  readonly lost: readonly ServiceLoss[]
}

/**
 * Gives model and units back as they were before a reform; what else was changed since stays. All of the units or none: a part of a
 * merger cannot be undone while the rest holds. People are given back one by one by `undoFacts`.
 *
 * Codes: `unit-changed-since`, `unit-in-use` (another unit lies in it or became it since), `model-changed-since`; undo, or end, what
 * was done since first.
 *
 * @example
 * const undone = undoReform({ units: { before: [], after: [] }, model: { before: model, after: model } }, { model, tree })
 */
export function undoReform(
  record: Pick<ReformRecord, 'units' | 'model'>,
  now: ReformWorld,
  since: ServiceSince = { archived: [], left: [] },
): Result<UndoneReform> {
  const issues: Issue[] = []
  const { before, after } = record.units
  const had = new Set(before.map(({ id }) => id))
  const touched = new Set(after.map(({ id }) => id))
  const removed = after.flatMap(({ id }) => (had.has(id) ? [] : [id]))
  const gone = new Set(removed)
  const report = (code: string, id: UnitId, message: string): void => {
    issues.push({ code, message, path: [id], data: { unitId: id } })
  }
  for (const unit of after) {
    if (canonicalJson(now.tree.units.get(unit.id) ?? null) !== canonicalJson(unit))
      report('unit-changed-since', unit.id, `unit ${unit.id} was changed after the reform`)
  }
  for (const unit of now.tree.units.values()) {
    if (touched.has(unit.id)) continue
    for (const { unitId } of [...unit.parents, ...unit.successors])
      if (gone.has(unitId)) report('unit-in-use', unitId, `${unit.id} lies in ${unitId}, or became it`)
  }
  // A record that was kept as text holds two models, also where they are one.
  const isSameModel = canonicalJson(record.model.before) === canonicalJson(record.model.after)
  const model = isSameModel ? now.model : record.model.before
  if (model !== now.model && canonicalJson(now.model) !== canonicalJson(record.model.after))
    issues.push({ code: 'model-changed-since', message: 'the model was changed after the reform', path: ['model'] })
  if (issues.length > 0) return fail(issues)
  const restored = new Map(before.map((unit) => [unit.id, unit]))
  const units = [...now.tree.units.values()].flatMap((unit) =>
    gone.has(unit.id) ? [] : [restored.get(unit.id) ?? unit],
  )
  const tree = createUnitTree(units)
  if (!tree.ok) return tree
  return ok({
    model,
    tree: tree.value,
    changed: before,
    removed,
    lost: [
      ...since.archived.map((group) => ({ code: 'group-archived' as const, ...group })),
      ...since.left.map((member) => ({ code: 'member-left' as const, ...member })),
    ],
  })
}
