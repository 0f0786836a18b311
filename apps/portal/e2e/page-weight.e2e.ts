import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'

// What a phone on a weak line loads in about three seconds.
const LIMIT_BYTES = 90_000

for (const [name, path] of [
  ['group list', '/groups'],
  ['onboarding page', '/onboard'],
  ['group page', `/groups/${encodeURIComponent('village:vn-v-apa-oi-hbriu')}`],
  ['new person', '/people/new'],
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
