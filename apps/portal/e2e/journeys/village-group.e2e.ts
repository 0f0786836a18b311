import { expect, test } from '@playwright/test'
import { visit } from '../visit.ts'

test('a village group: who is missing, why, and the checklist to print', async ({ page }) => {
  await visit(page, '/groups')
  await page.getByLabel('Tên nhóm').fill('apa oi hbriu')
  await expect(page.getByText('1 nhóm', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Plơi Apa Ơi Hbriu – Xã Chư Mố' }).click()

  await expect(page.getByRole('heading', { name: /^Thiếu \d+ người bắt buộc$/ })).toBeVisible()
  const first = page.getByRole('table').first().getByRole('row').nth(1)
  await expect(first).toContainText('Bắt buộc')
  await expect(first).toContainText('Thêm vào nhóm')

  await first.getByRole('button', { name: /^Giải thích: / }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Cần có trong nhóm, vai trò thành viên.')
  await expect(dialog).toContainText('Hệ thống chính trị thôn')
  await expect(dialog).toContainText('Không đạt')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await page.getByRole('link', { name: 'Phiếu việc để in' }).click()
  await expect(page.getByRole('img', { name: /^Mã QR tham gia nhóm Plơi Apa/ })).toBeVisible()
  await expect(page.getByRole('article')).toContainText('https://')
  const sheet = page.getByRole('article').getByRole('table').first()
  await expect(sheet).toContainText('••')
  await page.getByLabel('Đầy đủ').check()
  await expect(sheet).not.toContainText('••')
  await expect(sheet).toContainText(/0\d{2}[ .]?\d{3}[ .]?\d{4}|0\d{9}/)

  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('banner')).toBeHidden()
  const paper = await page.pdf({ preferCSSPageSize: true })
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-')
})

test('why somebody is not in another group: every condition with its result', async ({ page }) => {
  await visit(page, '/people')
  await page.getByLabel('Tên hoặc số điện thoại').fill('siu')
  await page.getByRole('table').getByRole('link').first().click()
  await page.getByLabel('Tên nhóm').fill('bcd huyen')
  await page.getByRole('button', { name: 'Tìm nhóm' }).click()
  await page.getByRole('button', { name: 'Giải thích: BCĐ Huyện Ia Pa' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Không cần có trong nhóm.')
  await expect(dialog).toContainText('Huyện Ia Pa')
  // What is searched for stays out of the address.
  expect(page.url()).not.toContain('siu')
})

test('ten thousand rows are not needed to see that the list follows the filter', async ({ page }) => {
  await visit(page, '/groups?state=differs')
  await expect(page.getByLabel('Tình trạng')).toHaveValue('differs')
  await page.getByLabel('Loại nhóm').selectOption({ label: 'Nhóm thôn' })
  await expect(page).toHaveURL(/kind=village/)
  await page.getByRole('combobox', { name: 'Đơn vị' }).fill('kim tan')
  await page
    .getByRole('option', { name: /Xã Kim Tân/ })
    .first()
    .click()
  await expect(page).toHaveURL(/unit=/)
  for (const row of await page.getByRole('table').getByRole('row').all()) {
    if ((await row.getByRole('cell').count()) > 0) await expect(row).toContainText('Xã Kim Tân')
  }
  await page.getByRole('button', { name: 'Bỏ lọc' }).click()
  await expect(page.getByText('83 nhóm')).toBeVisible()
})
