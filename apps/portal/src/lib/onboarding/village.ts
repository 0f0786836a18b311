import { findAlike, foldName, type Alike } from '@ketnoi/hierarchy'
import type { RouterOutputs } from '@ketnoi/api'

/** A village as the device keeps it: the roster of the server, and who was registered here since. */
export type Village = RouterOutputs['onboarding']['pack'] & { readonly ended?: EndedVillage }
/** What the device was told, when it last had a line, of a village that is no more. */
export type EndedVillage = RouterOutputs['onboarding']['ended'][number]
export type Resident = Village['people'][number]

/** A household as people know it: by its label, or by who lives in it. */
export interface Household {
  readonly id: string
  readonly name: string
  readonly members: readonly Resident[]
  readonly representative: Resident | null
}

const PHONE_SHAPE = /^(?:0|\+?84)\d{9}$/u

/** Whether this can be a number of a phone in Vietnam; spaces, dots and dashes do not matter. */
export function isPhone(text: string): boolean {
  return PHONE_SHAPE.test(text.replace(/[\s.\-()]/gu, ''))
}

/** A typed number in the masked form of the roster, so that the device never holds the numbers of a whole village. */
export function maskTyped(text: string): string | null {
  if (!isPhone(text)) return null
  const national = `0${text.replace(/\D/gu, '').slice(-9)}`
  return `${national.slice(0, 3)}${'•'.repeat(national.length - 5)}${national.slice(-2)}`
}

/** Somebody of the roster whom the typed name may mean; `why` where they are likely the same person. */
export interface Suggestion {
  readonly person: Resident
  readonly why: Alike['why'] | null
}

const FEWEST_LETTERS = 3
const MOST_SUGGESTIONS = 4

/** Who of the village may be meant, likeliest first: those who are probably the same, then those whose name goes on like this. */
export function suggestPeople(village: Village, name: string, phone: string): readonly Suggestion[] {
  const folded = foldName(name)
  if (folded.length < FEWEST_LETTERS) return []
  const masked = maskTyped(phone)
  const known = village.people.map((person) => ({
    personId: person.id,
    name: person.name,
    phones: person.maskedPhones,
  }))
  const alike = new Map(
    findAlike({ name, phones: masked === null ? [] : [masked] }, known).map(({ personId, why }) => [personId, why]),
  )
  const likely: Suggestion[] = []
  const others: Suggestion[] = []
  for (const person of village.people) {
    const why = alike.get(person.id)
    if (why !== undefined) likely.push({ person, why })
    else if (others.length < MOST_SUGGESTIONS && containsWords(foldName(person.name), folded))
      others.push({ person, why: null })
  }
  return [...likely, ...others].slice(0, MOST_SUGGESTIONS)
}

/** The households of the village whose label or members contain the words. */
export function suggestHouseholds(households: readonly Household[], text: string): readonly Household[] {
  const folded = foldName(text)
  if (folded.length < 2) return []
  const found: Household[] = []
  for (const household of households) {
    const names = [household.name, ...household.members.map((member) => member.name)]
    if (names.some((name) => containsWords(foldName(name), folded))) found.push(household)
    if (found.length === MOST_SUGGESTIONS) break
  }
  return found
}

/** People write the word itself as well, and the screen puts it before the name. */
const HOUSEHOLD = /^hộ\s+/iu

export function householdsOf(village: Village): readonly Household[] {
  const labels = new Map(village.households.map(({ id, label }) => [id, label]))
  const members = Map.groupBy(
    village.people.filter((person) => person.householdId !== null),
    (person) => person.householdId ?? '',
  )
  return [...members].map(([id, people]) => {
    const representative = people.find((person) => person.representsHousehold) ?? null
    return {
      id,
      name: labels.get(id)?.replace(HOUSEHOLD, '') ?? representative?.name ?? people[0]?.name ?? '',
      members: people,
      representative,
    }
  })
}

/** The village with somebody who was registered here; somebody known is changed. */
export function withResident(village: Village, person: Resident, label: string | null): Village {
  const { householdId } = person
  const isNewHousehold =
    householdId !== null && label !== null && !village.households.some(({ id }) => id === householdId)
  return {
    ...village,
    people: [...village.people.filter(({ id }) => id !== person.id), person],
    households: isNewHousehold ? [...village.households, { id: householdId, label }] : village.households,
  }
}

/** The group that somebody joins: that of whom they live with, or the one with room. */
export function groupToJoin(village: Village, householdId: string | null): Village['group'] {
  const own = village.households.find(({ id }) => id === householdId)?.group
  return own ?? village.group
}

/** The group whose code somebody was shown, with the link that it has now; where they were shown none, the one that they join now. */
export function groupShown(
  village: Village,
  shown: { readonly groupId: string | null; readonly householdId: string | null },
): Village['group'] {
  const groups = [village.group, ...village.households.map(({ group }) => group ?? null)]
  return groups.find((group) => group?.id === shown.groupId) ?? groupToJoin(village, shown.householdId)
}

/** Each word typed begins a word of the name, in any order, or all of them run together are in it: `h nhuon` is `H’Nhươn`. */
function containsWords(name: string, typed: string): boolean {
  if (name.replaceAll(' ', '').includes(typed.replaceAll(' ', ''))) return true
  return typed.split(' ').every((word) => name.startsWith(word) || name.includes(` ${word}`))
}
