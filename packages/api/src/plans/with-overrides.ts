import type { DesiredRow } from '@ketnoi/db'
import type { Override, Role } from '@ketnoi/hierarchy'

/**
 * Who would be desired if there were these exceptions as well, as the database would derive it: whoever is included, in the higher role;
 * nobody who is excluded. What a rule makes of it in another group (`member-of`) is not foreseen.
 */
export function withOverrides(rows: readonly DesiredRow[], overrides: readonly Override[]): DesiredRow[] {
  const keyOf = ({ groupId, personId }: { readonly groupId: string; readonly personId: string }) =>
    `${groupId} ${personId}`
  const desired = new Map(rows.map((row) => [keyOf(row), row]))
  for (const { kind, groupId, personId, role } of overrides) {
    if (kind !== 'include') continue
    const row = desired.get(keyOf({ groupId, personId })) ?? { groupId, personId, role, clauses: 0, required: false }
    desired.set(keyOf(row), { ...row, role: higherOf(row.role, role) })
  }
  for (const override of overrides) if (override.kind === 'exclude') desired.delete(keyOf(override))
  return [...desired.values()]
}

const RANK: Readonly<Record<Role, number>> = { member: 0, deputy: 1, leader: 2 }

function higherOf(a: Role, b: Role): Role {
  return RANK[a] >= RANK[b] ? a : b
}
