import {
  deleteAttempts,
  deleteSecondFactor,
  deleteSessions,
  endAccountRole,
  findAccount,
  findAccountByHandle,
  findLock,
  inTransaction,
  insertAccount,
  insertAccountRole,
  listAccountRoles,
  listAccounts,
  listAuditEvents,
  updateAccount,
  updatePassword,
  type Account,
  type AccountChange,
  type AccountRole,
  type AuditEvent,
  type Db,
} from '@ketnoi/db'
import type { Day, UnitId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { areaOf, isWithin, mayGrant, type Actor } from '../authorise.ts'
import type { ActorRole } from '../permissions.ts'
import type { Context } from '../context.ts'
import { ApiError, ForbiddenError, NotFoundError } from '../errors.ts'
import { nationalPhone } from '../people/phone-mask.ts'
import { findWorld, unitName, type World } from '../world.ts'
import { loadAccountNames } from './account-names.ts'
import { createFirstPassword, firstPasswordEnd } from './first-password.ts'
import { parseAccountPhone, parseUserName } from './handle.ts'
import { isIdle } from './log-in.ts'

export interface RoleView {
  readonly id: string
  readonly role: ActorRole
  readonly unitId: UnitId | null
  /** `null`: the whole program. */
  readonly unitName: string | null
  /** Where the role sees, and where it may search, beyond its unit; `null`: nowhere else. */
  readonly seeUnitName: string | null
  readonly searchUnitName: string | null
  readonly from: Day | null
  readonly to: Day | null
  readonly state: 'now' | 'later' | 'over'
  /** Whether whoever asks may end it. */
  readonly mayEnd: boolean
}

export type AccountState = 'first-password' | 'active' | 'idle' | 'disabled'

export interface AccountRow {
  readonly id: string
  readonly name: string
  readonly userName: string | null
  readonly state: AccountState
  readonly secondFactor: boolean
  readonly activeAt: string
  /** Those that hold today or later. */
  readonly roles: readonly RoleView[]
}

export interface AccountPage extends AccountRow {
  readonly phone: string | null
  readonly disabledBecause: Account['disabledBecause']
  readonly firstPasswordUntil: string | null
  readonly lockedUntil: string | null
  readonly pastRoles: readonly RoleView[]
  /** Whether whoever asks may do more than look. */
  readonly mayEdit: boolean
  readonly self: boolean
}

export interface NewRole {
  readonly role: ActorRole
  readonly unitId: UnitId | null
  /** Everything below is seen as well. */
  readonly seeUnitId: UnitId | null
  /** Single people below are found by a search outside. */
  readonly searchUnitId: UnitId | null
  readonly from: Day
  readonly to: Day | null
}

export interface NewAccountInput {
  readonly name: string
  readonly userName: string | null
  readonly phone: string | null
  readonly roles: readonly NewRole[]
}

/** The units that an account has to do with: those of its roles, for good. */
export function unitsOfRoles(roles: readonly AccountRole[]): readonly UnitId[] | null {
  const unitIds = roles.flatMap(({ unitId }) => (unitId === null ? [] : [unitId]))
  return unitIds.length < roles.length || roles.length === 0 ? null : unitIds
}

/** Accounts with a role where whoever asks may change something, by name. */
export async function listAccountRows(ctx: Context): Promise<readonly AccountRow[]> {
  const [accounts, roles, world] = await Promise.all([listAccounts(ctx.db), listAccountRoles(ctx.db), findWorld(ctx)])
  const rolesOf = Map.groupBy(roles, ({ accountId }) => accountId)
  const reach = areaOf(ctx.actor, 'change', ['administrator', 'commune-administrator'])
  return accounts
    .map((account) => ({ account, roles: rolesOf.get(account.id) ?? [] }))
    .filter(({ roles: own }) => isWithin(reach, null) || own.some(({ unitId }) => isWithin(reach, unitId)))
    .map(({ account, roles: own }) => rowOf(ctx, world, account, own))
}

export async function loadAccountPage(ctx: Context, loaded: LoadedAccount): Promise<AccountPage> {
  const { account, roles } = loaded
  const world = await findWorld(ctx)
  const views = roles.map((role) => roleView(ctx, world, role))
  return {
    ...rowOf(ctx, world, account, roles),
    phone: account.phone === null ? null : nationalPhone(account.phone),
    disabledBecause: account.disabledBecause,
    firstPasswordUntil: account.firstPasswordUntil,
    lockedUntil: (await findLock(ctx.db, account.id, ctx.now()))?.lockedUntil ?? null,
    pastRoles: views.filter(({ state }) => state === 'over'),
    mayEdit: mayEdit(ctx, roles),
    self: account.id === ctx.actor.id,
  }
}

export interface LoadedAccount {
  readonly account: Account
  readonly roles: readonly AccountRole[]
}

export async function getLoadedAccount(ctx: Pick<Context, 'db'>, id: string, db: Db = ctx.db): Promise<LoadedAccount> {
  const account = await findAccount(db, id)
  if (account === null) throw new NotFoundError('account', id)
  return { account, roles: await listAccountRoles(db, { accountIds: [id] }) }
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
    await audit(trx, ctx, id, 'account.create', {})
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
    await audit(trx, ctx, id, 'account.change', { changed })
  })
}

export async function grantRole(ctx: Context, accountId: string, role: NewRole): Promise<void> {
  requireGrantable(ctx.actor, role)
  await inTransaction(ctx.db, async (trx) => {
    await getLoadedAccount(ctx, accountId, trx)
    await insertRole(trx, ctx, accountId, role)
  })
}

/** Lets a role go on from the day on which it would end; `to` is the first day on which it does not hold any more. */
export async function renewRole(
  ctx: Context,
  input: { readonly accountId: string; readonly roleId: string; readonly to: Day | null; readonly reason: string },
): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    const { roles } = await getLoadedAccount(ctx, input.accountId, trx)
    const ending = roles.find(({ id }) => id === input.roleId)
    if (ending === undefined) throw new NotFoundError('role', input.roleId)
    const { role, unitId, seeUnitId, searchUnitId, to: from } = ending
    if (from === null) throw new ApiError('interval-empty', 'the role has no end to go on from')
    const renewed: NewRole = { role, unitId, seeUnitId, searchUnitId, from, to: input.to }
    requireGrantable(ctx.actor, renewed)
    const follows = roles.some(
      (one) =>
        one.role === role &&
        one.unitId === unitId &&
        one.from !== null &&
        one.from <= from &&
        (one.to ?? '9999') > from,
    )
    if (follows) throw new ApiError('already-decided', 'somebody has let it go on already')
    await insertRole(trx, ctx, input.accountId, renewed, input.reason)
  })
}

/** Ends a role on a day: today, or one to come. */
export async function endRole(ctx: Context, accountId: string, roleId: string, day: Day): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    const { roles } = await getLoadedAccount(ctx, accountId, trx)
    const role = roles.find(({ id }) => id === roleId)
    if (role === undefined) throw new NotFoundError('role', roleId)
    if (!mayGrant(ctx.actor, role.role, role.unitId)) throw new ForbiddenError('accounts.endRole', role.unitId)
    if (day < ctx.today()) throw new ApiError('day-past', 'what was is not undone')
    await endAccountRole(trx, roleId, day)
    await requireSomebodyLeft(trx, ctx)
    await audit(trx, ctx, accountId, 'account.end-role', { role: role.role, unitId: role.unitId, to: day })
  })
}

export async function disableAccount(ctx: Context, id: string): Promise<void> {
  if (id === ctx.actor.id) throw new ApiError('account-own', 'nobody disables themselves')
  await editAccount(ctx, id, async (trx) => {
    await updateAccount(trx, id, { disabled: { at: ctx.now(), because: 'administrator' } })
    await deleteSessions(trx, id)
    await requireSomebodyLeft(trx, ctx)
    await audit(trx, ctx, id, 'account.disable', { because: 'administrator' })
  })
}

export async function enableAccount(ctx: Context, id: string): Promise<void> {
  await editAccount(ctx, id, async (trx) => {
    await updateAccount(trx, id, { disabled: null, activeAt: ctx.now() })
    await audit(trx, ctx, id, 'account.enable', {})
  })
}

/** A new password to hand out; whoever is logged in is logged out. */
export async function resetPassword(ctx: Context, id: string): Promise<{ readonly firstPassword: string }> {
  const first = await createFirstPassword()
  await editAccount(ctx, id, async (trx) => {
    await updatePassword(trx, id, { passwordHash: first.hash, firstPasswordUntil: firstPasswordEnd(ctx.now()) })
    await deleteSessions(trx, id)
    await deleteAttempts(trx, id)
    await audit(trx, ctx, id, 'account.reset-password', {})
  })
  return { firstPassword: first.text }
}

/** Takes a lost second factor off; whoever is logged in is logged out. */
export async function resetSecondFactor(ctx: Context, id: string): Promise<void> {
  await editAccount(ctx, id, async (trx) => {
    await deleteSecondFactor(trx, id)
    await deleteSessions(trx, id)
    await audit(trx, ctx, id, 'account.reset-second-factor', {})
  })
}

export async function unlockAccount(ctx: Context, id: string): Promise<void> {
  await editAccount(ctx, id, async (trx) => {
    await deleteAttempts(trx, id)
    await audit(trx, ctx, id, 'account.unlock', {})
  })
}

/** What was done to an account and by it, newest first. */
export async function listAccountEvents(
  ctx: Context,
  id: string,
  after: string | null,
): Promise<{
  readonly rows: readonly (AuditEvent & { readonly actorName: string | null })[]
  readonly next: string | null
}> {
  const page = await listAuditEvents(ctx.db, { subject: { kind: 'account', id }, after, limit: 50 })
  const names = await loadAccountNames(ctx.db)
  return { rows: page.rows.map((row) => ({ ...row, actorName: names.get(row.actor) ?? null })), next: page.next }
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

/** Roles that are over count no more; without any other, only whoever answers for everything may. */
function mayEdit({ actor, today }: Context, roles: readonly AccountRole[]): boolean {
  const day = today()
  const left = roles.filter(({ to }) => to === null || to > day)
  if (left.length === 0) return mayGrant(actor, 'administrator', null)
  return left.every(({ role, unitId }) => mayGrant(actor, role, unitId))
}

function requireGrantable(actor: Actor, { role, unitId, seeUnitId, searchUnitId, from, to }: NewRole): void {
  if (!mayGrant(actor, role, unitId)) throw new ApiError('role-beyond', 'not theirs to give', { role, unitId })
  // Nobody lets others see or find what they cannot see or find themselves.
  for (const [scope, id] of [
    ['see', seeUnitId],
    ['search', searchUnitId],
  ] as const)
    if (id !== null && !isWithin(areaOf(actor, scope), id))
      throw new ApiError('role-beyond', 'not theirs to show', { role, unitId: id })
  if (unitId === null && role !== 'administrator' && role !== 'inspector')
    throw new ApiError('role-needs-unit', 'this role is for a unit', { role })
  if (to !== null && to <= from) throw new ApiError('interval-empty', 'the role would never hold')
}

async function insertRole(trx: Db, ctx: Context, accountId: string, role: NewRole, reason?: string): Promise<void> {
  await insertAccountRole(trx, {
    id: ctx.newId(),
    accountId,
    ...role,
    grantedBy: ctx.actor.id,
    grantedAt: ctx.now(),
  })
  const { role: name, ...rest } = role
  await audit(trx, ctx, accountId, 'account.grant-role', { role: name, ...rest, reason })
}

/** Somebody must be left who can mend everything. */
async function requireSomebodyLeft(trx: Db, ctx: Context): Promise<void> {
  const roles = await listAccountRoles(trx, { asOf: ctx.today() })
  const enabled = new Set((await listAccounts(trx)).filter(({ disabledAt }) => disabledAt === null).map(({ id }) => id))
  const lasting = roles.filter(
    ({ role, unitId, to, accountId }) =>
      role === 'administrator' && unitId === null && to === null && enabled.has(accountId),
  )
  if (lasting.length === 0) throw new ApiError('last-administrator', 'nobody would be left to administer the program')
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

function rowOf(ctx: Context, world: World | null, account: Account, roles: readonly AccountRole[]): AccountRow {
  const { id, name, userName, secondFactor, activeAt } = account
  return {
    id,
    name,
    userName,
    secondFactor,
    activeAt,
    state: stateOf(account, ctx.now()),
    roles: roles.map((role) => roleView(ctx, world, role)).filter(({ state }) => state !== 'over'),
  }
}

function stateOf(account: Account, now: string): AccountState {
  if (account.disabledAt !== null) return 'disabled'
  if (isIdle(account, now)) return 'idle'
  return account.firstPasswordUntil === null ? 'active' : 'first-password'
}

function roleView(
  ctx: Context,
  world: World | null,
  { id, role, unitId, seeUnitId, searchUnitId, from, to }: AccountRole,
): RoleView {
  const day = ctx.today()
  const nameOf = (unit: UnitId | null): string | null =>
    unit === null ? null : world === null ? unit : unitName(world, unit)
  return {
    id,
    role,
    unitId,
    unitName: nameOf(unitId),
    seeUnitName: nameOf(seeUnitId),
    searchUnitName: nameOf(searchUnitId),
    from,
    to,
    state: to !== null && to <= day ? 'over' : from !== null && from > day ? 'later' : 'now',
    mayEnd: mayGrant(ctx.actor, role, unitId),
  }
}

async function audit(db: Db, ctx: Context, id: string, action: string, data: unknown): Promise<void> {
  await noteEvent(ctx, db, { action, subjectKind: 'account', subjectId: id, data })
}
