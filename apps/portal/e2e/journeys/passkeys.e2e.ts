import { expect, test, type Browser, type CDPSession, type Page } from '@playwright/test'
import { visit } from '../visit.ts'

const PASSWORD = 'nhà sàn cũ'
const SECOND_STEP = 'Xác thực hai bước'

const KNOWS_ITS_OWNER = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const

/** A phone that knows its owner by a finger, and keeps passkeys. */
async function openPhone(browser: Browser, baseURL?: string): Promise<{ page: Page; cdp: CDPSession; key: string }> {
  const context = await browser.newContext({
    storageState: { cookies: [], origins: [] },
    ...(baseURL === undefined ? {} : { baseURL }),
  })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId: key } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: KNOWS_ITS_OWNER,
  })
  return { page, cdp, key }
}

async function makeAccount(page: Page, name: string, userName: string): Promise<string> {
  await visit(page, '/accounts/new')
  await page.getByLabel('Họ và tên').fill(name)
  await page.getByLabel('Tên đăng nhập').fill(userName)
  await page.getByLabel('Vai trò').selectOption({ label: 'Quản trị viên xã' })
  await page.getByRole('combobox', { name: 'Đơn vị' }).fill('chu mo')
  await page.getByRole('option', { name: /Xã Chư Mố/ }).click()
  await page.getByRole('button', { name: 'Lập tài khoản' }).click()
  return (await page.getByTestId('first-password').textContent()) ?? ''
}

async function givePassword(page: Page, userName: string, password: string): Promise<void> {
  await visit(page, '/log-in')
  await page.getByLabel('Tên đăng nhập hoặc số điện thoại').fill(userName)
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(password)
  await page.getByRole('button', { name: 'Đăng nhập' }).click()
}

async function remove(page: Page, passkey: string): Promise<void> {
  await page.getByRole('button', { name: `Gỡ khóa: ${passkey}` }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Mật khẩu đang dùng' }).fill(PASSWORD)
  await page.getByRole('dialog').getByRole('button', { name: 'Gỡ khóa' }).click()
  await expect(page.getByText(`Khóa truy cập: ${passkey}`)).toBeHidden()
}

async function logOut(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name }).click()
  await page.getByRole('button', { name: 'Đăng xuất' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Đăng nhập' })).toBeVisible()
}

test('a commune administrator logs in with a passkey, after the password and without it', async ({
  page: administrator,
  browser,
  baseURL,
}) => {
  const name = 'Siu Quản Trị Xã'
  const userName = `xa-${Date.now().toString(36)}`
  const first = await makeAccount(administrator, name, userName)
  const { page, cdp, key } = await openPhone(browser)
  const home = page.getByRole('heading', { level: 1, name: 'Tổng quan' })
  let recoveryCode = ''
  let usb = { authenticatorId: '' }

  await test.step('a passkey is the second factor that administrators must have', async () => {
    await givePassword(page, userName, first)
    await expect(page.getByRole('heading', { level: 1, name: 'Trước khi bắt đầu' })).toBeVisible()
    await page.waitForLoadState('networkidle')
    await page.getByLabel('Mật khẩu mới').fill(PASSWORD)
    await page.getByLabel('Nhập lại mật khẩu').fill(PASSWORD)
    await page.getByRole('button', { name: 'Đặt mật khẩu' }).click()
    await page.getByRole('button', { name: 'Dùng khóa truy cập (vân tay, khuôn mặt, mã PIN)' }).click()
    await page.getByLabel('Tên của khóa').fill('Điện thoại của Siu')
    await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click()
    await expect(page.getByRole('heading', { name: 'Mã dự phòng' })).toBeVisible()
    recoveryCode =
      (await page.getByRole('list').filter({ hasText: '-' }).getByRole('listitem').first().textContent()) ?? ''
    await page.getByRole('button', { name: 'Đã cất giữ các mã này' }).click()
    await expect(home).toBeVisible()
  })

  await test.step('it logs in without a password', async () => {
    await logOut(page, name)
    await page.getByRole('button', { name: 'Vào bằng khóa truy cập' }).click()
    await expect(home).toBeVisible()
  })

  await test.step('but not when the device does not know its owner', async () => {
    await logOut(page, name)
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: key, isUserVerified: false })
    await page.getByRole('button', { name: 'Vào bằng khóa truy cập' }).click()
    await expect(page.getByText('Chưa dùng được khóa truy cập')).toBeVisible()
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: key, isUserVerified: true })
  })

  await test.step('and it completes a log-in with the password', async () => {
    await givePassword(page, userName, PASSWORD)
    await expect(page.getByRole('heading', { name: SECOND_STEP })).toBeVisible()
    await page.getByRole('button', { name: 'Dùng khóa truy cập' }).click()
    await expect(home).toBeVisible()
  })

  await test.step('on the account page it is named, and the last one stays', async () => {
    await visit(page, '/account')
    await page.getByRole('button', { name: 'Đổi tên: Điện thoại của Siu' }).click()
    await page.getByRole('dialog').getByLabel('Tên của khóa').fill('Máy cũ')
    await page.getByRole('dialog').getByRole('button', { name: 'Lưu' }).click()
    await expect(page.getByText('Khóa truy cập: Máy cũ')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Gỡ khóa' })).toBeHidden()

    await page.getByRole('button', { name: 'Thêm khóa truy cập' }).click()
    const adding = page.getByRole('region', { name: 'Thêm khóa truy cập' })
    await adding.getByRole('textbox', { name: 'Mật khẩu đang dùng' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click()
    await expect(page.getByText('Thiết bị này đã có khóa truy cập')).toBeVisible()
    // Another device, such as a key in the USB port.
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: key })
    usb = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'usb', automaticPresenceSimulation: true },
    })
    await page.getByLabel('Tên của khóa').fill('Khóa USB')
    await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click()
    await expect(page.getByText('Khóa truy cập: Khóa USB')).toBeVisible()
    await remove(page, 'Máy cũ')
  })

  await test.step('the key that remembers nobody serves after the password', async () => {
    await logOut(page, name)
    await givePassword(page, userName, PASSWORD)
    await page.getByRole('button', { name: 'Dùng khóa truy cập' }).click()
    await expect(home).toBeVisible()
    await cdp.send('WebAuthn.removeVirtualAuthenticator', usb)
  })

  await test.step('whoever closes the window of the browser is told what to do, and a device forgets what is removed', async () => {
    await visit(page, '/account')
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: KNOWS_ITS_OWNER })
    const kept = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length
    await page.getByRole('button', { name: 'Thêm khóa truy cập' }).click()
    const adding = page.getByRole('region', { name: 'Thêm khóa truy cập' })
    await adding.getByRole('textbox', { name: 'Mật khẩu đang dùng' }).fill(PASSWORD)
    await page.evaluate(() => {
      navigator.credentials.create = () => {
        Reflect.deleteProperty(navigator.credentials, 'create')
        return Promise.reject(new DOMException('closed', 'NotAllowedError'))
      }
    })
    await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click()
    await expect(page.getByText('Chưa tạo được khóa truy cập')).toBeVisible()
    await page.getByLabel('Tên của khóa').fill('Máy mới')
    await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click()
    await expect(page.getByText('Khóa truy cập: Máy mới')).toBeVisible()
    expect(await kept()).toBe(1)
    await remove(page, 'Máy mới')
    await expect.poll(kept).toBe(0)
    await page.context().close()
  })

  await test.step('where no passkey can be used, the page says why, and a recovery code helps', async () => {
    const numbers = new URL(baseURL ?? '')
    numbers.hostname = '127.0.0.1'
    const other = await openPhone(browser, numbers.origin)
    await givePassword(other.page, userName, PASSWORD)
    await expect(other.page.getByText('thuộc địa chỉ khác của máy chủ')).toBeVisible()
    await other.page.getByLabel('Mã dự phòng').fill(recoveryCode)
    await other.page.getByRole('button', { name: 'Xác nhận' }).click()
    await expect(other.page.getByRole('heading', { level: 1, name: 'Tổng quan' })).toBeVisible()
    await visit(other.page, '/account')
    await other.page.getByRole('button', { name: 'Thêm khóa truy cập' }).click()
    await expect(other.page.getByText('Trang này đang mở bằng địa chỉ số (IP)')).toBeVisible()
    await other.page.context().close()
  })
})
