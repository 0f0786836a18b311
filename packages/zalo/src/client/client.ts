import type { Day } from '@ketnoi/hierarchy'
import { SYSTEM_CLOCK, type Clock } from '../clock.ts'
import type { ZaloGroupSettings, ZaloSettings } from '../settings.ts'
import { createCall, type Fetch, type Tokens, type ZaloRequest } from './call.ts'
import { noAnswer, refuse, type ZaloResult } from './errors.ts'
import { countOf, dayOf, flagOf, idOf, isFields, textOf, type Fields } from './fields.ts'
import { createPace, type Pace, type Priority } from './pace.ts'

/** A group as the list of groups gives it. */
export interface ZaloGroup {
  readonly groupId: string
  readonly name: string
  readonly description: string
  readonly link: string | null
  readonly enabled: boolean
  readonly memberCount: number | null
}

/** A group with what stands behind it. */
export interface ZaloGroupDetail extends ZaloGroup {
  readonly capacity: number | null
  /** The day on which the service dissolves it, where it says so. */
  readonly dissolvesOn: Day | null
  readonly assetId: string | null
  readonly assetType: string | null
  readonly validThrough: Day | null
  readonly autoRenew: boolean | null
  readonly settings: Partial<ZaloGroupSettings>
}

export interface ZaloGroupChanges extends Partial<ZaloGroupSettings> {
  readonly name?: string
  readonly description?: string
}

export interface ZaloMember {
  /** `null` for the account that owns the group. */
  readonly userId: string | null
  readonly name: string | null
  /** What the service says of the role, if anything. */
  readonly role: string | null
}

/** The right to one group, for a time. */
export interface ZaloAsset {
  readonly assetId: string
  readonly assetType: string
  readonly quotaType: string
  readonly validThrough: Day | null
  readonly autoRenew: boolean | null
  readonly available: boolean
  readonly usedBy: string | null
}

export interface ZaloAccount {
  readonly accountId: string
  readonly name: string
  readonly verified: boolean | null
  readonly type: number | null
  readonly package: string | null
  readonly packageValidThrough: Day | null
}

export interface ZaloUser {
  readonly userId: string
  readonly name: string | null
  readonly follows: boolean | null
  readonly lastInteraction: Day | null
  /** What the person shared with the account, and nothing else. */
  readonly shared: { readonly name: string | null; readonly phone: string | null } | null
}

/** Some rows of a list from an offset on. */
export interface ZaloRows<T> {
  readonly rows: readonly T[]
  /** Length of the whole list, where the service counts it. */
  readonly total: number | null
}

/** Every call at the service that membership needs. Identities are text, failures values. */
export interface ZaloClient {
  readonly settings: ZaloSettings
  readonly createGroup: (group: {
    readonly name: string
    readonly description?: string
    readonly assetId: string
    readonly founderIds: readonly string[]
  }) => Promise<ZaloResult<{ readonly groupId: string }>>
  readonly group: (groupId: string) => Promise<ZaloResult<ZaloGroupDetail>>
  readonly updateGroup: (groupId: string, changes: ZaloGroupChanges) => Promise<ZaloResult<null>>
  readonly changeAsset: (groupId: string, assetId: string) => Promise<ZaloResult<null>>
  readonly invite: ChangeOfMembers
  readonly acceptPending: ChangeOfMembers
  readonly rejectPending: ChangeOfMembers
  readonly addDeputies: ChangeOfMembers
  readonly removeDeputies: ChangeOfMembers
  readonly removeMembers: ChangeOfMembers
  /** Cannot be undone: nothing here calls it but a person's own decision. */
  readonly dissolve: (groupId: string) => Promise<ZaloResult<null>>
  readonly listMembers: (groupId: string, offset: number) => Promise<ZaloResult<ZaloRows<ZaloMember>>>
  readonly listPending: (groupId: string, offset: number) => Promise<ZaloResult<ZaloRows<ZaloMember>>>
  readonly listGroups: (offset: number) => Promise<ZaloResult<ZaloRows<ZaloGroup>>>
  readonly listAssets: () => Promise<ZaloResult<readonly ZaloAsset[]>>
  readonly sendToGroup: (groupId: string, text: string) => Promise<ZaloResult<{ readonly messageId: string | null }>>
  readonly account: () => Promise<ZaloResult<ZaloAccount>>
  readonly listFollowers: (offset: number) => Promise<ZaloResult<ZaloRows<{ readonly userId: string }>>>
  readonly user: (userId: string) => Promise<ZaloResult<ZaloUser>>
  /** Asks a person to share name and phone with the account. */
  readonly requestUserInfo: (userId: string, form: ZaloInfoForm) => Promise<ZaloResult<null>>
}

export interface ZaloInfoForm {
  readonly title: string
  readonly subtitle: string
  readonly imageUrl: string
}

export type ChangeOfMembers = (groupId: string, userIds: readonly string[]) => Promise<ZaloResult<null>>

export interface ZaloClientOptions {
  readonly settings: ZaloSettings
  readonly tokens: Tokens
  /** Shared by all clients of one account; one of its own where there is none. */
  readonly pace?: Pace
  /** `person` where somebody waits for the answer. */
  readonly priority?: Priority
  readonly clock?: Clock
  readonly fetch?: Fetch
  /** Asked right before every call that changes something, after any wait for a place: throws where it must not be made any more. */
  readonly beforeWrite?: () => Promise<void>
}

type Raw = Fields | readonly unknown[] | null
type List = 'listMembers' | 'listPending' | 'listGroups' | 'listUsers'

export function createZaloClient(options: ZaloClientOptions): ZaloClient {
  const { settings, clock = SYSTEM_CLOCK } = options
  const { paths } = settings
  const call = createCall({
    settings,
    tokens: options.tokens,
    pace: options.pace ?? createPace(settings, clock),
    priority: options.priority ?? 'machine',
    clock,
    fetch: options.fetch ?? fetch,
    beforeWrite: options.beforeWrite,
  })

  const ask = async <T>(request: ZaloRequest, read: (data: Raw) => T | null): Promise<ZaloResult<T>> => {
    const result = await call(request)
    if (result.kind === 'failed') return result
    const data = read(result.data)
    return data === null ? noAnswer('an answer without what was asked for', request.writes) : { kind: 'done', data }
  }
  const change = async (path: string, body: Fields): Promise<ZaloResult<null>> => {
    const result = await call({ method: 'POST', path, body, writes: true })
    return result.kind === 'failed' ? result : { kind: 'done', data: null }
  }
  const changeMembers =
    (path: string): ChangeOfMembers =>
    async (groupId, userIds) =>
      await change(path, { group_id: groupId, member_user_ids: userIds })

  // How many rows the service gives at once is not documented: what it refuses once is not asked for again.
  const pageSizes: Record<List, number> = {
    listMembers: settings.pageSize,
    listPending: settings.pageSize,
    listGroups: settings.pageSize,
    listUsers: settings.pageSize,
  }
  const list = async <T>(
    name: List,
    query: (count: string) => Readonly<Record<string, string>>,
    field: string,
    read: (row: Fields) => T | null,
  ): Promise<ZaloResult<ZaloRows<T>>> => {
    for (;;) {
      const count = pageSizes[name]
      const request = { method: 'GET', path: paths[name], query: query(String(count)), writes: false } as const
      const result = await ask(request, (data) => readRows(data, field, read))
      if (result.kind === 'done' || result.action !== 'send-fewer' || count <= settings.smallestPageSize) return result
      pageSizes[name] = Math.max(settings.smallestPageSize, Math.floor(count / 2))
    }
  }

  return {
    settings,
    createGroup: async ({ name, description, assetId, founderIds }) =>
      await ask(
        {
          method: 'POST',
          path: paths.createGroup,
          body: {
            group_name: name,
            ...(description === undefined ? {} : { group_description: description }),
            asset_id: assetId,
            member_user_ids: founderIds,
          },
          writes: true,
        },
        (data) => {
          const groupId = isFields(data)
            ? (idOf(data['group_id']) ?? idOf(inner(data, 'group_info')['group_id']))
            : null
          return groupId === null ? null : { groupId }
        },
      ),
    group: async (groupId) =>
      await ask({ method: 'GET', path: paths.group, query: { group_id: groupId }, writes: false }, (data) =>
        isFields(data) ? readDetail(settings, data) : null,
      ),
    updateGroup: async (groupId, changes) =>
      await change(paths.updateGroup, { group_id: groupId, ...writeChanges(changes) }),
    changeAsset: async (groupId, assetId) => await change(paths.changeAsset, { group_id: groupId, asset_id: assetId }),
    invite: changeMembers(paths.invite),
    acceptPending: changeMembers(paths.acceptPending),
    rejectPending: changeMembers(paths.rejectPending),
    addDeputies: changeMembers(paths.addDeputies),
    removeDeputies: changeMembers(paths.removeDeputies),
    removeMembers: changeMembers(paths.removeMembers),
    dissolve: async (groupId) => await change(paths.dissolve, { group_id: groupId }),
    listMembers: async (groupId, offset) =>
      await list('listMembers', pageOf(offset, groupId), 'members', (row) => readMember(settings, row)),
    listPending: async (groupId, offset) =>
      await list('listPending', pageOf(offset, groupId), 'members', (row) => readMember(settings, row)),
    listGroups: async (offset) => await list('listGroups', pageOf(offset), 'groups', (row) => readGroup(settings, row)),
    listAssets: async () => {
      const assets = new Map<string, ZaloAsset>()
      for (const assetType of Object.keys(settings.assetSizes)) {
        for (const quotaType of settings.quotaTypes) {
          const body = { quota_owner: settings.quotaOwner, product_type: assetType, quota_type: quotaType }
          const result = await ask({ method: 'POST', path: paths.listAssets, body, writes: false }, (data) =>
            readEvery(data ?? [], (row) => readAsset(settings, row, assetType, quotaType)),
          )
          if (result.kind === 'failed') return result
          for (const asset of result.data) assets.set(asset.assetId, asset)
        }
      }
      return { kind: 'done', data: [...assets.values()] }
    },
    sendToGroup: async (groupId, text) =>
      await ask(
        {
          method: 'POST',
          path: paths.sendToGroup,
          body: { recipient: { group_id: groupId }, message: { text } },
          writes: true,
        },
        (data) => ({ messageId: isFields(data) ? idOf(data['message_id']) : null }),
      ),
    account: async () =>
      await ask({ method: 'GET', path: paths.account, writes: false }, (data) =>
        isFields(data) ? readAccount(data) : null,
      ),
    listFollowers: async (offset) =>
      await list(
        'listUsers',
        (count) => ({ data: JSON.stringify({ offset, count: Number(count), is_follower: true }) }),
        'users',
        (row) => {
          const userId = idOf(row['user_id'])
          return userId === null ? null : { userId }
        },
      ),
    user: async (userId) =>
      await ask(
        { method: 'GET', path: paths.user, query: { data: JSON.stringify({ user_id: userId }) }, writes: false },
        (data) => (isFields(data) ? readUser(data) : null),
      ),
    requestUserInfo: async (userId, { title, subtitle, imageUrl }) =>
      await change(paths.sendToUser, {
        recipient: { user_id: userId },
        message: {
          attachment: {
            type: 'template',
            payload: { template_type: 'request_user_info', elements: [{ title, subtitle, image_url: imageUrl }] },
          },
        },
      }),
  }
}

/** A client that changes nothing, whatever it is asked: for previews and checks of an account. */
export function readOnly(client: ZaloClient): ZaloClient {
  const refused = async (): Promise<ZaloResult<never>> =>
    refuse('not-allowed', 'check-settings', 'this client only reads', 'service')
  return {
    ...client,
    createGroup: refused,
    updateGroup: refused,
    changeAsset: refused,
    invite: refused,
    acceptPending: refused,
    rejectPending: refused,
    addDeputies: refused,
    removeDeputies: refused,
    removeMembers: refused,
    dissolve: refused,
    sendToGroup: refused,
    requestUserInfo: refused,
  }
}

function pageOf(offset: number, groupId?: string): (count: string) => Record<string, string> {
  return (count) => ({ ...(groupId === undefined ? {} : { group_id: groupId }), offset: String(offset), count })
}

/** Reads every row, or nothing: one row that makes no sense casts doubt on the whole list. */
function readEvery<T>(rows: unknown, read: (row: Fields) => T | null): readonly T[] | null {
  if (!Array.isArray(rows)) return null
  const items: T[] = []
  for (const row of rows as readonly unknown[]) {
    const item = isFields(row) ? read(row) : null
    if (item === null) return null
    items.push(item)
  }
  return items
}

function readRows<T>(data: Raw, field: string, read: (row: Fields) => T | null): ZaloRows<T> | null {
  if (!isFields(data)) return null
  const rows = readEvery(data[field] ?? [], read)
  return rows === null ? null : { rows, total: countOf(data['total']) }
}

function inner(fields: Fields, name: string): Fields {
  const value = fields[name]
  return isFields(value) ? value : {}
}

function readGroup(settings: ZaloSettings, row: Fields): ZaloGroup | null {
  const groupId = idOf(row['group_id'])
  const name = textOf(row['name'])
  if (groupId === null || name === null) return null
  return {
    groupId,
    name,
    description: textOf(row['group_description']) ?? '',
    link: textOf(row['group_link']),
    enabled: (textOf(row['status']) ?? settings.groupEnabled) === settings.groupEnabled,
    memberCount: countOf(row['total_member']),
  }
}

const GROUP_SETTINGS = {
  lockMessages: 'lock_send_msg',
  approveJoining: 'join_appr',
  showHistory: 'enable_msg_history',
  joinByLink: 'enable_link_join',
} as const satisfies Record<keyof ZaloGroupSettings, string>

function readDetail(settings: ZaloSettings, data: Fields): ZaloGroupDetail | null {
  const info = inner(data, 'group_info')
  const asset = inner(data, 'asset_info')
  const group = readGroup(settings, info)
  if (group === null) return null
  const flags = Object.entries(GROUP_SETTINGS).map(
    ([name, field]) => [name, flagOf(inner(data, 'group_setting')[field])] as const,
  )
  return {
    ...group,
    capacity: countOf(info['max_member']),
    dissolvesOn: dayOf(info['auto_delete_date']),
    assetId: idOf(asset['asset_id']),
    assetType: textOf(asset['asset_type']),
    validThrough: dayOf(asset['valid_through']),
    autoRenew: flagOf(asset['auto_renew']),
    settings: Object.fromEntries(flags.filter(([, flag]) => flag !== null)),
  }
}

function writeChanges({ name, description, ...settings }: ZaloGroupChanges): Fields {
  const fields: [string, unknown][] = [
    ['group_name', name],
    ['group_description', description],
    ...Object.entries(settings).map(([key, flag]): [string, unknown] => [
      GROUP_SETTINGS[key as keyof ZaloGroupSettings],
      flag,
    ]),
  ]
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}

function readMember(settings: ZaloSettings, row: Fields): ZaloMember | null {
  const userId = idOf(row['user_id'])
  if (userId === null && idOf(row['oa_id']) === null) return null
  return { userId, name: textOf(row['name']), role: textOf(row[settings.roleField]) }
}

function readAsset(settings: ZaloSettings, row: Fields, assetType: string, quotaType: string): ZaloAsset | null {
  const assetId = idOf(row['asset_id'])
  if (assetId === null) return null
  return {
    assetId,
    assetType: textOf(row['product_type']) ?? assetType,
    quotaType: textOf(row['quota_type']) ?? quotaType,
    validThrough: dayOf(row['valid_through']),
    autoRenew: flagOf(row['auto_renew']),
    available: row['status'] === settings.assetAvailable,
    usedBy: idOf(row['used_id']),
  }
}

function readAccount(data: Fields): ZaloAccount | null {
  // Sources call it `oa_id` and `oaid`.
  const accountId = idOf(data['oa_id']) ?? idOf(data['oaid'])
  if (accountId === null) return null
  return {
    accountId,
    name: textOf(data['name']) ?? '',
    verified: flagOf(data['is_verified']),
    type: countOf(data['oa_type']),
    package: textOf(data['package_name']),
    packageValidThrough: dayOf(data['package_valid_through_date']),
  }
}

function readUser(data: Fields): ZaloUser | null {
  const userId = idOf(data['user_id'])
  if (userId === null) return null
  const shared = inner(data, 'shared_info')
  const phone = idOf(shared['phone'])
  const name = textOf(shared['name'])
  return {
    userId,
    name: textOf(data['display_name']),
    follows: flagOf(data['user_is_follower']),
    lastInteraction: dayOf(data['user_last_interaction_date']),
    shared: phone === null && name === null ? null : { name, phone },
  }
}
