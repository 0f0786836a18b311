import type { Page } from '@playwright/test'

/** Opens a page and waits until it answers to clicks: what is pressed before the script has run is lost. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'networkidle' })
}
