import type { Day } from '@ketnoi/hierarchy'
import { readOnly, type ZaloAccount, type ZaloClient } from './client/client.ts'
import type { ZaloAction, ZaloFailure, ZaloResult } from './client/errors.ts'

/** What must hold before groups can be kept, in the order in which it is checked. */
export type AccountStep =
  'reachable' | 'consent' | 'verified' | 'kind' | 'package' | 'permission' | 'location' | 'assets' | 'founders'

export interface CheckedStep {
  readonly step: AccountStep
  /** `unknown`: it could not be looked at, or the service does not say. */
  readonly outcome: 'ok' | 'missing' | 'unknown'
  /** What to do about it; the screen has the words. */
  readonly action: ZaloAction | null
  /** The service's own code, for whoever asks its support. */
  readonly rawCode: number | null
  readonly detail: Readonly<Record<string, string | number | null>>
}

export interface CheckedAccount {
  readonly account: ZaloAccount | null
  readonly steps: readonly CheckedStep[]
}

const CONSENT_ACTIONS: readonly ZaloAction[] = ['consent-again', 'renew-token', 'check-app-secret', 'activate-app']

/** Looks step by step whether an account can keep groups. Only reads. `today` is the day in Vietnam. */
export async function checkAccount(
  writingClient: ZaloClient,
  founderIds: readonly string[],
  today: Day,
): Promise<CheckedAccount> {
  const client = readOnly(writingClient)
  const told = await client.account()
  const steps: CheckedStep[] = [...checkAnswer(told)]
  const account = told.kind === 'done' ? told.data : null
  if (account === null) {
    for (const step of ['verified', 'kind', 'package', 'permission', 'location', 'assets'] as const)
      steps.push(checked(step, 'unknown', null))
  } else {
    const groups = await client.listGroups(0)
    const followers = await client.listFollowers(0)
    const assets = await client.listAssets()
    steps.push(
      checkVerified(account, groups),
      checkKind(client, account, groups),
      checkPackage(client, account, groups, today),
      checkRead('permission', groups),
      checkRead('location', followers),
    )
    if (assets.kind === 'failed') steps.push(failed('assets', assets))
    else {
      const free = assets.data.filter(({ available }) => available).length
      const counts = { free, all: assets.data.length }
      steps.push(checked('assets', free > 0 ? 'ok' : 'missing', free > 0 ? null : 'get-quota', counts))
    }
  }
  steps.push(founderIds.length > 0 ? checked('founders', 'ok', null) : checked('founders', 'missing', 'check-settings'))
  return { account, steps }
}

function checkAnswer(told: ZaloResult<ZaloAccount>): readonly CheckedStep[] {
  if (told.kind === 'done') return [checked('reachable', 'ok', null), checked('consent', 'ok', null)]
  if (told.code === 'unreachable' && told.rawCode === null)
    return [failed('reachable', told), checked('consent', 'unknown', null)]
  if (told.action === 'move-server') return [failed('reachable', told), checked('consent', 'unknown', null)]
  const consent = CONSENT_ACTIONS.includes(told.action) ? 'missing' : 'unknown'
  return [checked('reachable', 'ok', null), { ...failed('consent', told), outcome: consent }]
}

function checkVerified({ verified }: ZaloAccount, groups: ZaloResult<unknown>): CheckedStep {
  const refused = refusedWith(groups, 'verify-account')
  if (refused !== null) return failed('verified', refused)
  if (verified === null) return checked('verified', 'unknown', null)
  return verified ? checked('verified', 'ok', null) : checked('verified', 'missing', 'verify-account')
}

function checkKind({ settings }: ZaloClient, { type }: ZaloAccount, groups: ZaloResult<unknown>): CheckedStep {
  const known = type === null ? undefined : settings.accountKinds[String(type)]
  const detail = { type, kind: known?.kind ?? null }
  const refused = refusedWith(groups, 'wrong-kind-of-account')
  if (refused !== null) return { ...failed('kind', refused), detail }
  // The service itself is the only one who knows for certain: a list of groups that it gave is a yes.
  if (groups.kind === 'done' || known?.mayOwnGroups === true) return checked('kind', 'ok', null, detail)
  return known?.mayOwnGroups === false
    ? checked('kind', 'missing', 'wrong-kind-of-account', detail)
    : checked('kind', 'unknown', 'ask-support', detail)
}

function checkPackage(
  { settings }: ZaloClient,
  account: ZaloAccount,
  groups: ZaloResult<unknown>,
  today: Day,
): CheckedStep {
  const detail = { package: account.package, validThrough: account.packageValidThrough }
  const refused = refusedWith(groups, 'upgrade-package')
  if (refused !== null) return { ...failed('package', refused), detail }
  if (account.packageValidThrough !== null && account.packageValidThrough < today)
    return checked('package', 'missing', 'upgrade-package', detail)
  const name = account.package?.normalize('NFC').toLowerCase() ?? ''
  const comesWithGroups = settings.packagesWithGroups.some((part) => name.includes(part))
  return checked('package', comesWithGroups ? 'ok' : 'unknown', comesWithGroups ? null : 'ask-support', detail)
}

function checkRead(step: AccountStep, result: ZaloResult<unknown>): CheckedStep {
  return result.kind === 'done' ? checked(step, 'ok', null) : failed(step, result)
}

function refusedWith(result: ZaloResult<unknown>, action: ZaloAction): ZaloFailure | null {
  return result.kind === 'failed' && result.action === action ? result : null
}

function failed(step: AccountStep, failure: ZaloFailure): CheckedStep {
  return {
    step,
    outcome: failure.retry && step !== 'reachable' ? 'unknown' : 'missing',
    action: failure.action,
    rawCode: failure.rawCode,
    detail: {},
  }
}

function checked(
  step: AccountStep,
  outcome: CheckedStep['outcome'],
  action: ZaloAction | null,
  detail: CheckedStep['detail'] = {},
): CheckedStep {
  return { step, outcome, action, rawCode: null, detail }
}
