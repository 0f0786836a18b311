import { createZaloClient, createZaloConnector, createZaloSettings, HIGHEST_ROLE, type ZaloCall } from '@ketnoi/zalo'
import { createSimFetch, createSimService, SIM_ADMINISTRATOR, SIM_FAULT_KINDS } from '@ketnoi/zalo/sim'
import { pick, type ServiceStart, type SimulatedService, type TrueMember } from './simulated-service.ts'

const CALLS_CARRIED_OUT_LATER: readonly ZaloCall[] = ['invite', 'addDeputies', 'removeDeputies', 'removeMembers']
const INVITED: TrueMember = { role: 'member', state: 'invited' }

/** The connector to an Official Account on the service that behaves as documented, in the same process. */
export function createZaloService(start: ServiceStart): SimulatedService {
  const { seed, now, groups, accounts, pageSize, invites, isClaimed } = start
  // The account takes a place itself.
  const capacity = start.capacity + 1
  const service = createSimService({
    seed,
    now,
    users: accounts.map((userId) => ({ userId })),
    assets: Array.from({ length: 4 }, () => ({ assetType: 'gmf50' })),
    groups: groups.map(({ externalId, name, members }) => ({
      groupId: externalId,
      name,
      capacity,
      members: Object.fromEntries([...members].map(([id, role]) => [id, role === 'member' ? 'member' : 'deputy'])),
    })),
    semantics: {
      invite: invites ? 'asks' : 'adds',
      refusesRepetition: seed % 3 === 0,
      keepsDeputies: seed % 5 === 0,
      oneBadAccount: seed % 2 === 0 ? 'fails-all' : 'fails-after-others',
    },
  })
  service.issueTokens()
  const current = async () => ({ kind: 'token' as const, accessToken: service.world.tokens?.accessToken ?? '' })
  const settings = createZaloSettings({ pageSize, callsPerMinute: 4_000, inviteEffect: invites ? 'asked' : 'member' })
  const send = createSimFetch(service)

  return {
    name: 'zalo',
    highestRole: HIGHEST_ROLE,
    connect: ({ call, sleep }, stillHolds = async () => {}) => {
      const client = createZaloClient({
        settings,
        tokens: { current, renew: current },
        clock: { now, sleep },
        beforeWrite: stillHolds,
        fetch: (url, init) => {
          const { pathname, search } = new URL(url)
          const label = `${pathname.split('/').at(-1) ?? ''} ${typeof init.body === 'string' ? init.body : search}`
          return call('service', label, init.method === 'POST', () => send(url, init))
        },
      })
      return createZaloConnector({ client, founderIds: [SIM_ADMINISTRATOR], isClaimed })
    },
    truth: () =>
      [...service.world.groups.values()].map((group) => ({
        externalId: group.groupId,
        name: group.name,
        archived: group.description.startsWith(settings.archiveMark),
        capacity: group.capacity - 1,
        members: new Map<string, TrueMember>([
          ...[...group.pending].flatMap(([id, what]) => (what === 'invited' ? [[id, INVITED] as const] : [])),
          ...[...group.members].map(([id, role]) => [id, { role, state: 'member' }] as const),
        ]),
      })),
    join: (groupId, userId) => service.acts.acceptInvitation(groupId, userId) || service.acts.join(groupId, userId),
    leave: (groupId, userId) => service.acts.leave(groupId, userId) || service.acts.declineInvitation(groupId, userId),
    setRole: (groupId, userId, role) => service.acts.makeDeputy(groupId, userId, role !== 'member'),
    upset: (random) => {
      const kind = pick(random, SIM_FAULT_KINDS) ?? 'http-429'
      const one = random() < 0.3 ? pick(random, [...service.world.groups.keys()]) : undefined
      const often = random() < 0.5 ? { share: 0.3 } : { times: 1 + Math.floor(random() * 6) }
      // A creation that is carried out after the list of groups was read is made twice by anybody who goes by the list.
      const call = kind === 'later' ? pick(random, CALLS_CARRIED_OUT_LATER) : undefined
      service.faults.add({
        kind,
        ...(one === undefined ? {} : { groupId: one }),
        ...(call === undefined ? {} : { call }),
        ...often,
      })
      return `${kind}${one === undefined ? '' : ` in ${one}`} ${'share' in often ? 'at times' : `${String(often.times)} times`}`
    },
    calm: service.faults.clear,
    settle: () => {
      service.settle()
      for (const { groupId, pending } of service.world.groups.values())
        for (const [userId, what] of pending)
          if (what === 'asked' || !service.acts.acceptInvitation(groupId, userId))
            service.acts.declineInvitation(groupId, userId)
    },
  }
}
