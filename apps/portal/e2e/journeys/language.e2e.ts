import { expect, test } from '@playwright/test'
import { visit } from '../visit.ts'

test('the language and the colours are chosen once and kept', async ({ page }) => {
  await visit(page, '/groups')
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi')
  await page.getByLabel('Ngôn ngữ').selectOption('en')
  await expect(page.getByRole('heading', { level: 1, name: 'Groups' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.getByLabel('Colours').selectOption('dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await visit(page, '/plan')
  await expect(page.getByRole('heading', { level: 1, name: 'Plan' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.getByLabel('Language').selectOption('vi')
  await expect(page.getByRole('heading', { level: 1, name: 'Kế hoạch' })).toBeVisible()
})

test('a page that does not exist says so in words', async ({ page }) => {
  await visit(page, '/groups/village%3Anowhere')
  await expect(page.getByRole('heading', { level: 1, name: 'Không tìm thấy trang' })).toBeVisible()
  await page.getByRole('link', { name: 'Về trang tổng quan' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Tổng quan' })).toBeVisible()
})

test('the keyboard alone is enough', async ({ page }) => {
  await visit(page, '/groups')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Đến nội dung chính' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Thông báo chính thức' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('Tên nhóm')).toBeFocused()
  await visit(page, `/groups/${encodeURIComponent('village:vn-v-apa-oi-hbriu')}`)
  await page.getByRole('tab', { name: /^Sai lệch/ }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: /^Cần có/ })).toBeFocused()
  await expect(page.getByRole('tab', { name: /^Cần có/ })).toHaveAttribute('aria-selected', 'true')
})
