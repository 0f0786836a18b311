import {
  findAccount,
  findLock,
  listAccountRoles,
  listAccounts,
  listAuditEvents,
  type Account,
  type AccountRole,
  type AuditEvent,
  type Db,
} from '@ketnoi/db'
import type { Day, UnitId } from '@ketnoi/hierarchy'
import { areaOf, isWithin, mayGrant } from '../authorise.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { nationalPhone } from '../people/phone-mask.ts'
import type { ActorRole } from '../permissions.ts'
import { findWorld, unitName, type World } from '../world.ts'
import { loadAccountNames } from './account-names.ts'
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

/** Roles that are over count no more; without any other, only whoever answers for everything may. */
export function mayEdit({ actor, today }: Context, roles: readonly AccountRole[]): boolean {
  const day = today()
  const left = roles.filter(({ to }) => to === null || to > day)
  if (left.length === 0) return mayGrant(actor, 'administrator', null)
  return left.every(({ role, unitId }) => mayGrant(actor, role, unitId))
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
