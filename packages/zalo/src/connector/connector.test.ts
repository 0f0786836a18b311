import { readGroups, readMembers } from '@ketnoi/hierarchy'
import { describe, expect, test } from 'vitest'
import { createZaloConnector, type ZaloConnectorOptions } from './connector.ts'
import { pickAsset } from './create-group.ts'
import { createRoleNotes } from './role-notes.ts'
import { createZaloSettings, type ZaloSettingsChanges } from '../settings.ts'
import { SIM_ADMINISTRATOR } from '../sim/create-world.ts'
import type { SimServiceOptions } from '../sim/service.ts'
import { simClient, type SimClient } from '../../test/connect-to-sim.ts'

const GROUP = 'g'

function connect(
  options: SimServiceOptions = {},
  changes: ZaloSettingsChanges = {},
  more: Partial<ZaloConnectorOptions> = {},
): SimClient & ReturnType<typeof createZaloConnector> {
  const sim = simClient(options, changes)
  return { ...sim, ...createZaloConnector({ client: sim.client, founderIds: [SIM_ADMINISTRATOR], ...more }) }
}

const usersOf = (count: number): { userId: string }[] =>
  Array.from({ length: count }, (_, index) => ({ userId: `u${String(index)}` }))
const additionsOf = (userIds: readonly string[]) => userIds.map((accountId) => ({ accountId, role: 'member' as const }))

describe('reading', () => {
  test('invited people and those who asked are waited for; the account itself is nobody', async () => {
    const { reader } = connect({
      groups: [
        { groupId: GROUP, name: 'n', members: { a: 'deputy', b: 'member' }, pending: { c: 'asked', d: 'invited' } },
      ],
    })
    const list = await readMembers(reader, GROUP)
    expect(list.completeness).toBe('complete')
    expect(list.rows.map(({ accountId, role, state }) => [accountId, role, state])).toEqual([
      ['a', 'deputy', 'member'],
      ['b', 'member', 'member'],
      ['c', null, 'invited'],
      ['d', null, 'invited'],
    ])
  })

  // Met on the first page, the account is known whatever the setting says.
  test.each([
    [true, true, 'complete'],
    [true, false, 'complete'],
    [false, false, 'complete'],
    [false, true, 'partial'],
  ] as const)(
    'the account is listed: %s, the setting says: %s, over several pages → %s',
    async (listed, said, judged) => {
      const members = Object.fromEntries(usersOf(12).map(({ userId }) => [userId, 'member' as const]))
      const { reader } = connect(
        { semantics: { listsAccount: listed }, groups: [{ groupId: GROUP, name: 'n', members }] },
        { pageSize: 5, accountIsListed: said },
      )
      const list = await readMembers(reader, GROUP)
      expect(list.completeness).toBe(judged)
      expect(list.rows).toHaveLength(12)
    },
  )

  test('C7 somebody leaves and somebody else comes between two pages: the total is the same, the list is not', async () => {
    const members = Object.fromEntries(usersOf(12).map(({ userId }) => [userId, 'member' as const]))
    const { reader, service } = connect(
      { groups: [{ groupId: GROUP, name: 'n', members }], users: [{ userId: 'newcomer' }] },
      { pageSize: 5 },
    )
    const group = service.world.groups.get(GROUP)
    let pages = 0
    const moving: typeof reader = {
      ...reader,
      readGroup: async (externalId, cursor) => {
        const page = await reader.readGroup(externalId, cursor)
        if (++pages === 1) {
          group?.members.delete('u0')
          group?.members.set('newcomer', 'member')
        }
        return page
      },
    }
    expect((await readMembers(moving, GROUP)).completeness).toBe('partial')
    expect((await readMembers(reader, GROUP)).completeness).toBe('complete')
  })

  test('a deputy who ought to lead is told as leader', async () => {
    const { reader, writer, service } = connect(
      { groups: [{ groupId: GROUP, name: 'n', members: { a: 'deputy', b: 'deputy', c: 'member' } }] },
      {},
      { wantedLeaders: () => new Set(['a', 'c']) },
    )
    const roles = async () => (await readMembers(reader, GROUP)).rows.map(({ role }) => role)
    expect(await roles()).toEqual(['leader', 'deputy', 'member'])
    await writer.changeRole(GROUP, 'c', 'leader')
    expect(await roles()).toEqual(['leader', 'deputy', 'leader'])
    expect(service.world.groups.get(GROUP)?.members.get('c')).toBe('deputy')
  })

  test('roles that are not told are not guessed', async () => {
    const { reader } = connect({
      semantics: { tellsRoles: false },
      groups: [{ groupId: GROUP, name: 'n', members: { a: 'deputy' } }],
    })
    expect((await readMembers(reader, GROUP)).rows[0]?.role).toBeNull()
  })

  test('where the service does not tell roles, what it was asked for is known until an event says otherwise', async () => {
    const roleNotes = createRoleNotes()
    const { reader, writer } = connect(
      {
        semantics: { tellsRoles: false },
        groups: [{ groupId: GROUP, name: 'n', members: { a: 'member', b: 'member' } }],
      },
      {},
      { roleNotes },
    )
    const roles = async () => (await readMembers(reader, GROUP)).rows.map(({ role }) => role)
    await writer.changeRole(GROUP, 'a', 'deputy')
    expect(await roles()).toEqual(['deputy', null])
    await roleNotes.note(GROUP, 'a', 'member')
    await roleNotes.note(GROUP, 'b', 'deputy')
    expect(await roles()).toEqual(['member', 'deputy'])
    await writer.removeMember(GROUP, 'b')
    expect([...(await roleNotes.rolesIn(GROUP)).keys()]).toEqual(['a'])
  })

  test('a code that a setting explains as "so already" is no failure', async () => {
    const already = { code: 'refused', action: 'already-so', retry: false, effect: 'none', scope: 'account' } as const
    const { writer } = connect(
      {
        semantics: { tellsRoles: false, refusesRepetition: true },
        groups: [{ groupId: GROUP, name: 'n', members: { a: 'deputy', b: 'member' } }],
        users: usersOf(1),
      },
      { errors: { '-1404': already } },
    )
    const so = { kind: 'done', already: true }
    expect(await writer.changeRole(GROUP, 'a', 'deputy')).toEqual(so)
    expect(await writer.changeRole(GROUP, 'b', 'member')).toEqual(so)
    expect(await writer.removeMember(GROUP, 'u0')).toEqual(so)
    expect(await writer.withdrawInvitation(GROUP, 'u0')).toEqual(so)
    expect(await writer.addMembers(GROUP, additionsOf(['a', 'u0']))).toEqual([so, { kind: 'pending' }])
  })

  test('one place is the account’s own', async () => {
    const { reader } = connect({ groups: [{ groupId: GROUP, name: 'n', assetType: 'gmf50' }] })
    expect((await readGroups(reader)).rows[0]?.capacity).toBe(49)
  })

  test('a group whose asset ran out counts as archived', async () => {
    const { reader, service, clock, writer } = connect({ groups: [{ groupId: GROUP, name: 'n' }], users: usersOf(1) })
    expect(service.acts.runOut(GROUP)).toBe(true)
    expect((await readGroups(reader)).rows[0]?.archived).toBe(true)
    expect(await writer.addMembers(GROUP, additionsOf(['u0']))).toMatchObject([
      { code: 'group-archived', action: 'renew-asset' },
    ])
    expect(await writer.unarchiveGroup(GROUP)).toMatchObject({ code: 'group-archived', action: 'renew-asset' })
    clock.advance(46 * 86_400_000)
    service.issueTokens()
    expect((await readGroups(reader)).rows).toEqual([])
  })
})

describe('adding', () => {
  test('one bad account among many costs only itself, in few calls', async () => {
    const users = usersOf(60)
    users[37] = { userId: 'unfollowed' }
    const { writer, service } = connect({
      groups: [{ groupId: GROUP, name: 'n' }],
      users: users.map((user) => (user.userId === 'unfollowed' ? { ...user, follows: false } : user)),
    })
    const outcomes = await writer.addMembers(GROUP, additionsOf([...users.map(({ userId }) => userId), 'nobody']))
    const failed = outcomes.flatMap((outcome, place) =>
      outcome.kind === 'failed' ? [[place, outcome.code, outcome.effect]] : [],
    )
    expect(failed).toEqual([
      [37, 'not-allowed', 'none'],
      [60, 'account-unknown', 'none'],
    ])
    expect(service.world.groups.get(GROUP)?.members.size).toBe(59)
    expect(service.calls().writes).toBeLessThan(25)
  })

  test('asks for fewer accounts at once where the service wants it, and remembers', async () => {
    const { writer, service } = connect({
      groups: [{ groupId: GROUP, name: 'n' }],
      users: usersOf(80),
      semantics: { largestBatch: 10 },
    })
    const ids = usersOf(80).map(({ userId }) => userId)
    await writer.addMembers(GROUP, additionsOf(ids.slice(0, 40)))
    const { writes } = service.calls()
    await writer.addMembers(GROUP, additionsOf(ids.slice(40)))
    expect(service.world.groups.get(GROUP)?.members.size).toBe(80)
    expect(service.calls().writes - writes).toBe(4)
  })

  test('nobody is told twice what stands in the way of the whole group', async () => {
    const { writer, service } = connect({ groups: [{ groupId: GROUP, name: 'n' }], users: usersOf(120) })
    service.faults.add({ kind: 'limit-reached', call: 'invite' })
    const outcomes = await writer.addMembers(GROUP, additionsOf(usersOf(120).map(({ userId }) => userId)))
    expect(new Set(outcomes.map((outcome) => outcome.kind === 'failed' && outcome.code))).toEqual(
      new Set(['rate-limited']),
    )
    expect(service.calls().writes).toBe(1)
  })

  test('fills a group to its last place and no further', async () => {
    const { writer, service } = connect({
      groups: [{ groupId: GROUP, name: 'n', assetType: 'gmf10', members: { a: 'member' } }],
      users: usersOf(12),
    })
    const outcomes = await writer.addMembers(GROUP, additionsOf(['a', ...usersOf(12).map(({ userId }) => userId)]))
    expect(service.world.groups.get(GROUP)?.members.size).toBe(9)
    expect(outcomes[0]).toEqual({ kind: 'done', already: true })
    expect(outcomes.filter((outcome) => outcome.kind === 'failed' && outcome.code === 'group-full')).toHaveLength(4)
  })

  test('who must accept first is pending, and becomes deputy later', async () => {
    const { writer, service } = connect({
      groups: [{ groupId: GROUP, name: 'n' }],
      users: usersOf(1),
      semantics: { invite: 'asks' },
    })
    expect(await writer.addMembers(GROUP, [{ accountId: 'u0', role: 'deputy' }])).toEqual([{ kind: 'pending' }])
    expect(await writer.changeRole(GROUP, 'u0', 'deputy')).toMatchObject({
      kind: 'failed',
      effect: 'none',
      retry: true,
    })
    service.acts.acceptInvitation(GROUP, 'u0')
    expect(await writer.changeRole(GROUP, 'u0', 'leader')).toEqual({ kind: 'done', already: false })
    expect(service.world.groups.get(GROUP)?.members.get('u0')).toBe('deputy')
  })

  test('what an invitation does is known only if a setting says so', async () => {
    const options = { groups: [{ groupId: GROUP, name: 'n' }], users: usersOf(1) }
    expect(await connect(options).writer.addMembers(GROUP, additionsOf(['u0']))).toEqual([{ kind: 'pending' }])
    const { writer } = connect(options, { inviteEffect: 'member' })
    expect(await writer.addMembers(GROUP, additionsOf(['u0']))).toEqual([{ kind: 'done', already: false }])
  })

  test('a deputy is added as one', async () => {
    const { writer, service } = connect({ groups: [{ groupId: GROUP, name: 'n' }], users: usersOf(2) })
    await writer.addMembers(GROUP, [
      { accountId: 'u0', role: 'leader' },
      { accountId: 'u1', role: 'member' },
    ])
    expect(Object.fromEntries(service.world.groups.get(GROUP)?.members ?? [])).toEqual({ u0: 'deputy', u1: 'member' })
  })
})

describe('removing', () => {
  test('a deputy whom the service keeps becomes an ordinary member first', async () => {
    const { writer, service } = connect({
      groups: [{ groupId: GROUP, name: 'n', members: { a: 'deputy' } }],
      semantics: { keepsDeputies: true },
    })
    expect(await writer.removeMember(GROUP, 'a')).toEqual({ kind: 'done', already: false })
    expect(service.world.groups.get(GROUP)?.members.size).toBe(0)
  })

  test('a refusal after the effect is no refusal', async () => {
    const { writer, service } = connect({ groups: [{ groupId: GROUP, name: 'n', members: { a: 'member' } }] })
    service.faults.add({ kind: 'error-after-effect', times: 1 })
    expect(await writer.removeMember(GROUP, 'a')).toEqual({ kind: 'done', already: true })
  })

  test('a lost answer leaves it open', async () => {
    const { writer, service } = connect({ groups: [{ groupId: GROUP, name: 'n', members: { a: 'member' } }] })
    service.faults.add({ kind: 'no-answer-after' })
    expect(await writer.removeMember(GROUP, 'a')).toMatchObject({ code: 'unreachable', effect: 'unknown', retry: true })
  })
})

describe('requests to join', () => {
  test('only those named are let in', async () => {
    const { acceptRequests, service } = connect({
      groups: [{ groupId: GROUP, name: 'n', pending: { a: 'asked', b: 'asked' } }],
    })
    expect(await acceptRequests(GROUP, ['a', 'nobody'])).toMatchObject([{ kind: 'done' }, { kind: 'failed' }])
    const group = service.world.groups.get(GROUP)
    expect([[...(group?.members.keys() ?? [])], [...(group?.pending.keys() ?? [])]]).toEqual([['a'], ['b']])
  })
})

describe('creating', () => {
  const assets = [{ assetType: 'gmf1000' }, { assetType: 'gmf100' }]
  const groupsOf = (sim: SimClient) => [...sim.service.world.groups.values()]

  test('takes the asset for the most members, and sets the group as new ones are set', async () => {
    const sim = connect({ assets })
    const created = await sim.writer.createGroup('Thôn 1')
    expect(created).toMatchObject({ kind: 'done', externalId: groupsOf(sim)[0]?.groupId })
    expect(groupsOf(sim)[0]).toMatchObject({ capacity: 1000, settings: { join_appr: true, enable_link_join: true } })
  })

  test.each(['no-answer-after', 'not-json', 'error-after-effect'] as const)(
    '%s: the asset tells that the group is there',
    async (kind) => {
      const sim = connect({ assets })
      sim.service.faults.add({ kind, call: 'createGroup', times: 1 })
      expect(await sim.writer.createGroup('Thôn 1')).toMatchObject({
        kind: 'done',
        externalId: groupsOf(sim)[0]?.groupId,
      })
      expect(groupsOf(sim)).toHaveLength(1)
    },
  )

  test.each(['no-answer-before', 'server-error'] as const)('%s: open, and then created once', async (kind) => {
    const sim = connect({ assets })
    sim.service.faults.add({ kind, call: 'createGroup', times: 1 })
    expect(await sim.writer.createGroup('Thôn 1')).toMatchObject({ kind: 'failed', effect: 'unknown' })
    expect(await sim.writer.createGroup('Thôn 1')).toMatchObject({ kind: 'done' })
    expect(groupsOf(sim)).toHaveLength(1)
  })

  test.each(['without-effect', 'later'] as const)('%s: a group that is not there was not created yet', async (kind) => {
    const sim = connect({ assets }, {}, { isClaimed: () => false })
    sim.service.faults.add({ kind, call: 'createGroup', times: 1 })
    expect(await sim.writer.createGroup('Thôn 1')).toMatchObject({ kind: 'failed', effect: 'unknown', retry: true })
    sim.service.settle()
    expect(await sim.writer.createGroup('Thôn 1')).toMatchObject({ kind: 'done' })
    expect(groupsOf(sim)).toHaveLength(1)
  })

  test('a group of that name that nobody claimed is the one whose answer was lost', async () => {
    const sim = connect({ assets, groups: [{ groupId: 'lost', name: 'Thôn 1' }] }, {}, { isClaimed: () => false })
    expect(await sim.writer.createGroup('Thôn 1')).toEqual({ kind: 'done', externalId: 'lost' })
  })

  test('one that somebody claimed is another village’s', async () => {
    const sim = connect({ assets, groups: [{ groupId: 'theirs', name: 'Thôn 1' }] }, {}, { isClaimed: () => true })
    const created = await sim.writer.createGroup('Thôn 1')
    expect(created.kind === 'done' && created.externalId !== 'theirs').toBe(true)
  })

  test('where nobody can say what is claimed, a person decides', async () => {
    const sim = connect({ assets, groups: [{ groupId: 'x', name: 'Thôn 1' }] })
    expect(await sim.writer.createGroup('Thôn 1')).toMatchObject({
      code: 'refused',
      effect: 'none',
      message: expect.stringContaining('x'),
    })
  })

  test('two workers who choose the same asset make two groups', async () => {
    const sim = connect({ assets })
    const created = await Promise.all(['Thôn 1', 'Thôn 2'].map((name) => sim.writer.createGroup(name)))
    expect(created.map(({ kind }) => kind)).toEqual(['done', 'done'])
    expect(groupsOf(sim).map(({ name }) => name)).toEqual(['Thôn 1', 'Thôn 2'])
  })

  test('an incomplete list of groups creates nothing', async () => {
    const sim = connect({ assets })
    sim.service.faults.add({ kind: 'total-wrong', call: 'listGroups' })
    expect(await sim.writer.createGroup('Thôn 1')).toMatchObject({ code: 'unreachable', effect: 'none' })
    expect(groupsOf(sim)).toEqual([])
  })

  test.each([
    ['without a free asset', {}, {}, 'Thôn 1', 'get-quota'],
    ['without founders', { assets }, { founderIds: [] }, 'Thôn 1', 'check-settings'],
    ['with a name that is too long', { assets }, {}, 'x'.repeat(31), 'check-input'],
    [
      'with founders who do not administer',
      { assets, users: usersOf(1) },
      { founderIds: ['u0'] },
      'Thôn 1',
      'check-input',
    ],
  ] as const)('is refused %s', async (_, options, more, name, action) => {
    const sim = connect(options, {}, more)
    expect(await sim.writer.createGroup(name)).toMatchObject({ kind: 'failed', action, effect: 'none' })
    expect(groupsOf(sim)).toEqual([])
  })

  test('the free asset is chosen the same way in any order', () => {
    const assetOf = (assetId: string, assetType: string, validThrough: string) => ({
      assetId,
      assetType,
      validThrough,
      quotaType: 'q',
      autoRenew: null,
      available: true,
      usedBy: null,
    })
    const free = [
      assetOf('a', 'gmf100', '2027-01-01'),
      assetOf('c', 'gmf1000', '2027-01-01'),
      assetOf('b', 'gmf1000', '2027-02-01'),
    ]
    const settings = createZaloSettings()
    expect(pickAsset(settings, free)?.assetId).toBe('b')
    expect(pickAsset(settings, free.toReversed())?.assetId).toBe('b')
    expect(pickAsset(settings, [])).toBeNull()
  })
})

describe('archiving', () => {
  test('closes the group, says so in it, and never dissolves it', async () => {
    const { writer, service } = connect({
      groups: [{ groupId: GROUP, name: 'n', description: 'Thôn 1', members: { a: 'member' } }],
    })
    await writer.archiveGroup(GROUP)
    expect(service.world.groups.get(GROUP)).toMatchObject({
      description: '[Đã lưu trữ] Thôn 1',
      settings: { lock_send_msg: true, enable_link_join: false, join_appr: true },
    })
    await writer.unarchiveGroup(GROUP)
    expect(service.world.groups.get(GROUP)).toMatchObject({
      description: 'Thôn 1',
      settings: { lock_send_msg: false, enable_link_join: true },
    })
    expect(service.world.groups.get(GROUP)?.members.size).toBe(1)
  })

  test('an archived group shows no link', async () => {
    const { writer, reader } = connect({ groups: [{ groupId: GROUP, name: 'n' }] })
    await writer.archiveGroup(GROUP)
    expect((await readGroups(reader)).rows).toMatchObject([{ archived: true, joinLink: null }])
  })
})
