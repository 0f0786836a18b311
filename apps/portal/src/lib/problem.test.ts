import { TRPCClientError } from '@trpc/client'
import { expect, it } from 'vitest'
import { en } from './i18n/en/index.ts'
import { vi } from './i18n/vi/index.ts'
import { problemOf, problemText, SENT } from './problem.ts'

it('says that something may have been saved where no answer came to what was sent, and not where it never left', () => {
  const cut = (sent: boolean) => problemOf(new TRPCClientError('fetch failed', { meta: { [SENT]: sent } }))
  expect(cut(true)).toEqual({ code: 'offline', data: { sent: 'yes' } })
  expect(problemText(vi, cut(true))).toMatch('chưa biết đã lưu hay chưa')
  expect(problemText(en, cut(true))).toMatch('not known whether it was saved')
  expect(problemText(vi, cut(false))).toBe('Không kết nối được với máy chủ. Kiểm tra mạng rồi thử lại.')
})
