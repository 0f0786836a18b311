import { expect, test, type Browser, type Page } from '@playwright/test'
import { ADMINISTRATOR, signIn } from '../sign-in.ts'
import { visit } from '../visit.ts'

const GROUP = `/groups/${encodeURIComponent('village:vn-v-apa-oi-hbriu')}`
const OFFICER = { name: 'Nay Cán Bộ', userName: `can-bo-${Date.now().toString(36)}`, password: 'qua suối rồi qua đồi' }

/** A browser that nobody has logged in with. */
async function freshPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  return context.newPage()
}

/** Calls a procedure without input as another tab of the same browser would. */
async function call(page: Page, path: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await page.request.post(`/trpc/${path}`, { headers, data: JSON.stringify('-1') })
  expect(answer.status()).toBe(200)
}

test('an administrator makes an account, and its officer chooses a password before anything else', async ({
  page,
  browser,
}) => {
  await visit(page, '/accounts')
  await page.getByRole('link', { name: 'Lập tài khoản' }).click()
  await page.getByLabel('Họ và tên').fill(OFFICER.name)
  await page.getByLabel('Tên đăng nhập').fill(OFFICER.userName)
  await page.getByRole('combobox', { name: 'Đơn vị' }).fill('chu mo')
  await page.getByRole('option', { name: /Xã Chư Mố/ }).click()
  await page.getByRole('button', { name: 'Lập tài khoản' }).click()
  const first = (await page.getByTestId('first-password').textContent()) ?? ''
  await page.getByRole('link', { name: 'Xong' }).click()
  await expect(page.getByText('Giao vai trò')).toBeVisible()

  const officer = await freshPage(browser)
  await visit(officer, '/plan')
  await expect(officer.getByRole('heading', { level: 1, name: 'Đăng nhập' })).toBeVisible()
  await officer.getByLabel('Tên đăng nhập hoặc số điện thoại').fill(OFFICER.userName)
  await officer.getByRole('textbox', { name: 'Mật khẩu' }).fill('không phải thế')
  await officer.getByRole('button', { name: 'Đăng nhập' }).click()
  await expect(officer.getByText('Tên đăng nhập, số điện thoại hoặc mật khẩu không đúng.')).toBeVisible()
  await officer.getByRole('textbox', { name: 'Mật khẩu' }).fill(first)
  await officer.getByRole('button', { name: 'Đăng nhập' }).click()
  await expect(officer.getByRole('heading', { level: 1, name: 'Trước khi bắt đầu' })).toBeVisible()
  await officer.waitForLoadState('networkidle')
  await officer.getByLabel('Mật khẩu mới').fill('ngắn')
  await officer.getByLabel('Nhập lại mật khẩu').fill('ngắn')
  await officer.getByRole('button', { name: 'Đặt mật khẩu' }).click()
  await expect(officer.getByText('Mật khẩu cần ít nhất 14 ký tự.')).toBeVisible()
  await officer.getByLabel('Mật khẩu mới').fill(OFFICER.password)
  await officer.getByLabel('Nhập lại mật khẩu').fill(OFFICER.password)
  await officer.getByRole('button', { name: 'Đặt mật khẩu' }).click()
  await expect(officer.getByRole('heading', { level: 1, name: 'Tổng quan' })).toBeVisible()
  await officer.waitForLoadState('networkidle')
  await officer.getByRole('button', { name: OFFICER.name }).click()
  await expect(officer.getByText(/Cán bộ · .*Chư Mố/)).toBeVisible()
  await officer.goto('/accounts')
  await expect(officer.getByRole('heading', { level: 1, name: 'Không có quyền' })).toBeVisible()

  // Disabled: out at once, and told so only with the right password.
  await page.getByRole('button', { name: 'Vô hiệu tài khoản' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Vô hiệu tài khoản' }).click()
  await expect(page.getByText('Quản trị viên đã vô hiệu tài khoản này.')).toBeVisible()
  await officer.goto('/groups')
  await expect(officer.getByRole('heading', { level: 1, name: 'Đăng nhập' })).toBeVisible()
  await officer.context().close()
})

test('a session that locks in the middle of a form loses nothing', async ({ browser }) => {
  const page = await freshPage(browser)
  await signIn(page, GROUP)
  await page.getByRole('button', { name: 'Mã QR và liên kết' }).click()
  const field = page.getByRole('dialog').getByLabel('Liên kết nhóm')
  const link = `https://zalo.example/g/${Date.now().toString(36)}`
  await field.fill(link)

  // As if nobody had touched it for five minutes.
  await call(page, 'session.lock')
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu' }).click()
  const lock = page.getByRole('dialog', { name: 'Màn hình đã khóa' })
  await expect(lock).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await lock.getByRole('textbox', { name: 'Mật khẩu' }).fill('không phải thế')
  await lock.getByRole('button', { name: 'Mở khóa' }).click()
  await expect(lock.getByText('Mật khẩu không đúng.')).toBeVisible()
  await lock.getByRole('textbox', { name: 'Mật khẩu' }).fill(ADMINISTRATOR.password)
  await lock.getByRole('button', { name: 'Mở khóa' }).click()
  await expect(lock).toBeHidden()
  // What was pressed before is carried out now.
  await expect(page.getByText('Đã ghi liên kết.')).toBeVisible()

  // The whole session is over: the same, with the second factor.
  await page.getByRole('button', { name: 'Mã QR và liên kết' }).click()
  await field.fill(`${link}-2`)
  await call(page, 'session.logOut')
  await page.getByRole('dialog').getByRole('button', { name: 'Lưu' }).click()
  await expect(lock.getByText(/Phiên làm việc đã hết/)).toBeVisible()
  await expect(field).toHaveValue(`${link}-2`)
  await page.context().close()
})

test('the screen warns a minute before it locks', async ({ browser }) => {
  const page = await freshPage(browser)
  await signIn(page, '/groups')
  await page.clock.install()
  await visit(page, '/groups')
  // The clock of the server goes on as always: its answer is the one of a session that nobody has used.
  await page.route('**/trpc/session.state*', (route) =>
    route.fulfill({ json: { result: { data: '[{"barred":1,"secondsLeft":2},null,45]' } } }),
  )
  await page.clock.fastForward(4 * 60_000 + 5_000)
  await expect(page.getByText(/Màn hình sẽ khóa sau [34]\d giây/)).toBeVisible()
  await page.mouse.move(200, 200)
  await expect(page.getByText('Màn hình sẽ khóa sau')).toBeHidden()
  await page.context().close()
})
