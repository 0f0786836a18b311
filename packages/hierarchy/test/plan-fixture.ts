import {
  IA_PA_2024,
  createPlan,
  desiredFromRows,
  type DesiredMembers,
  type GroupKind,
  type GroupReading,
  type Model,
  type Override,
  type Plan,
  type PlanInput,
  type Role,
} from '../src/index.ts'

/** Who is wanted or present in a group, by role. */
export type Members = Readonly<Record<string, Role>>

/** The bit of a clause of the village kind that gives each role. */
const CLAUSE_OF: Readonly<Record<Role, number>> = { leader: 1 << 0, deputy: 1 << 1, member: 1 << 5 }

/** Makes desired members from a table of group to people. Group `v1` is `village:v1`, named `Thôn v1`. */
export function want(
  table: Readonly<Record<string, Members>>,
  options: {
    readonly overrides?: readonly Override[]
    readonly kind?: Partial<GroupKind>
    readonly scope?: 'all' | 'some'
  } = {},
): DesiredMembers {
  const model: Model = {
    ...IA_PA_2024,
    groupKinds: IA_PA_2024.groupKinds.map((kind) => (kind.id === 'village' ? { ...kind, ...options.kind } : kind)),
  }
  const state = (options.kind?.issues ?? []).length > 0 ? ('invalid' as const) : ('ok' as const)
  return desiredFromRows({
    model,
    asOf: '2024-02-01',
    scope: options.scope ?? 'all',
    groups: Object.keys(table).map((id) => ({
      id: `village:${id}`,
      kind: 'village',
      unitId: id,
      part: 1,
      name: `Thôn ${id}`,
      state,
    })),
    rows: Object.entries(table).flatMap(([id, members]) =>
      Object.entries(members).map(([personId, role]) => ({
        groupId: `village:${id}`,
        personId,
        role,
        clauses: CLAUSE_OF[role],
      })),
    ),
    ...(options.overrides === undefined ? {} : { overrides: options.overrides }),
  })
}

/** Makes a complete reading of a linked group. */
export function read(id: string, members: Members, facts: Partial<GroupReading> = {}): GroupReading {
  return {
    id: `reading-${id}`,
    readAt: '2024-02-01T01:00:00Z',
    completeness: 'complete',
    externalId: `real-${id}`,
    groupId: `village:${id}`,
    name: `Thôn ${id}`,
    previousNames: [],
    owner: 'us',
    archived: false,
    firstRun: false,
    capacity: null,
    members: Object.entries(members).map(([personId, role]) => ({ personId, role, state: 'member' as const })),
    unmatched: [],
    departures: [],
    ...facts,
  }
}

/** Makes a plan and gives its lines in short: `add p1 member`. */
export function planOf(
  desired: DesiredMembers,
  actual: PlanInput['actual'],
  rest: Partial<PlanInput> = {},
): Plan & { readonly lines: readonly string[] } {
  const plan = createPlan({ desired, actual, ...rest })
  const lines = plan.changes.map((change) => {
    if ('personId' in change) return `${change.kind} ${change.personId} ${change.role}`
    return `${change.kind} ${change.groupId}`
  })
  return { ...plan, lines }
}

/** Makes `count` members `prefix1…`, the first of them the leader. */
export function crowd(count: number, prefix = 'p'): Record<string, Role> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${prefix}${i + 1}`, i === 0 ? 'leader' : 'member']),
  )
}

/** Leaves some people out. */
export function without(members: Members, ...ids: readonly string[]): Record<string, Role> {
  return Object.fromEntries(Object.entries(members).filter(([id]) => !ids.includes(id)))
}
