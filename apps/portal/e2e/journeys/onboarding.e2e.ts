import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { openPhone } from '../open-phone.ts'
import { ADMINISTRATOR } from '../sign-in.ts'

const VILLAGE = 'Plơi Apa Ơi Hbriu'
const { password: PASSWORD } = ADMINISTRATOR
// New in every run: whoever was registered before would be warned of.
const SUFFIX = Array.from(String(Date.now() % 100_000), (digit) => 'abcdeghikl'[Number(digit)]).join('')
/** The day on a form of paper, before the day that the example plays on. */
const SIGNED = '2024-01-15'
const nameOf = (word: string) => `Ksor ${word} ${SUFFIX}`
const phoneOf = (last: number) => `09${String(Date.now()).slice(-7)}${String(last)}`

let folder: string
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ketnoi-phone-'))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function register(page: Page, name: string, phone: string): Promise<void> {
  await page.getByLabel('Họ và tên').fill(name)
  await page.getByLabel('Số điện thoại').fill(phone)
  await page.getByLabel('Đủ 18 tuổi').check()
  await page.getByLabel(/Đồng ý: /).check()
  await page.getByRole('button', { name: 'Xong' }).click()
  await expect(page.getByRole('heading', { name: `Đã ghi: ${name}` })).toBeVisible()
  await page.getByRole('button', { name: 'Đã vào nhóm, người tiếp theo' }).click()
  await expect(page.getByLabel('Họ và tên')).toBeFocused()
}

test('an officer registers people with and without signal, the phone dies in between, and everybody arrives once', async ({
  baseURL,
  page: desktop,
}) => {
  test.setTimeout(180_000)
  const phone = await openPhone(folder, baseURL)
  let { page } = phone
  await page.goto('/onboard')
  await page.getByLabel('Mật khẩu đăng nhập').fill('không phải')
  await page.getByRole('button', { name: 'Chuẩn bị máy' }).click()
  await expect(page.getByText('Mật khẩu không đúng.')).toBeVisible()
  await page.getByLabel('Mật khẩu đăng nhập').fill(PASSWORD)
  await page.getByRole('button', { name: 'Chuẩn bị máy' }).click()
  await page.getByLabel('Tìm thôn').fill('apa oi hbriu')
  await page.getByRole('button', { name: VILLAGE }).click()

  await register(page, nameOf('Một'), phoneOf(1))
  await expect(page.getByText('Đã gửi hết')).toBeVisible()
  await expect(page.getByText('Đã ghi 1 người')).toBeVisible()

  await test.step('a second tab has the key already, and knows whoever was registered in the first', async () => {
    const second = await phone.context.newPage()
    await second.goto('/onboard')
    await second.getByLabel('Họ và tên').fill(nameOf('Mot').toUpperCase())
    await second.getByLabel('Số điện thoại').fill(phoneOf(1))
    await expect(second.getByRole('group', { name: 'Có phải người đã có trong danh sách?' })).toContainText('trùng tên')
    await second.close()
  })

  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await phone.context.setOffline(true)
  await register(page, nameOf('Hai'), phoneOf(2))
  await register(page, nameOf('Ba'), phoneOf(3))
  await expect(page.getByText('Chưa gửi: 4')).toBeVisible()

  await page.getByLabel('Họ và tên').fill(nameOf('Bốn'))
  await page.getByLabel('Số điện thoại').fill(phoneOf(4))
  await page.getByLabel('Đủ 18 tuổi').check()
  await page.getByLabel(/Đồng ý: /).check()
  // The last tick is sealed and written some milliseconds after it was made.
  await page.waitForTimeout(1_000)
  await test.step('the phone dies in the middle of a form, and starts again without signal', () => phone.die())
  const again = await openPhone(folder, baseURL)
  page = again.page
  await again.context.setOffline(true)
  await page.goto('/onboard')
  await expect(page.getByText('Chưa gửi: 4')).toBeVisible()
  await page.getByLabel('Mật khẩu').fill('không phải')
  await page.getByRole('button', { name: 'Mở khóa' }).click()
  await expect(page.getByText('Mật khẩu không đúng.')).toBeVisible()
  await page.getByLabel('Mật khẩu').fill(PASSWORD)
  await page.getByRole('button', { name: 'Mở khóa' }).click()
  await test.step('what was typed is still there, and is gone with its record', async () => {
    await expect(page.getByText('Đang ghi dở lúc')).toBeVisible()
    await expect(page.getByLabel('Họ và tên')).toHaveValue(nameOf('Bốn'))
    await expect(page.getByLabel(/Đồng ý: /)).toBeChecked()
    await page.getByLabel('Ký trên phiếu giấy').check()
    await page.getByLabel('Ngày ký trên phiếu').fill('2999-01-01')
    await page.getByRole('button', { name: 'Xong' }).click()
    await expect(page.getByText('Hãy chọn ngày ký, không muộn hơn hôm nay.')).toBeVisible()
    await page.getByLabel('Ngày ký trên phiếu').fill(SIGNED)
    await page.getByRole('button', { name: 'Xong' }).click()
    await expect(page.getByRole('heading', { name: `Đã ghi: ${nameOf('Bốn')}` })).toBeVisible()
  })

  await test.step('whoever was recorded last is asked to scan until the officer goes on', async () => {
    const reopen = async () => {
      await page.reload()
      await page.getByLabel('Mật khẩu').fill(PASSWORD)
      await page.getByRole('button', { name: 'Mở khóa' }).click()
    }
    await reopen()
    await expect(page.getByRole('heading', { name: `Đã ghi: ${nameOf('Bốn')}` })).toBeVisible()
    await page.getByRole('button', { name: 'Đã vào nhóm, người tiếp theo' }).click()
    await expect(page.getByLabel('Họ và tên')).toHaveValue('')
    await expect(page.getByText('Chưa gửi: 6')).toBeVisible()
    await reopen()
    // In the village that was chosen last.
    await expect(page.getByLabel('Họ và tên')).toHaveValue('')
  })

  await test.step('the line comes back, and breaks once before the answer', async () => {
    let broken = 0
    await again.context.route('**/trpc/onboarding.submit**', async (route) => {
      if (broken > 0) return route.continue()
      broken += 1
      await route.fetch()
      await route.abort()
    })
    await again.context.setOffline(false)
    await expect(page.getByText('Đã gửi hết')).toBeVisible({ timeout: 60_000 })
    expect(broken).toBe(1)
  })
  await again.context.close()

  await desktop.goto('/people', { waitUntil: 'networkidle' })
  for (const word of ['Một', 'Hai', 'Ba', 'Bốn']) {
    await desktop.getByLabel('Tên hoặc số điện thoại').fill(nameOf(word))
    await expect(desktop.getByRole('table').getByRole('link', { name: nameOf(word) })).toHaveCount(1)
  }
  await desktop
    .getByRole('table')
    .getByRole('link', { name: nameOf('Bốn') })
    .click()
  await expect(desktop.getByText('có hiệu lực từ 15/01/2024').first()).toBeVisible()
})

test('the page that a phone keeps follows the language that is chosen', async ({ page, context }) => {
  await page.goto('/onboard')
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await page.getByLabel('Ngôn ngữ').selectOption('en')
  await expect(page.getByRole('heading', { level: 1, name: 'Register on the spot' })).toBeVisible()
  await context.setOffline(true)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Register on the spot' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Prepare the device' })).toBeVisible()
})
