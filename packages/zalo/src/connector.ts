import {
  readMembers,
  type Addition,
  type CreateOutcome,
  type GroupReader,
  type GroupWriter,
  type ReadOutcome,
  type Role,
  type ServiceGroup,
  type ServiceMember,
  type WriteOutcome,
} from '@ketnoi/hierarchy'
import type { ChangeOfMembers, ZaloAsset, ZaloClient, ZaloGroup, ZaloGroupDetail, ZaloMember } from './client/client.ts'
import { noAnswer, refuse, type ZaloFailure, type ZaloResult } from './client/errors.ts'
import type { ZaloSettings } from './settings.ts'

export interface ZaloConnectorOptions {
  readonly client: ZaloClient
  /** Users who found every new group; at least one of them administers the account. Without any, no group can be created. */
  readonly founderIds?: readonly string[]
  /** Chooses among the assets that no group uses; `pickAsset` by default. */
  readonly pickAsset?: (free: readonly ZaloAsset[], name: string) => ZaloAsset | null
  /** Whether a group of the service is already known to belong to an expected group. */
  readonly isClaimed?: (externalId: string) => Promise<boolean> | boolean
}

export interface ZaloConnector {
  readonly reader: GroupReader
  readonly writer: GroupWriter
  /** Lets in people who asked to join: only those whom a person approved. One outcome each, in their order. */
  readonly acceptRequests: (externalId: string, accountIds: readonly string[]) => Promise<readonly WriteOutcome[]>
}

/** The account itself leads its groups: the highest that a person can be in one is a deputy. */
export const HIGHEST_ROLE: Role = 'deputy'

const DONE: WriteOutcome = { kind: 'done', already: false }
const ALREADY: WriteOutcome = { kind: 'done', already: true }

/** Connects to the groups of an Official Account. What the service did not say is never taken for done; see docs/decisions/0040. */
export function createZaloConnector(options: ZaloConnectorOptions): ZaloConnector {
  const reader = createZaloReader(options.client)
  return { reader, ...createZaloWriter(options, reader) }
}

/** Reads the groups of an Official Account; `readOnly(client)` makes sure of it. */
export function createZaloReader(client: ZaloClient): GroupReader {
  const { settings } = client
  return {
    listGroups: async (cursor): Promise<ReadOutcome<ServiceGroup>> => {
      const offset = cursor === null ? 0 : Number(cursor)
      const list = await client.listGroups(offset)
      if (list.kind === 'failed') return list
      const items: ServiceGroup[] = []
      for (const group of list.data.rows) {
        // The list does not say how many members a group can hold, nor whether its link is open.
        const detail = await client.group(group.groupId)
        if (detail.kind === 'failed' && detail.retry) return detail
        items.push(toServiceGroup(settings, group, detail.kind === 'failed' ? null : detail.data))
      }
      const next = nextOffset(offset, items.length, list.data.total)
      return { kind: 'done', page: { items, total: list.data.total, next: next === null ? null : String(next) } }
    },

    findGroup: async (externalId) => {
      const detail = await client.group(externalId)
      return detail.kind === 'failed'
        ? detail
        : { kind: 'done', group: toServiceGroup(settings, detail.data, detail.data) }
    },

    readGroup: async (externalId, cursor): Promise<ReadOutcome<ServiceMember>> => {
      const place = cursor === null ? await startOf(client, externalId) : readCursor(cursor)
      if (place.kind === 'failed') return place
      const members = place.part === 'members'
      const list = members
        ? await client.listMembers(externalId, place.offset)
        : await client.listPending(externalId, place.offset)
      if (list.kind === 'failed') return list

      const { rows, total } = list.data
      const next = nextOffset(place.offset, rows.length, total)
      const items = rows.flatMap((row) => toServiceMember(settings, row, members ? 'member' : 'invited'))
      const here: Place = { ...place }
      if (members) {
        const accountSeen = place.accountSeen || items.length < rows.length
        // Until the account has been met, or the list has ended without it, it is taken to be one of those counted.
        const accountCounted = accountSeen || (next !== null && settings.accountIsListed)
        here.accountSeen = accountSeen
        here.members = total === null ? null : total - (accountCounted ? 1 : 0)
      } else here.pending = total
      const following = followingPlace(here, next)
      return {
        kind: 'done',
        page: {
          items,
          total: here.members === null || here.pending === null ? null : here.members + here.pending,
          next: following === null ? null : writeCursor(following),
        },
      }
    },
  }
}

/** Where the reading of a group stands: first its members, then those who are waited for; the total is of both. */
interface Place {
  readonly kind: 'place'
  part: 'members' | 'pending'
  offset: number
  accountSeen: boolean
  members: number | null
  pending: number | null
}

async function startOf(client: ZaloClient, externalId: string): Promise<Place | ZaloFailure> {
  const pending = await client.listPending(externalId, 0)
  if (pending.kind === 'failed') return pending
  return { kind: 'place', part: 'members', offset: 0, accountSeen: false, members: null, pending: pending.data.total }
}

function followingPlace(here: Place, next: number | null): Place | null {
  if (next !== null) return { ...here, offset: next }
  if (here.part === 'pending' || here.pending === 0) return null
  return { ...here, part: 'pending', offset: 0 }
}

function writeCursor({ part, offset, accountSeen, members, pending }: Place): string {
  return JSON.stringify([part, offset, accountSeen, members, pending])
}

function readCursor(cursor: string): Place {
  const [part, offset, accountSeen, members, pending] = JSON.parse(cursor) as [
    Place['part'],
    number,
    boolean,
    number | null,
    number | null,
  ]
  return { kind: 'place', part, offset, accountSeen, members, pending }
}

/** Where a list goes on: by the rows that really came. Without a total, only an empty page is its end. */
function nextOffset(offset: number, rows: number, total: number | null): number | null {
  if (rows === 0) return null
  const next = offset + rows
  return total !== null && next >= total ? null : next
}

function toServiceGroup(settings: ZaloSettings, group: ZaloGroup, detail: ZaloGroupDetail | null): ServiceGroup {
  const capacity = detail?.capacity ?? null
  return {
    externalId: group.groupId,
    name: group.name,
    previousNames: [],
    archived: isArchived(settings, detail ?? group),
    owner: 'us',
    capacity: capacity === null ? null : Math.max(0, capacity - (settings.accountTakesPlace ? 1 : 0)),
    joinLink: detail?.settings.joinByLink === false ? null : group.link,
  }
}

function toServiceMember(settings: ZaloSettings, row: ZaloMember, state: ServiceMember['state']): ServiceMember[] {
  if (row.userId === null) return []
  const role = row.role === null ? null : (settings.roles[row.role.toLowerCase()] ?? null)
  return [{ accountId: row.userId, displayName: row.name, phone: null, role, state }]
}

/** Marked as archived, or switched off by the service because its asset ran out: nobody can be added to either. */
function isArchived(settings: ZaloSettings, group: ZaloGroup): boolean {
  return !group.enabled || group.description.startsWith(settings.archiveMark)
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

function createZaloWriter(
  { client, founderIds = [], pickAsset: pick, isClaimed }: ZaloConnectorOptions,
  reader: GroupReader,
): Omit<ZaloConnector, 'reader'> {
  const { settings } = client
  let batchSize = settings.batchSize

  /** Who is in the group, so far as a complete reading proves it. */
  const whoIsIn = async (externalId: string): Promise<ReadonlyMap<string, ServiceMember> | null> => {
    const list = await readMembers(reader, externalId)
    return list.completeness === 'complete' ? new Map(list.rows.map((row) => [row.accountId, row])) : null
  }

  /** Makes a change for many: in batches, and where one account may be what is wrong, by halves down to that account. */
  const changeMany = async (
    change: ChangeOfMembers,
    externalId: string,
    accountIds: readonly string[],
  ): Promise<Map<string, ZaloResult<null>>> => {
    const results = new Map<string, ZaloResult<null>>()
    const open: (readonly string[])[] = []
    for (let start = 0; start < accountIds.length; start += batchSize)
      open.push(accountIds.slice(start, start + batchSize))
    for (let batch = open.shift(); batch !== undefined; batch = open.shift()) {
      const result = await change(externalId, batch)
      const tooMany = result.kind === 'failed' && result.action === 'send-fewer'
      if (result.kind === 'failed' && batch.length > 1 && (tooMany || result.scope === 'account')) {
        const half = Math.ceil(batch.length / 2)
        if (tooMany) batchSize = Math.min(batchSize, half)
        open.unshift(batch.slice(0, half), batch.slice(half))
        continue
      }
      // What stands in the way of the group or of every call would only be told again.
      const stops = result.kind === 'failed' && (result.scope === 'group' || result.scope === 'service')
      for (const accountId of stops ? [...batch, ...open.splice(0).flat()] : batch) results.set(accountId, result)
    }
    return results
  }

  const changeOne = async (change: ChangeOfMembers, externalId: string, accountId: string): Promise<ZaloResult<null>> =>
    await change(externalId, [accountId])

  const ready = async (externalId: string): Promise<ZaloResult<ZaloGroupDetail>> => {
    const detail = await client.group(externalId)
    if (detail.kind === 'failed' || !isArchived(settings, detail.data)) return detail
    return detail.data.enabled
      ? refuse('group-archived', 'check-input', 'the group was archived', 'group')
      : refuse('group-archived', 'renew-asset', 'the group is disabled: its asset has run out', 'group')
  }

  const addMembers = async (externalId: string, additions: readonly Addition[]): Promise<readonly WriteOutcome[]> => {
    if (additions.length === 0) return []
    const detail = await ready(externalId)
    if (detail.kind === 'failed') return additions.map(() => detail)

    const accountIds = [...new Set(additions.map(({ accountId }) => accountId))]
    const outcomes = new Map<string, WriteOutcome>()
    let wanted = accountIds
    const room = roomIn(detail.data)
    if (room !== null && room < accountIds.length) {
      const present = await whoIsIn(externalId)
      wanted = accountIds.filter((accountId) => present?.has(accountId) !== true)
      for (const accountId of accountIds) outcomes.set(accountId, ALREADY)
      for (const accountId of wanted.slice(room))
        outcomes.set(accountId, refuse('group-full', 'check-input', 'the group can hold no more members'))
      wanted = wanted.slice(0, room)
    }

    const results = await changeMany(client.invite, externalId, wanted)
    for (const [accountId, result] of results) outcomes.set(accountId, invited(settings, result))
    await mendFailures(externalId, outcomes, results)
    await makeDeputies(externalId, additions, outcomes)
    return additions.map(({ accountId }) => outcomes.get(accountId) ?? ALREADY)
  }

  /** Some refusals only mean that it was so before, and some came after the effect. */
  const mendFailures = async (
    externalId: string,
    outcomes: Map<string, WriteOutcome>,
    results: ReadonlyMap<string, ZaloResult<null>>,
  ): Promise<void> => {
    const doubtful = [...results].filter(([, result]) => result.kind === 'failed' && result.scope === 'account')
    if (doubtful.length === 0) return
    const present = await whoIsIn(externalId)
    for (const [accountId, result] of doubtful) {
      if (result.kind !== 'failed') continue
      if (present?.has(accountId) === true) outcomes.set(accountId, ALREADY)
      else outcomes.set(accountId, concerningOne(present === null ? result : { ...result, effect: 'none' }))
    }
  }

  /** Only members can be deputies: who has yet to accept becomes one in a later run. */
  const makeDeputies = async (
    externalId: string,
    additions: readonly Addition[],
    outcomes: Map<string, WriteOutcome>,
  ): Promise<void> => {
    const deputies = additions
      .filter(({ accountId, role }) => role !== 'member' && outcomes.get(accountId)?.kind !== 'failed')
      .map(({ accountId }) => accountId)
    if (deputies.length === 0) return
    const results = await changeMany(client.addDeputies, externalId, deputies)
    for (const accountId of deputies)
      if (results.get(accountId)?.kind !== 'done') outcomes.set(accountId, { kind: 'pending' })
  }

  const removeMember = async (externalId: string, accountId: string): Promise<WriteOutcome> => {
    let result = await changeOne(client.removeMembers, externalId, accountId)
    if (result.kind === 'done') return DONE
    if (result.scope !== 'account') return result
    const present = await whoIsIn(externalId)
    if (present !== null && present.get(accountId)?.state !== 'member') return ALREADY
    // A deputy may have to become an ordinary member first.
    const demoted = await changeOne(client.removeDeputies, externalId, accountId)
    if (demoted.kind === 'done') result = await changeOne(client.removeMembers, externalId, accountId)
    return result.kind === 'done' ? DONE : concerningOne(result)
  }

  const changeRole = async (externalId: string, accountId: string, role: Role): Promise<WriteOutcome> => {
    const change = role === 'member' ? client.removeDeputies : client.addDeputies
    const result = await changeOne(change, externalId, accountId)
    if (result.kind === 'done') return DONE
    if (result.scope !== 'account') return result
    const present = await whoIsIn(externalId)
    const member = present?.get(accountId)
    if (present !== null && member === undefined) return { ...result, code: 'account-unknown', effect: 'none' }
    if (member?.state === 'invited') return { ...result, effect: 'none', retry: true }
    const wanted = role === 'leader' ? HIGHEST_ROLE : role
    return member?.role === wanted ? ALREADY : result
  }

  const withdrawInvitation = async (externalId: string, accountId: string): Promise<WriteOutcome> => {
    const result = await changeOne(client.rejectPending, externalId, accountId)
    if (result.kind === 'done') return DONE
    if (result.scope !== 'account') return result
    const present = await whoIsIn(externalId)
    return present !== null && present.get(accountId)?.state !== 'invited' ? ALREADY : result
  }

  const acceptRequests = async (
    externalId: string,
    accountIds: readonly string[],
  ): Promise<readonly WriteOutcome[]> => {
    const results = await changeMany(client.acceptPending, externalId, [...new Set(accountIds)])
    const outcomes = new Map<string, WriteOutcome>()
    for (const [accountId, result] of results) outcomes.set(accountId, result.kind === 'done' ? DONE : result)
    const doubtful = [...results].some(([, result]) => result.kind === 'failed' && result.scope === 'account')
    const present = doubtful ? await whoIsIn(externalId) : null
    for (const [accountId, outcome] of outcomes)
      if (outcome.kind === 'failed' && present?.get(accountId)?.state === 'member') outcomes.set(accountId, ALREADY)
    return accountIds.map((accountId) => outcomes.get(accountId) ?? ALREADY)
  }

  const renameGroup = async (externalId: string, name: string): Promise<WriteOutcome> => {
    const tooLong = refuseName(settings, name)
    if (tooLong !== null) return tooLong
    const detail = await client.group(externalId)
    if (detail.kind === 'failed') return detail
    if (detail.data.name.normalize() === name.normalize()) return ALREADY
    const result = await client.updateGroup(externalId, { name })
    return result.kind === 'done' ? DONE : result
  }

  const archiveGroup = async (externalId: string): Promise<WriteOutcome> => {
    const detail = await client.group(externalId)
    if (detail.kind === 'failed') return detail
    const { description } = detail.data
    if (description.startsWith(settings.archiveMark)) return ALREADY
    const result = await client.updateGroup(externalId, {
      description: `${settings.archiveMark} ${description}`.trim(),
      lockMessages: true,
      approveJoining: true,
      joinByLink: false,
    })
    return result.kind === 'done' ? DONE : result
  }

  const unarchiveGroup = async (externalId: string): Promise<WriteOutcome> => {
    const detail = await client.group(externalId)
    if (detail.kind === 'failed') return detail
    const { description, enabled } = detail.data
    if (!enabled)
      return refuse('group-archived', 'renew-asset', 'the asset has run out: only another one brings it back', 'group')
    if (!description.startsWith(settings.archiveMark)) return ALREADY
    const result = await client.updateGroup(externalId, {
      description: description.slice(settings.archiveMark.length).trim(),
      ...settings.groupSettings,
    })
    return result.kind === 'done' ? DONE : result
  }

  /** Every group of a name; fails where the list of groups cannot be read completely, for one may be missing. */
  const groupsNamed = async (name: string): Promise<ZaloResult<readonly ZaloGroup[]>> => {
    const groups = new Map<string, ZaloGroup>()
    let total: number | null = null
    for (let offset: number | null = 0; offset !== null;) {
      const list = await client.listGroups(offset)
      if (list.kind === 'failed') return list
      for (const group of list.data.rows) groups.set(group.groupId, group)
      total = list.data.total
      offset = nextOffset(offset, list.data.rows.length, total)
    }
    if (total !== groups.size) return noAnswer('the list of groups is not complete', false)
    const wanted = name.normalize()
    return {
      kind: 'done',
      data: [...groups.values()].filter((group) => group.name.normalize() === wanted && !isArchived(settings, group)),
    }
  }

  const createGroup = async (name: string): Promise<CreateOutcome> => {
    const tooLong = refuseName(settings, name)
    if (tooLong !== null) return tooLong
    if (founderIds.length === 0 || founderIds.length > settings.foundersMaximum)
      return refuse('not-supported', 'check-settings', 'a new group needs founders who administer the account')

    // The answer to an earlier creation may have been lost: what bears this name and belongs to nobody is that group.
    const named = await groupsNamed(name)
    if (named.kind === 'failed') return named
    for (const { groupId } of named.data) {
      if (isClaimed === undefined)
        return refuse('refused', 'check-input', `a group of this name exists already: ${groupId}`)
      if (!(await isClaimed(groupId))) return { kind: 'done', externalId: groupId }
    }

    const assets = await client.listAssets()
    if (assets.kind === 'failed') return assets
    const free = assets.data.filter(({ available }) => available)
    const asset = pick === undefined ? pickAsset(settings, free) : pick(free, name)
    if (asset === null) return refuse('not-allowed', 'get-quota', 'no asset is free for a new group', 'service')

    const created = await client.createGroup({ name, assetId: asset.assetId, founderIds })
    let externalId: string
    if (created.kind === 'done') externalId = created.data.groupId
    else {
      const late = created.effect === 'unknown' ? await groupOfAsset(asset.assetId) : null
      if (late === null) return created
      externalId = late
    }
    // The group stands even if this fails, and whoever looks at it sees how it is set.
    await client.updateGroup(externalId, settings.groupSettings)
    return { kind: 'done', externalId }
  }

  /** The group that an asset came to be used for while an answer was lost. */
  const groupOfAsset = async (assetId: string): Promise<string | null> => {
    const assets = await client.listAssets()
    return assets.kind === 'failed' ? null : (assets.data.find((asset) => asset.assetId === assetId)?.usedBy ?? null)
  }

  return {
    writer: {
      createGroup,
      renameGroup,
      archiveGroup,
      unarchiveGroup,
      addMembers,
      removeMember,
      changeRole,
      withdrawInvitation,
    },
    acceptRequests,
  }
}

function roomIn({ capacity, memberCount }: ZaloGroupDetail): number | null {
  return capacity === null || memberCount === null ? null : Math.max(0, capacity - memberCount)
}

function invited(settings: ZaloSettings, result: ZaloResult<null>): WriteOutcome {
  if (result.kind === 'failed') return result
  return settings.inviteEffect === 'member' ? DONE : { kind: 'pending' }
}

/** A call for one account that is refused for its input: it is the account that the service does not know. */
function concerningOne(failure: ZaloFailure): ZaloFailure {
  return failure.action === 'check-input' && failure.scope === 'account'
    ? { ...failure, code: 'account-unknown' }
    : failure
}

function refuseName(settings: ZaloSettings, name: string): ZaloFailure | null {
  const length = [...name.normalize()].length
  if (length > 0 && length <= settings.groupNameMaximum) return null
  return refuse(
    'refused',
    'check-input',
    `a name has 1 to ${String(settings.groupNameMaximum)} characters, this one ${String(length)}`,
  )
}
