import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import {
  changeAccount,
  createAccount,
  disableAccount,
  enableAccount,
  resetPassword,
  resetSecondFactor,
  unlockAccount,
} from './edit-account.ts'
import { endRole, grantRole, renewRole } from './edit-roles.ts'
import {
  getLoadedAccount,
  listAccountEvents,
  listAccountRows,
  loadAccountPage,
  unitsOfRoles,
  type AccountPage,
  type AccountRow,
  type LoadedAccount,
} from './account-views.ts'
import type { Context } from '../context.ts'

const byId = z.object({ id: z.string().max(100) })
const handles = z.object({
  name: z.string().trim().min(1).max(200),
  userName: z.string().trim().max(100).nullable(),
  phone: z.string().trim().max(100).nullable(),
})
const newRole = z.object({
  role: z.enum(['administrator', 'commune-administrator', 'officer', 'inspector']),
  unitId: z.string().max(200).nullable(),
  seeUnitId: z.string().max(200).nullable().default(null),
  searchUnitId: z.string().max(200).nullable().default(null),
  from: z.iso.date(),
  to: z.iso.date().nullable(),
})

/** Loads an account and asks whether it is one of theirs: a role of it lies where they may change something. */
async function authorised(
  ctx: Context & {
    readonly authorise: (unitId: null) => void
    readonly authoriseAny: (ids: readonly string[]) => void
  },
  id: string,
): Promise<LoadedAccount> {
  const loaded = await getLoadedAccount(ctx, id)
  const unitIds = unitsOfRoles(loaded.roles)
  if (unitIds === null) ctx.authorise(null)
  else ctx.authoriseAny(unitIds)
  return loaded
}

export const accountsRouter = router({
  list: procedure('accounts.list').query(async ({ ctx }): Promise<readonly AccountRow[]> => {
    ctx.authoriseWithin()
    return listAccountRows(ctx)
  }),
  byId: procedure('accounts.byId')
    .input(byId)
    .query(async ({ ctx, input }): Promise<AccountPage> => loadAccountPage(ctx, await authorised(ctx, input.id))),
  /** What was done to the account and by it. */
  events: procedure('accounts.events')
    .input(byId.extend({ after: z.string().nullable().default(null) }))
    .query(async ({ ctx, input }) => {
      await authorised(ctx, input.id)
      return listAccountEvents(ctx, input.id, input.after)
    }),
  create: procedure('accounts.create')
    .input(handles.extend({ roles: z.array(newRole).min(1).max(20) }))
    .mutation(async ({ ctx, input }): Promise<{ readonly id: string; readonly firstPassword: string }> => {
      for (const { unitId } of input.roles) ctx.authorise(unitId)
      return createAccount(ctx, input)
    }),
  change: procedure('accounts.change')
    .input(byId.extend(handles.shape))
    .mutation(async ({ ctx, input: { id, ...input } }): Promise<void> => {
      await authorised(ctx, id)
      await changeAccount(ctx, id, input)
    }),
  grantRole: procedure('accounts.grantRole')
    .input(byId.extend(newRole.shape))
    .mutation(async ({ ctx, input: { id, ...role } }): Promise<void> => {
      ctx.authorise(role.unitId)
      await authorised(ctx, id)
      await grantRole(ctx, id, role)
    }),
  /** A role that ends goes on, for a reason. */
  renewRole: procedure('accounts.renewRole')
    .input(
      byId.extend({
        roleId: z.string().max(100),
        to: z.iso.date().nullable(),
        reason: z.string().trim().min(1).max(1000),
      }),
    )
    .mutation(async ({ ctx, input: { id, ...input } }): Promise<void> => {
      await authorised(ctx, id)
      await renewRole(ctx, { accountId: id, ...input })
    }),
  endRole: procedure('accounts.endRole')
    .input(byId.extend({ roleId: z.string().max(100), day: z.iso.date() }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authorised(ctx, input.id)
      await endRole(ctx, input.id, input.roleId, input.day)
    }),
  disable: procedure('accounts.disable')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authorised(ctx, input.id)
      await disableAccount(ctx, input.id)
    }),
  enable: procedure('accounts.enable')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authorised(ctx, input.id)
      await enableAccount(ctx, input.id)
    }),
  resetPassword: procedure('accounts.resetPassword')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<{ readonly firstPassword: string }> => {
      await authorised(ctx, input.id)
      return resetPassword(ctx, input.id)
    }),
  resetSecondFactor: procedure('accounts.resetSecondFactor')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authorised(ctx, input.id)
      await resetSecondFactor(ctx, input.id)
    }),
  unlock: procedure('accounts.unlock')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authorised(ctx, input.id)
      await unlockAccount(ctx, input.id)
    }),
})
