import { createDocumentReader } from '../document.ts'
import type { GroupKindId } from '../id.ts'
import { fail, ok, type Result } from '../result.ts'
import { DRIFT_CLASSES, type DriftClass, type DriftWay } from './drift.ts'

/** What happens to drift in the groups of one kind. */
export interface DriftPolicy {
  readonly ways: Readonly<Record<DriftClass, DriftWay>>
  /** How many days somebody who lost the qualification may stay; whoever regains it in time was never overdue. */
  readonly graceDays: number
}

/** The policies of the kinds that have one of their own; for the others `DEFAULT_DRIFT_POLICY` holds. */
export type DriftPolicies = Readonly<Record<GroupKindId, DriftPolicy>>

/** Plans with it ask for what plans without a policy ask for, but for what a person has to look at first. */
export const DEFAULT_DRIFT_POLICY: DriftPolicy = {
  ways: {
    // Whoever left said something by it: bringing them back needs somebody to say so.
    'left-by-themselves': 'ask',
    // The rosters say who belongs; plans are approved and braked anyway. Kinds whose leaders may invite guests ask, or adopt.
    'added-by-leader': 'revert',
    // Nobody can be taken out whom nobody knows.
    outsider: 'ask',
    // A name or a phone is no proof: relatives share both.
    'changed-account': 'ask',
    // An officer who has gone has no business in the group any more.
    overdue: 'revert',
    // Doing it again would go round for ever; and whoever leaves within minutes of being added may mean it.
    'service-glitch': 'ask',
  },
  // One dated change hands an office over on its day, and the successor is there.
  graceDays: 0,
}

/**
 * What can be done about each class. Only a known person can be added, taken out or made an exception; which account is whose, and
 * whether a service failed, cannot be told by a program.
 */
export const POSSIBLE_WAYS: Readonly<Record<DriftClass, readonly DriftWay[]>> = {
  'left-by-themselves': ['adopt', 'ask', 'revert', 'ignore'],
  'added-by-leader': ['adopt', 'ask', 'revert', 'ignore'],
  outsider: ['ask', 'ignore'],
  'changed-account': ['ask', 'ignore'],
  overdue: ['adopt', 'ask', 'revert', 'ignore'],
  'service-glitch': ['ask', 'revert', 'ignore'],
}

/** A year: what somebody ought to have noticed by then is no grace any more. */
const MOST_GRACE_DAYS = 365

/**
 * Reads policies of group kinds: per kind a way for each class that differs from the default, and `graceDays`.
 *
 * Codes: `group-kind-unknown`, `drift-class-unknown`, `drift-way-impossible` (data: the ways that are possible),
 * `grace-days-invalid`, and those of the document reader (`not-an-object`, `not-a-choice`).
 *
 * @example
 * parseDriftPolicies({ village: { ways: { 'added-by-leader': 'adopt' }, graceDays: 14 } }, ['village'])
 */
export function parseDriftPolicies(value: unknown, kinds: readonly GroupKindId[]): Result<DriftPolicies> {
  const reader = createDocumentReader()
  const policies: Record<GroupKindId, DriftPolicy> = {}
  for (const [kind, given] of Object.entries(reader.object(value, []) ?? {})) {
    if (!kinds.includes(kind)) {
      reader.report('group-kind-unknown', `unknown kind of group ${kind}`, [kind], { id: kind })
      continue
    }
    const source = reader.object(given, [kind])
    const ways = { ...DEFAULT_DRIFT_POLICY.ways }
    const named = source?.['ways'] === undefined ? {} : reader.object(source['ways'], [kind, 'ways'])
    for (const [name, way] of Object.entries(named ?? {})) {
      const path = [kind, 'ways', name]
      const known = DRIFT_CLASSES.find((one) => one === name)
      if (known === undefined) {
        reader.report('drift-class-unknown', `expected one of ${DRIFT_CLASSES.join(', ')}`, path)
        continue
      }
      const chosen = reader.choice<DriftWay>(way, ['adopt', 'ask', 'revert', 'ignore'], path)
      if (chosen === null) continue
      if (!POSSIBLE_WAYS[known].includes(chosen))
        reader.report('drift-way-impossible', `expected one of ${POSSIBLE_WAYS[known].join(', ')}`, path, {
          kind: known,
          ways: POSSIBLE_WAYS[known],
        })
      else ways[known] = chosen
    }
    const graceDays = source?.['graceDays'] ?? DEFAULT_DRIFT_POLICY.graceDays
    if (typeof graceDays !== 'number' || !Number.isInteger(graceDays) || graceDays < 0 || graceDays > MOST_GRACE_DAYS)
      reader.report('grace-days-invalid', `expected whole days from 0 to ${MOST_GRACE_DAYS}`, [kind, 'graceDays'], {
        most: MOST_GRACE_DAYS,
      })
    else policies[kind] = { ways, graceDays }
  }
  return reader.issues.length > 0 ? fail(reader.issues) : ok(policies)
}

/**
 * Gives the policy that holds for a kind of groups: its own, or the default one.
 *
 * @example
 * driftPolicyOf({}, 'village').graceDays // 0
 */
export function driftPolicyOf(policies: DriftPolicies, kind: GroupKindId): DriftPolicy {
  return policies[kind] ?? DEFAULT_DRIFT_POLICY
}
