import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { turnOnSecondFactor } from '../sign-in.ts'
import { visit } from '../visit.ts'

export interface Person {
  readonly name: string
  readonly userName: string
  /** As it stands in the list of roles. */
  readonly role: 'Quản trị viên xã' | 'Cán bộ' | 'Thanh tra'
  /** `null`: the whole program. */
  readonly unit: string | null
}

const PASSWORD = 'qua suối rồi qua đồi'

/** Fills in the form of a new account, up to its button. */
export async function fillAccount(administrator: Page, person: Person): Promise<void> {
  await visit(administrator, '/accounts/new')
  await administrator.getByLabel('Họ và tên').fill(person.name)
  await administrator.getByLabel('Tên đăng nhập').fill(person.userName)
  await administrator.getByLabel('Vai trò').selectOption({ label: person.role })
  if (person.unit === null) await administrator.getByLabel('Toàn hệ thống').check()
  else {
    await administrator.getByRole('combobox', { name: 'Đơn vị', exact: true }).fill(person.unit)
    await administrator
      .getByRole('option', { name: new RegExp(person.unit) })
      .first()
      .click()
  }
}

/** Makes an account and logs in with it, in a browser of its own that knows nobody yet. */
export async function logInAs(
  administrator: Page,
  browser: Browser,
  person: Person,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly password: string }> {
  await fillAccount(administrator, person)
  await administrator.getByRole('button', { name: 'Lập tài khoản' }).click()
  const first = (await administrator.getByTestId('first-password').textContent()) ?? ''

  const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, ...options })
  const page = await context.newPage()
  await visit(page, '/log-in')
  await page.getByLabel('Tên đăng nhập hoặc số điện thoại').fill(person.userName)
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(first)
  await page.getByRole('button', { name: 'Đăng nhập' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Trước khi bắt đầu' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  await page.getByLabel('Mật khẩu mới').fill(PASSWORD)
  await page.getByLabel('Nhập lại mật khẩu').fill(PASSWORD)
  await page.getByRole('button', { name: 'Đặt mật khẩu' }).click()
  if (person.role === 'Quản trị viên xã') await turnOnSecondFactor(page)
  await expect(page.getByRole('heading', { level: 1, name: 'Tổng quan' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  return { page, password: PASSWORD }
}
