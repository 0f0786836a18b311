import { expect, test } from '@playwright/test'
import { findingsOf } from './findings.ts'
import { findVaryingPages, PAGES, VILLAGE } from './pages.ts'
import { visit } from './visit.ts'

const PHONE = { width: 360, height: 740 }
const DESK = { width: 1280, height: 800 }

// Each page is loaded once, for loading takes longer than looking; without motion, so that colours change at once. The markup is the
// same in the dark, and its colours are the same at every width: they are looked at once.
test('every page can be used by everybody: on a phone, in the dark, on a desk', async ({ browser }) => {
  test.setTimeout(900_000)
  const context = await browser.newContext({ viewport: PHONE, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
  for (const path of PAGES) {
    await visit(page, path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const note = (where: string, found: readonly string[]): void => {
      for (const one of found) problems.push(`${path}, ${where}: ${one}`)
    }
    note('phone', await findingsOf(page))
    await page.emulateMedia({ colorScheme: 'dark' })
    note('dark', await findingsOf(page, ['color-contrast']))
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize(DESK)
    note('desk', await findingsOf(page))
    await page.setViewportSize(PHONE)
  }
  expect(problems).toEqual([])
  await context.close()
})

// Once: what is in them is in the others as well.
test('pages of somebody and of a decision too', async ({ browser }) => {
  test.setTimeout(180_000)
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  for (const path of await findVaryingPages(page)) {
    await visit(page, path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect.soft(await findingsOf(page), path).toEqual([])
  }
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click()
    await expect(page.getByText('Đang tải…')).toBeHidden()
    expect.soft(await findingsOf(page), await tab.innerText()).toEqual([])
  }
  await page.getByRole('button', { name: 'Bỏ dự thảo' }).click()
  await expect(page.getByRole('dialog')).toContainText('Bỏ dự thảo này?')
  expect(await findingsOf(page)).toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: 'Hủy' }).click()
  await visit(page, '/reforms/new')
  await page.getByRole('tab', { name: 'Lập từng bước' }).click()
  await page.getByLabel('Số quyết định, nghị quyết').fill('12/QĐ-UBND')
  await page.getByRole('button', { name: 'Thêm việc' }).click()
  await page.getByRole('button', { name: 'Kiểm tra' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  expect(await findingsOf(page)).toEqual([])
  await page.getByRole('tab', { name: 'Nạp tệp' }).click()
  await page.getByRole('tab', { name: 'Lập từng bước' }).click()
  await expect(page.getByLabel('Số quyết định, nghị quyết')).toHaveValue('12/QĐ-UBND')
  await context.close()
})

test('dialogs, search results and an opened menu too', async ({ browser }) => {
  test.setTimeout(180_000)
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await visit(page, VILLAGE)
  await page.getByRole('button', { name: 'Mục lục' }).click()
  expect(await findingsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Mục lục' }).click()
  for (const name of ['Nhập danh sách thành viên', 'Mã QR và liên kết', /^Giải thích: /]) {
    await page.getByRole('button', { name }).first().click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expect(page.getByRole('dialog').getByText('Đang tải…')).toBeHidden()
    expect(await findingsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await visit(page, `${VILLAGE}?view=overrides`)
  await page.getByRole('button', { name: 'Ghi ngoại lệ' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tên hoặc số điện thoại').fill('siu')
  await expect(dialog.getByRole('button', { name: /^Chọn / }).first()).toBeVisible()
  expect(await findingsOf(page)).toEqual([])
  await dialog
    .getByRole('button', { name: /^Chọn / })
    .first()
    .click()
  await dialog.getByRole('button', { name: 'Ghi ngoại lệ' }).click()
  await expect(dialog).toContainText('Hãy ghi lý do.')
  expect(await findingsOf(page)).toEqual([])
  await dialog.getByLabel('Lý do').fill('giúp việc')
  await dialog.getByRole('button', { name: '1 tháng' }).click()
  await dialog.getByRole('button', { name: 'Ghi ngoại lệ' }).click()
  await expect(dialog).toBeHidden()
  expect(await findingsOf(page)).toEqual([])
  await page.getByRole('button', { name: /^Kết thúc ngoại lệ: / }).click()
  expect(await findingsOf(page)).toEqual([])
  await dialog.getByLabel('Vì sao kết thúc?').fill('hết việc')
  await dialog.getByRole('button', { name: 'Kết thúc ngoại lệ' }).click()
  await expect(dialog).toBeHidden()
  await visit(page, '/people')
  await page.getByLabel('Tên hoặc số điện thoại').fill('siu')
  await expect(page.getByRole('table')).toBeVisible()
  expect(await findingsOf(page)).toEqual([])
  await page.getByRole('table').getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: 'Trong các nhóm' })).toBeVisible()
  expect(await findingsOf(page)).toEqual([])
  for (const name of ['Sửa thông tin', 'Chuyển nơi ở hoặc hộ', 'Không còn ở đây', 'Chọn người chuyển tin giúp']) {
    await page.getByRole('button', { name }).first().click()
    await expect(page.getByRole('dialog')).toBeVisible()
    expect(await findingsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await page
    .getByRole('link', { name: /^(?:đại diện )?hộ$/u })
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'Người trong hộ' })).toBeVisible()
  expect(await findingsOf(page)).toEqual([])
  await context.close()
})
