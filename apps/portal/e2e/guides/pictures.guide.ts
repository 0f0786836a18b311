import { expect, test } from '@playwright/test'
import { VILLAGE } from '../pages.ts'
import { visit } from '../visit.ts'
import { fillAccount, logInAs } from './log-in-as.ts'
import { takePicture } from './take-picture.ts'

// The pictures of docs/guides/vi: `pnpm guides` takes them anew. A journey for each role, as its guide tells it; everybody is invented.

const UNIT = 'vn-v-apa-oi-hbriu'
const VILLAGE_NAME = 'Plơi Apa Ơi Hbriu'
const COMMUNE = 'vn-c-24025a'
const COMMUNE_NAME = 'Xã Chư Mố'
// The page behind a poster takes nothing that is sent faster than a person reads.
const READING_MS = 3_500
// Names of accounts are taken once.
const RUN = Date.now().toString(36)
const REHEARSAL_MS = 120_000
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 }

const ROSTER = [
  'DANH SÁCH NHÂN KHẨU',
  'STT;Họ và tên;Ngày sinh;Số điện thoại;Thôn;Xã;Dân tộc',
  '1;Nguyễn Thị Thử Nghiệm;12/03/1985;0912 345 678;Plơi Apa Ơi Hbriu;Chư Mố;Kinh',
  '2;Rơ Mah Thử Một;1990;;Plơi Apa Ơi Hbriu;Chư Mố;Jrai',
  '3;;1991;;Plơi Apa Ơi Hbriu;Chư Mố;Jrai',
  '4;Trần Văn Thử Hai;1980;;Thôn Không Có Ở Đâu;Chư Mố;Kinh',
].join('\r\n')

test('quản trị: what asks for attention, an account, a rehearsed reform', async ({ page }) => {
  test.setTimeout(2 * REHEARSAL_MS)
  await visit(page, '/')
  await takePicture(page, 'quan-tri-tong-quan')
  await fillAccount(page, { name: 'Nay H’Mẫu', userName: 'nay-mau', role: 'Quản trị viên xã', unit: COMMUNE_NAME })
  await takePicture(page, 'quan-tri-tai-khoan')
  await visit(page, '/reforms')
  await page.getByRole('button', { name: /Nạp quyết định sắp xếp 2025/ }).click()
  await expect(page.getByText('Chưa diễn tập')).toBeVisible()
  await page.waitForLoadState('networkidle')
  await page.getByRole('button', { name: 'Diễn tập' }).click()
  await expect(page.getByText('Nhập vào').first()).toBeVisible({ timeout: REHEARSAL_MS })
  await takePicture(page, 'quan-tri-sap-xep')
})

test('quản trị xã: a roster, a difference, a plan, a handover', async ({ page: administrator, browser }) => {
  test.setTimeout(180_000)
  const { page } = await logInAs(administrator, browser, {
    name: 'Rmah Thử',
    userName: `rmah-thu-${RUN}`,
    role: 'Quản trị viên xã',
    unit: COMMUNE_NAME,
  })
  await visit(page, '/import')
  await page
    .getByLabel(/^Danh sách \(\.xlsx/)
    .setInputFiles({ name: 'nhan-khau.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${ROSTER}`) })
  await page.getByRole('button', { name: 'Xem trước' }).click()
  const question = page.getByRole('listitem').filter({ hasText: 'Thôn Không Có Ở Đâu' })
  await question.getByRole('button', { name: 'Không nhập các dòng này' }).click()
  await expect(page.getByRole('button', { name: 'Xác nhận và ghi' })).toBeVisible()
  await page.getByRole('tab', { name: /^Bị từ chối/ }).click()
  await takePicture(page, 'quan-tri-xa-nhap-lieu')

  await visit(page, VILLAGE)
  await expect(page.getByRole('heading', { name: /^Thiếu \d+ người bắt buộc$/ })).toBeVisible()
  await takePicture(page, 'quan-tri-xa-sai-lech')
  await visit(page, `/runs/new?unit=${UNIT}`)
  await expect(page.getByRole('button', { name: 'Duyệt và bắt đầu' })).toBeVisible()
  await takePicture(page, 'quan-tri-xa-duyet')

  await visit(page, `/units/${COMMUNE}/seats`)
  await page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: 'Trưởng Công an xã', exact: true }) })
    .getByRole('link')
    .first()
    .click()
  await page.getByRole('link', { name: 'Bàn giao', exact: true }).click()
  await page.getByLabel('Từ ngày').fill('2024-12-01')
  await page.getByRole('searchbox').first().fill('siu')
  await page
    .getByRole('button', { name: /^Chọn Siu/ })
    .first()
    .click()
  await expect(page.getByText('rời nhóm').first()).toBeVisible()
  await takePicture(page, 'quan-tri-xa-ban-giao')
  await page.context().close()
})

test('công an xã: registering with and without signal, and the tasks', async ({ page: administrator, browser }) => {
  test.setTimeout(180_000)
  await visit(administrator, `${VILLAGE}?view=plan`)
  await administrator.getByRole('link', { name: 'Duyệt kế hoạch…' }).click()
  await administrator.getByRole('button', { name: 'Duyệt và bắt đầu' }).click()
  await expect(administrator.getByText('Chờ người làm').first()).toBeVisible()

  const officer = { name: 'Nay Thử', userName: `nay-thu-${RUN}`, role: 'Cán bộ', unit: COMMUNE_NAME } as const
  const { page, password } = await logInAs(administrator, browser, officer, PHONE)
  await visit(page, '/onboard')
  await page.getByLabel('Mật khẩu đăng nhập').fill(password)
  await page.getByRole('button', { name: 'Chuẩn bị máy' }).click()
  await page.getByLabel('Tìm thôn').fill('apa oi hbriu')
  await page.getByRole('button', { name: VILLAGE_NAME }).click()
  await page.getByLabel('Họ và tên').fill('Ksor H’Thử')
  await page.getByLabel('Số điện thoại').fill('0977 000 456')
  await page.getByLabel('Đủ 18 tuổi').check()
  await page.getByLabel(/Đồng ý: /).check()
  await page.getByRole('heading', { name: VILLAGE_NAME }).scrollIntoViewIfNeeded()
  await takePicture(page, 'cong-an-xa-ghi')
  await page.getByRole('button', { name: 'Xong' }).click()
  await expect(page.getByRole('img', { name: /^Mã QR vào nhóm/ })).toBeVisible()
  await takePicture(page, 'cong-an-xa-ma-qr')
  await page.getByRole('button', { name: 'Đã vào nhóm, người tiếp theo' }).click()
  await expect(page.getByText('Đã gửi hết')).toBeVisible()

  await page.context().setOffline(true)
  await page.getByLabel('Họ và tên').fill('Siu Thử')
  await page.getByLabel('Đủ 18 tuổi').check()
  await page.getByLabel('Không có điện thoại thông minh').check()
  await page.getByRole('button', { name: 'Xong' }).click()
  await page.getByRole('button', { name: 'Người tiếp theo' }).click()
  await expect(page.getByText(/^Chưa gửi: \d/)).toBeVisible()
  await page.evaluate(() => scrollTo(0, 0))
  await takePicture(page, 'cong-an-xa-chua-gui')
  await page.context().setOffline(false)
  await expect(page.getByText('Đã gửi hết')).toBeVisible({ timeout: 60_000 })

  await page.getByRole('button', { name: /^Việc nhóm/ }).click()
  const task = page.getByRole('article').filter({ hasText: 'Mời vào nhóm' }).first()
  await expect(task).toBeVisible()
  await page.getByRole('button', { name: 'Lấy việc mới' }).scrollIntoViewIfNeeded()
  await takePicture(page, 'cong-an-xa-viec')
  await page.context().close()
})

test('giám sát: coverage, a past day, the log', async ({ page: administrator, browser }) => {
  test.setTimeout(120_000)
  const { page } = await logInAs(administrator, browser, {
    name: 'Trần Thị Thử',
    userName: `tran-thi-thu-${RUN}`,
    role: 'Thanh tra',
    unit: null,
  })
  await visit(page, '/coverage')
  await takePicture(page, 'giam-sat-do-phu')
  await visit(page, `${VILLAGE}/history?on=2024-02-01&compare=2024-01-20`)
  await expect(page.getByRole('heading', { name: 'Từng người' })).toBeVisible()
  await takePicture(page, 'giam-sat-lich-su')
  await visit(page, '/audit')
  await page.getByRole('button', { name: 'Kiểm tra ngay' }).click()
  await expect(page.getByText('Nhật ký nguyên vẹn')).toBeVisible()
  await takePicture(page, 'giam-sat-nhat-ky')
  await page.context().close()
})

test('người dân: the page behind the poster, and their own', async ({ page: administrator, browser }) => {
  test.setTimeout(120_000)
  const name = 'Rah Lan H’Thử'
  await visit(administrator, `/units/${UNIT}/poster`)
  const address = `http://${(await administrator.getByTestId('address').textContent()) ?? ''}`
  const context = await browser.newContext({ ...PHONE, storageState: { cookies: [], origins: [] } })
  const page = await context.newPage()
  await visit(page, address)
  await page.getByLabel('Họ và tên').fill(name)
  await page.getByLabel('Số điện thoại').fill('0977 000 123')
  await takePicture(page, 'nguoi-dan-dang-ky')
  await page.getByRole('checkbox').check()
  await page.waitForTimeout(READING_MS)
  await page.getByRole('button', { name: 'Gửi đăng ký' }).click()
  await expect(page.getByRole('heading', { name: 'Đã nhận đăng ký' })).toBeVisible()

  await visit(administrator, `/registrations?unit=${UNIT}`)
  const card = administrator.getByRole('article', { name })
  await card.getByRole('radio', { name: 'Người mới, chưa có trong danh sách' }).check()
  await card.getByRole('checkbox', { name: 'Là đại diện hộ' }).check()
  await card.getByRole('checkbox', { name: /^Đã đủ 18 tuổi/ }).check()
  await card.getByRole('button', { name: 'Xác nhận' }).click()
  await expect(card).toBeHidden()
  await administrator.getByRole('link', { name: 'Đã xác nhận' }).click()
  await administrator
    .getByRole('listitem')
    .filter({ hasText: name })
    .getByRole('link', { name: 'Mở trang người này' })
    .click()
  const consents = administrator.getByRole('region', { name: 'Sự đồng ý và căn cứ' })
  await consents.getByRole('button', { name: 'Lập liên kết' }).click()
  await visit(page, (await consents.getByRole('status').getByTestId('private-address').textContent()) ?? '')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Trang riêng của ${name}`)
  await takePicture(page, 'nguoi-dan-trang-rieng')
  await context.close()
})
