import type { Page } from '@playwright/test'
import { visit } from './visit.ts'

/** A village of the example. */
export const VILLAGE = `/groups/${encodeURIComponent('village:vn-v-apa-oi-hbriu')}`

/** Every page that can be opened by its address once the example is loaded. */
export const PAGES = [
  '/',
  '/setup',
  '/groups',
  '/groups?state=invalid',
  '/groups?sort=missing',
  VILLAGE,
  `${VILLAGE}?view=desired`,
  `${VILLAGE}?view=decide`,
  `${VILLAGE}?view=overrides`,
  `${VILLAGE}?view=plan`,
  `${VILLAGE}?view=rules`,
  `${VILLAGE}/checklist`,
  `${VILLAGE}/history?on=2024-01-20&compare=2024-01-25`,
  '/units',
  '/units/vn-c-24025a',
  '/units/vn-c-24025a/seats',
  '/units/vn-c-24025a/history',
  '/audit',
  '/units/import',
  '/units/vn-v-apa-oi-hbriu/poster',
  '/registrations',
  '/registrations?state=rejected',
  '/consents/notices',
  // Nobody has this address: the page says so.
  '/register/none',
  '/me/none',
  '/import',
  '/people',
  '/people/duplicates',
  '/people/duplicates?unit=vn-c-24025a',
  '/people/new',
  '/people/outside',
  '/handovers',
  '/changes',
  '/changes?view=units',
  '/changes?view=lists',
  '/expiring',
  '/retention',
  '/reviews',
  `/reviews/${encodeURIComponent('village:vn-v-apa-oi-hbriu')}`,
  '/plan',
  '/runs',
  '/runs/new',
  '/runs/new?unit=vn-c-24025a',
  '/tasks',
  '/drift',
  '/drift?class=outsider',
  '/announcements',
  '/announcements/new',
  '/announcements/new?unit=vn-c-24025a',
  '/reforms',
  '/reforms/new',
  '/services/trial',
  '/services',
  '/services/requests',
  '/coverage',
  '/coverage?unit=vn-c-24025a',
  '/coverage?unit=vn-c-24025a&measure=required',
  '/coverage/households?unit=vn-c-24025a&state=waiting',
  '/onboard',
  '/onboard/conflicts',
  '/onboard/devices',
  '/account',
  '/accounts',
  '/accounts/new',
  '/no-such-page',
]

/**
 * Pages of somebody and of a decision, whose addresses are looked up; a decision is loaded and rehearsed where there is none. Those of
 * a handover, of a change of many people and of a plan that was carried out are looked at in the journeys that make one.
 */
export async function findVaryingPages(page: Page): Promise<readonly string[]> {
  await visit(page, '/units/vn-c-24025a/seats')
  const person = (await page.locator('main a[href^="/people/"]').first().getAttribute('href')) ?? ''
  await visit(page, '/reforms')
  const drafts = page.locator('main li a[href^="/reforms/"]')
  if ((await drafts.count()) === 0) {
    await page.getByRole('button', { name: /Nạp quyết định sắp xếp 2025/ }).click()
    await page.getByRole('button', { name: 'Diễn tập' }).click()
    await page.getByRole('tab', { name: /Đơn vị/ }).waitFor({ timeout: 120_000 })
    await visit(page, '/reforms')
  }
  const decision = (await drafts.first().getAttribute('href')) ?? ''
  return [person, `${person}/history`, `${person}/handover`, decision]
}
