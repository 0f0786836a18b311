import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { findingsOf } from '../findings.ts'
import { visit } from '../visit.ts'

const GROUP = 'village:vn-v-ia-kdam-x2'
const group = `/groups/${encodeURIComponent(GROUP)}`
const LIST = readFileSync(
  new URL('../../../../examples/ia-pa/members/village_vn-v-ia-kdam-x2.csv', import.meta.url),
  'utf8',
)

/** Whom the task at a place of the page is about. */
async function nameOf(page: Page, at: number): Promise<string> {
  const heading = page.getByRole('article').nth(at).getByRole('heading')
  return ((await heading.textContent()) ?? '').split(':').at(-1)?.trim() ?? ''
}

test('a village by hand: approved, ticked off on a phone, proved by the member list', async ({ page }) => {
  await visit(page, `${group}?view=plan`)
  await page.getByRole('link', { name: 'Duyệt kế hoạch…' }).click()
  await expect(page.getByRole('heading', { name: 'Duyệt kế hoạch' })).toBeVisible()
  await page.getByLabel('Ghi chú (không bắt buộc)').fill('Họp giao ban tháng hai')
  await page.getByRole('button', { name: 'Duyệt và bắt đầu' }).click()
  await expect(page).toHaveURL(/\/runs\/[^/]+$/u)
  await expect(page.getByText('Chờ người làm').first()).toBeVisible()
  const run = page.url()

  await page.setViewportSize({ width: 360, height: 740 })
  await visit(page, `/tasks?group=${encodeURIComponent(GROUP)}`)
  await page.getByRole('button', { name: 'Hiện số điện thoại' }).click()
  const adds = page.getByRole('article').filter({ hasText: 'Mời vào nhóm' })
  const [done, refused] = [await nameOf(page, 0), await nameOf(page, 1)]
  const before = await page.getByRole('article').count()
  await adds
    .nth(1)
    .getByRole('button', { name: /^Từ chối/u })
    .click()
  await expect(page.getByRole('article')).toHaveCount(before - 1)
  await page.getByRole('button', { name: `Đã làm: ${done}` }).click()
  await expect(page.getByRole('article')).toHaveCount(before - 2)
  await expect(adds.filter({ hasText: refused })).toHaveCount(0)

  await page.setViewportSize({ width: 1280, height: 800 })
  await visit(page, group)
  await page.getByRole('button', { name: 'Nhập danh sách thành viên' }).click()
  const dialog = page.getByRole('dialog')
  const buffer = Buffer.from(`${LIST.trimEnd()}\n999,${done},,Thành viên,\n`)
  await dialog.locator('input[type=file]').setInputFiles({ name: 'thanh-vien.csv', mimeType: 'text/csv', buffer })
  await dialog.getByLabel('Đủ: ai không có tên tức là không ở trong nhóm').check()
  await dialog.getByRole('button', { name: 'Ghi danh sách và so sánh' }).click()
  await expect(dialog).toBeHidden()

  await page.goto(run)
  await page.getByRole('button', { name: /^Xem từng việc/u }).click()
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: `Thêm: ${done}` })
      .last(),
  ).toContainText('Đã kiểm chứng')
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: `Thêm: ${refused}` })
      .last(),
  ).toContainText('không muốn vào')

  await test.step('somebody is not wanted any more: the group stops, says so, and goes on with the same tasks by one button', async () => {
    const board = `/tasks?group=${encodeURIComponent(GROUP)}`
    await visit(page, board)
    const tasks = page.getByRole('article')
    const asked = await tasks.count()
    const gone = await nameOf(page, 0)
    await visit(page, `${group}?view=desired`)
    await page.getByLabel('Lọc theo tên hoặc nơi ở').fill(gone)
    await page.getByRole('button', { name: `Giải thích: ${gone}`, exact: true }).click()
    const why = page.getByRole('dialog')
    await why.getByRole('button', { name: 'Ghi ngoại lệ' }).click()
    await why.getByLabel('Lý do').fill('đi làm xa')
    await why.getByRole('button', { name: '6 tháng' }).click()
    await why.getByRole('button', { name: 'Ghi ngoại lệ' }).click()
    await expect(why).toBeHidden()

    await page.setViewportSize({ width: 360, height: 740 })
    await visit(page, board)
    // Nobody is asked to invite them from that moment; the run notices with the next answer.
    await expect(tasks).toHaveCount(asked - 1)
    const ticked = await nameOf(page, 0)
    await page.getByRole('button', { name: `Đã làm: ${ticked}` }).click()
    const told = `1 người không cần mời nữa (${gone})`
    await expect(async () => {
      await visit(page, board)
      await expect(page.getByText(told)).toBeVisible({ timeout: 2_000 })
    }).toPass()
    await expect(tasks).toHaveCount(0)
    expect(await findingsOf(page)).toEqual([])
    await page.goto(run)
    await expect(page.getByText(told)).toBeVisible()
    await page.goto(group)
    await expect(page.getByText(told)).toBeVisible()

    await visit(page, board)
    await page.getByRole('button', { name: /^Duyệt kế hoạch mới .* và làm tiếp$/u }).click()
    await expect(tasks).toHaveCount(asked - 2)
    await expect(tasks.filter({ hasText: ticked })).toHaveCount(0)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(run)
    await expect(page.getByText('Có kế hoạch mới hơn thay thế').first()).toBeVisible()
    await visit(page, '/runs')
    await page
      .getByRole('main')
      .getByRole('link', { name: /Chư Lâu/u })
      .first()
      .click()
    await expect(page).toHaveURL(/\/runs\/[^/]+$/u)
  })
  await page.getByRole('button', { name: 'Dừng hẳn' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Dừng hẳn' }).click()
  await expect(page.getByText('Đã dừng')).toBeVisible()

  // What would come back, and how: only looked at.
  await visit(page, `${new URL(run).pathname}/undo`)
  await expect(page.getByRole('heading', { level: 1, name: 'Hoàn tác kế hoạch đã thực hiện' })).toBeVisible()
  expect(await findingsOf(page)).toEqual([])
})
