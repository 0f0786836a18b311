import { expect, test } from '@playwright/test'
import { visit } from '../visit.ts'

const VILLAGE = 'vn-v-apa-oi-hbriu'
const NAME = 'Rah Lan H’Thử'
// The page takes nothing that is sent faster than a person reads.
const READING_MS = 3_500
const PHONE = {
  viewport: { width: 360, height: 740 },
  javaScriptEnabled: false,
  storageState: { cookies: [], origins: [] },
}

test('from the poster to the group: registered without an account, confirmed by an officer, left on the own page', async ({
  page,
  browser,
}) => {
  await visit(page, `/units/${VILLAGE}`)
  await page.getByRole('link', { name: 'Áp phích tự đăng ký' }).click()
  await expect(page.getByRole('img', { name: /^Mã QR đăng ký vào nhóm Plơi Apa/ })).toBeVisible()
  const address = `http://${(await page.getByTestId('address').textContent()) ?? ''}`
  await page.getByLabel('Khổ giấy').selectOption('A5')
  await expect(page).toHaveURL(/size=a5/)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('banner')).toBeHidden()
  const paper = await page.pdf({ preferCSSPageSize: true })
  expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/gu)).toHaveLength(1)
  await page.emulateMedia({ media: 'screen' })

  const villager = await browser.newContext(PHONE)
  const phone = await villager.newPage()
  await phone.goto(address)
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText(/^Đăng ký vào nhóm Plơi Apa/)
  await expect(phone.getByRole('checkbox')).not.toBeChecked()
  await phone.getByLabel('Họ và tên').fill(NAME)
  await phone.getByLabel('Số điện thoại').fill('không có')
  await phone.getByRole('checkbox').check()
  await phone.waitForTimeout(READING_MS)
  await phone.getByRole('button', { name: 'Gửi đăng ký' }).click()
  await expect(phone.getByRole('alert')).toContainText('Số điện thoại chưa đúng.')
  await expect(phone.getByLabel('Họ và tên')).toHaveValue(NAME)
  await phone.getByLabel('Số điện thoại').fill('0977 000 123')
  await phone.waitForTimeout(READING_MS)
  await phone.getByRole('button', { name: 'Gửi đăng ký' }).click()
  await expect(phone.getByRole('heading', { name: 'Đã nhận đăng ký' })).toBeVisible()
  await phone.getByRole('link', { name: 'English' }).click()

  await visit(page, `/registrations?unit=${VILLAGE}`)
  const card = page.getByRole('article', { name: NAME })
  await expect(card).toContainText('097•••••23')
  await card.getByRole('button', { name: `Xem số của ${NAME}` }).click()
  await expect(card).toContainText('0977000123')
  await card.getByRole('button', { name: 'Xác nhận' }).click()
  await expect(card).toContainText('Hãy chọn đây là ai.')
  await card.getByRole('radio', { name: 'Người mới, chưa có trong danh sách' }).check()
  await card.getByRole('checkbox', { name: 'Là đại diện hộ' }).check()
  await card.getByRole('checkbox', { name: /^Đã đủ 18 tuổi/ }).check()
  await card.getByRole('button', { name: 'Xác nhận' }).click()
  await expect(card).toBeHidden()

  await page.getByRole('link', { name: 'Đã xác nhận' }).click()
  await page.getByRole('listitem').filter({ hasText: NAME }).getByRole('link', { name: 'Mở trang người này' }).click()
  const consents = page.getByRole('region', { name: 'Sự đồng ý và căn cứ' })
  await expect(consents.getByRole('list', { name: 'Sổ ghi' })).toContainText('trang web · thông báo bản 1')
  await expect(page.getByRole('region', { name: 'Trong các nhóm' })).toContainText('Plơi Apa Ơi Hbriu – Xã Chư Mố')
  const person = page.url()

  await consents.getByRole('button', { name: 'Lập liên kết' }).click()
  const slip = consents.getByRole('status')
  await expect(slip.getByRole('img', { name: `Mã QR trang riêng của ${NAME}` })).toBeVisible()
  await phone.goto((await slip.getByTestId('private-address').textContent()) ?? '')
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText(`Trang riêng của ${NAME}`)
  await expect(phone.getByRole('main')).toContainText('Đại diện hộ, người thành niên, đã đồng ý')
  await expect(phone.getByRole('main')).toContainText('097•••••23')
  await expect(phone.getByRole('main')).not.toContainText('0977000123')
  await phone.getByText('Rời nhóm này').click()
  await phone.getByRole('button', { name: 'Tôi muốn rời nhóm' }).click()
  await expect(phone.getByRole('status')).toContainText('ông/bà rời nhóm')
  await expect(phone.getByRole('main')).toContainText('Không ở nhóm nào.')
  await phone.getByText('Rút lại sự đồng ý').first().click()
  await phone.getByRole('button', { name: 'Tôi rút lại sự đồng ý' }).click()
  await expect(phone.getByRole('status')).toContainText('ông/bà rút lại sự đồng ý')

  await visit(page, person)
  await expect(page.getByRole('region', { name: 'Ngoại lệ' })).toContainText('Đã tự rời nhóm')
  await expect(consents).toContainText('Chưa được phép')
  await consents.getByRole('button', { name: 'Thu hồi' }).click()
  await expect(consents).toContainText('Chưa có liên kết.')
  await phone.reload()
  await expect(phone.getByRole('heading', { name: 'Liên kết này không mở được' })).toBeVisible()
  await villager.close()
})

test('an answer is recorded after the notice was read, with nothing chosen beforehand, and the proof can be printed', async ({
  page,
}) => {
  await visit(page, '/people')
  await page.getByLabel('Tên hoặc số điện thoại').fill('siu')
  await page.getByRole('table').getByRole('link').first().click()
  const consents = page.getByRole('region', { name: 'Sự đồng ý và căn cứ' })
  await consents.getByRole('button', { name: 'Ghi câu trả lời' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('THÔNG BÁO VỀ VIỆC XỬ LÝ DỮ LIỆU CÁ NHÂN')
  await expect(dialog.getByRole('radio', { name: 'Đồng ý', exact: true })).not.toBeChecked()
  await dialog.getByRole('button', { name: 'Lưu' }).click()
  await expect(dialog).toContainText('Hãy chọn câu trả lời của người dân.')
  await dialog.getByRole('radio', { name: 'Đồng ý', exact: true }).check()
  await dialog.getByRole('radio', { name: 'Ký trên phiếu giấy' }).check()
  await dialog.getByLabel('Số phiếu hoặc ghi chú').fill('phiếu số 12')
  await dialog.getByRole('button', { name: 'Lưu' }).click()
  await expect(dialog).toBeHidden()
  await expect(consents).toContainText('bằng chứng: phiếu số 12')

  await consents.getByRole('button', { name: 'Ghi việc rút lại' }).click()
  await dialog.getByRole('button', { name: 'Lưu' }).click()
  await expect(dialog).toBeHidden()
  await expect(consents).toContainText('Chưa được phép')

  await consents.getByRole('link', { name: 'In bằng chứng' }).click()
  await expect(page.getByRole('table')).toContainText('Rút lại sự đồng ý')
  await expect(page.getByRole('region', { name: 'Thông báo đã dùng' })).toContainText('SHA-256')
  const paper = await page.pdf({ preferCSSPageSize: true })
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-')
})
