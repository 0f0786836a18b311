import { flagOf, idOf, textOf, type Fields } from '../client/fields.ts'
import type { ZaloCall } from '../settings.ts'
import { DAY, error, idsOf, inEnabledGroup, inGroup, invalid, inviteError, OK, page, write } from './call.ts'
import type { SimCall, SimCallInput, SimError } from './call.ts'
import { dayInVietnam, isDisabled, sizeOf, takenPlaces, vietnamese } from './groups.ts'
import type { SimAsset, SimGroup, SimGroupSettings, SimWorld } from './world.ts'

/** Groups, and the assets that they are made from. */
export const GROUP_CALLS = {
  createGroup: (input) => {
    const { world, fields } = input
    const name = textOf(fields['group_name']) ?? ''
    if (name.length === 0 || [...name].length > 30) return invalid('group_name')
    const asset = world.assets.get(idOf(fields['asset_id']) ?? '')
    const unusable = assetError(input, asset)
    if (unusable !== null || asset === undefined) return unusable ?? invalid('asset_id')
    const userIds = idsOf(fields)
    if (userIds === null || userIds.length === 0) return invalid('member_user_ids')
    if (userIds.length > 99) return error(-210, 'member_user_ids exceeds allowable limit')
    if (!userIds.some((userId) => world.users.get(userId)?.administers === true)) return invalid('member_user_ids')
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
      if (name !== null && (name.length === 0 || [...name].length > 30)) return invalid('group_name')
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
      if (unusable !== null || asset === undefined) return unusable ?? invalid('asset_id')
      if (sizeOf(asset.assetType) < takenPlaces(input.world, group)) return invalid('asset_id')
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

  dissolve: (input) =>
    inGroup(input, (group) =>
      write(() => {
        dissolve(input.world, group)
        input.emit('dissolved', group.groupId, [])
      }, OK),
    ),

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
} satisfies Partial<Record<ZaloCall, SimCall>>

export function dissolve(world: SimWorld, group: SimGroup): void {
  world.groups.delete(group.groupId)
  const asset = world.assets.get(group.assetId)
  if (asset?.usedBy === group.groupId) asset.usedBy = null
}

function assetError({ now }: SimCallInput, asset: SimAsset | undefined): SimError | null {
  if (asset === undefined) return invalid('asset_id')
  if (isDisabled(asset, now)) return error(-241, 'asset_id is disabled')
  return asset.usedBy === null ? null : error(-238, 'asset_id has been used')
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
