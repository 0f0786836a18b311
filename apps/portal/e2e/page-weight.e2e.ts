import { gzipSync } from 'node:zlib'
import { expect, test, type Response } from '@playwright/test'
import { findVaryingPages, PAGES } from './pages.ts'

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

test('no page ships more than 90 KB of JavaScript', async ({ page }) => {
  test.setTimeout(180_000)
  const varying = await findVaryingPages(page)
  const tooHeavy: string[] = []
  for (const path of [...PAGES, ...varying]) {
    const scripts = new Map<string, Promise<number>>()
    const weigh = (response: Response): void => {
      if (/\.m?js(\?|$)/.test(response.url()))
        scripts.set(
          response.url(),
          response.body().then((body) => gzipSync(body, { level: 9 }).length),
        )
    }
    page.on('response', weigh)
    await page.goto(path, { waitUntil: 'networkidle' })
    page.off('response', weigh)
    const sizes = await Promise.all(scripts.values())
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    test.info().annotations.push({ type: path, description: `${bytes} bytes in ${sizes.length} files` })
    if (bytes > LIMIT_BYTES) tooHeavy.push(`${path}: ${bytes} bytes in ${sizes.length} files`)
  }
  expect(tooHeavy).toEqual([])
})
