import { expect, test, type Page } from '@playwright/test'
import { turnOnSecondFactor } from '../sign-in.ts'
import { visit } from '../visit.ts'

const COMMITTEE = 'commune-committee'
const SECOND = {
  name: 'Rmah Thứ Hai',
  userName: `thu-hai-${Date.now().toString(36)}`,
  password: 'qua đèo rồi qua suối',
}
const WAIT_MS = 120_000

/** An administrator who has to agree as well, in a browser of their own. */
async function secondAdministrator(page: Page): Promise<Page> {
  await visit(page, '/accounts/new')
  await page.getByLabel('Họ và tên').fill(SECOND.name)
  await page.getByLabel('Tên đăng nhập').fill(SECOND.userName)
  await page.getByLabel('Vai trò').selectOption({ label: 'Quản trị viên' })
  await page.getByLabel('Toàn hệ thống').check()
  await page.getByRole('button', { name: 'Lập tài khoản' }).click()
  const first = (await page.getByTestId('first-password').textContent()) ?? ''
  const browser = page.context().browser()
  if (browser === null) throw new Error('a browser of its own is needed')
  const other = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
  await visit(other, '/log-in')
  await other.getByLabel('Tên đăng nhập hoặc số điện thoại').fill(SECOND.userName)
  await other.getByRole('textbox', { name: 'Mật khẩu' }).fill(first)
  await other.getByRole('button', { name: 'Đăng nhập' }).click()
  await expect(other.getByRole('heading', { level: 1, name: 'Trước khi bắt đầu' })).toBeVisible()
  await other.waitForLoadState('networkidle')
  await other.getByLabel('Mật khẩu mới').fill(SECOND.password)
  await other.getByLabel('Nhập lại mật khẩu').fill(SECOND.password)
  await other.getByRole('button', { name: 'Đặt mật khẩu' }).click()
  await turnOnSecondFactor(other)
  return other
}

async function goToDay(page: Page, day: string): Promise<void> {
  await visit(page, '/setup')
  await page.getByLabel('Cố định tại ngày').fill(day)
  await page.getByRole('button', { name: 'Xem tại ngày này' }).click()
  await expect(page.getByText(`Đang cố định tại ngày ${day.split('-').reverse().join('/')}`)).toBeVisible({
    timeout: WAIT_MS,
  })
  await expect(page.getByRole('button', { name: 'Xem tại ngày này' })).toBeVisible({ timeout: WAIT_MS })
}

test('the reform of 2025 is rehearsed, approved by two, applied, in effect on its day, and undone', async ({
  page,
}) => {
  test.setTimeout(10 * 60_000)
  const times: Record<string, number> = {}
  const measured = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const from = Date.now()
    await work()
    times[name] = Date.now() - from
  }
  const other = await secondAdministrator(page)

  await visit(page, '/reforms')
  await page.getByRole('button', { name: /Nạp quyết định sắp xếp 2025/ }).click()
  await expect(page.getByText('Chưa diễn tập')).toBeVisible()
  await page.waitForLoadState('networkidle')
  const address = new URL(page.url()).pathname
  await page.getByRole('button', { name: 'Diễn tập' }).click()
  await measured('rehearse', () => expect(page.getByRole('tab', { name: /Đơn vị/ })).toBeVisible({ timeout: WAIT_MS }))
  await expect(page.getByText('Nhập vào').first()).toBeVisible()
  await page.screenshot({ path: 'test-results/reform-units.png' })
  await page.getByRole('tab', { name: 'Nhóm' }).click()
  await expect(
    page
      .locator('span')
      .filter({ hasText: /^Tiếp tục$/ })
      .first(),
  ).toBeVisible()
  await page.screenshot({ path: 'test-results/reform-groups.png', fullPage: true })
  await page.getByRole('tab', { name: 'Người' }).click()
  await expect(page.getByText('Vào:').first()).toBeVisible()
  await page.getByRole('tab', { name: /Cần quyết định/ }).click()
  await expect(page.getByRole('heading', { name: 'Ghế kết thúc, cần phân công' })).toBeVisible()
  await page
    .getByRole('button', { name: /^Phân công / })
    .first()
    .click()
  await expect(page.getByText('Đã phân công trong quyết định')).toBeVisible({ timeout: WAIT_MS })
  await page.setViewportSize({ width: 360, height: 740 })
  await page.screenshot({ path: 'test-results/reform-narrow.png', fullPage: true })
  await page.setViewportSize({ width: 1280, height: 800 })

  await page.getByRole('button', { name: 'Duyệt', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Lý do, căn cứ').fill('NQ 1664/NQ-UBTVQH15')
  await page.getByRole('dialog').getByRole('button', { name: 'Duyệt' }).click()
  await expect(page.getByText('Bạn là người duyệt')).toBeVisible()
  await visit(other, address)
  await other.getByRole('button', { name: 'Tôi cũng đồng ý' }).click()
  await expect(other.getByRole('button', { name: 'Áp dụng' })).toBeVisible()
  await visit(page, address)
  await page.getByRole('button', { name: 'Áp dụng' }).click()
  await measured('apply', () => expect(page.getByText('Đã ghi, chờ đến ngày')).toBeVisible({ timeout: WAIT_MS }))

  await measured('day', () => goToDay(page, '2025-07-01'))
  await visit(page, '/groups?text=BCĐ')
  await visit(page, address)
  await expect(page.getByText('Đã có hiệu lực')).toBeVisible()
  for (const commune of ['Xã Ia Pa', 'Xã Ia Tul', 'Xã Pờ Tó'])
    await expect(page.getByRole('link', { name: commune, exact: true })).toBeVisible()
  await page.screenshot({ path: 'test-results/reform-results.png', fullPage: true })
  await page.getByRole('link', { name: 'Kế hoạch của đơn vị' }).first().click()
  await expect(page.getByRole('heading', { name: /nhóm/ }).first()).toBeVisible()
  await visit(page, `/groups/${encodeURIComponent(`${COMMITTEE}:vn-c-24022b`)}`)
  await expect(page.getByRole('heading', { level: 1, name: /Ia Pa/ })).toBeVisible()

  await visit(page, address)
  await page.getByRole('button', { name: 'Hoàn tác…' }).click()
  await measured('undo-plan', () => expect(page.getByText('Trả lại như trước')).toBeVisible({ timeout: WAIT_MS }))
  await page.screenshot({ path: 'test-results/reform-undo.png' })
  await page.getByRole('dialog').getByLabel('Lý do, căn cứ').fill('diễn tập xong')
  await page.getByRole('dialog').getByRole('button', { name: 'Duyệt hoàn tác' }).click()
  await expect(page.getByText('Bạn là người duyệt')).toBeVisible({ timeout: WAIT_MS })
  await visit(other, address)
  await other.getByRole('button', { name: 'Tôi cũng đồng ý' }).click()
  await expect(other.getByRole('button', { name: 'Bắt đầu hoàn tác' })).toBeVisible()
  await visit(page, address)
  await page.getByRole('button', { name: 'Bắt đầu hoàn tác' }).click()
  await measured('undo', () => expect(page.getByText('Đã hoàn tác')).toBeVisible({ timeout: WAIT_MS }))
  await goToDay(page, '2024-02-01')
  await visit(page, '/groups')
  await expect(page.getByText('83 nhóm')).toBeVisible()
  test.info().annotations.push({ type: 'milliseconds', description: JSON.stringify(times) })
  await other.context().close()
})
