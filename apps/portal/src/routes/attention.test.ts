import { expect, it } from 'vitest'
import { overview } from '#lib/i18n/vi/overview.ts'
import { attentionOf, type Attention } from './attention.ts'

const EVERYTHING: Attention = {
  waiting: {
    escalated: 1,
    runs: 1,
    reforms: 1,
    announcements: 1,
    undos: 1,
    changes: 1,
    registrations: 1,
    conflicts: 1,
  },
  states: { invalid: 1, differs: 1, undecided: 1, unlinked: 1, unread: 1 },
  plan: { passed: false, counts: { blocked: 1, unmatched: 1 } },
  assetAlarms: 1,
  handovers: 1,
  reviews: 1,
  reviewsMissed: 1,
  expiring: 1,
  openImports: 1,
  duplicates: 1,
}

it('lists what is red before what waits for a word, and that before what can wait', () => {
  const rows = attentionOf(EVERYTHING, overview, String)
  expect(rows.map(({ href, bad }) => `${bad ? '!' : ''}${href}`)).toEqual([
    '!/plan',
    '!/runs',
    '!/groups?state=invalid',
    '!/plan',
    '!/services',
    '/runs',
    '/reforms',
    '/announcements',
    '/changes',
    '/changes',
    '/handovers',
    '/registrations',
    '/onboard/conflicts',
    '/drift',
    '/groups?state=differs',
    '/groups?state=undecided',
    '/groups?state=unlinked',
    '/groups?state=unread',
    '/reviews',
    '/expiring',
    '/people/duplicates',
    '/import',
  ])
  // A key of the list on the page.
  expect(new Set(rows.map(({ text }) => text)).size).toBe(rows.length)
})
