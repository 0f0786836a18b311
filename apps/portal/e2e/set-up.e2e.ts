import { expect, test } from '@playwright/test'
import { becomeAdministrator, loggedIn, signIn } from './sign-in.ts'
import { visit } from './visit.ts'

// Loading takes a minute alone and several beside other work.
const LOADING_MS = 600_000

test('a newcomer becomes the administrator, loads the example in one click, may reload meanwhile, and sees every group', async ({
  page,
}) => {
  test.setTimeout(LOADING_MS + 60_000)
  await visit(page, '/')
  if (new URL(page.url()).pathname === '/setup') {
    await expect(page.getByRole('navigation', { name: 'Mục chính' })).toBeHidden()
    await becomeAdministrator(page)
  } else await signIn(page)
  if (new URL(page.url()).pathname === '/setup') {
    await page.getByRole('button', { name: 'Nạp ví dụ Ia Pa' }).click()
    await expect(page.getByRole('progressbar')).toBeVisible()
    await page.reload()
    await expect(page.getByRole('progressbar')).toBeVisible()
    // Somebody watches: without that the screen would lock.
    await expect(async () => {
      await page.mouse.move(Math.random() * 300, 300)
      await expect(page.getByText('Đã thiết lập xong')).toBeVisible({ timeout: 5_000 })
    }).toPass({ timeout: LOADING_MS })
    await page.getByRole('link', { name: 'Xem tổng quan' }).click()
  }
  await page.context().storageState({ path: loggedIn() })
  await expect(page.getByRole('heading', { level: 1, name: 'Tổng quan' })).toBeVisible()
  await page.getByRole('link', { name: 'Nhóm', exact: true }).click()
  // One district, nine communes, and one for every village.
  await expect(page.getByText('83 nhóm')).toBeVisible()
  await expect(page.getByRole('link', { name: 'BCĐ Huyện Ia Pa' })).toBeVisible()
})
