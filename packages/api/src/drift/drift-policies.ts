import { inTransaction, updateSetting } from '@ketnoi/db'
import {
  DEFAULT_DRIFT_POLICY,
  DRIFT_CLASSES,
  parseDriftPolicies,
  type DriftPolicies,
  type DriftPolicy,
  type DriftWay,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { issuesError } from '../errors.ts'
import { DRIFT_POLICIES, getWorld, type World } from '../world.ts'

/** What is not understood is asked about: every class is given that way. */
const ASK: DriftPolicy = {
  ...DEFAULT_DRIFT_POLICY,
  ways: Object.fromEntries(DRIFT_CLASSES.map((kind): [string, DriftWay] => [kind, 'ask'])) as DriftPolicy['ways'],
}

/** The policies that hold for the kinds of the model. */
export function driftPoliciesOf(world: World): DriftPolicies {
  const stored = world.policies.drift
  if (typeof stored !== 'object' || stored === null) return {}
  const kinds = world.model.groupKinds.map((kind) => kind.id)
  // Kinds that another model had.
  const present = Object.fromEntries(Object.entries(stored).filter(([kind]) => kinds.includes(kind)))
  const parsed = parseDriftPolicies(present, kinds)
  return parsed.ok ? parsed.value : Object.fromEntries(kinds.map((kind) => [kind, ASK]))
}

/** Refused with the codes of `parseDriftPolicies`. */
export async function saveDriftPolicies(ctx: Context, given: unknown): Promise<DriftPolicies> {
  const world = await getWorld(ctx)
  const parsed = parseDriftPolicies(
    given,
    world.model.groupKinds.map((kind) => kind.id),
  )
  if (!parsed.ok) throw issuesError(parsed.issues)
  await inTransaction(ctx.db, async (trx) => {
    await updateSetting(trx, DRIFT_POLICIES, parsed.value)
    await noteEvent(ctx, trx, {
      action: 'drift-policies-set',
      subjectKind: 'setting',
      subjectId: DRIFT_POLICIES,
      data: { policies: parsed.value },
    })
  })
  return parsed.value
}
