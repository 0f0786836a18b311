import { expect, test } from '@playwright/test'
import { VILLAGE } from '../pages.ts'
import { createTimes } from '../timed.ts'
import { visit } from '../visit.ts'

test('an inspector asks who was in a village group on a past day, and the look stands in the log', async ({ page }) => {
  await visit(page, VILLAGE)
  await page.getByRole('link', { name: 'Lịch sử' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Lịch sử')
  await page.getByLabel('Vào ngày').fill('2024-01-20')
  await page.getByLabel('So với ngày').fill('2024-01-25')
  const { measured, tell } = createTimes(test.info())
  await measured('past day', async () => {
    await page.getByRole('button', { name: 'Xem' }).click()
    await expect(page).toHaveURL(/on=2024-01-20/)
  })
  await expect(page.getByRole('heading', { name: 'Thay đổi từ 20/01/2024 đến 25/01/2024' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Từng người' })).toBeVisible()
  await page.getByLabel('Theo', { exact: true }).selectOption({ label: 'Những gì được ghi vào ngày đó' })
  await page.getByRole('button', { name: 'Xem' }).click()
  await expect(page.getByText('Bắt đầu ghi lịch sử từ')).toBeVisible()

  await visit(page, '/audit?action=group-history-seen')
  const looks = page.getByRole('listitem').filter({ hasText: 'Xem lịch sử thành viên của nhóm' })
  await expect(looks.first()).toContainText('ngày: 20/01/2024')
  await measured('verify the log', async () => {
    await page.getByRole('button', { name: 'Kiểm tra ngay' }).click()
    await expect(page.getByText('Nhật ký nguyên vẹn')).toBeVisible()
  })

  await visit(page, `${VILLAGE}/history?on=2024-02-01`)
  await page
    .getByRole('button', { name: /^Vì sao cần có\?/ })
    .first()
    .click()
  const why = page.getByRole('dialog', { name: ', ngày 01/02/2024' })
  await expect(why).toContainText('Cần có trong nhóm')
  await why.getByRole('button', { name: 'Đóng' }).first().click()
  tell()
  if (process.env['KETNOI_SHOTS'] !== undefined)
    for (const [name, path] of [
      ['audit', '/audit'],
      ['group', `${VILLAGE}/history?on=2024-02-01&compare=2024-01-10`],
      ['unit', '/units/vn-c-24025a/history?on=2024-02-01'],
    ] as const)
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 900 })
        await visit(page, path)
        await page.screenshot({ path: `${process.env['KETNOI_SHOTS']}/${name}-${String(width)}.png` })
      }
})
