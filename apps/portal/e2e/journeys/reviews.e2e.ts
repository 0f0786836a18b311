import { expect, test, type Page } from '@playwright/test'
import { findingsOf } from '../findings.ts'
import { VILLAGE } from '../pages.ts'
import { visit } from '../visit.ts'

async function expectUsable(page: Page, picture: string): Promise<void> {
  for (const [width, height] of [
    [360, 740],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height })
    expect(await findingsOf(page)).toEqual([])
    await page.screenshot({ path: test.info().outputPath(`${picture}-${width}.png`) })
  }
}

test('reviews are switched on, and one group is looked through and signed', async ({ page }) => {
  test.setTimeout(120_000)
  await visit(page, '/reviews')
  await expect(page.getByText('Chưa bật rà soát')).toBeVisible()
  await expectUsable(page, 'off')
  await page.getByRole('button', { name: 'Bật rà soát' }).click()
  await expect(page.getByText('Không nhóm nào đến hạn')).toBeVisible()
  // As it will look when the year is over.
  await visit(page, '/reviews?on=2026-01-15')
  await expect(page.getByRole('heading', { name: /Quá hạn/ })).toBeVisible()
  await expectUsable(page, 'due')

  await visit(page, VILLAGE.replace('/groups/', '/reviews/'))
  await expect(page.getByRole('heading', { name: /Ai ở trong nhóm/ })).toBeVisible()
  const remark = page.getByLabel(/Nhận xét về/).first()
  await remark.selectOption({ label: 'Không thuộc nhóm' })
  await expect(page.getByLabel('Vì sao không thuộc nhóm')).toBeVisible()
  await expectUsable(page, 'group')
  await remark.selectOption({ label: 'Đúng' })
  await page.getByLabel('Tôi đã xem hết các thành viên').check()
  await page.getByRole('button', { name: 'Ký: tất cả đều đúng' }).click()
  await expect(page).toHaveURL(/\/reviews$/)
  await visit(page, VILLAGE.replace('/groups/', '/reviews/'))
  await expect(page.getByText('tất cả đều đúng').last()).toBeVisible()
  await visit(page, '/reviews')

  // The journeys after this one find the program as it was.
  await page.getByText('Cách rà soát theo loại nhóm').click()
  await page.getByRole('button', { name: 'Tắt' }).click()
  await expect(page.getByText('Chưa bật rà soát')).toBeVisible()
})
