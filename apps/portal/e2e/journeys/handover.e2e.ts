import { expect, test } from '@playwright/test'
import { findingsOf } from '../findings.ts'
import { VILLAGE } from '../pages.ts'
import { createTimes } from '../timed.ts'
import { visit } from '../visit.ts'

const COMMUNE = '/units/vn-c-24025a/seats'

test('transfer an officer: from their page to a confirmed handover, with what it means for every group', async ({
  page,
}) => {
  test.setTimeout(120_000)
  await visit(page, COMMUNE)
  const head = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: 'Trưởng Công an xã', exact: true }) })
  const officer = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Cán bộ Công an xã' }) })
  const successor = (await officer.getByRole('link').first().textContent())?.trim() ?? ''
  await head.getByRole('link').first().click()

  const { measured, tell } = createTimes(test.info())
  // One: hand over. Two: who follows. Three: the plan is there. Four: confirm.
  await measured('plan', async () => {
    await page.getByRole('link', { name: 'Bàn giao', exact: true }).click()
    await page.getByLabel('Từ ngày').fill('2024-12-01')
    await page.getByRole('searchbox').first().fill(successor)
    await page
      .getByRole('button', { name: `Chọn ${successor}` })
      .first()
      .click()
    await expect(page.getByRole('heading', { name: 'Kế hoạch cho từng nhóm' })).toBeVisible()
  })
  await expect(page.getByText('rời nhóm').first()).toBeVisible()
  await page.screenshot({ path: 'test-results/handover-1280.png', fullPage: true })
  await page.setViewportSize({ width: 360, height: 800 })
  await page.screenshot({ path: 'test-results/handover-360.png', fullPage: true })
  await page.setViewportSize({ width: 1280, height: 800 })
  await measured('confirm', async () => {
    await page.getByRole('button', { name: 'Xác nhận bàn giao' }).click()
    await expect(page.getByText('Đã bàn giao.')).toBeVisible()
  })

  // Written with its day; taken back before it.
  await expect(page.getByText('Sắp tới').first()).toBeVisible()
  expect(await findingsOf(page)).toEqual([])
  await page.screenshot({ path: 'test-results/handover-done.png', fullPage: true })
  // Another day: who is in a group by then, kept across links, and nothing to press.
  await measured('another day', async () => {
    await visit(page, `${VILLAGE}?on=2024-12-15`)
    await expect(page.getByText('Đang xem tại ngày 15/12/2024')).toBeVisible()
  })
  await expect(page.getByRole('heading', { name: /thay đổi gì/ })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: successor }).first()).toContainText('Trưởng nhóm')
  await page.screenshot({ path: 'test-results/on-day.png', fullPage: true })
  await page.getByRole('link', { name: successor }).first().click()
  await expect(page).toHaveURL(/on=2024-12-15/)
  await expect(page.getByRole('heading', { level: 1, name: successor })).toBeVisible()
  await page.getByRole('link', { name: 'Về hôm nay' }).click()
  await expect(page).not.toHaveURL(/on=/)
  await visit(page, VILLAGE)
  await expect(page.getByText(/Từ 01\/12\/2024: .* giữ Trưởng Công an xã/).first()).toBeVisible()

  await visit(page, '/handovers')
  await expect(page.getByRole('heading', { name: 'Sắp tới' })).toBeVisible()
  await page.getByRole('link', { name: /01\/12\/2024/ }).click()
  await page.getByRole('button', { name: 'Hủy bàn giao' }).click()
  await page.getByLabel('Lý do hủy').fill('Hoãn')
  await measured('take back', async () => {
    await page.getByRole('button', { name: 'Hủy bàn giao' }).click()
    await expect(page.getByText(/hủy .*Hoãn/)).toBeVisible()
  })
  tell()
})
