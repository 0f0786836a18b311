import { expect, test, type Browser, type Page } from '@playwright/test'
import { visit } from '../visit.ts'

const VILLAGE = 'Plơi Apa Ơi Hbriu'
const RUN = Date.now().toString(36)
const [OLD, NEW] = ['qua suối rồi qua đồi', 'qua đồi rồi qua sông']
const SUFFIX = Array.from(String(Date.now() % 100_000), (digit) => 'abcdeghikl'[Number(digit)]).join('')

interface Officer {
  readonly name: string
  readonly userName: string
}

/** An officer of the commune with a password of their own, at their phone. */
async function makeOfficer(administrator: Page, browser: Browser, which: string): Promise<Officer & { page: Page }> {
  const officer = { name: `Nay ${which}`, userName: `${which.toLowerCase()}-${RUN}` }
  await visit(administrator, '/accounts/new')
  await administrator.getByLabel('Họ và tên').fill(officer.name)
  await administrator.getByLabel('Tên đăng nhập').fill(officer.userName)
  await administrator.getByRole('combobox', { name: 'Đơn vị' }).fill(VILLAGE)
  await administrator.getByRole('option', { name: new RegExp(VILLAGE) }).click()
  await administrator.getByRole('button', { name: 'Lập tài khoản' }).click()
  const first = (await administrator.getByTestId('first-password').textContent()) ?? ''

  const context = await browser.newContext({
    storageState: { cookies: [], origins: [] },
    viewport: { width: 360, height: 740 },
  })
  const page = await context.newPage()
  await visit(page, '/log-in')
  await logIn(page, officer, first)
  await expect(page.getByRole('heading', { level: 1, name: 'Trước khi bắt đầu' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  await page.getByLabel('Mật khẩu mới').fill(OLD)
  await page.getByLabel('Nhập lại mật khẩu').fill(OLD)
  await page.getByRole('button', { name: 'Đặt mật khẩu' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Tổng quan' })).toBeVisible()
  return { ...officer, page }
}

async function logIn(page: Page, { userName }: Officer, password: string): Promise<void> {
  await page.getByLabel('Tên đăng nhập hoặc số điện thoại').fill(userName)
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(password)
  await page.getByRole('button', { name: 'Đăng nhập' }).click()
}

async function changePassword(browser: Browser, officer: Officer): Promise<void> {
  const desk = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
  await visit(desk, '/log-in?next=/account')
  await logIn(desk, officer, OLD)
  await expect(desk.getByRole('heading', { level: 1, name: 'Tài khoản của tôi' })).toBeVisible()
  await desk.waitForLoadState('networkidle')
  await desk.getByRole('textbox', { name: 'Mật khẩu đang dùng' }).fill(OLD)
  await desk.getByLabel('Mật khẩu mới').fill(NEW)
  await desk.getByLabel('Nhập lại mật khẩu').fill(NEW)
  await desk.getByRole('button', { name: 'Đổi mật khẩu' }).click()
  await expect(desk.getByText('Đã đổi mật khẩu.')).toBeVisible()
  await desk.context().close()
}

async function prepare(page: Page): Promise<void> {
  await visit(page, '/onboard')
  await page.getByLabel('Mật khẩu đăng nhập').fill(OLD)
  await page.getByRole('button', { name: 'Chuẩn bị máy' }).click()
  await page.getByLabel('Tìm thôn').fill('apa oi hbriu')
  await page.getByRole('button', { name: VILLAGE }).click()
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
}

async function register(page: Page, name: string): Promise<void> {
  await page.getByLabel('Họ và tên').fill(name)
  await page.getByLabel('Đủ 18 tuổi').check()
  await page.getByLabel('Không có điện thoại thông minh').check()
  await page.getByRole('button', { name: 'Xong' }).click()
  await expect(page.getByRole('heading', { name: `Đã ghi: ${name}` })).toBeVisible()
}

async function unlock(page: Page, password: string): Promise<void> {
  await page.getByLabel('Mật khẩu', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Mở khóa' }).click()
}

test('after the password has changed a device asks for the new one, and what waits on it is sent', async ({
  page: administrator,
  browser,
}) => {
  test.setTimeout(120_000)
  const officer = await makeOfficer(administrator, browser, 'Mot')
  const { page } = officer
  const context = page.context()
  const person = `Ksor Chờ ${SUFFIX}`
  await prepare(page)
  await context.setOffline(true)
  await register(page, person)
  await expect(page.getByText('Chưa gửi: 1')).toBeVisible()

  await test.step('the officer chooses another password at the desk', () => changePassword(browser, officer))

  await test.step('without a line the old one opens the device still', async () => {
    await page.reload()
    await unlock(page, NEW)
    await expect(page.getByText('Mật khẩu không đúng.')).toBeVisible()
    await unlock(page, OLD)
    await expect(page.getByText('Chưa gửi: 1')).toBeVisible()
    await expect(page.getByRole('heading', { name: `Đã ghi: ${person}` })).toBeVisible()
  })

  await test.step('with a line it has to log in, and the device notices', async () => {
    await context.setOffline(false)
    await expect(page.getByText('Cần đăng nhập lại để gửi')).toBeVisible({ timeout: 30_000 })
    await page.getByRole('link', { name: 'Đăng nhập' }).first().click()
    await logIn(page, officer, NEW)
    await expect(page.getByRole('heading', { level: 1, name: 'Đăng ký tại chỗ' })).toBeVisible()
    await unlock(page, OLD)
    await expect(page.getByText('Mật khẩu của tài khoản đã đổi. Nhập mật khẩu mới một lần')).toBeVisible()
    await expect(page.getByText('Chưa gửi: 1')).toBeVisible()
    await unlock(page, OLD)
    await expect(page.getByText('Mật khẩu không đúng.')).toBeVisible()
    await unlock(page, NEW)
    await expect(page.getByText('Đã gửi hết')).toBeVisible()
    await expect(page.getByRole('heading', { name: `Đã ghi: ${person}` })).toBeVisible()
  })

  await test.step('from then on only the new one opens it, also without a line', async () => {
    await context.setOffline(true)
    await page.reload()
    await unlock(page, OLD)
    await expect(page.getByText('Mật khẩu không đúng.')).toBeVisible()
    await unlock(page, NEW)
    await expect(page.getByRole('heading', { name: `Đã ghi: ${person}` })).toBeVisible()
    await context.close()
  })

  await visit(administrator, '/people')
  await administrator.getByLabel('Tên hoặc số điện thoại').fill(person)
  await expect(administrator.getByRole('table').getByRole('link', { name: person })).toHaveCount(1)
})

test('whoever has just logged in goes on where they were; what cannot be sent is said to be safe', async ({
  page: administrator,
  browser,
}) => {
  test.setTimeout(120_000)
  const officer = await makeOfficer(administrator, browser, 'Nam')
  const { page } = officer
  const context = page.context()
  await prepare(page)
  await expect(page.getByLabel('Họ và tên')).toBeVisible()

  await context.clearCookies()
  await page.goto('/log-in?next=/onboard', { waitUntil: 'networkidle' })
  await logIn(page, officer, OLD)
  await expect(page.getByLabel('Họ và tên')).toBeVisible()
  // Once: another visit is asked again.
  await page.reload()
  await unlock(page, OLD)
  await expect(page.getByLabel('Họ và tên')).toBeVisible()

  await context.setOffline(true)
  await register(page, `Ksor Gửi ${SUFFIX}`)
  await page.getByRole('button', { name: 'Gửi ngay' }).click()
  await expect(page.getByText('Không liên lạc được với máy chủ. Không mất gì')).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText('Đã gửi hết')).toBeVisible({ timeout: 60_000 })

  // Whoever logs out leaves nothing open behind them, in no tab and for no other one.
  await context.clearCookies()
  const other = await context.newPage()
  await other.setViewportSize({ width: 1280, height: 800 })
  await other.goto('/log-in?next=/account', { waitUntil: 'networkidle' })
  await logIn(other, officer, OLD)
  await expect(other.getByRole('heading', { level: 1, name: 'Tài khoản của tôi' })).toBeVisible()
  await other.waitForLoadState('networkidle')
  await other.getByRole('button', { name: officer.name }).click()
  await other.locator('#account-menu').getByRole('button', { name: 'Đăng xuất' }).click()
  await expect(other.getByRole('heading', { level: 1, name: 'Đăng nhập' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Mở khóa' })).toBeVisible()
  await other.goto('/onboard')
  await expect(other.getByRole('button', { name: 'Mở khóa' })).toBeVisible()
  await context.close()
})

test('nobody prepares a device before they have logged in', async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const page = await context.newPage()
  await page.goto('/onboard')
  await expect(page.getByRole('heading', { level: 1, name: 'Đăng nhập' })).toBeVisible()
  await context.close()
})

test('a device that was revoked wipes itself at its next contact, and cannot be read before', async ({
  page: administrator,
  browser,
}) => {
  test.setTimeout(120_000)
  const officer = await makeOfficer(administrator, browser, 'Hai')
  const { page } = officer
  const context = page.context()
  const secret = `Ksor Mật ${SUFFIX}`
  await prepare(page)
  await context.setOffline(true)
  await register(page, secret)
  await page.reload()

  await test.step('whoever finds the phone sees how much waits, and none of it', async () => {
    await expect(page.getByText('Chưa gửi: 1')).toBeVisible()
    const stored = await readDevice(page)
    expect(stored).toContain('"queue":1')
    expect(stored).not.toContain(secret)
    expect(stored).not.toContain('Siu')
    await unlock(page, 'thử bừa một câu')
    await expect(page.getByText('Mật khẩu không đúng.')).toBeVisible()
  })

  await test.step('an administrator revokes it', async () => {
    await visit(administrator, '/onboard/devices')
    await administrator
      .getByRole('listitem')
      .filter({ hasText: officer.name })
      .getByRole('button', { name: /^Thu hồi/ })
      .click()
    await administrator.getByRole('dialog').getByRole('button', { name: 'Thu hồi' }).click()
    await expect(
      administrator.getByRole('listitem').filter({ hasText: officer.name }).getByText('Đã thu hồi'),
    ).toBeVisible()
  })

  await test.step('at the next contact nothing is left', async () => {
    await context.setOffline(false)
    await page.reload()
    await unlock(page, OLD)
    await expect(page.getByText('Máy này đã bị thu hồi')).toBeVisible()
    expect(await readDevice(page)).toBe('{}')
    // Whoever holds the phone is logged out as well.
    await page.reload()
    await expect(page.getByRole('heading', { level: 1, name: 'Đăng nhập' })).toBeVisible()
    await context.close()
  })
})

test('a device that an older program prepared asks for the old password once more', async ({
  page: administrator,
  browser,
}) => {
  test.setTimeout(120_000)
  const officer = await makeOfficer(administrator, browser, 'Ba')
  const { page } = officer
  await prepare(page)
  await page.context().setOffline(true)
  await register(page, `Ksor Cũ ${SUFFIX}`)
  await changeDevice(page)
  await changePassword(browser, officer)
  await page.context().setOffline(false)
  await visit(page, '/log-in?next=/onboard')
  await logIn(page, officer, NEW)
  await expect(page.getByRole('heading', { level: 1, name: 'Đăng ký tại chỗ' })).toBeVisible()
  await unlock(page, NEW)
  await expect(page.getByText('Nhập mật khẩu cũ một lần nữa')).toBeVisible()
  await unlock(page, OLD)
  await expect(page.getByText('Đã gửi hết')).toBeVisible()
  await page.context().setOffline(true)
  await page.reload()
  await unlock(page, NEW)
  await expect(page.getByRole('heading', { name: `Đã ghi: Ksor Cũ ${SUFFIX}` })).toBeVisible()
  await page.context().close()
})

/** Makes the device one that has not been told of passwords, nor been given a second way in. */
async function changeDevice(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('ketnoi-field')
      opening.addEventListener('success', () => resolve(opening.result))
    })
    const rows = db.transaction('device', 'readwrite').objectStore('device')
    await new Promise((resolve) => {
      const asked: IDBRequest<{ vault: { spare?: unknown }; passwordSetAt?: unknown }> = rows.get('this')
      asked.addEventListener('success', () => {
        delete asked.result.passwordSetAt
        delete asked.result.vault.spare
        rows.put(asked.result, 'this').addEventListener('success', resolve)
      })
    })
    db.close()
  })
  await page.reload()
}

/** Everything that the browser keeps of the device, as somebody with a cable would read it, and how many records wait. */
function readDevice(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases()
    if (!databases.some(({ name }) => name === 'ketnoi-field')) return '{}'
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('ketnoi-field')
      opening.addEventListener('success', () => resolve(opening.result))
      opening.addEventListener('error', () => reject(opening.error ?? new Error('not opened')))
    })
    const all: Record<string, unknown> = {}
    for (const name of db.objectStoreNames) {
      const rows = await new Promise<unknown[]>((resolve, reject) => {
        const asked = db.transaction(name).objectStore(name).getAll()
        asked.addEventListener('success', () => resolve(asked.result))
        asked.addEventListener('error', () => reject(asked.error ?? new Error('not read')))
      })
      all[name] = rows.length
      all[`${name}-text`] = JSON.stringify(rows, (_, value: unknown) => {
        const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value
        return bytes instanceof Uint8Array ? new TextDecoder('utf-8', { fatal: false }).decode(bytes) : bytes
      })
    }
    db.close()
    return JSON.stringify(all)
  })
}
