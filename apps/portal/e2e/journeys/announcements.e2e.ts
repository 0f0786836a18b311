import { expect, test } from '@playwright/test'
import { visit } from '../visit.ts'

const WORDS = 'Cảnh giác lừa đảo qua điện thoại. Có nghi ngờ thì gọi Công an xã.'

test('an announcement by hand: written, looked at, approved, ticked off on a phone, and seen to the end', async ({
  page,
}) => {
  await visit(page, '/groups')
  await page.getByRole('link', { name: 'Thông báo chính thức' }).click()
  await page.getByRole('link', { name: 'Soạn thông báo' }).click()
  await expect(page.getByRole('heading', { name: 'Soạn thông báo chính thức' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Xem trước' }).click()
  await expect(page.getByText('Chưa có nội dung để gửi.')).toBeVisible()

  await page.getByLabel('Nội dung').fill(`${WORDS} [@all]`)
  await page.getByLabel('Theo danh sách nhóm').check()
  await page.getByLabel('Tìm nhóm theo tên').fill('Chư Mố')
  await page.getByRole('checkbox').first().waitFor()
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'Xem trước' }).click()
  const preview = page.getByRole('region', { name: 'Sẽ gửi đúng như sau' })
  await expect(preview.getByText(WORDS, { exact: true })).toBeVisible()
  await expect(preview).toContainText('đăng bằng tay 1')
  // What is written anew has to be looked at anew.
  await page.getByLabel('Nội dung').fill(`${WORDS} Xin cảm ơn. [@all]`)
  await expect(preview).toBeHidden()
  await page.reload()
  await expect(page.getByLabel('Nội dung')).toHaveValue(`${WORDS} Xin cảm ơn. [@all]`)
  await page.getByRole('button', { name: 'Xem trước' }).click()
  await page.getByRole('button', { name: 'Duyệt và gửi' }).click()
  await expect(page).toHaveURL(/\/announcements\/(?!new)[^/]+$/u)
  await expect(page.getByText('Chờ đăng tay').first()).toBeVisible()
  const address = page.url()

  await page.setViewportSize({ width: 360, height: 740 })
  await visit(page, '/tasks')
  const task = page.getByRole('article').filter({ hasText: 'Đăng thông báo chính thức' })
  await expect(task).toContainText(`${WORDS} Xin cảm ơn.`)
  await expect(task).not.toContainText('[@all]')
  await task.getByRole('button', { name: /^Đã làm/u }).click()
  await expect(task).toHaveCount(0)

  await page.goto(address)
  await expect(page.getByText('Đã đăng tay').first()).toBeVisible()
  await expect(page.getByText('Đã xong')).toBeVisible()
})
