import { expect, test } from 'vitest'
import { approvalEndsAt, judgeSecond, judgeStart, type ApprovedAction } from './approval.ts'

const AT = '2024-02-01T08:00:00.000Z'
const ACTION: ApprovedAction = { approvedBy: 'ana', expiresAt: approvalEndsAt(AT), needsSecond: true, secondedBy: null }
const codeOf = (result: ReturnType<typeof judgeStart>) => (result.ok ? null : result.issues[0]?.code)

test('D9 what was approved begins within its day, once somebody else has agreed where that is asked', () => {
  expect(codeOf(judgeStart(ACTION, AT))).toBe('second-missing')
  const seconded = { ...ACTION, secondedBy: 'be' }
  expect(codeOf(judgeStart(seconded, AT))).toBeNull()
  expect(codeOf(judgeStart(seconded, '2024-02-02T07:59:59.999Z'))).toBeNull()
  expect(codeOf(judgeStart(seconded, '2024-02-02T08:00:00.000Z'))).toBe('approval-expired')
})

test('nobody is their own second', () => {
  expect(codeOf(judgeSecond(ACTION, 'ana'))).toBe('second-is-first')
  expect(codeOf(judgeSecond(ACTION, 'be'))).toBeNull()
})
