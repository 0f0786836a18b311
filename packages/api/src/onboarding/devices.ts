import {
  findDevice,
  insertAuditEvents,
  insertDevice,
  inTransaction,
  listAccounts,
  listDevices,
  updateDeviceRevoked,
  updateDeviceSeen,
  type Db,
  type Device,
} from '@ketnoi/db'
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

/** Makes this device one that may keep records: its owner proves who they are once more. */
export async function prepareDevice(
  ctx: Context,
  input: { readonly name: string; readonly password: string },
): Promise<{ readonly deviceId: string; readonly accountId: string }> {
  if (ctx.visit !== null) {
    if (ctx.visit.session === null) throw new NotLoggedInError()
    await requirePassword(ctx, ctx.visit, ctx.visit.session, input.password)
  }
  const deviceId = ctx.newId()
  await inTransaction(ctx.db, async (trx) => {
    await insertDevice(trx, { id: deviceId, accountId: ctx.actor.id, name: input.name })
    await note(ctx, trx, 'device-prepared', deviceId)
  })
  return { deviceId, accountId: ctx.actor.id }
}

/** The device that is asking, if it is theirs and was not revoked. */
export async function requireDevice(ctx: Context, deviceId: string): Promise<Device> {
  requireAccount(ctx)
  const device = await findDevice(ctx.db, deviceId)
  // Unknown: the data of the server went, or the id is invented; either way nothing may be taken from it unseen.
  if (device === null) throw new NotFoundError('device', deviceId)
  if (device.revokedAt !== null) throw new ApiError('device-revoked', 'the device was revoked', { deviceId })
  if (device.accountId !== ctx.actor.id)
    throw new ApiError('device-of-another', 'the device was prepared by another account', { deviceId })
  await updateDeviceSeen(ctx.db, deviceId)
  return device
}

/** Their own devices, and those of everybody in the units where they are in charge. */
export async function listDeviceViews(ctx: Context): Promise<readonly DeviceView[]> {
  const names = await accountNames(ctx.db)
  return (await listOurs(ctx)).map((device) => viewOf(ctx, names, device))
}

/** Revokes a device: what it sends from now on is refused, and it wipes what it holds when it hears of it. */
export async function revokeDevice(ctx: Context, deviceId: string): Promise<void> {
  const isOurs = (await listOurs(ctx)).some(({ id }) => id === deviceId)
  // One of somebody else is not told from one that is not there.
  if (!isOurs) throw new NotFoundError('device', deviceId)
  await inTransaction(ctx.db, async (trx) => {
    await updateDeviceRevoked(trx, deviceId, ctx.actor.id)
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
  await insertAuditEvents(trx, [
    { at: ctx.now(), actor: ctx.actor.id, action, subjectKind: 'device', subjectId: deviceId, data: {} },
  ])
}
