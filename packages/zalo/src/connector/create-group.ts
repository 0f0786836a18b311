import type { CreateOutcome, GroupWriter } from '@ketnoi/hierarchy'
import type { ZaloAsset, ZaloClient, ZaloGroup } from '../client/client.ts'
import { noAnswer, refuse, type ZaloResult } from '../client/errors.ts'
import type { ZaloSettings } from '../settings.ts'
import { refuseName } from './change-group.ts'
import type { ZaloConnectorOptions } from './connector.ts'
import { LIST_START, readPage, type ListPlace } from './read-page.ts'
import { isArchived } from './reader.ts'

/** Another worker may take the asset that was chosen: so often another one is chosen. */
const MOST_ASSETS_TRIED = 5

/**
 * Makes groups, once each. The answer to an earlier creation may have been lost, so that a group of the name which belongs to nobody
 * is that one; and after a lost answer the asset tells by which group it is used.
 */
export function createGroupCreation(options: ZaloConnectorOptions): GroupWriter['createGroup'] {
  const { client, founderIds = [], isClaimed } = options
  const { settings } = client
  const pick = options.pickAsset ?? ((free) => pickAsset(settings, free))

  return async (name) => {
    const refused = refuseName(settings, name)
    if (refused !== null) return refused
    if (founderIds.length === 0 || founderIds.length > settings.foundersMaximum)
      return refuse('not-supported', 'check-settings', 'a new group needs founders who administer the account')

    const named = await groupsNamed(client, name)
    if (named.kind === 'failed') return named
    for (const { groupId } of named.data) {
      if (isClaimed === undefined)
        return refuse('refused', 'check-input', `a group of this name exists already: ${groupId}`)
      if (!(await isClaimed(groupId))) return await setUp(client, groupId)
    }

    const tried = new Set<string>()
    for (;;) {
      const assets = await client.listAssets()
      if (assets.kind === 'failed') return assets
      const free = assets.data.filter(({ available, assetId }) => available && !tried.has(assetId))
      const asset = pick(free, name)
      if (asset === null) return refuse('not-allowed', 'get-quota', 'no asset is free for a new group', 'service')
      const created = await client.createGroup({ name, assetId: asset.assetId, founderIds })
      if (created.kind === 'done') return await setUp(client, created.data.groupId)
      tried.add(asset.assetId)
      if (created.action === 'pick-another-asset' && tried.size < MOST_ASSETS_TRIED) continue
      const late = created.effect === 'unknown' ? await groupOfAsset(client, asset.assetId, name) : null
      return late === null ? created : await setUp(client, late)
    }
  }
}

/** The free asset for the most members, of those the one that is valid longest. */
export function pickAsset(settings: ZaloSettings, free: readonly ZaloAsset[]): ZaloAsset | null {
  const sizeOf = (asset: ZaloAsset): number => settings.assetSizes[asset.assetType] ?? 0
  const [best = null] = free.toSorted(
    (a, b) =>
      sizeOf(b) - sizeOf(a) ||
      (b.validThrough ?? '').localeCompare(a.validThrough ?? '') ||
      a.assetId.localeCompare(b.assetId),
  )
  return best
}

/**
 * Sets a group as new ones are set. It stands even if that fails, and whoever looks at it sees how it is set; but one that is not there
 * was promised and not made, or not yet.
 */
async function setUp(client: ZaloClient, externalId: string): Promise<CreateOutcome> {
  const result = await client.updateGroup(externalId, client.settings.groupSettings)
  return result.kind === 'failed' && result.code === 'group-unknown'
    ? noAnswer('the new group is not there', true)
    : { kind: 'done', externalId }
}

/** Every group of a name; fails where the list of groups cannot be read completely, for one may be missing. */
async function groupsNamed(client: ZaloClient, name: string): Promise<ZaloResult<readonly ZaloGroup[]>> {
  const groups = new Map<string, ZaloGroup>()
  let total: number | null = null
  for (let place: ListPlace | null = LIST_START; place !== null;) {
    const list: Awaited<ReturnType<typeof readPage<ZaloGroup>>> = await readPage(
      client.listGroups,
      place,
      ({ groupId }) => groupId,
    )
    if (list.kind === 'failed') return list
    for (const group of list.data.rows) groups.set(group.groupId, group)
    total = list.data.total
    place = list.data.next
  }
  if (total !== groups.size) return noAnswer('the list of groups is not complete', false)
  const wanted = name.normalize()
  return {
    kind: 'done',
    data: [...groups.values()].filter(
      (group) => group.name.normalize() === wanted && !isArchived(client.settings, group),
    ),
  }
}

/** The group of this name that an asset came to be used for while an answer was lost. */
async function groupOfAsset(client: ZaloClient, assetId: string, name: string): Promise<string | null> {
  const assets = await client.listAssets()
  const usedBy = assets.kind === 'failed' ? null : assets.data.find((asset) => asset.assetId === assetId)?.usedBy
  if (usedBy === null || usedBy === undefined) return null
  const group = await client.group(usedBy)
  return group.kind === 'done' && group.data.name.normalize() === name.normalize() ? usedBy : null
}
