import { expect, it } from 'vitest'
import type { Role } from '../model/model.ts'
import type { Change } from '../plans/change.ts'
import { undoRun, type RunUndoNow } from './undo-run.ts'

const who = { groupId: 'g', personId: 'a', reasons: [] } as const
const evidence = { readingId: 'r', readAt: '2024-01-01T00:00:00Z' }
const add: Change = { ...who, kind: 'add', role: 'member', required: false }
const remove: Change = { ...who, kind: 'remove', role: 'deputy', evidence }
const demote: Change = { ...who, kind: 'demote', from: 'leader', role: 'member' }
const now =
  (role: Role | null, facts: Partial<RunUndoNow> = {}) =>
  () => ({
    role,
    leftByThemselves: false,
    hasOverride: false,
    ...facts,
  })

it('takes out whom a plan brought in, brings back whom it took out, and gives a role back', () => {
  expect(undoRun([add], now('member')).overrides).toEqual([
    { kind: 'exclude', groupId: 'g', personId: 'a', role: 'member', needsTheirSay: false },
  ])
  expect(undoRun([remove], now(null)).overrides).toEqual([
    { kind: 'include', groupId: 'g', personId: 'a', role: 'deputy', needsTheirSay: true },
  ])
  expect(undoRun([demote], now('member')).overrides).toMatchObject([{ kind: 'include', role: 'leader' }])
})

it('names what cannot come back', () => {
  const codeOf = (change: Change, at: ReturnType<typeof now>) => undoRun([change], at).kept.map(({ code }) => code)
  expect(codeOf({ ...who, kind: 'promote', from: 'member', role: 'leader' }, now('leader'))).toEqual(['role-by-rule'])
  expect(codeOf(remove, now(null, { leftByThemselves: true }))).toEqual(['left-by-themselves'])
  expect(codeOf(add, now(null))).toEqual(['not-as-left'])
  expect(codeOf(remove, now('member'))).toEqual(['not-as-left'])
  expect(codeOf(demote, now('deputy'))).toEqual(['not-as-left'])
  expect(codeOf(add, now(null, { isVerified: false }))).toEqual(['not-verified'])
  expect(codeOf(remove, now('member', { isVerified: false }))).toEqual(['not-verified'])
  expect(codeOf(demote, now('leader', { isVerified: false }))).toEqual(['not-verified'])
  expect(codeOf(add, now('member', { hasOverride: true }))).toEqual(['override-exists'])
  expect(codeOf({ ...who, kind: 'withdraw-invitation', role: 'member' }, now(null))).toEqual(['invitation-gone'])
  const archive: Change = { kind: 'archive-group', groupId: 'g', externalId: 'e', name: 'n', reasons: [] }
  expect(codeOf(archive, now(null))).toEqual(['group-stays'])
})
