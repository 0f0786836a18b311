import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, type Page } from '@playwright/test'
import { totpCode } from '../../../test/totp.ts'
import { visit } from './visit.ts'

/** The administrator of the run. Its second factor is kept beside the data, for journeys that log in by themselves. */
export const ADMINISTRATOR = { name: 'Quản Trị Viên', userName: 'quan-tri', password: 'con đường làng' }
/** The cookies of the administrator: every test starts with them. */
export const loggedIn = (): string => join(folder(), 'logged-in.json')
const secretFile = (): string => join(folder(), 'second-factor')
/** Which half minute of its app was used last. */
const spentFile = (): string => join(folder(), 'second-factor-spent')
const STEP_MS = 30_000
const currentStep = (): number => Math.floor(Date.now() / STEP_MS)

function folder(): string {
  const running = process.env['KETNOI_E2E_URL']
  // A portal that runs already outlives the run.
  const folder =
    running === undefined ? process.env['KETNOI_E2E_DATA'] : join(tmpdir(), `ketnoi-e2e-${new URL(running).port}`)
  if (folder === undefined) throw new Error('there is no folder for the data of the run')
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Makes the first administrator, on the set-up page. */
export async function becomeAdministrator(page: Page): Promise<void> {
  const { name, userName, password } = ADMINISTRATOR
  await page.getByLabel('Mã máy chủ đã in ra').fill(process.env['KETNOI_E2E_CODE'] ?? '')
  await page.getByLabel('Họ và tên').fill(name)
  await page.getByLabel('Tên đăng nhập').fill(userName)
  await page.getByLabel('Mật khẩu mới').fill(password)
  await page.getByLabel('Nhập lại mật khẩu').fill(password)
  await page.getByRole('button', { name: 'Lập tài khoản' }).click()
  writeFileSync(secretFile(), await turnOnSecondFactor(page))
  writeFileSync(spentFile(), String(currentStep()))
  await page.waitForLoadState('networkidle')
}

/** Goes through the page that turns the second factor on, and answers its secret. */
export async function turnOnSecondFactor(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Bắt đầu' }).click()
  const secret = (await page.getByTestId('secret').textContent()) ?? ''
  await page.getByLabel('Mã 6 số mà ứng dụng đang hiện').fill(totpCode(secret))
  await page.getByRole('button', { name: 'Xác nhận' }).click()
  await expect(page.getByRole('heading', { name: 'Mã dự phòng' })).toBeVisible()
  await page.getByRole('button', { name: 'Đã cất giữ các mã này' }).click()
  return secret
}

/** Logs the administrator in, with the second factor. */
export async function signIn(page: Page, path = '/'): Promise<void> {
  await visit(page, path === '/' ? '/log-in' : `/log-in?next=${encodeURIComponent(path)}`)
  await page.getByLabel('Tên đăng nhập hoặc số điện thoại').fill(ADMINISTRATOR.userName)
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(ADMINISTRATOR.password)
  await page.getByRole('button', { name: 'Đăng nhập' }).click()
  await page.getByLabel('Mã 6 số hoặc mã dự phòng').fill(await unspentCode())
  await page.getByRole('button', { name: 'Xác nhận' }).click()
  await expect(page.getByRole('button', { name: ADMINISTRATOR.name })).toBeVisible()
  await page.waitForLoadState('networkidle')
}

/** What the administrator's app shows, or will show next: each code works once, also for tests that follow each other at once. */
async function unspentCode(): Promise<string> {
  if (!existsSync(secretFile()))
    throw new Error('the second factor of the administrator is not known: start with a new data folder')
  const spent = existsSync(spentFile()) ? Number(readFileSync(spentFile(), 'utf8')) : 0
  const step = Math.max(currentStep(), spent + 1)
  // The server takes a code up to half a minute early.
  await setTimeout(Math.max(0, (step - 1) * STEP_MS - Date.now()))
  writeFileSync(spentFile(), String(step))
  return totpCode(readFileSync(secretFile(), 'utf8'), step * STEP_MS)
}
