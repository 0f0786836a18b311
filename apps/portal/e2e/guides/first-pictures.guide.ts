import { expect, test } from '@playwright/test'
import { becomeAdministrator } from '../sign-in.ts'
import { visit } from '../visit.ts'
import { takePicture } from './take-picture.ts'

test('quản trị: before anything is in the program', async ({ page }) => {
  await visit(page, '/')
  await becomeAdministrator(page)
  await expect(page.getByRole('button', { name: 'Nạp ví dụ Ia Pa' })).toBeVisible()
  await takePicture(page, 'quan-tri-thiet-lap')
})
