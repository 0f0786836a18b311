import { expect, test } from '@playwright/test'
import { startZaloSim } from '@ketnoi/zalo/sim'
import { visit } from '../visit.ts'

const USER = '200000000000000001'

test('an Official Account: entered, consented to, checked, and heard when somebody writes to it', async ({
  page,
  baseURL,
}) => {
  const sim = await startZaloSim({
    users: [{ userId: USER, name: 'Siu H Nhung', follows: true }],
    assets: [{ assetType: 'gmf100' }],
    webhookUrl: `${baseURL ?? ''}/hooks/zalo`,
  })
  try {
    const { appId, appSecret, accountSecret, accountId } = sim.service.world.account
    await visit(page, '/services')
    await page.getByLabel('ID ứng dụng').fill(appId)
    await page.getByLabel('Khóa bí mật của ứng dụng').fill(appSecret)
    await page.getByLabel('Khóa bí mật OA').fill(accountSecret)
    await page.getByLabel('Điều khác với tài liệu').fill(JSON.stringify({ apiUrl: sim.url, oauthUrl: sim.url }))
    await page.getByRole('button', { name: 'Lưu' }).first().click()
    await expect(page.getByText('Chưa ai đồng ý.')).toBeVisible()
    await expect(page.getByLabel('Khóa bí mật của ứng dụng')).toHaveValue('')

    await page.getByRole('button', { name: 'Đến trang đồng ý của Zalo' }).click()
    await expect(page.getByText('Đã nhận đồng ý của OA.')).toBeVisible()
    expect(page.url()).not.toContain('code')
    await expect(page.getByText(accountId)).toBeVisible()
    await page.getByRole('button', { name: 'Kiểm tra từng bước' }).click()
    await expect(page.getByText('còn 1 trong 1 suất')).toBeVisible()
    await expect(page.getByText('Còn thiếu. Chưa hứa với ai về nhóm của OA.')).toBeVisible()

    sim.service.acts.writeToAccount(USER, 'xin chào')
    await expect(async () => {
      await page.goto('/services/requests')
      await expect(page.getByText('Siu H Nhung')).toBeVisible({ timeout: 500 })
    }).toPass()
    await page.getByRole('button', { name: 'Không phải người trong danh sách' }).click()
    await expect(page.getByText('Không có yêu cầu nào.')).toBeVisible()

    await page.goto('/services')
    await page.getByRole('button', { name: 'Ngắt kết nối' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Ngắt kết nối' }).click()
    await expect(page.getByLabel('ID ứng dụng')).toHaveValue('')
  } finally {
    await sim.close()
  }
})
