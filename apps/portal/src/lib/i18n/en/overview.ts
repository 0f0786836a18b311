import type { Messages } from '../vi/index.ts'

export const overview = {
  title: 'Overview',
  groups: 'Groups that ought to exist',
  groupsRead: 'have a list of their actual members',
  people: 'People',
  units: 'Units',
  required: 'Required members present',
  households: 'Households whose representative is wanted in a group',
  attention: 'First things to do',
  nothing: 'Nothing needs attention.',
  brakeTripped: 'The brakes stop the overall plan',
  seePlan: 'See the plan',
  unreadGroups: (count) => `${count} groups have no list of their actual members yet`,
  differingGroups: (count) => `${count} groups differ`,
  invalidGroups: (count) => `${count} groups are frozen because a rule is invalid`,
  unmatched: (count) => `${count} names nobody knows yet: to be decided`,
  blocked: (count) => `${count} groups must not be touched`,
  openImports: (count) => `${count} imports are not finished`,
  largest: 'Largest differences',
  toDo: 'Work in the plan',
  seeAllGroups: 'See all groups',
} satisfies Messages['overview']
