import type {
  GroupReader,
  GroupWriter,
  ReadOutcome,
  ServiceFailure,
  ServiceFailureCode,
  ServiceGroup,
  ServiceMember,
  ServicePage,
  WriteOutcome,
} from '../connector/connector.ts'
import type { Role } from '../model/model.ts'

/**
 * Something that goes wrong in the memory service, in one group or (without `externalId`) in all of them, until it is cleared.
 *
 * - `read-fails`: pages cannot be read, from the given page on (0 is the first)
 * - `page-lost`: the second page comes back empty, the count says otherwise
 * - `changes-while-read`: somebody leaves between two pages
 * - `total-unknown`: the service does not count
 * - `write-fails`: nothing happens and the service says so
 * - `write-limited`: nothing happens: it is one call too many for now
 * - `write-without-effect`: the service says done, and nothing happens
 * - `write-fails-after-effect`: the service reports an error and has done it
 * - `write-later`: the service accepts and carries it out at `settle`
 */
export interface MemoryFault {
  readonly kind:
    | 'read-fails'
    | 'page-lost'
    | 'changes-while-read'
    | 'total-unknown'
    | 'write-fails'
    | 'write-limited'
    | 'write-without-effect'
    | 'write-fails-after-effect'
    | 'write-later'
  readonly externalId?: string
  readonly fromPage?: number
}

/** A group of the memory service with its members. */
export interface MemoryGroup extends ServiceGroup {
  readonly members: readonly ServiceMember[]
}

/** What a memory service starts with. */
export interface MemoryServiceOptions {
  readonly groups?: readonly MemoryGroup[]
  /** Accounts that exist beside those that are members; others are unknown to the service. */
  readonly accounts?: readonly string[]
  readonly pageSize?: number
  /** How many members a group that is created can hold. */
  readonly capacity?: number | null
  /** Whoever is added is invited first, and in the group once they `join`. */
  readonly invites?: boolean
}

/** A messaging service in memory: both ports, its state to look at, and faults to switch on. */
export interface MemoryConnector {
  readonly reader: GroupReader
  readonly writer: GroupWriter
  /** A copy of everything, sorted as the service lists it. */
  readonly state: () => readonly MemoryGroup[]
  /** Somebody comes by themselves, or accepts; somebody who leads lets them in in a role. `false`: unknown, or no place. */
  readonly join: (externalId: string, accountId: string, role?: Role) => boolean
  /** Somebody leaves by themselves, declines, or is put out by hand. */
  readonly leave: (externalId: string, accountId: string) => boolean
  readonly addFault: (fault: MemoryFault) => void
  readonly clearFaults: () => void
  /** Carries out what was accepted for later. */
  readonly settle: () => void
  /** How many reads and writes were asked for. */
  readonly calls: () => { readonly reads: number; readonly writes: number }
}

interface StoredGroup {
  group: ServiceGroup
  readonly members: Map<string, ServiceMember>
}

/** A change: says what comes of it, and does it when asked to. */
type Change = (carryOut: boolean) => WriteOutcome

const WRITE_FAULTS: readonly MemoryFault['kind'][] = [
  'write-fails',
  'write-limited',
  'write-without-effect',
  'write-fails-after-effect',
  'write-later',
]
const DONE: WriteOutcome = { kind: 'done', already: false }
const ALREADY: WriteOutcome = { kind: 'done', already: true }

/**
 * Makes a messaging service in memory, as careful and as unreliable as a test needs it.
 *
 * @example
 * const service = createMemoryConnector({ accounts: ['ana'] })
 * service.addFault({ kind: 'write-without-effect' })
 */
export function createMemoryConnector(options: MemoryServiceOptions = {}): MemoryConnector {
  const { pageSize = 50, capacity: newCapacity = null, invites = false } = options
  const groups = new Map<string, StoredGroup>()
  const accounts = new Set(options.accounts)
  for (const { members, ...group } of options.groups ?? []) {
    groups.set(group.externalId, { group, members: new Map(members.map((member) => [member.accountId, member])) })
    for (const { accountId } of members) accounts.add(accountId)
  }
  const faults: MemoryFault[] = []
  const later: (() => void)[] = []
  const calls = { reads: 0, writes: 0 }

  const faultOf = (kinds: readonly MemoryFault['kind'][], externalId: string | null): MemoryFault | undefined =>
    faults.find(
      (fault) => kinds.includes(fault.kind) && (fault.externalId === undefined || fault.externalId === externalId),
    )

  const readPage = <T>(rows: readonly T[], externalId: string | null, cursor: string | null): ReadOutcome<T> => {
    const start = cursor === null ? 0 : Number(cursor)
    const failing = faultOf(['read-fails'], externalId)
    if (failing !== undefined && start / pageSize >= (failing.fromPage ?? 0)) return failure('unreachable', 'none')
    const lost = faultOf(['page-lost'], externalId) !== undefined && start === pageSize
    const total = faultOf(['total-unknown'], externalId) === undefined ? rows.length : null
    const end = start + pageSize
    const page: ServicePage<T> = {
      items: lost ? [] : rows.slice(start, end),
      total,
      next: end < rows.length ? String(end) : null,
    }
    return { kind: 'done', page }
  }

  const write = (externalId: string, change: (stored: StoredGroup) => Change): WriteOutcome => {
    calls.writes++
    const stored = groups.get(externalId)
    if (stored === undefined) return failure('group-unknown', 'none')
    const prepared = change(stored)
    switch (faultOf(WRITE_FAULTS, externalId)?.kind) {
      case 'write-fails':
        return failure('refused', 'none')
      case 'write-limited':
        return failure('rate-limited', 'none')
      case 'write-without-effect':
        return prepared(false)
      case 'write-fails-after-effect':
        prepared(true)
        return failure('unreachable', 'unknown')
      case 'write-later': {
        const outcome = prepared(false)
        if (outcome.kind === 'failed' || (outcome.kind === 'done' && outcome.already)) return outcome
        later.push(() => change(stored)(true))
        return { kind: 'pending' }
      }
      default:
        return prepared(true)
    }
  }

  const reader: GroupReader = {
    listGroups: async (cursor) => {
      calls.reads++
      return await Promise.resolve(
        readPage(
          [...groups.values()].map(({ group }) => group),
          null,
          cursor,
        ),
      )
    },
    findGroup: async (externalId) => {
      calls.reads++
      const stored = groups.get(externalId)
      if (faultOf(['read-fails'], externalId)?.fromPage === 0) return failure('unreachable', 'none')
      if (stored === undefined) return failure('group-unknown', 'none')
      return await Promise.resolve({ kind: 'done', group: stored.group })
    },
    readGroup: async (externalId, cursor) => {
      calls.reads++
      const stored = groups.get(externalId)
      if (stored === undefined) return failure('group-unknown', 'none')
      const outcome = readPage([...stored.members.values()], externalId, cursor)
      const first = [...stored.members.keys()][0]
      if (first !== undefined && cursor === null && faultOf(['changes-while-read'], externalId) !== undefined) {
        stored.members.delete(first)
      }
      return await Promise.resolve(outcome)
    },
  }

  const writer: GroupWriter = {
    createGroup: async (name) => {
      calls.writes++
      const fault = faultOf(['write-fails', 'write-limited', 'write-fails-after-effect'], null)?.kind
      if (fault === 'write-fails') return failure('refused', 'none')
      if (fault === 'write-limited') return failure('rate-limited', 'none')
      const externalId = `memory-${groups.size + 1}`
      const group: ServiceGroup = {
        externalId,
        name,
        previousNames: [],
        archived: false,
        owner: 'us',
        capacity: newCapacity,
        joinLink: `https://zalo.example/g/${externalId}`,
      }
      groups.set(externalId, { group, members: new Map() })
      if (fault !== undefined) return failure('unreachable', 'unknown')
      return await Promise.resolve({ kind: 'done', externalId })
    },
    renameGroup: async (externalId, name) =>
      await Promise.resolve(
        write(externalId, (stored) => (carryOut) => {
          const { name: before, previousNames } = stored.group
          if (before === name) return ALREADY
          if (carryOut) stored.group = { ...stored.group, name, previousNames: [...previousNames, before] }
          return DONE
        }),
      ),
    archiveGroup: async (externalId) => await Promise.resolve(write(externalId, (stored) => setArchived(stored, true))),
    unarchiveGroup: async (externalId) =>
      await Promise.resolve(write(externalId, (stored) => setArchived(stored, false))),
    addMembers: async (externalId, additions) =>
      await Promise.resolve(
        additions.map(({ accountId, role }) =>
          write(externalId, (stored) => (carryOut) => {
            if (stored.group.archived) return failure('group-archived', 'none')
            if (!accounts.has(accountId)) return failure('account-unknown', 'none')
            const present = stored.members.get(accountId)
            if (present !== undefined && present.state !== 'invitation-failed') return ALREADY
            if (present === undefined && isFull(stored)) return failure('group-full', 'none')
            if (carryOut) stored.members.set(accountId, memberOf(accountId, role, invites ? 'invited' : 'member'))
            return invites ? { kind: 'pending' } : DONE
          }),
        ),
      ),
    removeMember: async (externalId, accountId) =>
      await Promise.resolve(write(externalId, (stored) => takeOut(stored, accountId, 'member'))),
    changeRole: async (externalId, accountId, role) =>
      await Promise.resolve(
        write(externalId, (stored) => (carryOut) => {
          const member = stored.members.get(accountId)
          if (member === undefined) return failure('account-unknown', 'none')
          if (member.role === role) return ALREADY
          if (carryOut) stored.members.set(accountId, { ...member, role })
          return DONE
        }),
      ),
    withdrawInvitation: async (externalId, accountId) =>
      await Promise.resolve(write(externalId, (stored) => takeOut(stored, accountId, 'invitation'))),
  }

  return {
    reader,
    writer,
    state: () => [...groups.values()].map(({ group, members }) => ({ ...group, members: [...members.values()] })),
    join: (externalId, accountId, role) => {
      const stored = groups.get(externalId)
      if (stored === undefined || !accounts.has(accountId)) return false
      const present = stored.members.get(accountId)
      if (present === undefined && isFull(stored)) return false
      stored.members.set(accountId, memberOf(accountId, role ?? present?.role ?? 'member', 'member'))
      return true
    },
    leave: (externalId, accountId) => groups.get(externalId)?.members.delete(accountId) ?? false,
    addFault: (fault) => {
      faults.push(fault.kind === 'read-fails' ? { fromPage: 0, ...fault } : fault)
    },
    clearFaults: () => {
      faults.length = 0
    },
    settle: () => {
      for (const carryOut of later.splice(0)) carryOut()
    },
    calls: () => ({ ...calls }),
  }
}

function isFull({ group, members }: StoredGroup): boolean {
  return members.size >= (group.capacity ?? Infinity)
}

function memberOf(accountId: string, role: Role | null, state: ServiceMember['state']): ServiceMember {
  return { accountId, displayName: accountId, phone: null, role, state }
}

function setArchived(stored: StoredGroup, archived: boolean): Change {
  return (carryOut) => {
    if (stored.group.archived === archived) return ALREADY
    if (carryOut) stored.group = { ...stored.group, archived }
    return DONE
  }
}

function takeOut(stored: StoredGroup, accountId: string, what: 'member' | 'invitation'): Change {
  return (carryOut) => {
    const present = stored.members.get(accountId)
    if (present === undefined || (present.state === 'member') !== (what === 'member')) return ALREADY
    if (carryOut) stored.members.delete(accountId)
    return DONE
  }
}

function failure(code: ServiceFailureCode, effect: ServiceFailure['effect']): ServiceFailure {
  const retry = code === 'unreachable' || code === 'rate-limited'
  return { kind: 'failed', code, message: `memory service: ${code}`, retry, effect }
}
