import type { Messages } from '../vi/index.ts'

export const days: Messages['days'] = {
  lookToday: 'Back to today',
  looking: (day) => `Shown for ${day}. Nothing can be approved or changed here.`,
  lookNotHere: 'This page has the figures of today only.',
  lookCounts: 'By what is known today; totals are still those of today.',
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
