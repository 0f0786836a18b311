import { expect, test, type Page } from '@playwright/test'
import { findingsOf } from '../findings.ts'
import { visit } from '../visit.ts'

async function expectUsable(page: Page, picture: string): Promise<void> {
  for (const [width, height] of [
    [360, 740],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height })
    expect(await findingsOf(page)).toEqual([])
    await page.screenshot({ path: test.info().outputPath(`${picture}-${width}.png`), fullPage: true })
  }
}

test('two people are moved by mistake, and moved back after a look at what the undo does', async ({ page }) => {
  test.setTimeout(120_000)
  await visit(page, '/people')
  await page.getByRole('combobox', { name: 'Trong đơn vị' }).fill('quy duc')
  await page
    .getByRole('option', { name: /Quý Đức/ })
    .first()
    .click()
  const boxes = page.getByRole('table').getByRole('checkbox')
  await boxes.nth(0).check()
  await boxes.nth(1).check()
  const address = (await page.getByRole('table').getByRole('row').nth(1).getByRole('link').getAttribute('href')) ?? ''
  await page.getByRole('button', { name: 'Chuyển nơi ở, hộ' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Nơi ở mới' }).fill('apa oi hbriu')
  await dialog
    .getByRole('option', { name: /Apa Ơi Hbriu/ })
    .first()
    .click()
  await dialog.getByRole('button', { name: 'Xem trước' }).click()
  await dialog.getByRole('button', { name: 'Đổi 2 người' }).click()
  await dialog.getByRole('link', { name: 'Xem và hoàn tác lần đổi này' }).click()

  await expect(page.getByRole('heading', { name: 'Hoàn tác', exact: true })).toBeVisible()
  await expect(page.getByText('trả lại: nơi ở')).toHaveCount(2)
  await expectUsable(page, 'plan')
  await page.getByLabel('Lý do hoàn tác').fill('chọn nhầm thôn')
  await page.getByRole('button', { name: 'Hoàn tác cho 2 người' }).click()
  await expect(page.getByText('Không còn gì để hoàn tác')).toBeVisible()
  await expect(page.getByText(/chọn nhầm thôn/)).toBeVisible()

  await visit(page, '/changes')
  await expect(page.getByText('Đã hoàn tác').first()).toBeVisible()
  await expectUsable(page, 'list')
  await visit(page, '/expiring')
  await expectUsable(page, 'expiring')
  await visit(page, address)
  await expect(page.getByText('Quý Đức').first()).toBeVisible()
})
