import type { Model } from '../model/model.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Unit } from '../units/unit.ts'
import { createUnitTree, type UnitTree } from '../units/unit-tree.ts'
import { changeUnits } from './change-units.ts'
import { checkReform } from './check-reform.ts'
import type { Reform, ReformWorld } from './reform.ts'
import { reformedModel } from './reformed-model.ts'
import { createSuccessions } from './successions.ts'

/** What a reform leads to. */
export interface AppliedReform {
  readonly model: Model
  readonly tree: UnitTree
  /** Every unit that is new or differs, as it is now: what a database has to write. Existing ones first, in the order of the tree. */
  readonly changed: readonly Unit[]
}

/**
 * Records a reform: ended units close on its day with their successors, new ones open, the units below ended ones go where these
 * went, names, codes and parents change by validity, tiers and their group kinds end and begin. Nothing that held before the day
 * differs, so a reform is recorded ahead and takes effect by itself. Cost: linear in the units.
 *
 * A unit below one that ends goes to its successor; below one that is split to the `rest` or to the one result that takes all;
 * below one without a successor to where the unit above that one goes.
 *
 * Codes: `reform-applied`, `unit-unknown`, `unit-new` (a step changes what the reform makes), `unit-not-valid` (not on the day),
 * `unit-changed-later` (has facts that begin or end after the day), `unit-changed-twice`, `unit-duplicate`, `new-unit-unused`,
 * `target-among-sources`, `target-inside-source`, `target-of-other-tier`, `target-ends`, `rest-not-a-target`, `parent-ends`,
 * `parent-tier-invalid`, `child-without-parent`, `tier-unknown`, `tier-duplicate`, `unit-code-clash`, `placement-not-a-target`,
 * `placement-twice`, `position-unknown`, `position-not-here`, `seat-follows-position`, `group-unknown`, `survivor-twice`, and those of `createUnitTree`.
 *
 * @example
 * const applied = applyReform(reform, { model: IA_PA_2024, tree })
 */
export function applyReform(reform: Reform, world: ReformWorld): Result<AppliedReform> {
  const issues = checkReform(reform, world)
  if (issues.length > 0) return fail(issues)
  const changed = changeUnits(reform, createSuccessions(reform, world.tree), world.tree)
  const units = new Map(world.tree.units)
  for (const unit of changed) units.set(unit.id, unit)
  const tree = changed.length === 0 ? ok(world.tree) : createUnitTree(units.values())
  return tree.ok ? ok({ model: reformedModel(reform, world.model), tree: tree.value, changed }) : tree
}
