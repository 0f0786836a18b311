import type { Sample } from './sample.ts'

/** What somebody does next: opens a page, or has one ask for something. */
export type Action =
  | { readonly page: string; readonly path: string }
  | { readonly procedure: string; readonly input: unknown; readonly kind: 'query' | 'mutation' }

/** A way through the pages that people take again and again. */
export interface Journey {
  readonly name: string
  /** How many of a hundred people who are there at once are on it. */
  readonly people: number
  readonly as: 'administrator' | 'commune-administrator' | 'inspector' | 'officer' | 'nobody'
  readonly actions: (sample: Sample) => readonly Action[]
}

const page = (of: string, path: string = of): Action => ({ page: of, path })
const group = ({ groupId }: Sample): string => `/groups/${encodeURIComponent(groupId)}`

/**
 * A working morning in the province: half of those who are there are officers at doors and with their tasks, a quarter keep rosters
 * and look at differences in communes, some inspect, some oversee, and villagers open the page of a poster.
 */
export const JOURNEYS: readonly Journey[] = [
  {
    name: 'an officer goes from door to door',
    people: 30,
    as: 'officer',
    actions: (s) => [
      page('/onboard'),
      { procedure: 'onboarding.villages', input: { text: 'plei' }, kind: 'query' },
      { procedure: 'people.search', input: { text: s.name, unitId: s.communeId }, kind: 'mutation' },
      { procedure: 'households.search', input: { unitId: s.villageId, text: s.name }, kind: 'mutation' },
      page('/groups/[id]', group(s)),
    ],
  },
  {
    name: 'an officer works through the tasks',
    people: 20,
    as: 'officer',
    actions: (s) => [
      page('/'),
      page('/tasks'),
      page('/groups/[id]', group(s)),
      page('/groups/[id]/checklist', `${group(s)}/checklist`),
    ],
  },
  {
    name: 'a commune keeps its rosters',
    people: 15,
    as: 'commune-administrator',
    actions: (s) => [
      page('/'),
      page('/people'),
      { procedure: 'people.search', input: { text: s.name }, kind: 'mutation' },
      page('/people/[id]', `/people/${s.personId}`),
      page('/households/[id]', `/households/${encodeURIComponent(s.householdId)}`),
      page('/people/duplicates'),
      page('/units/[id]/seats', `/units/${s.communeId}/seats`),
    ],
  },
  {
    name: 'a commune looks at what differs',
    people: 15,
    as: 'commune-administrator',
    actions: (s) => [
      page('/groups', '/groups?state=differs'),
      page('/groups/[id] (plan)', `${group(s)}?view=plan`),
      page('/drift'),
      page('/runs/new', `/runs/new?unit=${s.communeId}`),
      page('/coverage', `/coverage?unit=${s.communeId}`),
    ],
  },
  {
    name: 'an inspector asks who was there',
    people: 8,
    as: 'inspector',
    actions: (s) => [
      page('/groups/[id]/history', `${group(s)}/history?on=2024-06-15`),
      page('/people/[id]/history', `/people/${s.personId}/history`),
      page('/audit', '/audit'),
      page('/coverage'),
    ],
  },
  {
    name: 'the province oversees',
    people: 4,
    as: 'administrator',
    actions: (s) => [
      page('/'),
      page('/plan'),
      page('/coverage'),
      page('/groups (missing first)', '/groups?sort=missing'),
      page('/reviews'),
      page('/audit', `/audit?unit=${s.communeId}`),
      { procedure: 'people.search', input: { text: 'nguyen van an' }, kind: 'mutation' },
    ],
  },
  {
    name: 'a villager opens the page of a poster',
    people: 8,
    as: 'nobody',
    actions: (s) => [page('/register/[token]', `/register/${s.posterToken}`)],
  },
]
