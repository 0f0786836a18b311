import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { PAGES, VILLAGE } from './pages.ts'
import { visit } from './visit.ts'

const SIZES = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
]

async function seriousFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  const { violations } = await (rules === undefined ? axe : axe.withRules([...rules])).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

// The markup is the same in the dark, and its colours are the same at every width: they are looked at once.
for (const [colorScheme, rules, sizes] of [
  ['light', undefined, SIZES],
  ['dark', ['color-contrast'], SIZES.slice(0, 1)],
] as const) {
  for (const viewport of sizes) {
    test(`every page can be used by everybody: ${colorScheme}, ${viewport.width} × ${viewport.height}`, async ({
      browser,
    }) => {
      test.setTimeout(400_000)
      const context = await browser.newContext({ colorScheme, viewport })
      const page = await context.newPage()
      const problems: string[] = []
      page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
      for (const path of PAGES) {
        await visit(page, path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        for (const finding of await seriousFindings(page, rules)) problems.push(`${path}: ${finding}`)
        const beyond = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        if (beyond > 0) problems.push(`${path}: ${beyond} px wider than the screen`)
      }
      expect(problems).toEqual([])
      await context.close()
    })
  }
}

test('dialogs, search results and an opened menu too', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await visit(page, VILLAGE)
  await page.getByRole('button', { name: 'Mục lục' }).click()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Mục lục' }).click()
  for (const name of ['Nhập danh sách thành viên', 'Mã QR và liên kết', /^Giải thích: /]) {
    await page.getByRole('button', { name }).first().click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expect(page.getByRole('dialog').getByText('Đang tải…')).toBeHidden()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await visit(page, `${VILLAGE}?view=overrides`)
  await page.getByRole('button', { name: 'Ghi ngoại lệ' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tên hoặc số điện thoại').fill('siu')
  await expect(dialog.getByRole('button', { name: /^Chọn / }).first()).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await dialog
    .getByRole('button', { name: /^Chọn / })
    .first()
    .click()
  await dialog.getByRole('button', { name: 'Ghi ngoại lệ' }).click()
  await expect(dialog).toContainText('Hãy ghi lý do.')
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByLabel('Lý do').fill('giúp việc')
  await dialog.getByRole('button', { name: '1 tháng' }).click()
  await dialog.getByRole('button', { name: 'Ghi ngoại lệ' }).click()
  await expect(dialog).toBeHidden()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: /^Kết thúc ngoại lệ: / }).click()
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByLabel('Vì sao kết thúc?').fill('hết việc')
  await dialog.getByRole('button', { name: 'Kết thúc ngoại lệ' }).click()
  await expect(dialog).toBeHidden()
  await visit(page, '/people')
  await page.getByLabel('Tên hoặc số điện thoại').fill('siu')
  await expect(page.getByRole('table')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('table').getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: 'Trong các nhóm' })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  for (const name of ['Sửa thông tin', 'Chuyển nơi ở hoặc hộ', 'Không còn ở đây', 'Chọn người chuyển tin giúp']) {
    await page.getByRole('button', { name }).first().click()
    await expect(page.getByRole('dialog')).toBeVisible()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await page.getByRole('link', { name: 'hộ', exact: true }).first().click()
  await expect(page.getByRole('heading', { name: 'Người trong hộ' })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await context.close()
})
