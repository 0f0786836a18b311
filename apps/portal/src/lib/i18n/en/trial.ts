import type { Messages } from '../vi/index.ts'

export const trial = {
  title: 'Try it on a simulated service',
  lead: 'A service on this very machine that behaves as a Zalo Official Account is documented to, also when things go wrong. Nothing leaves the machine.',
  notPossible: 'Only the Ia Pa example can be tried, because its people are invented.',
  unit: 'Unit to try it with',
  unitHint: 'A commune is a good choice.',
  unitMissing: 'Choose a unit.',
  start: 'Begin',
  startText:
    'The groups of the unit that have been read move to the simulated service; everybody gets a made-up account.',
  under: (unit: string) => `Being tried with ${unit}`,
  groups: 'Groups at the simulated service',
  members: (count: string) => `${count} members`,
  approve: 'Approve the plan of the unit…',
  faults: 'Make the service fail',
  faultsText:
    'Each fault that is chosen happens in about one of seven calls. It can be changed while a run is under way.',
  faultKinds: {
    'http-429': 'Asks to slow down (429)',
    'server-error': 'Server error (500)',
    'no-answer-before': 'No answer, not done',
    'no-answer-after': 'No answer, but done',
    'error-after-effect': 'Says error, but done',
    'without-effect': 'Says done, but not done',
    'not-json': 'Answers nonsense',
    'truncated-page': 'Pages of lists are cut',
    'shifting-page': 'Lists change while they are read',
    'total-missing': 'Lists do not say how long they are',
    'stale-read': 'Reads what was before',
  },
  calls: (reads: string, writes: string) => `Asked for ${reads} reads and ${writes} writes.`,
  saved: 'Changed.',
  end: 'End the trial',
  endTitle: 'End this trial?',
  endEffects: [
    'The groups go back to the people who lead them, as they were before the trial: member lists, names, links.',
    'What the simulated service told and the made-up accounts are deleted. Lists that people entered meanwhile stay.',
    'The runs stay in the history, marked as a trial.',
  ],
  started: 'Begun.',
  ended: 'Ended.',
  problems: {
    'trial-not-possible': () => 'Only the Ia Pa example can be tried.',
    'trial-under-way': () => 'Another trial is under way. End it first.',
    'trial-tasks-open': () =>
      'People are still asked to do something in these groups. Finish or end that run before the trial.',
    'trial-empty': () => 'No group of this unit has a member list yet.',
  },
} satisfies Messages['trial']
