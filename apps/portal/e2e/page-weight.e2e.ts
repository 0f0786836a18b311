import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'

// What a phone on a weak line loads in about three seconds.
const LIMIT_BYTES = 90_000

// What the page behind a poster may weigh, all in all.
const POSTER_PAGE_BYTES = 30_000

test('the page behind a poster is one answer of at most 30 KB, without a script', async ({ page }) => {
  await page.goto('/units/vn-v-apa-oi-hbriu/poster', { waitUntil: 'networkidle' })
  const address = await page.getByTestId('address').textContent()
  const answers: { readonly url: string; readonly bytes: number }[] = []
  page.on('response', (response) => {
    void response.body().then((body) => answers.push({ url: response.url(), bytes: body.length }))
  })
  await page.goto(`http://${address ?? ''}`, { waitUntil: 'networkidle' })
  await expect(page.getByRole('button', { name: 'Gửi đăng ký' })).toBeVisible()
  expect(await page.locator('script').count()).toBe(0)
  const bytes = answers.reduce((sum, answer) => sum + answer.bytes, 0)
  test.info().annotations.push({ type: 'page behind a poster', description: `${bytes} bytes, not compressed` })
  expect(answers.length).toBeGreaterThan(0)
  expect(bytes).toBeLessThanOrEqual(POSTER_PAGE_BYTES)
})

for (const [name, path] of [
  ['group list', '/groups'],
  ['onboarding page', '/onboard'],
  ['group page', `/groups/${encodeURIComponent('village:vn-v-apa-oi-hbriu')}`],
  ['new person', '/people/new'],
  ['page of duplicates', '/people/duplicates?unit=vn-c-24025a'],
] as const) {
  test(`the ${name} ships at most 90 KB of JavaScript`, async ({ page }) => {
    const scripts: Promise<{ readonly url: string; readonly bytes: number }>[] = []
    page.on('response', (response) => {
      const url = response.url()
      if (!/\.m?js(\?|$)/.test(url)) return
      scripts.push(response.body().then((body) => ({ url, bytes: gzipSync(body, { level: 9 }).length })))
    })
    await page.goto(path, { waitUntil: 'networkidle' })
    const sizes = await Promise.all(scripts)
    const bytes = sizes.reduce((sum, script) => sum + script.bytes, 0)
    test
      .info()
      .annotations.push({ type: 'JavaScript, gzipped', description: `${bytes} bytes in ${sizes.length} files` })
    expect(bytes).toBeGreaterThan(0)
    expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES)
  })
}
