import { expect, test, type Page } from '@playwright/test'
import { visit } from '../visit.ts'

const ROSTER = [
  'DANH SÁCH NHÂN KHẨU',
  'STT;Họ và tên;Ngày sinh;Số điện thoại;Thôn;Xã;Dân tộc',
  '1;Nguyễn Thị Thử Nghiệm;12/03/1985;0912 345 678;Plơi Apa Ơi Hbriu;Chư Mố;Kinh',
  '2;Rơ Mah Thử Một;1990;;Plơi Apa Ơi Hbriu;Chư Mố;Jrai',
  '3;;1991;;Plơi Apa Ơi Hbriu;Chư Mố;Jrai',
  '4;Trần Văn Không Thôn;1980;;Thôn Không Có Ở Đâu;Chư Mố;Kinh',
].join('\r\n')

test('a roster with mistakes: columns, decisions, dry run, what was written and what comes back', async ({ page }) => {
  await visit(page, '/import')
  await page
    .getByLabel(/^Danh sách \(\.xlsx/)
    .setInputFiles({ name: 'nhan-khau.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${ROSTER}`) })

  await expect(page.getByRole('heading', { name: 'Cột nào là gì?' })).toBeVisible()
  await expect(page.getByText(/^Không nhập: Dân tộc\./)).toBeVisible()
  await expect(page.getByLabel('Cột “Họ và tên” nhập vào')).toHaveValue('name')
  const address = page.url()
  await page.getByRole('button', { name: 'Xem trước' }).click()

  await expect(page.getByRole('tab', { name: /^Bị từ chối/ })).toBeVisible()
  // The tab of the browser is closed and opened again: the work is where it was.
  await visit(page, '/import')
  await visit(page, address)
  const question = page.getByRole('listitem').filter({ hasText: 'Thôn Không Có Ở Đâu' })
  await question.getByRole('button', { name: 'Không nhập các dòng này' }).click()

  await expect(page.getByRole('button', { name: 'Xác nhận và ghi' })).toBeVisible()
  await page.getByRole('tab', { name: /^Bị từ chối/ }).click()
  await expect(page.getByText('Không có họ tên.')).toBeVisible()
  await page.getByRole('tab', { name: /^Mới/ }).click()
  await expect(page.getByText('Nguyễn Thị Thử Nghiệm')).toBeVisible()
  await page.getByRole('button', { name: 'Xác nhận và ghi' }).click()

  await expect(page.getByText('Đã ghi xong')).toBeVisible({ timeout: 50_000 })
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^Tải 2 dòng không được ghi/ }).click()
  expect((await download).suggestedFilename()).toMatch(/\.xlsx$/)
})

test('rows that nobody decided about are kept, and decided later without the file', async ({ page }) => {
  await visit(page, '/import')
  const rows = ROSTER.replaceAll('Thử', 'Thêm').replace('Không Thôn', 'Để Lại').replace('Ở Đâu', 'Để Lại')
  // Not the people of the journey before.
  const others = rows.replace('12/03/1985', '13/04/1986').replace('0912 345 678', '0912 345 699')
  const named = others.replace('Rơ Mah Thêm Một', 'Bà Rơ Mah Thêm Một')
  await page
    .getByLabel(/^Danh sách \(\.xlsx/)
    .setInputFiles({ name: 'de-lai.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${named}`) })
  await page.getByRole('button', { name: 'Xem trước' }).click()
  await expect(page.getByText('Đã bỏ cách xưng hô trước họ tên ở 1 dòng')).toBeVisible()
  await page.getByRole('button', { name: 'Giữ nguyên họ tên trong cả tệp' }).click()
  await page.getByRole('button', { name: 'Bỏ cách xưng hô' }).click()
  await expect(page.getByText('Đã bỏ cách xưng hô trước họ tên ở 1 dòng')).toBeVisible()
  await page.getByRole('button', { name: /^Để lại 1 chỗ chưa quyết định/ }).click()
  await expect(page.getByText('Còn 1 dòng chờ quyết định, chưa được ghi')).toBeVisible({ timeout: 50_000 })

  await visit(page, '/import')
  await expect(page.getByRole('link', { name: 'de-lai.csv (1 dòng còn lại)' })).toBeVisible()
  await page.getByRole('link', { name: 'de-lai.csv', exact: true }).click()
  await page.getByRole('button', { name: 'Quyết định 1 dòng còn lại' }).click()
  const question = page.getByRole('listitem').filter({ hasText: 'Thôn Không Có Để Lại' })
  await question.getByRole('button', { name: 'Không nhập các dòng này' }).click()
  await page.getByRole('button', { name: 'Xác nhận và ghi' }).click()
  await expect(page.getByText('Đã ghi xong')).toBeVisible({ timeout: 50_000 })
  await page.getByRole('link', { name: 'Xem lần nhập trước' }).click()
  await expect(page.getByText('Đã ghi xong')).toBeVisible()
  await expect(page.getByText(/dòng chờ quyết định/)).toBeHidden()
})

test('a file that is no spreadsheet is refused with a sentence', async ({ page }) => {
  await visit(page, '/import')
  await page.getByLabel(/^Danh sách \(\.xlsx/).setInputFiles({
    name: 'anh.xlsx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47]),
  })
  await expect(page.getByRole('alert')).not.toContainText('mã:')
  await expect(page.getByRole('alert')).toBeVisible()
})

test('a file that another tab wrote after the preview is previewed anew before it is confirmed', async ({ page }) => {
  const rows = ROSTER.replaceAll('Thử', 'Song')
    .replace('12/03/1985', '14/05/1987')
    .replace('0912 345 678', '0912 345 688')
  const preview = async (tab: Page): Promise<void> => {
    await visit(tab, '/import')
    await tab
      .getByLabel(/^Danh sách \(\.xlsx/)
      .setInputFiles({ name: 'hai-the.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${rows}`) })
    await tab.getByRole('button', { name: 'Xem trước' }).click()
    await expect(tab.getByRole('tab', { name: /^Mới\s*2/ })).toBeVisible()
  }
  const other = await page.context().newPage()
  await preview(page)
  await preview(other)
  await other.getByRole('button', { name: /^Để lại 1 chỗ chưa quyết định/ }).click()
  await expect(other.getByText('Đã ghi xong')).toBeVisible({ timeout: 50_000 })

  await page.getByRole('button', { name: /^Để lại 1 chỗ chưa quyết định/ }).click()
  await expect(page.getByRole('alert')).toContainText('Bản xem trước đã được làm lại')
  await expect(page.getByRole('tab', { name: /^Mới\s*0/ })).toBeVisible()
  await expect(page.getByRole('tab', { name: /^Không đổi\s*2/ })).toBeVisible()
  await page.getByRole('button', { name: /^Để lại 1 chỗ chưa quyết định/ }).click()
  await expect(page.getByText('Đã ghi xong')).toBeVisible({ timeout: 50_000 })
})

test('a file whose header is not recognised shows its first rows to choose one, and asks for a sheet before the preview', async ({
  page,
}) => {
  await visit(page, '/import')
  await page
    .getByLabel(/^Danh sách \(\.xlsx/)
    .setInputFiles({ name: 'la.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b,c\n1,2,3') })
  await expect(page.getByLabel('Dòng tiêu đề')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Các dòng đầu của tệp' })).toBeVisible()
  const preview = page.getByRole('button', { name: 'Xem trước' })
  await expect(preview).toBeDisabled()
  await expect(page.getByText('Còn thiếu cột: Họ và tên')).toBeVisible()
  await page.getByRole('checkbox', { name: /^Nhập trang tính/ }).uncheck()
  await expect(page.getByText('Chưa chọn trang tính nào')).toBeVisible()
  await page.getByRole('checkbox', { name: /^Nhập trang tính/ }).check()
  await page.getByLabel('Dòng tiêu đề').selectOption({ label: 'Dòng 1: a | b | c' })
  await page.getByLabel('Cột “a” nhập vào').selectOption('name')
  await expect(preview).toBeEnabled()
})
