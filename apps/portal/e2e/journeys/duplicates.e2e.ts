import { expect, test, type Page } from '@playwright/test'
import { findingsOf } from '../findings.ts'
import { visit } from '../visit.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const LETTER = LETTERS.charAt(Math.floor(Math.random() * LETTERS.length)).toUpperCase()
const NAME = `Rơ Mah ${LETTER} Trùng`
const VILLAGE = 'vn-v-apa-oi-hbriu'

async function add(page: Page, name: string, phone: string): Promise<string> {
  await visit(page, '/people/new')
  await page.getByLabel('Họ và tên').fill(name)
  await page.getByRole('combobox', { name: 'Thôn, làng, buôn' }).fill('apa oi hbriu')
  await page
    .getByRole('option', { name: /Apa Ơi Hbriu/ })
    .first()
    .click()
  await page.getByLabel('Số điện thoại').fill(phone)
  await page.getByRole('button', { name: 'Ghi người này' }).click()
  const heading = page.getByRole('heading', { level: 1, name })
  const other = page.getByRole('button', { name: 'Đây là người khác, vẫn ghi' })
  await expect(heading.or(other).first()).toBeVisible()
  if (await other.isVisible()) await other.click()
  await expect(heading).toBeVisible()
  return new URL(page.url()).pathname
}

test('one person recorded twice: suggested, merged, found by the old link, and separated again', async ({ page }) => {
  test.setTimeout(120_000)
  const first = await add(page, NAME, '0912 000 111')
  const second = await add(page, NAME.toUpperCase(), '0912 000 111')
  // Whoever shares the phone is somebody else, and is not asked about.
  await add(page, `Rơ Mah ${LETTER} Vợ`, '0912 000 111')

  await visit(page, '/people')
  await page.getByRole('link', { name: 'Hồ sơ có thể trùng' }).click()
  await visit(page, `/people/duplicates?unit=${VILLAGE}`)
  const card = page.getByRole('article').filter({ hasText: NAME }).first()
  await expect(card).toContainText('trùng số điện thoại')
  await expect(card).toContainText('cùng nơi ở')
  await expect(page.getByText(`Rơ Mah ${LETTER} Vợ`)).toBeHidden()
  await expect(page.getByText('0912000111')).toBeHidden()

  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 800 })
    expect(await findingsOf(page)).toEqual([])
  }
  await card.getByRole('button', { name: 'Cùng một người' }).click()
  await card.getByRole('radio', { name: 'Giữ hồ sơ này: Hồ sơ thứ nhất' }).check()
  await card.getByRole('radio', { name: `Chọn: họ và tên ${NAME}`, exact: true }).check()
  expect(await findingsOf(page)).toEqual([])
  await card.getByRole('button', { name: 'Gộp thành một hồ sơ' }).click()
  await expect(page.getByText(`Đã gộp thành một hồ sơ: ${NAME}.`)).toBeVisible()
  expect(await findingsOf(page)).toEqual([])

  await visit(page, first)
  const kept = new URL(page.url()).pathname
  await visit(page, second)
  expect(new URL(page.url()).pathname).toBe(kept)
  await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Hồ sơ đã gộp vào đây' })).toBeVisible()
  await page.getByRole('button', { name: /^Tách lại hồ sơ Rơ Mah/i }).click()
  await expect(page.getByText('Đã tách lại: cả hai hồ sơ như trước khi gộp.')).toBeVisible()

  await visit(page, `/people/duplicates?unit=${VILLAGE}`)
  const again = page.getByRole('article').filter({ hasText: NAME }).first()
  await again.getByRole('button', { name: 'Hai người khác nhau' }).click()
  await expect(page.getByText('Sẽ không hỏi lại.')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Hồ sơ có thể trùng' })).toBeVisible()
  await expect(page.getByRole('article').filter({ hasText: NAME })).toHaveCount(0)
})
