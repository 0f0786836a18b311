import { endAccountRole, insertAccountRole, inTransaction, listAccountRoles, listAccounts, type Db } from '@ketnoi/db'
import type { Day, UnitId } from '@ketnoi/hierarchy'
import { areaOf, isWithin, mayGrant, type Actor } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError, ForbiddenError, NotFoundError } from '../errors.ts'
import type { ActorRole } from '../permissions.ts'
import { getLoadedAccount } from './account-views.ts'
import { noteEdit } from './note-account.ts'

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
    await noteEdit(ctx, trx, accountId, 'account.end-role', { role: role.role, unitId: role.unitId, to: day })
  })
}

export function requireGrantable(actor: Actor, { role, unitId, seeUnitId, searchUnitId, from, to }: NewRole): void {
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

export async function insertRole(
  trx: Db,
  ctx: Context,
  accountId: string,
  role: NewRole,
  reason?: string,
): Promise<void> {
  await insertAccountRole(trx, {
    id: ctx.newId(),
    accountId,
    ...role,
    grantedBy: ctx.actor.id,
    grantedAt: ctx.now(),
  })
  const { role: name, ...rest } = role
  await noteEdit(ctx, trx, accountId, 'account.grant-role', { role: name, ...rest, reason })
}

/** Somebody must be left who can mend everything. */
export async function requireSomebodyLeft(trx: Db, ctx: Context): Promise<void> {
  const roles = await listAccountRoles(trx, { asOf: ctx.today() })
  const enabled = new Set((await listAccounts(trx)).filter(({ disabledAt }) => disabledAt === null).map(({ id }) => id))
  const lasting = roles.filter(
    ({ role, unitId, to, accountId }) =>
      role === 'administrator' && unitId === null && to === null && enabled.has(accountId),
  )
  if (lasting.length === 0) throw new ApiError('last-administrator', 'nobody would be left to administer the program')
}
