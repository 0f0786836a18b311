import {
  readMembers,
  type GroupReader,
  type ReadOutcome,
  type Role,
  type ServiceGroup,
  type ServiceMember,
} from '@ketnoi/hierarchy'
import type { ZaloClient, ZaloGroup, ZaloGroupDetail, ZaloMember } from '../client/client.ts'
import type { ZaloFailure } from '../client/errors.ts'
import type { ZaloSettings } from '../settings.ts'
import { createRoleNotes, type RoleNotes } from './role-notes.ts'
import { LIST_START, readPage, type ListPlace } from './read-page.ts'

/** What is known of roles beside what the service tells. */
export interface RoleSources {
  /** Accounts that ought to lead a group: a deputy among them is told as leader, for more nobody can be here. */
  readonly wantedLeaders?: (externalId: string) => Promise<ReadonlySet<string>> | ReadonlySet<string>
  /** For a service that does not tell roles; in memory by default. */
  readonly roleNotes?: RoleNotes
}

/** The account itself leads its groups: the highest that a person can be in one is a deputy. */
export const HIGHEST_ROLE: Role = 'deputy'

/** Reads the groups of an Official Account; `readOnly(client)` makes sure of it. */
export function createZaloReader(
  client: ZaloClient,
  { wantedLeaders = () => new Set<string>(), roleNotes = createRoleNotes() }: RoleSources = {},
): GroupReader {
  const { settings } = client
  return {
    listGroups: async (cursor): Promise<ReadOutcome<ServiceGroup>> => {
      // A cursor is what the answer before gave.
      const place = cursor === null ? LIST_START : (JSON.parse(cursor) as ListPlace)
      const list = await readPage(client.listGroups, place, ({ groupId }) => groupId)
      if (list.kind === 'failed') return list
      const items: ServiceGroup[] = []
      for (const group of list.data.rows) {
        // The list does not say how many members a group can hold, nor whether its link is open.
        const detail = await client.group(group.groupId)
        if (detail.kind === 'failed' && (detail.retry || detail.scope === 'service')) return detail
        items.push(toServiceGroup(settings, group, detail.kind === 'failed' ? null : detail.data))
      }
      const { total, next } = list.data
      return { kind: 'done', page: { items, total, next: next === null ? null : JSON.stringify(next) } }
    },

    findGroup: async (externalId) => {
      const detail = await client.group(externalId)
      return detail.kind === 'failed'
        ? detail
        : { kind: 'done', group: toServiceGroup(settings, detail.data, detail.data) }
    },

    readGroup: async (externalId, cursor): Promise<ReadOutcome<ServiceMember>> => {
      const place = cursor === null ? await startOf(client, externalId) : (JSON.parse(cursor) as Place)
      if ('kind' in place) return place
      const inMembers = place.part === 'members'
      const list = await readPage(
        async (offset) =>
          inMembers ? await client.listMembers(externalId, offset) : await client.listPending(externalId, offset),
        place.at,
        ({ userId }) => userId ?? '',
      )
      if (list.kind === 'failed') return list

      const { rows, total, next } = list.data
      const people = rows.flatMap((row) => toServiceMember(settings, row, inMembers ? 'member' : 'invited'))
      const accountSeen = place.accountSeen || people.length < rows.length
      // Until the account has been met, or the list has ended without it, it is taken to be one of those counted.
      const counted = accountSeen || (next !== null && settings.accountIsListed) ? 1 : 0
      const here: Place = inMembers
        ? { ...place, accountSeen, members: total === null ? null : total - counted }
        : { ...place, pending: total }
      const following = followingPlace(here, next)
      return {
        kind: 'done',
        page: {
          items: withRoles(people, await roleNotes.rolesIn(externalId), await wantedLeaders(externalId)),
          total: here.members === null || here.pending === null ? null : here.members + here.pending,
          next: following === null ? null : JSON.stringify(following),
        },
      }
    },
  }
}

/** Who is in a group, so far as a complete reading proves it. */
export async function whoIsIn(
  reader: GroupReader,
  externalId: string,
): Promise<ReadonlyMap<string, ServiceMember> | null> {
  const list = await readMembers(reader, externalId)
  return list.completeness === 'complete' ? new Map(list.rows.map((row) => [row.accountId, row])) : null
}

/** Marked as archived, or switched off by the service because its asset ran out: nobody can be added to either. */
export function isArchived(settings: ZaloSettings, group: ZaloGroup): boolean {
  return !group.enabled || group.description.startsWith(settings.archiveMark)
}

/** Where the reading of a group stands: first its members, then those who are waited for; the total is of both. */
interface Place {
  readonly part: 'members' | 'pending'
  readonly at: ListPlace
  readonly accountSeen: boolean
  readonly members: number | null
  readonly pending: number | null
}

async function startOf(client: ZaloClient, externalId: string): Promise<Place | ZaloFailure> {
  const pending = await client.listPending(externalId, 0)
  if (pending.kind === 'failed') return pending
  return { part: 'members', at: LIST_START, accountSeen: false, members: null, pending: pending.data.total }
}

function followingPlace(here: Place, next: ListPlace | null): Place | null {
  if (next !== null) return { ...here, at: next }
  if (here.part === 'pending' || here.pending === 0) return null
  return { ...here, part: 'pending', at: LIST_START }
}

function withRoles(
  people: readonly ServiceMember[],
  noted: ReadonlyMap<string, Role>,
  leaders: ReadonlySet<string>,
): readonly ServiceMember[] {
  return people.map((member) => {
    const role = member.role ?? (member.state === 'member' ? (noted.get(member.accountId) ?? null) : null)
    return { ...member, role: role === HIGHEST_ROLE && leaders.has(member.accountId) ? 'leader' : role }
  })
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
