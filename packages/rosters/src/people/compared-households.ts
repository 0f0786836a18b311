import type { HouseholdId } from '@ketnoi/hierarchy'
import type { KnownPeople, KnownPerson } from './known-people.ts'
import { HEAD_KEY, KNOWN_KEY } from './households-of-rows.ts'
import type { CompareOptions, RosterDraft } from './roster.ts'

/** Which known household each household of a file is: that of most of its members, each taken once. */
export interface ComparedHouseholds {
  /** Counts a member who was found beyond doubt. */
  readonly vote: (draft: RosterDraft, known: KnownPerson) => void
  /**
   * Ends the counting. A household that is named by its identity is that one where it lies in the unit; one of which only the head is
   * named is that of the known head.
   */
  readonly settle: (drafts: readonly RosterDraft[], people: KnownPeople) => void
  /** The household of a row whose person was found, or is new. Mints an identity where nobody of it is known. */
  readonly of: (draft: RosterDraft, known: KnownPerson | null) => HouseholdId | null
  /** The household that the rows of a key were found to be, or were made. */
  readonly found: (key: string) => HouseholdId | null
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
        !known.homes.includes(draft.unitId)
      )
        return
      const counts = votes.get(draft.householdKey) ?? new Map<HouseholdId, number>()
      counts.set(known.householdId, (counts.get(known.householdId) ?? 0) + 1)
      votes.set(draft.householdKey, counts)
    },
    settle: (drafts, people) => {
      // Without taking it: rows that name it by its number may be of the same one.
      for (const { householdKey: key, unitId } of drafts) {
        if (key === null || unitId === null || !key.startsWith(KNOWN_KEY) || chosen.has(key)) continue
        const id = key.slice(key.indexOf('|') + 1)
        if (people.hasHousehold(id, unitId)) chosen.set(key, id)
      }
      const all = [...votes].flatMap(([key, counts]) => [...counts].map(([id, count]) => ({ key, id, count })))
      for (const { key, id } of all.sort((a, b) => b.count - a.count))
        if (!chosen.has(key) && !taken.has(id)) choose(key, id)
      for (const { householdKey: key, unitId } of drafts) {
        if (key === null || unitId === null || !key.startsWith(HEAD_KEY) || chosen.has(key)) continue
        const named = people
          .namedAt(key.slice(key.indexOf('|') + 1), unitId)
          .filter((known) => known.homes.includes(unitId))
        // Of several namesakes the one who represents a household; somebody else may represent that of the head.
        const heads = named.length === 1 ? named : named.filter((known) => known.representsHousehold)
        const id = heads.length === 1 ? heads[0]?.householdId : null
        if (id !== null && id !== undefined && !taken.has(id)) choose(key, id)
      }
    },
    of: (draft, known) => {
      const key = draft.householdKey
      if (key === null) return null
      const own = known?.householdId ?? null
      const stays = draft.unitId !== null && known?.homes.includes(draft.unitId) === true
      const settled = chosen.get(key)
      // Somebody who has a household since keeps it, whatever our own file said.
      if (settled !== undefined) return key.startsWith(KNOWN_KEY) && stays ? (own ?? settled) : settled
      const id = own === null || !stays || taken.has(own) ? newId('household', key, draft.row) : own
      choose(key, id)
      return id
    },
    found: (key) => chosen.get(key) ?? null,
    closeness: (draft, known) => {
      if (!draft.resides) return 0
      const role = (draft.representsHousehold ?? false) === known.representsHousehold ? 1 : 0
      if (draft.householdKey === null || known.householdId === null) {
        return role + ((draft.householdKey === null) === (known.householdId === null) ? 1 : 0)
      }
      const settled = chosen.get(draft.householdKey)
      return role + (settled === known.householdId ? 4 : settled !== undefined || taken.has(known.householdId) ? -2 : 0)
    },
  }
}
