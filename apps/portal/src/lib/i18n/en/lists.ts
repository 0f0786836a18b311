import type { Messages } from '../vi/index.ts'

export const lists: Messages['lists'] = {
  notRead: (instant) => `The list of ${instant} could not be read.`,
  notReadText:
    'It cannot be read, or it is the list of another group. So nobody counts as missing or as one too many, and the plan leaves every member as they are. Enter the list of this group to compare.',
  noListBefore: 'No list could be read before.',
  lastList: (instant, members) =>
    `The last list that could be read: ${instant}, ${members} members. The tab of the actual members still shows it.`,
  listThen: (instant) => `By the last list that could be read, of ${instant}:`,
  decidedTitle: 'Names that were decided',
  decidedText:
    'Decided once and remembered for every later list of the group. Take a wrong one back: the name is asked about again.',
  decidedStranger: 'Not on the rosters',
  decidedBy: (name, instant) => `${name}, ${instant}`,
  notOnList: 'not on the current list any more',
  undecide: 'Take back',
  undecided: (displayName) => `The decision about “${displayName}” was taken back.`,
}
