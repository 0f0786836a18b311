import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { visit } from '../visit.ts'

const MEMBERS = new URL('../../../../examples/ia-pa/members/', import.meta.url)
const LIST = readFileSync(new URL('village_vn-v-chu-mo-x2.txt', MEMBERS), 'utf8').trim()
const GROUP = 'village:vn-v-chu-mo-x2'

test('a stranger on a member list is drift, and is worked through with a reason', async ({ page }) => {
  const name = `Khách Lạ ${String(Date.now())}`
  await visit(page, `/groups/${encodeURIComponent(GROUP)}`)
  await page.getByRole('button', { name: 'Nhập danh sách thành viên' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tên các thành viên, mỗi dòng một người').fill(`${LIST}\n${name}`)
  await dialog.getByRole('button', { name: 'Kiểm tra danh sách' }).click()
  await dialog.getByLabel('Đủ: ai không có tên tức là không ở trong nhóm').check()
  await dialog.getByRole('button', { name: 'Ghi danh sách và so sánh' }).click()
  await expect(dialog).toBeHidden()

  await page.getByRole('link', { name: 'Sai lệch' }).click()
  const line = page.getByRole('listitem').filter({ hasText: name })
  await expect(line).toContainText('Người lạ')
  await line.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Bỏ qua' }).click()
  await expect(page.getByText('Hãy ghi lý do')).toBeVisible()
  await page.getByLabel('Lý do').fill('Người bán hàng, đã hỏi trưởng thôn')
  await page.getByRole('button', { name: 'Bỏ qua' }).click()
  await expect(line).toContainText('Đã quyết định: bỏ qua (Người bán hàng, đã hỏi trưởng thôn)')

  await page.getByRole('button', { name: 'Xem mọi nhóm' }).click()
  await page.getByRole('combobox', { name: 'Đơn vị' }).fill('pờ tó')
  await page.getByRole('option', { name: 'Xã Pờ Tó' }).click()
  await expect(page).toHaveURL(/unit=/)
  await expect(page.getByRole('heading', { level: 2, name: /Xã Pờ Tó/ }).first()).toBeVisible()
  await expect(page.getByRole('heading', { level: 2, name: /Xã Chư Mố/ })).toHaveCount(0)
  // How many there are comes after the list.
  await expect(page.getByRole('option', { name: /^Người lạ \(\d+\)$/ })).toBeAttached()
  await page.getByLabel('Loại sai lệch').selectOption('outsider')
  await expect(page.getByText('Thành viên chưa nhận ra là ai.')).toBeVisible()
})
