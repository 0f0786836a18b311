import { flagOf, idOf, isFields, textOf, type Fields } from '../client/fields.ts'
import type { ZaloEventMeaning } from '../webhook/event-names.ts'
import { DEFAULT_ZALO_SETTINGS, type ZaloCall } from '../settings.ts'
import { dayInVietnam, isDisabled, isIn, sizeOf, takenPlaces, vietnamese } from './groups.ts'
import type { SimAsset, SimGroup, SimGroupSettings, SimUser, SimWorld } from './world.ts'

export interface SimError {
  readonly kind: 'error'
  readonly code: number
  readonly message: string
}

/** What comes of a call: nothing is changed before `apply`. */
export type SimOutcome =
  | SimError
  | { readonly kind: 'read'; readonly data: unknown }
  | {
      readonly kind: 'write'
      readonly apply: () => void
      readonly data: () => unknown
      /** Told although something was done. */
      readonly error: SimError | null
    }

export interface SimCallInput {
  readonly world: SimWorld
  readonly fields: Fields
  readonly now: number
  /** The members as reads see them. */
  readonly seen: (group: SimGroup) => Pick<SimGroup, 'members' | 'pending'>
  readonly newId: () => string
  readonly emit: (meaning: ZaloEventMeaning, groupId: string, userIds: readonly string[]) => void
  readonly remember: (message: { readonly recipient: string; readonly text: string | null }) => void
}

type SimCall = (input: SimCallInput) => SimOutcome

const DAY = 86_400_000
const INVALID = (field: string): SimError => error(-201, `${field} is invalid!`)
const OK = (): undefined => undefined

/** The calls as they are documented, and where nothing is, as `SimSemantics` says. Codes below -1000 stand for ones nobody has met yet. */
export const SIM_CALLS: Readonly<Record<ZaloCall, SimCall>> = {
  createGroup: (input) => {
    const { world, fields } = input
    const name = textOf(fields['group_name']) ?? ''
    if (name.length === 0 || [...name].length > 30) return INVALID('group_name')
    const asset = world.assets.get(idOf(fields['asset_id']) ?? '')
    const unusable = assetError(input, asset)
    if (unusable !== null || asset === undefined) return unusable ?? INVALID('asset_id')
    const userIds = idsOf(fields)
    if (userIds === null || userIds.length === 0) return INVALID('member_user_ids')
    if (userIds.length > 99) return error(-210, 'member_user_ids exceeds allowable limit')
    if (!userIds.some((userId) => world.users.get(userId)?.administers === true)) return INVALID('member_user_ids')
    for (const userId of userIds) {
      const refused = inviteError(input, userId)
      if (refused !== null) return refused
    }
    const groupId = input.newId()
    return write(
      () => {
        const group: SimGroup = {
          groupId,
          name,
          description: textOf(fields['group_description']) ?? '',
          assetId: asset.assetId,
          capacity: sizeOf(asset.assetType),
          members: new Map(userIds.map((userId) => [userId, 'member'])),
          pending: new Map(),
          settings: { lock_send_msg: false, join_appr: false, enable_msg_history: true, enable_link_join: true },
          before: null,
        }
        world.groups.set(groupId, group)
        asset.usedBy = groupId
        input.emit('created', groupId, [])
      },
      () => ({ name, avatar: '', group_id: groupId, group_link: linkOf(groupId), total_member: userIds.length }),
    )
  },

  group: (input) => inGroup(input, (group) => ({ kind: 'read', data: detailOf(input, group) })),

  updateGroup: (input) =>
    inEnabledGroup(input, (group) => {
      const { fields } = input
      const name = textOf(fields['group_name'])
      if (name !== null && (name.length === 0 || [...name].length > 30)) return INVALID('group_name')
      return write(
        () => {
          group.name = name ?? group.name
          group.description = textOf(fields['group_description']) ?? group.description
          for (const key of Object.keys(group.settings) as (keyof SimGroupSettings)[])
            group.settings[key] = flagOf(fields[key]) ?? group.settings[key]
          input.emit('info-changed', group.groupId, [])
        },
        () => detailOf(input, group),
      )
    }),

  changeAsset: (input) =>
    inGroup(input, (group) => {
      const asset = input.world.assets.get(idOf(input.fields['asset_id']) ?? '')
      const unusable = assetError(input, asset)
      if (unusable !== null || asset === undefined) return unusable ?? INVALID('asset_id')
      if (sizeOf(asset.assetType) < takenPlaces(input.world, group)) return INVALID('asset_id')
      return write(
        () => {
          const former = input.world.assets.get(group.assetId)
          if (former !== undefined) former.usedBy = null
          group.assetId = asset.assetId
          group.capacity = sizeOf(asset.assetType)
          asset.usedBy = group.groupId
        },
        () => detailOf(input, group),
      )
    }),

  invite: (input) =>
    inEnabledGroup(input, (group) => {
      const { semantics } = input.world
      let places = group.capacity - takenPlaces(input.world, group)
      return changeEach(input, group, {
        refuse: (userId) => {
          if (isIn(group, userId)) return repetition(input, 'user is already in the group')
          const refused = inviteError(input, userId)
          if (refused !== null) return refused
          return semantics.invite === 'adds' && places-- <= 0 ? error(-1405, 'group is full') : null
        },
        apply: (userIds) => {
          for (const userId of userIds) {
            if (semantics.invite === 'asks') group.pending.set(userId, 'invited')
            else group.members.set(userId, 'member')
          }
          if (semantics.invite === 'adds') input.emit('joined', group.groupId, userIds)
        },
      })
    }),

  acceptPending: (input) =>
    inEnabledGroup(input, (group) => {
      let places = group.capacity - takenPlaces(input.world, group)
      return changeEach(input, group, {
        refuse: (userId) => {
          if (group.members.has(userId)) return repetition(input, 'user is already in the group')
          if (group.pending.get(userId) !== 'asked') return INVALID('member_user_ids')
          return places-- <= 0 ? error(-1405, 'group is full') : null
        },
        apply: (userIds) => {
          for (const userId of userIds) {
            group.pending.delete(userId)
            group.members.set(userId, 'member')
          }
          input.emit('request-accepted', group.groupId, userIds)
          input.emit('joined', group.groupId, userIds)
        },
      })
    }),

  rejectPending: (input) =>
    inEnabledGroup(input, (group) =>
      changeEach(input, group, {
        refuse: (userId) => (group.pending.has(userId) ? null : repetition(input, 'user is not pending')),
        apply: (userIds) => {
          for (const userId of userIds) group.pending.delete(userId)
          input.emit('request-rejected', group.groupId, userIds)
        },
      }),
    ),

  addDeputies: (input) =>
    inEnabledGroup(input, (group) =>
      changeEach(input, group, {
        refuse: (userId) => {
          const role = group.members.get(userId)
          if (role === undefined) return INVALID('member_user_ids')
          return role === 'deputy' ? repetition(input, 'user is already an admin') : null
        },
        apply: (userIds) => {
          for (const userId of userIds) group.members.set(userId, 'deputy')
          input.emit('deputy-added', group.groupId, userIds)
        },
      }),
    ),

  removeDeputies: (input) =>
    inEnabledGroup(input, (group) =>
      changeEach(input, group, {
        refuse: (userId) => {
          const role = group.members.get(userId)
          if (role === undefined) return INVALID('member_user_ids')
          return role === 'member' ? repetition(input, 'user is not an admin') : null
        },
        apply: (userIds) => {
          for (const userId of userIds) group.members.set(userId, 'member')
          input.emit('deputy-removed', group.groupId, userIds)
        },
      }),
    ),

  removeMembers: (input) =>
    inEnabledGroup(input, (group) =>
      changeEach(input, group, {
        refuse: (userId) => {
          const role = group.members.get(userId)
          if (role === undefined) return repetition(input, 'user is not in the group')
          return role === 'deputy' && input.world.semantics.keepsDeputies
            ? error(-1406, 'user is an admin of the group')
            : null
        },
        apply: (userIds) => {
          for (const userId of userIds) group.members.delete(userId)
          input.emit('left', group.groupId, userIds)
        },
      }),
    ),

  dissolve: (input) =>
    inGroup(input, (group) =>
      write(() => {
        dissolve(input.world, group)
        input.emit('dissolved', group.groupId, [])
      }, OK),
    ),

  listMembers: (input) =>
    inGroup(input, (group) => {
      const { account, semantics, users } = input.world
      const own = semantics.listsAccount ? [{ oa_id: account.accountId, name: account.name, avatar: '' }] : []
      const members = [...input.seen(group).members].map(([userId, role]) => ({
        user_id: userId,
        name: users.get(userId)?.name ?? '',
        avatar: '',
        ...(semantics.tellsRoles ? { role: role === 'deputy' ? 'admin' : 'member' } : {}),
      }))
      return page(input, [...own, ...members], 'members', 'member_count')
    }),

  listPending: (input) =>
    inGroup(input, (group) => {
      const rows = [...input.seen(group).pending.keys()].map((userId) => ({
        user_id: userId,
        name: input.world.users.get(userId)?.name ?? '',
      }))
      return page(input, rows, 'members', 'member_count')
    }),

  listGroups: (input) =>
    page(input, [...input.world.groups.values()], 'groups', 'group_count', (group) => infoOf(input, group)),

  listAssets: ({ world, fields, now }) => {
    const { product_type: assetType, quota_type: quotaType } = fields
    const rows = [...world.assets.values()]
      .filter(
        (asset) =>
          (assetType === undefined || asset.assetType === assetType) &&
          (quotaType === undefined || asset.quotaType === quotaType) &&
          !isDisabled(asset, now),
      )
      .map((asset) => ({
        product_type: asset.assetType,
        quota_type: asset.quotaType,
        asset_id: asset.assetId,
        valid_through: vietnamese(asset.validThrough),
        auto_renew: asset.autoRenew,
        status: asset.usedBy === null ? 'available' : 'used',
        ...(asset.usedBy === null ? {} : { used_id: asset.usedBy }),
      }))
    return { kind: 'read', data: rows }
  },

  sendToGroup: (input) =>
    inEnabledGroup({ ...input, fields: recipientOf(input.fields) }, (group) => {
      const text = messageText(input.fields)
      if (text === null || text.length === 0 || text.length > 2_000) return INVALID('text')
      const messageId = input.newId()
      return write(
        () => input.remember({ recipient: group.groupId, text }),
        () => ({ message_id: messageId, group_id: group.groupId }),
      )
    }),

  account: ({ world: { account, users } }) => ({
    kind: 'read',
    data: {
      oa_id: account.accountId,
      name: account.name,
      description: '',
      is_verified: account.verified,
      oa_type: account.type,
      num_follower: [...users.values()].filter(({ follows }) => follows).length,
      package_name: account.package,
      package_valid_through_date: vietnamese(account.packageValidThrough),
    },
  }),

  listUsers: (input) => {
    const query = parseQuery(input.fields)
    const followers = [...input.world.users.values()].filter(({ follows }) => query['is_follower'] !== true || follows)
    return page({ ...input, fields: query }, followers, 'users', 'count', ({ userId }) => ({ user_id: userId }))
  },

  user: (input) => {
    const user = input.world.users.get(idOf(parseQuery(input.fields)['user_id']) ?? '')
    if (user === undefined) return INVALID('user_id')
    return { kind: 'read', data: userData(user) }
  },

  sendToUser: (input) => {
    const user = input.world.users.get(idOf(recipientOf(input.fields)['user_id']) ?? '')
    if (user === undefined) return INVALID('user_id')
    const refused = inviteError(input, user.userId)
    if (refused !== null) return refused
    const messageId = input.newId()
    return write(
      () => input.remember({ recipient: user.userId, text: messageText(input.fields) }),
      () => ({ message_id: messageId, user_id: user.userId }),
    )
  },
}

export function error(code: number, message: string): SimError {
  return { kind: 'error', code, message }
}

function write(apply: () => void, data: () => unknown, told: SimError | null = null): SimOutcome {
  return { kind: 'write', apply, data, error: told }
}

function inGroup(input: SimCallInput, call: (group: SimGroup) => SimOutcome): SimOutcome {
  const group = input.world.groups.get(idOf(input.fields['group_id']) ?? '')
  return group === undefined ? error(-403, 'OA is not in group') : call(group)
}

function inEnabledGroup(input: SimCallInput, call: (group: SimGroup) => SimOutcome): SimOutcome {
  return inGroup(input, (group) => {
    const asset = input.world.assets.get(group.assetId)
    if (asset !== undefined && isDisabled(asset, input.now)) return error(-237, 'The group is disabled')
    return call(group)
  })
}

/** `NOTHING`: it was so before, and this service does not mind. */
const NOTHING = 'nothing'

function repetition({ world }: SimCallInput, message: string): SimError | typeof NOTHING {
  return world.semantics.refusesRepetition ? error(-1404, message) : NOTHING
}

function changeEach(
  input: SimCallInput,
  group: SimGroup,
  change: {
    readonly refuse: (userId: string) => SimError | typeof NOTHING | null
    readonly apply: (userIds: readonly string[]) => void
  },
): SimOutcome {
  const userIds = idsOf(input.fields)
  if (userIds === null || userIds.length === 0) return INVALID('member_user_ids')
  if (userIds.length > input.world.semantics.largestBatch) return error(-210, 'member_user_ids exceeds allowable limit')
  const good: string[] = []
  let refused: SimError | null = null
  for (const userId of userIds) {
    const outcome = change.refuse(userId)
    if (outcome === null) good.push(userId)
    else if (outcome !== NOTHING) refused ??= outcome
  }
  if (refused !== null && input.world.semantics.oneBadAccount === 'fails-all') return refused
  return write(
    () => {
      group.before = { members: new Map(group.members), pending: new Map(group.pending) }
      if (good.length > 0) change.apply(good)
    },
    OK,
    refused,
  )
}

function inviteError({ world, now }: SimCallInput, userId: string): SimError | null {
  const user = world.users.get(userId)
  if (user === undefined) return INVALID('member_user_ids')
  if (!user.active) return error(-227, 'User has been banned or has been inactive for more than 45 days')
  const wrote = user.interactedAt !== null && now - user.interactedAt <= world.semantics.interactionDays * DAY
  return user.follows || user.administers || wrote ? null : error(-213, 'User has not followed OA')
}

function assetError({ now }: SimCallInput, asset: SimAsset | undefined): SimError | null {
  if (asset === undefined) return INVALID('asset_id')
  if (isDisabled(asset, now)) return error(-241, 'asset_id is disabled')
  return asset.usedBy === null ? null : error(-238, 'asset_id has been used')
}

export function dissolve(world: SimWorld, group: SimGroup): void {
  world.groups.delete(group.groupId)
  const asset = world.assets.get(group.assetId)
  if (asset?.usedBy === group.groupId) asset.usedBy = null
}

function linkOf(groupId: string): string {
  return `https://zalo.me/g/${groupId.slice(0, 10)}`
}

function infoOf({ world, now }: SimCallInput, group: SimGroup): Fields {
  const asset = world.assets.get(group.assetId)
  return {
    name: group.name,
    avatar: '',
    group_id: group.groupId,
    group_link: linkOf(group.groupId),
    group_description: group.description,
    total_member: takenPlaces(world, group),
    status: asset !== undefined && isDisabled(asset, now) ? 'disabled' : 'enabled',
  }
}

function detailOf(input: SimCallInput, group: SimGroup): Fields {
  const asset = input.world.assets.get(group.assetId)
  const dissolvesOn = asset === undefined ? '' : vietnamese(dayInVietnam(Date.parse(asset.validThrough) + 45 * DAY))
  return {
    group_info: { ...infoOf(input, group), max_member: String(group.capacity), auto_delete_date: dissolvesOn },
    asset_info: {
      asset_type: asset?.assetType ?? '',
      asset_id: group.assetId,
      valid_through: asset === undefined ? '' : vietnamese(asset.validThrough),
      auto_renew: String(asset?.autoRenew ?? false),
    },
    group_setting: { ...group.settings },
  }
}

function userData(user: SimUser): Fields {
  return {
    user_id: user.userId,
    user_id_by_app: `app-${user.userId}`,
    display_name: user.name,
    user_is_follower: user.follows,
    ...(user.interactedAt === null ? {} : { user_last_interaction_date: vietnamese(dayInVietnam(user.interactedAt)) }),
    ...(user.shared === null ? {} : { shared_info: { name: user.shared.name, phone: user.shared.phone } }),
  }
}

function page<T>(
  { world, fields }: SimCallInput,
  all: readonly T[],
  field: string,
  countField: string,
  show: (row: T) => unknown = (row) => row,
): SimOutcome {
  const offset = Number(fields['offset'] ?? 0)
  const count = Number(fields['count'] ?? 5)
  if (!Number.isInteger(offset) || offset < 0) return INVALID('offset')
  if (!Number.isInteger(count) || count < 1) return INVALID('count')
  if (count > world.semantics.largestPage) return error(-210, 'count exceeds allowable limit')
  const rows = all.slice(offset, offset + count).map(show)
  return { kind: 'read', data: { offset, count, total: all.length, [countField]: rows.length, [field]: rows } }
}

function idsOf(fields: Fields): readonly string[] | null {
  const value = fields['member_user_ids']
  if (!Array.isArray(value)) return null
  const ids = value.map(idOf)
  return ids.includes(null) ? null : [...new Set(ids as string[])]
}

function parseQuery(fields: Fields): Fields {
  const data = textOf(fields['data'])
  if (data === null) return fields
  try {
    const parsed: unknown = JSON.parse(data)
    return isFields(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

function recipientOf(fields: Fields): Fields {
  return isFields(fields['recipient']) ? fields['recipient'] : {}
}

function messageText(fields: Fields): string | null {
  return isFields(fields['message']) ? textOf(fields['message']['text']) : null
}

/** Which call a path is, as the documentation has it. */
export const CALL_OF_PATH: ReadonlyMap<string, ZaloCall> = new Map(
  (Object.entries(DEFAULT_ZALO_SETTINGS.paths) as [ZaloCall, string][]).map(([call, path]) => [path, call]),
)

/** Calls that change something. */
export const WRITING_CALLS: ReadonlySet<ZaloCall> = new Set<ZaloCall>([
  'createGroup',
  'updateGroup',
  'changeAsset',
  'invite',
  'acceptPending',
  'rejectPending',
  'addDeputies',
  'removeDeputies',
  'removeMembers',
  'dissolve',
  'sendToGroup',
  'sendToUser',
])
