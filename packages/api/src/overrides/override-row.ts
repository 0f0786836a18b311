import { listAccounts, type Db } from '@ketnoi/db'
import { isValidOn, type Day, type GroupId, type Override, type PersonId, type Role } from '@ketnoi/hierarchy'

/** A decision about one person and one group, as the pages of both show it. */
export interface OverrideRow {
  readonly id: string
  readonly kind: Override['kind']
  readonly groupId: GroupId
  readonly groupName: string
  readonly personId: PersonId
  readonly personName: string
  /** The role that an `include` gives. */
  readonly role: Role
  readonly reason: string
  readonly author: string
  readonly from: Day | null
  /** The first day on which the rules decide again. */
  readonly to: Day | null
  readonly state: 'holds' | 'later' | 'ended'
}

const STATE_ORDER: Readonly<Record<OverrideRow['state'], number>> = { holds: 0, later: 1, ended: 2 }

/** Those that hold first, then those to come, then what is over. */
export function describeOverrides(
  asOf: Day,
  overrides: readonly Override[],
  nameOf: {
    readonly person: (id: PersonId) => string
    readonly group: (id: GroupId) => string
    readonly author: (id: string) => string
  },
): OverrideRow[] {
  return overrides
    .map((override) => ({
      ...override,
      groupName: nameOf.group(override.groupId),
      personName: nameOf.person(override.personId),
      author: nameOf.author(override.author),
      state: stateOf(override, asOf),
    }))
    .sort((a, b) => STATE_ORDER[a.state] - STATE_ORDER[b.state])
}

/** Whoever decided, by the name of the account; who has none keeps the id, which the screen has words for. */
export async function authorNames(db: Db, overrides: readonly Override[]): Promise<(id: string) => string> {
  if (overrides.length === 0) return (id) => id
  const names = new Map((await listAccounts(db)).map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? id
}

function stateOf(override: Override, asOf: Day): OverrideRow['state'] {
  if (isValidOn(override, asOf)) return 'holds'
  return override.to !== null && override.to <= asOf ? 'ended' : 'later'
}
