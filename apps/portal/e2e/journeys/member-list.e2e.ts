import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { visit } from '../visit.ts'

const MEMBERS = new URL('../../../../examples/ia-pa/members/', import.meta.url)
const VILLAGE_LIST = readFileSync(new URL('village_vn-v-chu-mo-x2.txt', MEMBERS), 'utf8')
// New in every run: what was decided about a name is remembered.
const SUFFIX = String(Date.now())
const group = (id: string) => `/groups/${encodeURIComponent(id)}`

test('a member list of the wrong group is noticed before anything is compared', async ({ page }) => {
  await visit(page, group('village:vn-v-apa-oi-hbriu'))
  const before = await page.getByText(/^Danh sách thực tế lúc/).textContent()
  await page.getByRole('button', { name: 'Nhập danh sách thành viên' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Kiểm tra danh sách' }).click()
  await expect(dialog).toContainText('Chưa có tên nào.')
  await dialog.getByLabel('Tên các thành viên, mỗi dòng một người').fill(VILLAGE_LIST)
  await dialog.getByRole('button', { name: 'Kiểm tra danh sách' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Có đúng là danh sách của nhóm này không?')
  await dialog.getByRole('button', { name: 'Không phải, dán lại' }).click()
  await expect(dialog.getByLabel('Tên các thành viên, mỗi dòng một người')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText(before ?? '')).toBeVisible()
  // A window that closes by mistake does not lose what was pasted.
  await page.getByRole('button', { name: 'Nhập danh sách thành viên' }).click()
  await expect(dialog.getByLabel('Tên các thành viên, mỗi dòng một người')).toHaveValue(VILLAGE_LIST)
})

test('the list of the right group is compared, and its unknown names are decided once', async ({ page }) => {
  await visit(page, group('village:vn-v-chu-mo-x2'))
  await page.getByRole('button', { name: 'Nhập danh sách thành viên' }).click()
  const dialog = page.getByRole('dialog')
  await dialog
    .getByLabel('Tên các thành viên, mỗi dòng một người')
    .fill(`${VILLAGE_LIST}\nNgười Lạ Một ${SUFFIX}\nNgười Lạ Hai ${SUFFIX}\n`)
  await dialog.getByRole('button', { name: 'Kiểm tra danh sách' }).click()
  const save = dialog.getByRole('button', { name: 'Ghi danh sách và so sánh' })
  const answers = dialog.getByRole('radiogroup', { name: 'Danh sách có đủ mọi thành viên không?' })
  // No answer is chosen before somebody gave it.
  await save.click()
  await expect(answers).toHaveAccessibleDescription('Hãy trả lời câu hỏi này trước khi ghi danh sách.')
  await answers.getByLabel('Đủ: ai không có tên tức là không ở trong nhóm').check()
  await expect(answers.getByRole('alert')).toBeHidden()
  await save.click()
  await expect(page.getByText(/^Đã ghi: nhận ra/)).toBeVisible()
  await expect(dialog).toBeHidden()

  await page.getByRole('tab', { name: /^Tên chưa rõ/ }).click()
  const stranger = page.getByRole('listitem').filter({ hasText: `Người Lạ Một ${SUFFIX}` })
  await stranger.getByRole('button', { name: 'Không phải người trong danh sách' }).click()
  await expect(page.getByText(`Đã ghi quyết định cho “Người Lạ Một ${SUFFIX}”.`)).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Tên đã quyết định' })).toBeVisible()
  await expect(stranger).toContainText('Người ngoài danh sách')

  const known = page.getByRole('listitem').filter({ hasText: `Người Lạ Hai ${SUFFIX}` })
  await known.getByRole('button', { name: /^Tìm người khác/ }).click()
  await dialog.getByLabel('Tên hoặc số điện thoại').fill('siu')
  await dialog
    .getByRole('button', { name: new RegExp(`Người Lạ Hai ${SUFFIX} là `) })
    .first()
    .click()
  await expect(dialog).toBeHidden()
  await known.getByRole('button', { name: /^Lấy lại/ }).click()
  await expect(page.getByText(`Đã lấy lại quyết định cho “Người Lạ Hai ${SUFFIX}”.`)).toBeVisible()
  await expect(known.getByRole('button', { name: /^Tìm người khác/ })).toBeVisible()
})

test('a join link is checked, saved and shown as a code', async ({ page }) => {
  await visit(page, group('village:vn-v-chu-mo-x2'))
  await page.getByRole('button', { name: /^(Mã QR và liên kết|Ghi liên kết)$/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Liên kết nhóm').fill('https://nhom.example/g/abc')
  await dialog.getByRole('button', { name: 'Lưu' }).click()
  await expect(dialog).toContainText('Không phải liên kết nhóm.')
  await dialog.getByLabel('Liên kết nhóm').fill('zalo.me/g/abcxyz123')
  await dialog.getByRole('button', { name: 'Lưu' }).click()
  await expect(page.getByText('Đã ghi liên kết.')).toBeVisible()
  await page.getByRole('button', { name: 'Mã QR và liên kết' }).click()
  await expect(dialog.getByRole('img', { name: /^Mã QR/ })).toBeVisible()
  await expect(dialog).toContainText('https://zalo.me/g/abcxyz123')
})
