import { expect, test, type Page } from '@playwright/test'
import { turnOnSecondFactor } from '../sign-in.ts'
import { VILLAGE } from '../pages.ts'
import { createTimes } from '../timed.ts'
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
  await page.getByRole('button', { name: 'Cố định ngày này' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cố định ngày này' }).click()
  await expect(page.getByText(`Đang cố định tại ngày ${day.split('-').reverse().join('/')}`)).toBeVisible({
    timeout: WAIT_MS,
  })
  await expect(page.getByRole('button', { name: 'Cố định ngày này' })).toBeVisible({ timeout: WAIT_MS })
}

/** The list of groups by the old name of a commune: the villages that lay in it, and why they were found. */
async function searchByOldName(page: Page): Promise<void> {
  await visit(page, '/groups')
  await page.getByLabel('Tên nhóm').fill('Chư Mố')
  await expect(page.getByText('Xã Chư Mố nay thuộc Xã Ia Tul.')).toBeVisible()
  const row = page.getByRole('row').filter({ hasText: 'Apa Ơi Hbriu – Xã Ia Tul' }).first()
  await expect(row).toContainText('trước thuộc Xã Chư Mố')
  await expect(page.getByRole('row').filter({ hasText: 'BCĐ Xã Ia Tul' })).toContainText('trước là Xã Chư Mố')
  await page.screenshot({ path: 'test-results/reform-old-name.png' })
  await page.getByRole('link', { name: 'Các nhóm của Xã Chư Mố khi đó' }).click()
  await expect(page.getByRole('link', { name: 'BCĐ Xã Chư Mố' })).toBeVisible()
  await visit(page, '/groups?text=24028')
  await expect(page.getByText('24028 là mã của Xã Ia Tul.')).toBeVisible()
  // Addresses that were kept lead on as well.
  await visit(page, '/groups?unit=vn-c-24025a')
  await expect(page.getByText('Xã Chư Mố nay thuộc Xã Ia Tul.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'BCĐ Xã Ia Tul' })).toBeVisible()
  await visit(page, `/groups/${COMMITTEE}:vn-c-24025a`)
  await expect(page).toHaveURL(/history\?on=2025-06-30/)
  await expect(page.getByRole('heading', { level: 1, name: /BCĐ Xã Chư Mố/ })).toBeVisible()
  await visit(page, '/units/vn-c-24025a')
  await expect(page.getByText('Đơn vị này không còn từ ngày 01/07/2025. Nay thuộc Xã Ia Tul')).toBeVisible()
  await visit(page, '/units')
  await page.getByRole('combobox', { name: 'Tìm đơn vị' }).fill('chu mo')
  await expect(page.getByRole('option', { name: 'Xã Ia Tul' })).toContainText('trước là Xã Chư Mố')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Xã Ia Tul' })).toBeVisible()
}

/** Who was in a village's group before the reform: found by what the commune was called then, told with the names of that day. */
async function askForPastDay(page: Page, measured: ReturnType<typeof createTimes>['measured']): Promise<void> {
  await measured('find by the old name', async () => {
    await visit(page, '/groups')
    await page.getByRole('combobox', { name: 'Đơn vị' }).fill('Chư Mố')
    await page.getByRole('option', { name: 'Xã Ia Tul' }).click()
    await page
      .getByRole('link', { name: /Apa Ơi Hbriu – Xã Ia Tul/ })
      .first()
      .click()
    await expect(page.getByRole('heading', { level: 1, name: /Apa Ơi Hbriu – Xã Ia Tul/ })).toBeVisible()
  })
  await measured('past day', async () => {
    await page.getByRole('link', { name: 'Lịch sử' }).click()
    await page.getByLabel('Vào ngày').fill('2025-06-15')
    await page.getByRole('button', { name: 'Xem' }).click()
    await expect(page).toHaveURL(/on=2025-06-15/)
    await expect(page.getByRole('heading', { level: 1, name: /Apa Ơi Hbriu – Xã Chư Mố/ })).toBeVisible()
  })
  await expect(page.getByText('Ngày 15/06/2025 thuộc Xã Chư Mố, Huyện Ia Pa, Tỉnh Gia Lai.')).toBeVisible()
  const members = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Vì sao cần có\?/ }) })
  await expect(members.first()).toContainText('Trưởng nhóm')
  await expect(members.filter({ hasText: 'Thực tế:' }).first()).toBeVisible()
  await page.screenshot({ path: 'test-results/reform-past-day.png' })
  await measured('why', async () => {
    await page
      .getByRole('button', { name: /^Vì sao cần có\?/ })
      .first()
      .click()
    const why = page.getByRole('dialog', { name: ', ngày 15/06/2025' })
    await expect(why).toContainText('Cần có trong nhóm')
    await expect(why).toContainText('Chư Mố')
    await why.getByRole('button', { name: 'Đóng' }).first().click()
  })
  await expect(page).toHaveURL(new RegExp(VILLAGE.replace(/[%]/g, '.')))
}

test('the reform of 2025 is rehearsed, approved by two, applied, in effect on its day, and undone', async ({
  page,
}) => {
  test.setTimeout(10 * 60_000)
  const { measured, tell } = createTimes(test.info())
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
  await test.step('another group is chosen to go on, and the choice is taken back', async () => {
    const row = page.getByRole('listitem').filter({ hasText: 'BCĐ Xã Chư Răng' })
    await row.getByRole('button', { name: /^Chọn nhóm này tiếp tục/ }).click()
    await expect(row).toContainText('do được chọn', { timeout: WAIT_MS })
    await expect(page.getByText('Đã ghi và diễn tập lại.')).toBeVisible()
    await row.getByRole('button', { name: /^Bỏ lựa chọn/ }).click()
    await expect(row).toContainText('Nhập vào', { timeout: WAIT_MS })
  })
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

  await searchByOldName(page)
  await askForPastDay(page, measured)

  await visit(page, address)
  await page.getByRole('button', { name: 'Hoàn tác…' }).click()
  await measured('undo-plan', () => expect(page.getByText('Trả lại như trước')).toBeVisible({ timeout: WAIT_MS }))
  await page.screenshot({ path: 'test-results/reform-undo.png' })
  await page.getByRole('dialog').getByLabel('Lý do, căn cứ').fill('diễn tập xong')
  await page.getByRole('dialog').getByRole('button', { name: 'Duyệt hoàn tác' }).click()
  await expect(page.getByText('Bạn là người duyệt')).toBeVisible({ timeout: WAIT_MS })
  await visit(other, address)
  await other.getByRole('button', { name: 'Tôi cũng đồng ý' }).click()
  // Whoever agrees to undoing it sees what it gives back first.
  await other.getByRole('dialog').getByRole('button', { name: 'Tôi cũng đồng ý' }).click()
  await expect(other.getByRole('button', { name: 'Bắt đầu hoàn tác' })).toBeVisible()
  await visit(page, address)
  await page.getByRole('button', { name: 'Bắt đầu hoàn tác' }).click()
  await measured('undo', () => expect(page.getByText('Đã hoàn tác')).toBeVisible({ timeout: WAIT_MS }))
  await goToDay(page, '2024-02-01')
  await visit(page, '/groups')
  await expect(page.getByText('83 nhóm')).toBeVisible()
  tell()
  await other.context().close()
})
