import type { Messages } from '../vi/index.ts'

export const coverage = {
  title: 'Coverage',
  titleOf: (unit) => `Coverage – ${unit}`,
  unit: 'Unit',
  unitPage: 'Page of the unit',
  log: 'Log',
  download: 'Download the table (.csv)',
  people: 'People',
  groups: 'Groups set up',
  households: 'Households',
  householdsShort: 'Households',
  picture: 'At a glance',
  measure: 'Coloured by',
  measures: { reached: 'Households in a group', required: 'Required members present' },
  states: {
    reached: 'Somebody is in a group',
    waiting: 'Not yet invited',
    proxied: 'By a relative’s phone',
    'without-consent': 'Has not agreed',
    unreachable: 'Cannot be reached',
  },
  levels: ['below 25 %', '25 – 49 %', '50 – 74 %', '75 – 99 %', '100 %'],
  trend: 'Over time',
  trendWords: (from, fromDay, to, toDay) =>
    fromDay === toDay ? `${to} (${toDay})` : `From ${from} (${fromDay}) to ${to} (${toDay})`,
  table: 'The numbers',
  nothingKept: 'Nothing was kept by that day',
  emptyTitle: 'No households yet',
  emptyText: 'Import a roster of people to see how well they are covered.',
  representativesLead: 'Those who speak for these households. Each household counts once.',
} satisfies Messages['coverage']
