import { expect, test } from '@playwright/test'
import { visit } from './visit.ts'

// Loading takes a minute alone and several beside other work.
const LOADING_MS = 600_000

test('a newcomer loads the example in one click, may reload meanwhile, and sees every group', async ({ page }) => {
  test.setTimeout(LOADING_MS + 60_000)
  await visit(page, '/')
  if (new URL(page.url()).pathname === '/setup') {
    await expect(page.getByRole('navigation', { name: 'Mục chính' })).toBeHidden()
    await page.getByRole('button', { name: 'Nạp ví dụ Ia Pa' }).click()
    await expect(page.getByRole('progressbar')).toBeVisible()
    await page.reload()
    await expect(page.getByRole('progressbar')).toBeVisible()
    await expect(page.getByText('Đã thiết lập xong')).toBeVisible({ timeout: LOADING_MS })
    await page.getByRole('link', { name: 'Xem tổng quan' }).click()
  }
  await expect(page.getByRole('heading', { level: 1, name: 'Tổng quan' })).toBeVisible()
  await page.getByRole('link', { name: 'Nhóm', exact: true }).click()
  // One district, nine communes, and one for every village.
  await expect(page.getByText('83 nhóm')).toBeVisible()
  await expect(page.getByRole('link', { name: 'BCĐ Huyện Ia Pa' })).toBeVisible()
})
