import { expect, test } from '@playwright/test'
import { visit } from '../visit.ts'

test('a commune on the simulated service: approved, carried out through faults, proved', async ({ page }) => {
  test.setTimeout(600_000)
  await visit(page, '/services/trial')
  await page.getByRole('combobox', { name: 'Đơn vị để thử' }).fill('chu rang')
  await page
    .getByRole('option', { name: /Xã Chư Răng/u })
    .first()
    .click()
  await page.getByRole('button', { name: 'Bắt đầu thử' }).click()
  await expect(page.getByText('Đang thử với Xã Chư Răng')).toBeVisible()
  for (const fault of ['Bảo chậm lại (429)', 'Không trả lời, nhưng đã làm', 'Báo lỗi, nhưng đã làm']) {
    await page.getByLabel(fault).check()
    await expect(page.getByText('Đã đổi.').last()).toBeVisible()
  }

  await page.getByRole('link', { name: 'Duyệt kế hoạch của đơn vị…' }).click()
  await page.getByRole('button', { name: 'Duyệt và bắt đầu' }).click()
  await expect(page).toHaveURL(/\/runs\/[^/]+$/u)
  // A group that is told to slow down several times in a row waits for minutes.
  await expect(page.getByText('Đã xong', { exact: true })).toBeVisible({ timeout: 500_000 })
  for (const group of await page.getByRole('listitem').filter({ hasText: 'Xã Chư Răng' }).all())
    await expect(group).toContainText('Đã kiểm chứng')

  // Nothing is left to do, and the groups go back to the people who lead them.
  await visit(page, '/services/trial')
  await page.getByRole('link', { name: 'Duyệt kế hoạch của đơn vị…' }).click()
  await expect(page.getByText('Không có việc gì phải làm trong phạm vi này.')).toBeVisible()
  await visit(page, '/services/trial')
  await page.getByRole('button', { name: 'Kết thúc thử…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Kết thúc lần thử này?' })
  await dialog.getByRole('button', { name: 'Kết thúc thử' }).click()
  await expect(page.getByRole('button', { name: 'Bắt đầu thử' })).toBeVisible()
})
