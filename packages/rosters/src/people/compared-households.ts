import type { HouseholdId } from '@ketnoi/hierarchy'
import type { KnownPerson } from './known-people.ts'
import type { CompareOptions, RosterDraft } from './roster.ts'

/** Which known household each household of a file is: that of most of its members, each taken once. */
export interface ComparedHouseholds {
  /** Counts a member who was found beyond doubt. */
  readonly vote: (draft: RosterDraft, known: KnownPerson) => void
  /** Ends the counting. */
  readonly settle: () => void
  /** The household of a row whose person was found, or is new. Mints an identity where nobody of it is known. */
  readonly of: (draft: RosterDraft, known: KnownPerson | null) => HouseholdId | null
  /** How much the household speaks for a person. */
  readonly closeness: (draft: RosterDraft, known: KnownPerson) => number
}

/** Makes the households of one comparison. */
export function createHouseholds(newId: CompareOptions['newId']): ComparedHouseholds {
  const votes = new Map<string, Map<HouseholdId, number>>()
  const chosen = new Map<string, HouseholdId>()
  const taken = new Set<HouseholdId>()

  function choose(key: string, id: HouseholdId): void {
    chosen.set(key, id)
    taken.add(id)
  }

  return {
    vote: (draft, known) => {
      if (
        draft.householdKey === null ||
        known.householdId === null ||
        draft.unitId === null ||
        !known.homes.has(draft.unitId)
      )
        return
      const counts = votes.get(draft.householdKey) ?? new Map<HouseholdId, number>()
      counts.set(known.householdId, (counts.get(known.householdId) ?? 0) + 1)
      votes.set(draft.householdKey, counts)
    },
    settle: () => {
      const all = [...votes].flatMap(([key, counts]) => [...counts].map(([id, count]) => ({ key, id, count })))
      for (const { key, id } of all.sort((a, b) => b.count - a.count))
        if (!chosen.has(key) && !taken.has(id)) choose(key, id)
    },
    of: (draft, known) => {
      const key = draft.householdKey
      if (key === null) return null
      const settled = chosen.get(key)
      if (settled !== undefined) return settled
      const own = known?.householdId ?? null
      const stays = own !== null && !taken.has(own) && draft.unitId !== null && known?.homes.has(draft.unitId) === true
      choose(key, stays && own !== null ? own : newId('household', key))
      return chosen.get(key) ?? null
    },
    closeness: (draft, known) => {
      if (draft.householdKey === null || known.householdId === null) return 0
      const settled = chosen.get(draft.householdKey)
      return settled === known.householdId ? 4 : settled !== undefined || taken.has(known.householdId) ? -2 : 0
    },
  }
}
