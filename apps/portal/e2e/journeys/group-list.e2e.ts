import { expect, test } from '@playwright/test'
import { visit } from '../visit.ts'

test('the list of groups is sorted, kept in the address, and found again there', async ({ page }) => {
  await visit(page, '/groups')
  await page.getByLabel('Xếp theo').selectOption({ label: 'Thiếu nhiều nhất' })
  await expect(page).toHaveURL(/sort=missing/)
  await page.reload()
  await expect(page.getByLabel('Xếp theo')).toHaveValue('missing')
  await expect(page.getByRole('columnheader', { name: 'Thiếu' })).toHaveAttribute('aria-sort', 'descending')
  const numbers = await page.getByRole('table').getByRole('row').locator('[role=cell]:nth-child(6)').allInnerTexts()
  const missing = numbers.map((text) => Number(text.replace(/\D/g, '')))
  expect(missing.length).toBeGreaterThan(10)
  expect(missing).toEqual([...missing].sort((a, b) => b - a))
})
