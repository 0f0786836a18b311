import type { Messages } from '../vi/index.ts'

export const setup = {
  title: 'Set up',
  toServices: 'Zalo connection',
  lead: 'Choose how to begin. Nothing is written until one of the two buttons below is pressed.',
  exampleTitle: 'Ia Pa example',
  exampleText:
    'Loads sample data of Ia Pa district at the beginning of 2024: the real communes, villages, about 58,000 invented people, rosters as offices keep them, and the actual members of 75 groups. Takes about a minute.',
  exampleButton: 'Load the Ia Pa example',
  exampleMissing: 'This installation comes without the example data.',
  emptyTitle: 'Start empty',
  emptyText:
    'Choose the group model, then import units and rosters yourself. The model is data and can be replaced later.',
  model: 'Group model',
  models: {
    'ia-pa-2024': 'Ia Pa 2024: district – commune – village',
    'gia-lai-2025': 'Gia Lai 2025: province – commune – village (after 1 July 2025)',
  },
  emptyButton: 'Start empty',
  loadingTitle: 'Loading the Ia Pa example',
  loadingText:
    'This page may be closed: the work goes on in the server, and the progress is here when it is opened again.',
  failed: 'The example could not be loaded',
  interrupted: 'The program stopped before anything was written. Press “Load again” to load it from the start.',
  loadAgain: 'Load again',
  partTitle: 'The Ia Pa example is loaded only in part',
  partInterrupted: 'The program stopped halfway.',
  partWritten: 'The files that were read are kept. Press “Go on loading” for the rest.',
  goOn: 'Go on loading',
  emptyElsewhere: {
    pglite: 'To start empty, run the program with another data folder (KETNOI_DATA).',
    postgres: 'To start empty, run the program with another database (DATABASE_URL).',
  },
  doneTitle: 'Set-up is done',
  done: (units, people, groups) => `${units} units, ${people} people, ${groups} groups that ought to exist.`,
  toOverview: 'See the overview',
  toGroups: 'See the groups',
  asOfText: 'Everything (who should be in which group, which units are valid) is worked out for this day.',
  asOfMore:
    'To pin a day is more than to look: groups and plans are worked out anew for everybody, and handovers and reforms until that day take effect. To look only, use the day at the top of a page.',
  asOfPinned: (day) => `Pinned to ${day}.`,
  asOfToday: (day) => `Follows the calendar: today, ${day}.`,
  asOfField: 'Pin to the day',
  asOfSet: 'Pin this day',
  asOfFollow: 'Follow the calendar',
  asOfPinTitle: (day) => `Pin ${day}?`,
  asOfFollowTitle: (day) => `Follow the calendar: today, ${day}?`,
  asOfChange: (from, to) => `From ${from} to ${to}, for everybody who uses the program.`,
  asOfAhead:
    'Handovers and reforms until that day take effect at once. To go back to an earlier day does not undo a reform.',
  asOfBack: 'What has taken effect on a later day is not undone by it.',
  asOfWrites: 'Consents and roles of accounts follow the calendar all the same. It is written into the log.',
  asOfDonePinned: (day) => `Pinned to ${day}.`,
  asOfDoneFollow: 'The calendar is followed.',
  refreshing: 'Working the groups out again for the new day',
  database: 'Database',
  databases: { pglite: 'embedded in the program (PGlite)', postgres: 'PostgreSQL' },
} satisfies Messages['setup']
