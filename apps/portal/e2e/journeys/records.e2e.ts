import { expect, test, type Page } from '@playwright/test'
import { visit } from '../visit.ts'

const NEWCOMER = `Ksor H’ Thử ${'abcdefghijklmnopqrstuvwxyz'.charAt(Math.floor(Math.random() * 26)).toUpperCase()}`

async function fillNewcomer(page: Page, phone: string): Promise<void> {
  await page.getByLabel('Họ và tên').fill(NEWCOMER)
  await page.getByRole('combobox', { name: 'Thôn, làng, buôn' }).fill('apa oi hbriu')
  await page
    .getByRole('option', { name: /Apa Ơi Hbriu/ })
    .first()
    .click()
  await page.getByLabel('Số điện thoại').fill(phone)
}

const lineOf = (page: Page, text: string | RegExp) => page.getByRole('listitem').filter({ hasText: text })

test('somebody new by hand, two who edit them at once, their household and a seat', async ({ browser }) => {
  test.setTimeout(180_000)
  const first = await browser.newPage()
  await visit(first, '/people/new')
  await fillNewcomer(first, '09x123')
  await first.getByRole('button', { name: 'Ghi người này' }).click()
  await expect(first.getByText('Số điện thoại có chữ cái.')).toBeVisible()
  // What was typed is still there, also after another page and the back button.
  await first.getByRole('link', { name: 'Đơn vị', exact: true }).click()
  await expect(first.getByRole('heading', { level: 1, name: 'Đơn vị' })).toBeVisible()
  await first.goBack()
  await expect(first.getByLabel('Họ và tên')).toHaveValue(NEWCOMER)
  await first.getByLabel('Số điện thoại').fill('0912 345 678')
  await first.getByRole('button', { name: 'Ghi người này' }).click()
  await expect(first.getByRole('heading', { level: 1, name: NEWCOMER })).toBeVisible()
  await expect(first.getByText('091•••••78')).toBeVisible()
  const address = new URL(first.url()).pathname

  // The same once more: asked about before anything is recorded.
  await visit(first, '/people/new')
  await fillNewcomer(first, '')
  await first.getByRole('button', { name: 'Ghi người này' }).click()
  await expect(first.getByText('Có thể đã có trong danh sách')).toBeVisible()

  const second = await (await browser.newContext({ locale: 'vi-VN' })).newPage()
  await visit(first, address)
  await visit(second, address)
  for (const page of [first, second]) await page.getByRole('button', { name: 'Sửa thông tin' }).click()
  await first.getByLabel('Ngày sinh').fill('1980')
  await first.getByLabel('Liên lạc').selectOption({ label: 'Dùng chung điện thoại' })
  await first.getByRole('button', { name: 'Lưu' }).click()
  await expect(first.getByRole('dialog')).toBeHidden()
  await second.getByLabel('Ngày sinh').fill('02/03/1981')
  await second.getByRole('button', { name: 'Lưu' }).click()
  const dialog = second.getByRole('dialog')
  await expect(dialog.getByText('Có người vừa sửa cùng lúc')).toBeVisible()
  await expect(dialog).toContainText('chưa ghi → 1980')
  await expect(dialog).toContainText('Chưa hỏi → Dùng chung điện thoại')
  await dialog.getByRole('radio', { name: /Giữ của tôi: 02\/03\/1981/ }).check()
  await second.getByRole('button', { name: 'Lưu' }).click()
  await expect(dialog).toBeHidden()
  // Mine where I decided so, theirs where only they changed something, and both in the history.
  await expect(second.getByText('sinh 02/03/1981')).toBeVisible()
  await expect(second.getByText('Dùng chung điện thoại', { exact: true })).toBeVisible()
  await expect(lineOf(second, '1980 → 02/03/1981')).toBeVisible()
  await expect(lineOf(second, 'chưa ghi → 1980')).toBeVisible()

  await second.getByRole('button', { name: /^Kết thúc: 091/ }).click()
  await second.getByLabel('Kể từ ngày').fill('1990-01-01')
  await second.getByRole('button', { name: 'Lưu' }).click()
  await expect(dialog.getByText('Ngày bắt đầu phải trước ngày kết thúc.')).toBeVisible()
  await second.keyboard.press('Escape')

  await second.getByRole('link', { name: 'đại diện hộ' }).click()
  await expect(second.getByRole('heading', { level: 1, name: `Hộ ${NEWCOMER}` })).toBeVisible()
  await second.getByRole('button', { name: 'Sửa mã hộ' }).click()
  await second.getByLabel('Mã hoặc tên hộ').fill('Hộ 17')
  await second.getByRole('button', { name: 'Lưu' }).click()
  await expect(second.getByText(/^Hộ 17 · /)).toBeVisible()

  await visit(second, '/units/vn-v-apa-oi-hbriu/seats')
  // One way to pass a seat on: with the plan for every group, before anything is recorded.
  await second
    .getByRole('link', { name: /^Bàn giao Trưởng thôn của / })
    .first()
    .click()
  await second.getByLabel('Từ ngày').fill('2024-02-02')
  await second.getByRole('searchbox').first().fill(NEWCOMER)
  await second
    .getByRole('button', { name: `Chọn ${NEWCOMER}` })
    .first()
    .click()
  await second.getByRole('button', { name: 'Xác nhận bàn giao' }).click()
  await expect(second.getByText('Đã bàn giao.')).toBeVisible()
  await visit(second, '/units/vn-v-apa-oi-hbriu/seats')
  const head = second
    .getByRole('listitem')
    .filter({ has: second.getByRole('heading', { name: 'Trưởng thôn', exact: true }) })
  await expect(head.getByRole('link', { name: NEWCOMER })).toBeVisible()
  await expect(head).toContainText('Sắp tới:')
})
