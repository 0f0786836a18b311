import type { Blocked, Change, GuardedPlan, Held, Plan, PlanSummary } from '@ketnoi/hierarchy'
import type { UnmatchedRow } from './match-lists.ts'
import type { RosterQuestion } from './roster-questions.ts'
import type { SourceIssue } from './source-issue.ts'

/** The JSON that `ketnoi plan --json` prints; described by `schema/plan.schema.json`. */
export interface PlanDocument {
  readonly asOf: string
  readonly model: { readonly id: string; readonly version: string }
  readonly fingerprint: string
  readonly groups: readonly {
    readonly id: string
    readonly kind: string
    readonly unitId: string
    readonly name: string
    readonly desired: number
    readonly actual: number
    readonly changes: number
  }[]
  readonly changes: readonly {
    readonly kind: string
    readonly groupId: string
    readonly personId: string | null
    readonly role: string | null
    readonly reasons: Change['reasons']
  }[]
  readonly held: readonly Held[]
  readonly blocked: readonly Blocked[]
  readonly unmatched: readonly UnmatchedRow[]
  readonly questions: readonly RosterQuestion[]
  readonly issues: readonly SourceIssue[]
  readonly summary: PlanSummary & { readonly guard: Pick<GuardedPlan, 'passed' | 'checks'> }
}

export function createPlanDocument(
  plan: Plan,
  guarded: GuardedPlan,
  { unmatched, questions, issues }: Pick<PlanDocument, 'unmatched' | 'questions' | 'issues'>,
): PlanDocument {
  return {
    asOf: plan.asOf,
    model: plan.model,
    fingerprint: plan.fingerprint,
    groups: plan.groups.map(({ id, kind, unitId, name, desired, actual, changes }) => ({
      id,
      kind,
      unitId,
      name,
      desired,
      actual,
      changes,
    })),
    changes: plan.changes.map((change) => ({
      kind: change.kind,
      groupId: change.groupId,
      personId: 'personId' in change ? change.personId : null,
      role: 'role' in change ? change.role : null,
      reasons: change.reasons,
    })),
    held: plan.held,
    blocked: plan.blocked,
    unmatched,
    questions,
    issues,
    summary: { ...plan.summary, guard: { passed: guarded.passed, checks: guarded.checks } },
  }
}
