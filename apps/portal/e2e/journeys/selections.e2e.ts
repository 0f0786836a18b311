import { readFileSync } from 'node:fs'
import { readWorkbook } from '@ketnoi/rosters'
import { expect, test, type Page } from '@playwright/test'
import { findingsOf } from '../findings.ts'
import { visit } from '../visit.ts'

async function expectUsable(page: Page): Promise<void> {
  for (const [width, height] of [
    [360, 740],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height })
    expect(await findingsOf(page)).toEqual([])
  }
}

async function listVillage(page: Page, name: string, option: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: 'Trong đơn vị' }).fill(name)
  await page.getByRole('option', { name: option }).first().click()
  await expect(page.getByRole('table')).toBeVisible()
}

test('three people move to another village together, one of whom somebody changed meanwhile, and go into a file', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000)
  await visit(page, '/people')
  await listVillage(page, 'apa oi hbriu', /Apa Ơi Hbriu/)
  const boxes = page.getByRole('table').getByRole('checkbox')
  const names: string[] = []
  for (const at of [0, 1, 2]) {
    await boxes.nth(at).check()
    names.push((await boxes.nth(at).getAttribute('aria-label'))?.replace('Chọn ', '') ?? '')
  }
  const bar = page.getByRole('region', { name: 'Đã chọn 3 người' })
  await expect(bar).toBeVisible()
  await expectUsable(page)

  // Somebody else is faster with the third.
  const address = (await page.getByRole('table').getByRole('row').nth(3).getByRole('link').getAttribute('href')) ?? ''
  const other = await (await browser.newContext({ locale: 'vi-VN' })).newPage()
  await visit(other, address)
  await other.getByRole('button', { name: 'Sửa thông tin' }).click()
  const reachability = other.getByRole('dialog').getByLabel('Liên lạc')
  const isShared = (await reachability.inputValue()) === 'shared-phone'
  await reachability.selectOption(isShared ? 'reachable' : 'shared-phone')
  await other.getByRole('button', { name: 'Lưu' }).click()
  await expect(other.getByRole('dialog')).toBeHidden()

  await bar.getByRole('button', { name: 'Chuyển nơi ở, hộ' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Nơi ở mới' }).fill('quy duc')
  await dialog
    .getByRole('option', { name: /Quý Đức/ })
    .first()
    .click()
  await dialog.getByRole('button', { name: 'Xem trước' }).click()
  await expect(dialog.getByText('2 người sẽ được đổi.')).toBeVisible()
  await expect(dialog.getByText('người khác vừa sửa')).toBeVisible()
  await expectUsable(page)
  await dialog.getByRole('button', { name: 'Đổi 2 người' }).click()
  await expect(dialog.getByText('Đã đổi 2 người.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Đóng' }).last().click()
  await expect(bar).toBeHidden()

  await listVillage(page, 'quy duc', /Quý Đức/)
  for (const name of names.slice(0, 2)) {
    await page.getByLabel('Tên hoặc số điện thoại').fill(name)
    await page
      .getByRole('checkbox', { name: `Chọn ${name}` })
      .first()
      .check()
  }
  await page.getByRole('button', { name: 'Xuất tệp' }).click()
  await dialog.getByLabel('Người nhận').fill('Trưởng thôn Quý Đức')
  await dialog.getByLabel('Để làm gì').fill('lập danh sách hộ mới đến')
  await dialog.getByLabel('Che bớt').check()
  await expectUsable(page)
  const downloading = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Xuất' }).click()
  const path = await (await downloading).path()
  await expect(dialog.getByText('Đã xuất 2 người.')).toBeVisible()
  const read = await readWorkbook(readFileSync(path), { fileName: 'a.xlsx' })
  const rows = read.ok ? (read.value.sheets[0]?.rows ?? []) : []
  expect(rows[0]?.[0]).toBe('Người nhận: Trưởng thôn Quý Đức')
  expect(rows[3]).toEqual(['STT', 'Họ và tên', 'Thôn, làng', 'Số điện thoại'])
  expect(rows.slice(4).map((row) => row[1])).toHaveLength(2)
  expect(JSON.stringify(rows)).not.toMatch(/\d{7}/u)
})
