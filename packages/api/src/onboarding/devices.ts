import { createHmac } from 'node:crypto'
import {
  deleteSessions,
  findDevice,
  findPasswordSetAt,
  insertDevice,
  inTransaction,
  listAccounts,
  listDevices,
  updateDeviceRevoked,
  updateDeviceSeen,
  type Db,
  type Device,
} from '@ketnoi/db'
import { z } from 'zod'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { requirePassword } from '../accounts/unlock.ts'
import { ANONYMOUS, areaOf } from '../authorise.ts'
import { ApiError, NotFoundError, NotLoggedInError } from '../errors.ts'

/** A device as its owner, or whoever may revoke it, sees it. */
export interface DeviceView {
  readonly id: string
  readonly name: string
  readonly ownerName: string
  readonly preparedAt: string
  readonly seenAt: string
  readonly revokedAt: string | null
  readonly isMine: boolean
}

/** What a device locks its data with beside the password, and by what it notices that there is another password. */
export interface DeviceKey {
  /** The same at every time for this device, and for no other; `null` for the program itself. Never kept on the device. */
  readonly secret: string | null
  readonly passwordSetAt: string | null
}

export interface PreparedDevice extends DeviceKey {
  readonly deviceId: string
  readonly accountId: string
}

/** Makes this device one that may keep records: its owner proves who they are once more. */
export async function prepareDevice(
  ctx: Context,
  input: { readonly name: string; readonly password: string },
): Promise<PreparedDevice> {
  await requireOwnPassword(ctx, input.password)
  const deviceId = ctx.newId()
  await inTransaction(ctx.db, async (trx) => {
    await insertDevice(trx, { id: deviceId, accountId: ctx.actor.id, name: input.name })
    await note(ctx, trx, 'device-prepared', deviceId)
  })
  return { deviceId, accountId: ctx.actor.id, ...(await keyOf(ctx, deviceId)) }
}

/** Tells whoever knows the password what opens their device when it was locked with an older one. */
export async function findDeviceKey(
  ctx: Context,
  input: { readonly deviceId: string; readonly password: string },
): Promise<DeviceKey> {
  const { id } = await findOwnDevice(ctx, input.deviceId)
  await requireOwnPassword(ctx, input.password)
  return keyOf(ctx, id)
}

/** How a device names itself. `passwordSetAt`: what it was told with the password that locks it; `null`: nothing yet. */
export const deviceClaim = z.object({
  deviceId: z.string(),
  passwordSetAt: z.string().max(100).nullable().default(null),
})
export type DeviceClaim = z.infer<typeof deviceClaim>

/** The device that is asking, if it is theirs, was not revoked, and is locked with the password that they have now. */
export async function requireDevice(ctx: Context, { deviceId, passwordSetAt }: DeviceClaim): Promise<Device> {
  const device = await findOwnDevice(ctx, deviceId)
  const current = passwordSetAt === null ? null : await findPasswordSetAt(ctx.db, device.accountId)
  if (current !== passwordSetAt)
    throw new ApiError('device-password-old', 'the password has changed since', { deviceId })
  await updateDeviceSeen(ctx.db, deviceId)
  return device
}

async function findOwnDevice(ctx: Context, deviceId: string): Promise<Device> {
  const device = await findDevice(ctx.db, deviceId)
  // Before anything else: it was logged out when it was revoked, and wipes what it holds when it hears this.
  if (device !== null && device.revokedAt !== null)
    throw new ApiError('device-revoked', 'the device was revoked', { deviceId })
  requireAccount(ctx)
  // Unknown: the data of the server went, or the id is invented; either way nothing may be taken from it unseen.
  if (device === null) throw new NotFoundError('device', deviceId)
  if (device.accountId !== ctx.actor.id)
    throw new ApiError('device-of-another', 'the device was prepared by another account', { deviceId })
  return device
}

async function requireOwnPassword(ctx: Context, password: string): Promise<void> {
  if (ctx.visit === null) return
  if (ctx.visit.session === null) throw new NotLoggedInError()
  await requirePassword(ctx, ctx.visit, ctx.visit.session, password)
}

async function keyOf(ctx: Context, deviceId: string): Promise<DeviceKey> {
  const passwordSetAt = await findPasswordSetAt(ctx.db, ctx.actor.id)
  if (ctx.visit === null) return { secret: null, passwordSetAt }
  const { secret } = await ctx.visit.auth.$context
  return { secret: createHmac('sha256', secret).update(`ketnoi device ${deviceId}`).digest('base64url'), passwordSetAt }
}

/** Their own devices, and those of everybody in the units where they are in charge. */
export async function listDeviceViews(ctx: Context): Promise<readonly DeviceView[]> {
  const names = await accountNames(ctx.db)
  return (await listOurs(ctx)).map((device) => viewOf(ctx, names, device))
}

/**
 * Revokes a device: what it sends from now on is refused, and it wipes what it holds when it hears of it. Which of the sessions of its
 * owner it has is not known, so all of them end but the one that asks: whoever finds the phone would otherwise read on.
 */
export async function revokeDevice(ctx: Context, deviceId: string): Promise<void> {
  const device = (await listOurs(ctx)).find(({ id }) => id === deviceId)
  // One of somebody else is not told from one that is not there.
  if (device === undefined) throw new NotFoundError('device', deviceId)
  await inTransaction(ctx.db, async (trx) => {
    await updateDeviceRevoked(trx, deviceId, ctx.actor.id)
    await deleteSessions(trx, device.accountId, { exceptId: ctx.visit?.session?.id ?? null })
    await note(ctx, trx, 'device-revoked', deviceId)
  })
}

function listOurs(ctx: Context): Promise<Device[]> {
  requireAccount(ctx)
  const inCharge = areaOf(ctx.actor, 'change', ['administrator', 'commune-administrator'])
  const within = inCharge.kind === 'everywhere' ? null : inCharge.roots
  return listDevices(ctx.db, { accountId: ctx.actor.id, within })
}

function requireAccount({ actor }: Context): void {
  if (actor.id === ANONYMOUS.id) throw new NotLoggedInError()
}

/** Who the accounts are. */
export async function accountNames(db: Db): Promise<ReadonlyMap<string, string>> {
  return new Map((await listAccounts(db)).map(({ id, name }) => [id, name]))
}

function viewOf(ctx: Context, names: ReadonlyMap<string, string>, device: Device): DeviceView {
  const { id, name, accountId, preparedAt, seenAt, revokedAt } = device
  return {
    id,
    name,
    ownerName: names.get(accountId) ?? accountId,
    preparedAt,
    seenAt,
    revokedAt,
    isMine: accountId === ctx.actor.id,
  }
}

async function note(ctx: Context, trx: Db, action: string, deviceId: string): Promise<void> {
  await noteEvent(ctx, trx, { action, subjectKind: 'device', subjectId: deviceId })
}
