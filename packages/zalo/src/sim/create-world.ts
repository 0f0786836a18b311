import type { Day } from '@ketnoi/hierarchy'
import { dayInVietnam, sizeOf } from './groups.ts'
import {
  DEFAULT_SEMANTICS,
  type SimAccount,
  type SimAsset,
  type SimGroup,
  type SimSemantics,
  type SimUser,
  type SimWorld,
} from './world.ts'

/** What the service starts with; what is left out is an account in good order with one administrator. */
export interface SimWorldOptions {
  readonly account?: Partial<SimAccount>
  readonly semantics?: Partial<SimSemantics>
  readonly users?: readonly (Partial<SimUser> & Pick<SimUser, 'userId'>)[]
  readonly assets?: readonly (Partial<SimAsset> & Pick<SimAsset, 'assetType'>)[]
  readonly groups?: readonly SimGroupOptions[]
}

export interface SimGroupOptions {
  readonly groupId: string
  readonly name: string
  readonly description?: string
  /** Of the asset that is made for it. */
  readonly assetType?: string
  readonly capacity?: number
  readonly members?: Readonly<Record<string, 'member' | 'deputy'>>
  readonly pending?: Readonly<Record<string, 'invited' | 'asked'>>
}

export const SIM_ADMINISTRATOR = '100000000000000001'

const DAY = 86_400_000

export function createWorld(options: SimWorldOptions, now: number, newId: () => string): SimWorld {
  const inAYear: Day = dayInVietnam(now + 365 * DAY)
  const world: SimWorld = {
    account: {
      accountId: '4318657068771012646',
      appId: '2810345678901234567',
      appSecret: 'app-secret',
      accountSecret: 'account-secret',
      name: 'Công an xã (thử)',
      verified: true,
      type: 2,
      package: 'Toàn diện',
      packageValidThrough: inAYear,
      granted: 'all',
      ...options.account,
    },
    semantics: { ...DEFAULT_SEMANTICS, ...options.semantics },
    users: new Map(),
    assets: new Map(),
    groups: new Map(),
    tokens: null,
    codes: new Map(),
  }
  addUser(world, { userId: SIM_ADMINISTRATOR, name: 'Quản trị viên', administers: true })
  for (const user of options.users ?? []) addUser(world, user)
  for (const asset of options.assets ?? []) addAsset(world, asset, inAYear, newId)
  for (const group of options.groups ?? []) addGroup(world, group, inAYear, newId)
  return world
}

export function addUser(world: SimWorld, user: Partial<SimUser> & Pick<SimUser, 'userId'>): void {
  world.users.set(user.userId, {
    name: user.userId,
    follows: true,
    interactedAt: null,
    administers: false,
    active: true,
    shared: null,
    ...user,
  })
}

export function addAsset(
  world: SimWorld,
  asset: Partial<SimAsset> & Pick<SimAsset, 'assetType'>,
  validThrough: Day,
  newId: () => string,
): SimAsset {
  const added: SimAsset = {
    assetId: newId(),
    quotaType: 'purchase_quota',
    validThrough,
    autoRenew: false,
    usedBy: null,
    ...asset,
  }
  world.assets.set(added.assetId, added)
  return added
}

export function addGroup(world: SimWorld, options: SimGroupOptions, validThrough: Day, newId: () => string): SimGroup {
  const { groupId, name, description = '', assetType = 'gmf1000' } = options
  const asset = addAsset(world, { assetType, usedBy: groupId }, validThrough, newId)
  const members = new Map(Object.entries(options.members ?? {}))
  const pending = new Map(Object.entries(options.pending ?? {}))
  for (const userId of [...members.keys(), ...pending.keys()]) if (!world.users.has(userId)) addUser(world, { userId })
  const group: SimGroup = {
    groupId,
    name,
    description,
    assetId: asset.assetId,
    capacity: options.capacity ?? sizeOf(assetType),
    members,
    pending,
    settings: { lock_send_msg: false, join_appr: true, enable_msg_history: true, enable_link_join: true },
    before: null,
  }
  world.groups.set(groupId, group)
  return group
}
