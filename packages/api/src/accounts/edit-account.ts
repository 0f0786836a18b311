import {
  deleteAttempts,
  deleteSecondFactor,
  deleteSessions,
  findAccountByHandle,
  insertAccount,
  inTransaction,
  updateAccount,
  updatePassword,
  type AccountChange,
  type Db,
} from '@ketnoi/db'
import type { Context } from '../context.ts'
import { ApiError, ForbiddenError } from '../errors.ts'
import { getLoadedAccount, mayEdit, unitsOfRoles, type LoadedAccount } from './account-views.ts'
import { insertRole, requireGrantable, requireSomebodyLeft, type NewRole } from './edit-roles.ts'
import { createFirstPassword, firstPasswordEnd } from './first-password.ts'
import { parseAccountPhone, parseUserName } from './handle.ts'
import { noteEdit } from './note-account.ts'

export interface NewAccountInput {
  readonly name: string
  readonly userName: string | null
  readonly phone: string | null
  readonly roles: readonly NewRole[]
}

/** Makes an account with its roles; the password is told this once. */
export async function createAccount(
  ctx: Context,
  input: NewAccountInput,
): Promise<{ readonly id: string; readonly firstPassword: string }> {
  const handle = readHandles(input)
  for (const role of input.roles) requireGrantable(ctx.actor, role)
  const first = await createFirstPassword()
  const id = ctx.newId()
  const now = ctx.now()
  await inTransaction(ctx.db, async (trx) => {
    await requireFree(trx, handle, null)
    const firstPasswordUntil = firstPasswordEnd(now)
    await insertAccount(trx, { id, name: input.name, ...handle, passwordHash: first.hash, firstPasswordUntil, now })
    await noteEdit(ctx, trx, id, 'account.create')
    for (const role of input.roles) await insertRole(trx, ctx, id, role)
  })
  return { id, firstPassword: first.text }
}

export async function changeAccount(
  ctx: Context,
  id: string,
  input: Pick<NewAccountInput, 'name' | 'userName' | 'phone'>,
): Promise<void> {
  const handle = readHandles(input)
  await editAccount(ctx, id, async (trx, { account }) => {
    await requireFree(trx, handle, id)
    const change: AccountChange = { name: input.name, ...handle }
    await updateAccount(trx, id, change)
    const changed = (['name', 'userName', 'phone'] as const).filter((key) => account[key] !== change[key])
    await noteEdit(ctx, trx, id, 'account.change', { changed })
  })
}

export async function disableAccount(ctx: Context, id: string): Promise<void> {
  if (id === ctx.actor.id) throw new ApiError('account-own', 'nobody disables themselves')
  await editAccount(ctx, id, async (trx) => {
    await updateAccount(trx, id, { disabled: { at: ctx.now(), because: 'administrator' } })
    await deleteSessions(trx, id)
    await requireSomebodyLeft(trx, ctx)
    await noteEdit(ctx, trx, id, 'account.disable', { because: 'administrator' })
  })
}

export async function enableAccount(ctx: Context, id: string): Promise<void> {
  await editAccount(ctx, id, async (trx) => {
    await updateAccount(trx, id, { disabled: null, activeAt: ctx.now() })
    await noteEdit(ctx, trx, id, 'account.enable')
  })
}

/** A new password to hand out; whoever is logged in is logged out. */
export async function resetPassword(ctx: Context, id: string): Promise<{ readonly firstPassword: string }> {
  const first = await createFirstPassword()
  await editAccount(ctx, id, async (trx) => {
    await updatePassword(trx, id, { passwordHash: first.hash, firstPasswordUntil: firstPasswordEnd(ctx.now()) })
    await deleteSessions(trx, id)
    await deleteAttempts(trx, id)
    await noteEdit(ctx, trx, id, 'account.reset-password')
  })
  return { firstPassword: first.text }
}

/** Takes a lost second factor off; whoever is logged in is logged out. */
export async function resetSecondFactor(ctx: Context, id: string): Promise<void> {
  await editAccount(ctx, id, async (trx) => {
    await deleteSecondFactor(trx, id)
    await deleteSessions(trx, id)
    await noteEdit(ctx, trx, id, 'account.reset-second-factor')
  })
}

export async function unlockAccount(ctx: Context, id: string): Promise<void> {
  await editAccount(ctx, id, async (trx) => {
    await deleteAttempts(trx, id)
    await noteEdit(ctx, trx, id, 'account.unlock')
  })
}

/** Changes an account that whoever asks answers for wholly: every role of it is theirs to give. */
async function editAccount(
  ctx: Context,
  id: string,
  edit: (trx: Db, loaded: LoadedAccount) => Promise<void>,
): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    const loaded = await getLoadedAccount(ctx, id, trx)
    if (!mayEdit(ctx, loaded.roles))
      throw new ForbiddenError('accounts.change', unitsOfRoles(loaded.roles)?.[0] ?? null)
    await edit(trx, loaded)
  })
}

function readHandles({ userName, phone }: Pick<NewAccountInput, 'userName' | 'phone'>) {
  const handle = {
    userName: userName === null ? null : parseUserName(userName),
    phone: phone === null ? null : parseAccountPhone(phone),
  }
  if (handle.userName === null && handle.phone === null) throw new ApiError('handle-missing', 'a user name or a phone')
  return handle
}

async function requireFree(
  trx: Db,
  { userName, phone }: { readonly userName: string | null; readonly phone: string | null },
  exceptId: string | null,
): Promise<void> {
  const byName = userName === null ? null : await findAccountByHandle(trx, { userName })
  if (byName !== null && byName.id !== exceptId) throw new ApiError('user-name-taken', 'the user name is taken')
  const byPhone = phone === null ? null : await findAccountByHandle(trx, { phone })
  if (byPhone !== null && byPhone.id !== exceptId) throw new ApiError('phone-taken', 'the phone is taken')
}
