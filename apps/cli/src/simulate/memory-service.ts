import { createMemoryConnector, type MemoryFault } from '@ketnoi/hierarchy/testing'
import { pick, type ServiceStart, type SimulatedService } from './simulated-service.ts'

const FAULTS: readonly MemoryFault['kind'][] = [
  'read-fails',
  'page-lost',
  'total-unknown',
  'write-fails',
  'write-limited',
  'write-without-effect',
  'write-fails-after-effect',
  'write-later',
]

/** The memory connector as a service to work on. */
export function createMemoryService({ groups, accounts, capacity, pageSize, invites }: ServiceStart): SimulatedService {
  const service = createMemoryConnector({
    groups: groups.map(({ externalId, name, members }) => ({
      externalId,
      name,
      previousNames: [],
      archived: false,
      owner: 'us',
      capacity,
      joinLink: null,
      members: [...members].map(([accountId, role]) => ({
        accountId,
        displayName: null,
        phone: null,
        role,
        state: 'member',
      })),
    })),
    accounts,
    capacity,
    pageSize,
    invites,
  })
  const { reader, writer } = service
  return {
    name: 'memory',
    highestRole: 'leader',
    connect: ({ call }) => ({
      reader: {
        listGroups: (cursor) => call('service', 'lists groups', false, () => reader.listGroups(cursor)),
        findGroup: (id) => call('service', `looks at ${id}`, false, () => reader.findGroup(id)),
        readGroup: (id, cursor) =>
          call('service', `reads ${id} from ${cursor ?? 'the start'}`, false, () => reader.readGroup(id, cursor)),
      },
      writer: {
        createGroup: (name) => call('service', `creates ${name}`, true, () => writer.createGroup(name)),
        renameGroup: (id, name) => call('service', `renames ${id}`, true, () => writer.renameGroup(id, name)),
        archiveGroup: (id) => call('service', `archives ${id}`, true, () => writer.archiveGroup(id)),
        unarchiveGroup: (id) => call('service', `brings ${id} back`, true, () => writer.unarchiveGroup(id)),
        addMembers: (id, additions) =>
          call(
            'service',
            `adds ${additions.map((one) => `${one.accountId} as ${one.role}`).join(', ')} to ${id}`,
            true,
            () => writer.addMembers(id, additions),
          ),
        removeMember: (id, account) =>
          call('service', `removes ${account} from ${id}`, true, () => writer.removeMember(id, account)),
        changeRole: (id, account, role) =>
          call('service', `makes ${account} ${role} of ${id}`, true, () => writer.changeRole(id, account, role)),
        withdrawInvitation: (id, account) =>
          call('service', `withdraws ${account} from ${id}`, true, () => writer.withdrawInvitation(id, account)),
      },
    }),
    truth: () =>
      service.state().map((group) => ({
        externalId: group.externalId,
        name: group.name,
        archived: group.archived,
        capacity: group.capacity ?? Infinity,
        members: new Map(
          group.members.map(({ accountId, role, state }) => [accountId, { role: role ?? 'member', state }]),
        ),
      })),
    join: (externalId, accountId) => service.join(externalId, accountId),
    leave: (externalId, accountId) => service.leave(externalId, accountId),
    setRole: (externalId, accountId, role) => service.join(externalId, accountId, role),
    upset: (random) => {
      const kind = pick(random, FAULTS) ?? 'read-fails'
      const one = random() < 0.3 ? pick(random, service.state())?.externalId : undefined
      service.addFault({
        kind,
        ...(one === undefined ? {} : { externalId: one }),
        ...(kind === 'read-fails' && random() < 0.5 ? { fromPage: 1 } : {}),
      })
      return one === undefined ? kind : `${kind} in ${one}`
    },
    calm: service.clearFaults,
    settle: () => {
      service.settle()
      for (const { externalId, members } of service.state())
        for (const { accountId, state } of members) if (state !== 'member') service.join(externalId, accountId)
    },
  }
}
