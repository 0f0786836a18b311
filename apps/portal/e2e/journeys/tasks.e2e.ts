import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { findingsOf } from '../findings.ts'
import { openPhone } from '../open-phone.ts'
import { ADMINISTRATOR } from '../sign-in.ts'
import { visit } from '../visit.ts'

// A village whose group does not exist yet.
const GROUP = 'village:vn-v-chu-mo-x5'
const LINK = 'https://zalo.me/g/hobuk123'
const group = `/groups/${encodeURIComponent(GROUP)}`

let folder: string
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ketnoi-phone-'))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const adds = (page: Page) => page.getByRole('article').filter({ hasText: 'Mời vào nhóm' })

/** Whom the first task of the group is about that asks for somebody to be added. */
async function nextName(page: Page): Promise<string> {
  const heading = await adds(page).first().getByRole('heading').textContent()
  return (heading ?? '').split(':').at(-1)?.trim() ?? ''
}

async function say(page: Page, answer: string): Promise<string> {
  const name = await nextName(page)
  await page.getByRole('button', { name: `${answer}: ${name}`, exact: true }).click()
  await expect(page.getByRole('button', { name: `${answer}: ${name}`, exact: true })).toHaveCount(0)
  return name
}

test('a group is made and filled where there is no signal, the phone dies in between, and everything arrives once', async ({
  baseURL,
  page: desktop,
}) => {
  test.setTimeout(240_000)
  await visit(desktop, `${group}?view=plan`)
  await desktop.getByRole('link', { name: 'Duyệt kế hoạch…' }).click()
  await desktop.getByRole('button', { name: 'Duyệt và bắt đầu' }).click()
  await expect(desktop.getByText('Chờ người làm').first()).toBeVisible()
  const run = desktop.url()

  const phone = await openPhone(folder, baseURL)
  let { page } = phone
  await page.goto('/onboard#tasks')
  await page.getByLabel('Mật khẩu đăng nhập').fill(ADMINISTRATOR.password)
  await page.getByRole('button', { name: 'Chuẩn bị máy' }).click()
  await expect(page.getByRole('article').filter({ hasText: 'Lập nhóm' }).first()).toBeVisible()
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })

  const ownGroup = () => page.getByRole('region', { name: /Hơ Bŭk/u })
  await test.step('a group is made without signal, and its link pasted', async () => {
    await phone.context.setOffline(true)
    const creation = ownGroup().getByRole('article')
    await creation.getByLabel('Liên kết nhóm').fill('nhóm Hơ Bŭk')
    await creation.getByRole('button', { name: /^Đã làm/u }).click()
    await expect(creation.getByText('Dán liên kết của nhóm vừa lập, có dạng')).toBeVisible()
    await creation.getByLabel('Liên kết nhóm').fill(LINK)
    await creation.getByRole('button', { name: /^Đã làm/u }).click()
    await expect(page.getByText('Chưa gửi: 1')).toBeVisible()
    await expect(ownGroup().getByText('Đã xong các việc của nhóm này')).toBeVisible()
  })
  await phone.context.setOffline(false)
  await expect(page.getByText('Đã gửi hết')).toBeVisible({ timeout: 60_000 })
  await expect(async () => {
    await page.getByRole('button', { name: 'Lấy việc mới' }).click()
    await expect(adds(page).first()).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 60_000 })

  await phone.context.setOffline(true)
  await test.step('people are added without signal: number, code and words are at hand', async () => {
    await adds(page).first().getByRole('button', { name: 'Mã QR và lời mời' }).click()
    await expect(page.getByRole('img', { name: /Hơ Bŭk/u })).toBeVisible()
    await expect(page.getByText(LINK)).toBeVisible()
    await expect(page.getByRole('link', { name: 'Mở Zalo' }).first()).toHaveAttribute('href', /zalo\.me\/0\d{9}$/u)
    expect(await findingsOf(page)).toEqual([])
  })
  const done = await say(page, 'Đã làm')
  await say(page, 'Để mai')
  await expect(page.getByText('Chưa gửi: 2')).toBeVisible()
  await phone.die()

  const again = await openPhone(folder, baseURL)
  page = again.page
  await again.context.setOffline(true)
  await page.goto('/onboard#tasks')
  await expect(page.getByText('Chưa gửi: 2')).toBeVisible()
  await page.getByLabel('Mật khẩu').fill(ADMINISTRATOR.password)
  await page.getByRole('button', { name: 'Mở khóa' }).click()
  await expect(adds(page).first()).toBeVisible()
  await expect(adds(page).filter({ hasText: done })).toHaveCount(0)
  await test.step('a mis-tap is taken back before it is sent', async () => {
    const mistaken = await say(page, 'Từ chối')
    await expect(page.getByText('Chưa gửi: 3')).toBeVisible()
    await page
      .getByRole('button', { name: `Lấy lại: Mời vào nhóm: ${mistaken}` })
      .first()
      .click()
    await expect(page.getByText('Chưa gửi: 2')).toBeVisible()
    expect(await nextName(page)).toBe(mistaken)
  })
  const refused = await say(page, 'Từ chối')

  const late = await nextName(page)
  await test.step('meanwhile somebody else answers one of the tasks', async () => {
    await desktop.setViewportSize({ width: 360, height: 740 })
    await visit(desktop, `/tasks?group=${encodeURIComponent(GROUP)}`)
    expect(await findingsOf(desktop)).toEqual([])
    await desktop.getByRole('button', { name: `Không tìm thấy: ${late}` }).click()
    await expect(desktop.getByRole('button', { name: `Không tìm thấy: ${late}` })).toHaveCount(0)
  })
  await say(page, 'Đã làm')
  await expect(page.getByText('Chưa gửi: 4')).toBeVisible()

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
  const notices = page.getByRole('list', { name: 'Câu trả lời không được ghi' })
  await expect(notices.getByRole('listitem')).toHaveCount(1)
  await expect(notices).toContainText(late)
  expect(await findingsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Đã hiểu' }).click()
  await expect(notices).toHaveCount(0)
  await again.context.close()

  await desktop.goto(run)
  await desktop.getByRole('button', { name: /^Xem từng việc/u }).click()
  const change = (name: string) =>
    desktop
      .getByRole('listitem')
      .filter({ hasText: `Thêm: ${name}` })
      .last()
  await expect(change(refused)).toContainText('không muốn vào')
  await expect(change(late)).not.toContainText('Đã làm, chưa kiểm chứng')
  await expect(change(done)).toContainText('Đã làm, chưa kiểm chứng')
})
