import type { Messages } from '../vi/index.ts'

export const days: Messages['days'] = {
  lookToday: 'Back to today',
  looking: (day) => `Shown for ${day}. Nothing can be approved or changed here.`,
  about: {
    shown: 'By what is known today.',
    kept: 'A past day shows what was kept of it; a day to come is worked out by what is known today.',
    'said-by-page': '',
    work: 'This page is what is to be done now, and so always of today.',
    counts: 'This page is of today: totals are kept for today alone.',
    records: 'This page is as today: each line has a day of its own.',
    settings: 'This page does not depend on the day.',
  },
  groups: {
    found: (total, day) => `${total} groups that should exist on ${day}`,
    gone: (count) => `${count} groups of today are not there on that day.`,
    today: 'Wanted today',
    isNew: 'does not exist today',
    tooMany: 'Too many people to work it out at once: choose a smaller unit to see how many are wanted.',
    more: 'Show more groups',
    none: 'There is no such group on that day.',
  },
  plan: {
    open: 'Plan of this day',
    none: 'There is no plan for a past day',
    title: (day) => `Preview of the plan for ${day}`,
    text: 'Who should be in the groups on that day, against who is in them today. It cannot be approved from here: the plan of a day is approved on that day.',
    past: 'A plan is what is still to be done. Who was in a group then stands in its history.',
    tooMany: (most) => `More than ${most} people live here, too many to work it out at once. Choose a smaller unit.`,
    unit: 'For one unit alone',
  },
  unit: {
    groups: 'Groups that should exist',
    tooMany: 'Too many people to count for another day at once: open the units below.',
  },
  coverage: {
    requiredShort: 'Required',
    required: 'Required members',
    notYet:
      'This day has not come: nobody knows yet who will really be in the groups, so there are no shares. Who should be there is known.',
  },
  overview: {
    plan: 'Work in the plan of this day',
    planNone: 'By what is known today there is nothing to be done on that day.',
    planStopped: 'The brakes would stop the plan of this day',
    planPast: 'A past day has no work left: who was in a group then stands in its history.',
    largest: 'Most to be done, against who is in the groups today',
    due: 'Due',
    work: 'Work that waits (registrations, agreements, tasks) is of today alone, and not shown here.',
  },
  comingSeat: {
    begins: (day, name, seat) => `From ${day}: ${name} is ${seat}.`,
    ends: (day, name, seat) => `From ${day}: ${name} is no longer ${seat}.`,
  },
  inGroup: {
    title: (day) => `Who should be in it on ${day}`,
    none: 'There is no such group on that day, or nobody is wanted in it.',
    tooMany: 'The rules of this group ask for more than one page can work out.',
    changes: (from, to) => `What changes between ${from} and ${to}`,
    unchanged: 'Nothing changes.',
    joins: (role) => `joins as ${role}`,
    leaves: (role) => `leaves (${role})`,
    becomes: (before, after) => `${before} → ${after}`,
  },
}
