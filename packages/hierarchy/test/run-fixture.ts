import {
  continuePlan,
  createPlan,
  liveGroup,
  type Change,
  type Continuation,
  type DesiredMembers,
  type GroupReading,
  type LiveGroup,
  type Moved,
  type Plan,
  type Role,
} from '../src/index.ts'
import { read, type Members } from './plan-fixture.ts'

/** A group as a run knows it, from a complete reading unless told otherwise. */
export function live(members: Members, facts: Partial<GroupReading> = {}): LiveGroup {
  return liveGroup(read('v1', members, facts))
}

const OF = { groupId: 'village:v1', reasons: [{ kind: 'no-rule' }] } as const
const EVIDENCE = { readingId: 'reading-v1', readAt: '2024-02-01T01:00:00Z' }

export function add(personId: string, role: Role = 'member'): Change {
  return { kind: 'add', personId, role, required: false, ...OF }
}

export function promote(personId: string, role: Role, from: Role = 'member'): Change {
  return { kind: 'promote', personId, from, role, ...OF }
}

export function demote(personId: string, from: Role, role: Role = 'member'): Change {
  return { kind: 'demote', personId, from, role, ...OF }
}

export function remove(personId: string, role: Role = 'member'): Change {
  return { kind: 'remove', personId, role, evidence: EVIDENCE, ...OF }
}

export function withdraw(personId: string): Change {
  return { kind: 'withdraw-invitation', personId, role: 'member', ...OF }
}

export function rename(to: string): Change {
  return { kind: 'rename-group', externalId: 'real-v1', from: 'before', to, ...OF }
}

/** A change in short: `add an`, `rename-group`. */
export function lineOf(change: Change): string {
  return 'personId' in change ? `${change.kind} ${change.personId}` : change.kind
}

/** Makes the plan anew from a later reading, and gives what is left of the approved one in short; or what moved. */
export function continueWith(
  approved: Plan,
  desired: DesiredMembers,
  now: GroupReading | null,
):
  | { readonly left: Readonly<Record<string, string>> }
  | { readonly moved: readonly string[] }
  | { readonly code: string } {
  const plan = createPlan({ desired, actual: now === null ? [] : [now] })
  const result = continuePlan(approved, plan, now === null ? null : liveGroup(now))
  if (result.ok) return { left: standings(approved, result.value) }
  const [issue] = result.issues
  if (issue?.code !== 'plan-changed') return { code: issue?.code ?? '' }
  const { appeared, disappeared } = issue.data as unknown as Moved
  return {
    moved: [...appeared.map((change) => `+ ${lineOf(change)}`), ...disappeared.map((change) => `- ${lineOf(change)}`)],
  }
}

function standings(approved: Plan, { remaining, fulfilled, invited, held }: Continuation): Record<string, string> {
  const of = (place: number): string => {
    const change = approved.changes[place]
    return change === undefined ? '' : lineOf(change)
  }
  const left = new Map<string, string>()
  for (const { place, change } of remaining)
    left.set(of(place), change.kind === approved.changes[place]?.kind ? 'remaining' : change.kind)
  for (const place of fulfilled) left.set(of(place), 'fulfilled')
  for (const place of invited) left.set(of(place), 'invited')
  for (const { place, code } of held) left.set(of(place), code)
  return Object.fromEntries(left)
}
