import { countAccounts, insertAccount, insertAccountRole, insertAuditEvents, inTransaction, lockWork } from '@ketnoi/db'
import { hashPassword } from 'better-auth/crypto'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { parseUserName } from './handle.ts'
import { logIn } from './log-in.ts'
import { requireGoodPassword } from './password-rule.ts'
import type { Visit } from './visit.ts'

export interface NewAdministrator {
  readonly name: string
  readonly userName: string
  readonly password: string
}

/** Makes the first account: an administrator of the whole program. Refused as soon as there is any account. */
export async function createFirstAdministrator(ctx: Context, input: NewAdministrator): Promise<void> {
  const userName = requireGood(input)
  const passwordHash = await hashPassword(input.password)
  const id = ctx.newId()
  const now = ctx.now()
  await inTransaction(ctx.db, async (trx) => {
    await lockWork(trx, 'first-account')
    if ((await countAccounts(trx)) > 0) throw new ApiError('accounts-exist', 'there are accounts already')
    await insertAccount(trx, {
      id,
      name: input.name,
      userName,
      phone: null,
      passwordHash,
      firstPasswordUntil: null,
      now,
    })
    await insertAccountRole(trx, {
      id: ctx.newId(),
      accountId: id,
      role: 'administrator',
      unitId: null,
      seeUnitId: null,
      searchUnitId: null,
      grantedBy: id,
      grantedAt: now,
      from: null,
      to: null,
    })
    await insertAuditEvents(trx, [
      { at: now, actor: id, action: 'account.create', subjectKind: 'account', subjectId: id, data: { first: true } },
    ])
  })
}

function requireGood({ name, userName, password }: NewAdministrator): string {
  const parsed = parseUserName(userName)
  requireGoodPassword({ password, withSecondFactor: true, known: [parsed, name] })
  return parsed
}

/** The same for whoever can read what the server printed when it started, who is logged in by it. */
export async function becomeFirstAdministrator(
  ctx: Context,
  visit: Visit,
  input: NewAdministrator & { readonly code: string },
): Promise<void> {
  // First what can be mended: a code is not tried in vain.
  requireGood(input)
  const checked = visit.firstCode?.check(input.code) ?? 'void'
  if (checked === 'wrong') throw new ApiError('first-code-wrong', 'not the code that the server printed')
  if (checked === 'void') throw new ApiError('first-code-void', 'the code has no effect any more')
  await createFirstAdministrator(ctx, input)
  await logIn(ctx, visit, { handle: input.userName, password: input.password })
}
