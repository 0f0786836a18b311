import { expect, test } from 'vitest'
import { simClient } from '../test/connect-to-sim.ts'
import { checkAccount } from './check-account.ts'
import type { SimFault } from './sim/faults.ts'
import type { SimServiceOptions } from './sim/service.ts'

const TODAY = '2026-11-26'
const READY: SimServiceOptions = { assets: [{ assetType: 'gmf1000' }] }

async function missingIn(
  options: SimServiceOptions,
  { fault, founderIds = ['a'] }: { fault?: SimFault; founderIds?: readonly string[] } = {},
): Promise<unknown> {
  const { client, service } = simClient({ ...READY, ...options })
  if (fault !== undefined) service.faults.add(fault)
  const { steps } = await checkAccount(client, founderIds, TODAY)
  expect(service.calls().writes).toBe(0)
  return steps.flatMap(({ step, outcome, action, rawCode }) =>
    outcome === 'ok' ? [] : [[step, outcome, action, rawCode]],
  )
}

test('an account in good order lacks nothing', async () => {
  expect(await missingIn({})).toEqual([])
})

test('free assets are counted', async () => {
  const { client } = simClient({ ...READY, groups: [{ groupId: 'g', name: 'n' }] })
  const { account, steps } = await checkAccount(client, ['a'], TODAY)
  expect(account?.name).toBe('Công an xã (thử)')
  expect(steps.find(({ step }) => step === 'assets')?.detail).toEqual({ free: 1, all: 2 })
})

test('an account that is not verified', async () => {
  expect(await missingIn({ account: { verified: false } })).toEqual([
    ['verified', 'missing', 'verify-account', -221],
    ['permission', 'missing', 'verify-account', -221],
    ['location', 'missing', 'verify-account', -221],
    ['assets', 'missing', 'verify-account', -221],
  ])
})

test('an account of a public body that may own groups, and one that may not', async () => {
  expect(await missingIn({ account: { type: 4 } })).toEqual([])
  expect(await missingIn({ account: { type: 4 }, semantics: { governmentOwnsGroups: false } })).toEqual([
    ['kind', 'missing', 'wrong-kind-of-account', -235],
    ['permission', 'missing', 'wrong-kind-of-account', -235],
    ['assets', 'missing', 'wrong-kind-of-account', -235],
  ])
})

test('a package without groups, or one that has ended', async () => {
  expect(await missingIn({ account: { package: 'Tiêu chuẩn' } })).toEqual([
    ['package', 'missing', 'upgrade-package', -224],
    ['permission', 'missing', 'upgrade-package', -224],
    ['assets', 'missing', 'upgrade-package', -224],
  ])
  expect(await missingIn({ account: { packageValidThrough: '2026-11-25' } })).toEqual([
    ['package', 'missing', 'upgrade-package', null],
  ])
  expect(await missingIn({ account: { package: 'Gói mới' } })).toEqual([['package', 'unknown', 'ask-support', null]])
})

test('a permission that was not granted', async () => {
  expect(await missingIn({ account: { granted: new Set(['account', 'listUsers', 'listAssets']) } })).toEqual([
    ['permission', 'missing', 'consent-again', -223],
  ])
})

test('no free asset, no founders', async () => {
  expect(await missingIn({ assets: [] }, { founderIds: [] })).toEqual([
    ['assets', 'missing', 'get-quota', null],
    ['founders', 'missing', 'check-settings', null],
  ])
})

test('a service that does not answer, and one that does not take the token', async () => {
  const rest = (['verified', 'kind', 'package', 'permission', 'location', 'assets'] as const).map((step) => [
    step,
    'unknown',
    null,
    null,
  ])
  expect(await missingIn({}, { fault: { kind: 'no-answer-before' } })).toEqual([
    ['reachable', 'missing', 'look-again', null],
    ['consent', 'unknown', null, null],
    ...rest,
  ])
  expect(await missingIn({}, { fault: { kind: 'token-refused' } })).toEqual([
    ['consent', 'missing', 'renew-token', -216],
    ...rest,
  ])
})
