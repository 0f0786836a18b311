import type { GroupReader, GroupWriter, ServiceGroup, ServiceMember, WriteOutcome } from '../connector/connector.ts'
import { readGroups, readMembers } from '../connector/read-members.ts'
import type { Role } from '../model/model.ts'
import type { MemoryGroup } from './memory-connector.ts'

/** What not every service can do. A case that needs it is left out for a connector without it. */
export type ConnectorFeature =
  'create' | 'rename' | 'archive' | 'add' | 'remove' | 'roles' | 'invitations' | 'capacity' | 'previous-names'

/** What a case finds in the service before it begins. */
export interface ContractWorld {
  readonly groups: readonly MemoryGroup[]
  /** Accounts that exist and are in no group. */
  readonly accounts: readonly string[]
  /** The page size to read with, so that the edges of pages can be met; a connector that cannot set it ignores it. */
  readonly pageSize: number
}

/** A connector to a service that holds exactly a world, and how to leave it. */
export interface ContractConnector {
  readonly reader: GroupReader
  readonly writer: GroupWriter
  /** Waits until the service has carried out what it accepted; nothing where it does so at once. */
  readonly settle?: () => Promise<void> | void
  readonly close?: () => Promise<void> | void
}

/** Sets up a service with a world and connects to it. */
export type ConnectToWorld = (world: ContractWorld) => Promise<ContractConnector> | ContractConnector

/** One thing that every connector must do. `run` throws an error that says what was expected and what came. */
export interface ContractCase {
  readonly name: string
  readonly needs: readonly ConnectorFeature[]
  readonly run: (connect: ConnectToWorld) => Promise<void>
}

const GROUP = 'group-1'
const PAGE = 5

/**
 * What every connector to a messaging service must do, whatever the service. Runs under any test runner, on the memory connector as on
 * a real one: a test per case, and those left out whose needs the service cannot meet.
 *
 * @example
 * for (const { name, run } of CONNECTOR_CONTRACT) test(name, () => run((world) => createMemoryConnector(world)))
 */
export const CONNECTOR_CONTRACT: readonly ContractCase[] = [
  contractCase(
    'lists every group once, over as many pages as it takes',
    [],
    worldOf(PAGE * 2 + 1, 1),
    async ({ reader }) => {
      const list = await readGroups(reader)
      equal('completeness', list.completeness, 'complete')
      equal('groups', ids(list.rows), idsUpTo(PAGE * 2 + 1, 'group'))
    },
  ),
  ...[0, 1, PAGE - 1, PAGE, PAGE + 1, PAGE * 2, PAGE * 3 + 2].map((size) =>
    contractCase(
      `C7 reads ${String(size)} members in pages of ${String(PAGE)} completely`,
      [],
      worldOf(1, size),
      async ({ reader }) => {
        const list = await readMembers(reader, GROUP)
        equal('problems', list.problems, [])
        equal('completeness', list.completeness, 'complete')
        equal('members', accounts(list.rows), idsUpTo(size, 'account'))
      },
    ),
  ),
  contractCase('gives each page with the length of the whole list', [], worldOf(1, PAGE + 1), async ({ reader }) => {
    const first = await reader.readGroup(GROUP, null)
    if (first.kind === 'failed') throw new Error(`readGroup failed: ${first.code}`)
    equal('total', first.page.total, PAGE + 1)
    check('every page is at most as long as the list', first.page.items.length <= PAGE + 1)
  }),
  contractCase('C2 reading an unknown group fails and proves nothing', [], worldOf(1, 2), async ({ reader }) => {
    const list = await readMembers(reader, 'no-such-group')
    equal('completeness', list.completeness, 'failed')
    equal('members', list.rows, [])
    equal('code', list.failure?.code, 'group-unknown')
  }),
  contractCase('tells of one group what the list tells', [], worldOf(2, 1), async ({ reader }) => {
    const told = await reader.findGroup(GROUP)
    if (told.kind === 'failed') throw new Error(`findGroup failed: ${told.code}`)
    equal('group', told.group, find((await readGroups(reader)).rows))
    const unknown = await reader.findGroup('no-such-group')
    equal('code', unknown.kind === 'failed' ? unknown.code : unknown.kind, 'group-unknown')
  }),
  contractCase('reading changes nothing', [], worldOf(2, PAGE + 1), async ({ reader }) => {
    const before = await snapshot(reader)
    await readMembers(reader, 'no-such-group')
    equal('state', await snapshot(reader), before)
  }),
  contractCase('adds a member, and adding again changes nothing', ['add'], worldOf(1, 1), async (connector) => {
    accepted(await connector.writer.addMembers(GROUP, [{ accountId: 'free-1', role: 'member' }]))
    await connector.settle?.()
    accepted(await connector.writer.addMembers(GROUP, [{ accountId: 'free-1', role: 'member' }]))
    await connector.settle?.()
    equal('members', accounts((await readMembers(connector.reader, GROUP)).rows), ['account-1', 'free-1'])
  }),
  contractCase('C4 an account the service does not know fails alone', ['add'], worldOf(1, 1), async (connector) => {
    const additions = ['free-1', 'no-such-account', 'free-2'].map((accountId) => ({
      accountId,
      role: 'member' as const,
    }))
    const outcomes = await connector.writer.addMembers(GROUP, additions)
    equal('outcomes', outcomes.length, 3)
    const [first, unknown, last] = outcomes
    accepted([first, last])
    equal('code', unknown?.kind === 'failed' ? unknown.code : unknown?.kind, 'account-unknown')
    await connector.settle?.()
    equal('members', accounts((await readMembers(connector.reader, GROUP)).rows), ['account-1', 'free-1', 'free-2'])
  }),
  contractCase('adding nobody is nothing', ['add'], worldOf(1, 1), async ({ writer }) => {
    equal('outcomes', await writer.addMembers(GROUP, []), [])
  }),
  contractCase('removes a member, and removing again changes nothing', ['remove'], worldOf(1, 3), async (connector) => {
    accepted([await connector.writer.removeMember(GROUP, 'account-2')])
    await connector.settle?.()
    accepted([await connector.writer.removeMember(GROUP, 'account-2')])
    await connector.settle?.()
    equal('members', accounts((await readMembers(connector.reader, GROUP)).rows), ['account-1', 'account-3'])
  }),
  contractCase('A9 changes a role in place', ['roles'], worldOf(1, 3), async (connector) => {
    for (const role of ['deputy', 'deputy', 'member'] as const) {
      accepted([await connector.writer.changeRole(GROUP, 'account-3', role)])
      await connector.settle?.()
      const { rows } = await readMembers(connector.reader, GROUP)
      equal('role', rows.find((member) => member.accountId === 'account-3')?.role, role)
      equal('members', rows.length, 3)
    }
  }),
  contractCase('a role of somebody who is not in the group fails', ['roles'], worldOf(1, 1), async ({ writer }) => {
    failed(await writer.changeRole(GROUP, 'free-1', 'deputy'))
  }),
  contractCase('A11 renames a group, which stays the same group', ['rename'], worldOf(2, 1), async (connector) => {
    accepted([await connector.writer.renameGroup(GROUP, 'Renamed')])
    await connector.settle?.()
    const { rows } = await readGroups(connector.reader)
    equal('groups', ids(rows), ['group-1', 'group-2'])
    equal('name', find(rows).name, 'Renamed')
    equal('members', accounts((await readMembers(connector.reader, GROUP)).rows), ['account-1'])
  }),
  contractCase('A11 remembers the name before', ['rename', 'previous-names'], worldOf(1, 1), async (connector) => {
    accepted([await connector.writer.renameGroup(GROUP, 'Renamed')])
    await connector.settle?.()
    check('the former name is kept', find((await readGroups(connector.reader)).rows).previousNames.includes('Group 1'))
  }),
  contractCase(
    'A15 archives, archiving twice is nothing, and brings back',
    ['archive'],
    worldOf(1, 2),
    async (connector) => {
      accepted([await connector.writer.archiveGroup(GROUP)])
      accepted([await connector.writer.archiveGroup(GROUP)])
      await connector.settle?.()
      equal('archived', find((await readGroups(connector.reader)).rows).archived, true)
      accepted([await connector.writer.unarchiveGroup(GROUP)])
      await connector.settle?.()
      equal('archived', find((await readGroups(connector.reader)).rows).archived, false)
      equal('members', (await readMembers(connector.reader, GROUP)).rows.length, 2)
    },
  ),
  contractCase('A15 nobody is added to an archived group', ['archive', 'add'], worldOf(1, 1), async (connector) => {
    accepted([await connector.writer.archiveGroup(GROUP)])
    await connector.settle?.()
    for (const outcome of await connector.writer.addMembers(GROUP, [{ accountId: 'free-1', role: 'member' }]))
      failed(outcome)
  }),
  contractCase(
    'creates a group that is listed, empty and ready',
    ['create', 'add'],
    worldOf(1, 1),
    async (connector) => {
      const externalId = await createdGroup(connector, 'New group')
      accepted(await connector.writer.addMembers(externalId, [{ accountId: 'free-1', role: 'member' }]))
      await connector.settle?.()
      const group = (await readGroups(connector.reader)).rows.find((row) => row.externalId === externalId)
      equal('name', group?.name, 'New group')
      check(
        'the new member is there',
        accounts((await readMembers(connector.reader, externalId)).rows).includes('free-1'),
      )
    },
  ),
  contractCase(
    'B2 withdraws an invitation, and leaves members alone',
    ['invitations'],
    worldOf(1, 2),
    async (connector) => {
      accepted([await connector.writer.withdrawInvitation(GROUP, 'account-2')])
      accepted([await connector.writer.withdrawInvitation('invited-group', 'invited-1')])
      await connector.settle?.()
      equal('members', accounts((await readMembers(connector.reader, GROUP)).rows), ['account-1', 'account-2'])
      equal('invited', (await readMembers(connector.reader, 'invited-group')).rows, [])
    },
  ),
  contractCase(
    'a full group takes nobody and loses nobody',
    ['add', 'capacity'],
    worldOf(1, 3, 3),
    async (connector) => {
      const [outcome] = await connector.writer.addMembers(GROUP, [{ accountId: 'free-1', role: 'member' }])
      equal('code', outcome?.kind === 'failed' ? outcome.code : outcome?.kind, 'group-full')
      equal('members', (await readMembers(connector.reader, GROUP)).rows.length, 3)
    },
  ),
  contractCase(
    'changes in an unknown group fail',
    ['add', 'remove', 'roles', 'rename', 'archive'],
    worldOf(1, 1),
    async ({ writer }) => {
      const group = 'no-such-group'
      failed(await writer.renameGroup(group, 'Renamed'))
      failed(await writer.archiveGroup(group))
      failed(await writer.removeMember(group, 'account-1'))
      failed(await writer.changeRole(group, 'account-1', 'deputy'))
      for (const outcome of await writer.addMembers(group, [{ accountId: 'free-1', role: 'member' }])) failed(outcome)
    },
  ),
]

function contractCase(
  name: string,
  needs: readonly ConnectorFeature[],
  world: ContractWorld,
  body: (connector: ContractConnector) => Promise<void>,
): ContractCase {
  return {
    name,
    needs,
    run: async (connect) => {
      const given = needs.includes('invitations') ? { ...world, groups: [...world.groups, INVITED_GROUP] } : world
      const connector = await connect(given)
      try {
        await body(connector)
      } finally {
        await connector.close?.()
      }
    },
  }
}

const INVITED_GROUP: MemoryGroup = {
  ...serviceGroup('invited-group', 'Invited', null),
  members: [{ ...serviceMember('invited-1', 'member'), state: 'invited' }],
}

/** So many groups; the first has so many members, led by its first. */
function worldOf(groupCount: number, memberCount: number, capacity: number | null = null): ContractWorld {
  const groups = Array.from({ length: groupCount }, (_, index) => ({
    ...serviceGroup(`group-${String(index + 1)}`, `Group ${String(index + 1)}`, capacity),
    members:
      index > 0
        ? []
        : Array.from({ length: memberCount }, (__, place) =>
            serviceMember(`account-${String(place + 1)}`, place === 0 ? 'leader' : 'member'),
          ),
  }))
  return { groups, accounts: ['free-1', 'free-2'], pageSize: PAGE }
}

function serviceGroup(externalId: string, name: string, capacity: number | null): ServiceGroup {
  return { externalId, name, previousNames: [], archived: false, owner: 'us', capacity, joinLink: null }
}

function serviceMember(accountId: string, role: Role): ServiceMember {
  return { accountId, displayName: accountId, phone: null, role, state: 'member' }
}

async function snapshot(reader: GroupReader): Promise<unknown> {
  const groups = (await readGroups(reader)).rows
  return await Promise.all(groups.map(async (group) => [group, await readMembers(reader, group.externalId)]))
}

function find(groups: readonly ServiceGroup[]): ServiceGroup {
  const group = groups.find(({ externalId }) => externalId === GROUP)
  if (group === undefined) throw new Error(`${GROUP} is not listed`)
  return group
}

function ids(groups: readonly ServiceGroup[]): string[] {
  return groups.map(({ externalId }) => externalId).sort()
}

function accounts(members: readonly ServiceMember[]): string[] {
  return members.map(({ accountId }) => accountId).sort()
}

function idsUpTo(count: number, prefix: string): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1)}`).sort()
}

function accepted(outcomes: readonly (WriteOutcome | undefined)[]): void {
  for (const outcome of outcomes) {
    if (outcome === undefined || outcome.kind === 'failed')
      throw new Error(`expected it to be accepted, got ${JSON.stringify(outcome)}`)
  }
}

function failed(outcome: WriteOutcome): void {
  if (outcome.kind !== 'failed') throw new Error(`expected a failure, got ${JSON.stringify(outcome)}`)
}

/** Creates a group and gives its identity. Where somebody has to make it first, it is found by its name once they have. */
async function createdGroup({ reader, writer, settle }: ContractConnector, name: string): Promise<string> {
  const outcome = await writer.createGroup(name)
  if (outcome.kind === 'done') return outcome.externalId
  if (outcome.kind === 'failed') throw new Error(`expected the group to be created, got ${JSON.stringify(outcome)}`)
  await settle?.()
  const made = (await readGroups(reader)).rows.find((group) => group.name === name)
  if (made === undefined) throw new Error('the group that was promised is not listed')
  return made.externalId
}

function equal(what: string, actual: unknown, expected: unknown): void {
  const [was, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (was !== wanted) throw new Error(`${what}: expected ${wanted}, got ${was}`)
}

function check(what: string, holds: boolean): void {
  if (!holds) throw new Error(`expected: ${what}`)
}
