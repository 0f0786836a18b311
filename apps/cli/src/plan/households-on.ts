import { isValidOn, type Day, type HouseholdId, type Person, type PersonId } from '@ketnoi/hierarchy'

/** Where people live on the day, as the portal chooses among several homes: the latest, then by unit. */
export function householdsOn(people: readonly Person[], day: Day): ReadonlyMap<PersonId, HouseholdId | null> {
  const after = (a: string | null, b: string | null): number => ((a ?? '') < (b ?? '') ? 1 : a === b ? 0 : -1)
  return new Map(
    people.map(({ id, residences }) => {
      const [home] = residences
        .filter((one) => isValidOn(one, day))
        .sort((a, b) => after(a.from, b.from) || after(b.unitId, a.unitId))
      return [id, home?.householdId ?? null]
    }),
  )
}
