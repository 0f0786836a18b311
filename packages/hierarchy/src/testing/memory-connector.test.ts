import { describe, expect, test } from 'vitest'
import { readGroups, readMembers } from '../connector/read-members.ts'
import { CONNECTOR_CONTRACT } from './connector-contract.ts'
import { createMemoryConnector, type MemoryConnector, type MemoryFault } from './memory-connector.ts'

const GROUP = 'group-1'

function serviceOf(memberCount: number): MemoryConnector {
  const members = Array.from({ length: memberCount }, (_, place) => ({
    accountId: `account-${String(place + 1)}`,
    displayName: null,
    phone: null,
    role: place === 0 ? ('leader' as const) : ('member' as const),
    state: 'member' as const,
  }))
  const group = {
    externalId: GROUP,
    name: 'Group',
    previousNames: [],
    archived: false,
    owner: 'us' as const,
    capacity: null,
    joinLink: null,
    members,
  }
  return createMemoryConnector({ groups: [group], accounts: ['free-1'], pageSize: 5 })
}

describe('contract', () => {
  test.each(CONNECTOR_CONTRACT.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
    await run((world) => createMemoryConnector(world))
  })
})

describe('readings that cannot be trusted', () => {
  const cases: readonly (readonly [string, MemoryFault, 'partial' | 'failed', string])[] = [
    ['C2 the first page fails', { kind: 'read-fails' }, 'failed', 'page-failed'],
    ['C3 a later page fails', { kind: 'read-fails', fromPage: 1 }, 'partial', 'page-failed'],
    ['C7 a page in the middle is lost', { kind: 'page-lost' }, 'partial', 'total-differs'],
    ['C7 somebody leaves while it is read', { kind: 'changes-while-read' }, 'partial', 'changed-while-read'],
    ['C7 the service does not count', { kind: 'total-unknown' }, 'partial', 'total-unknown'],
  ]
  test.each(cases)('%s', async (_, fault, completeness, problem) => {
    const service = serviceOf(12)
    service.addFault(fault)
    const list = await readMembers(service.reader, GROUP)
    expect(list.completeness).toBe(completeness)
    expect(list.problems).toContain(problem)
  })

  test('C7 a service that leads round in a circle is left, not followed for ever', async () => {
    const { reader } = serviceOf(12)
    const list = await readMembers(
      {
        ...reader,
        readGroup: async (id) => {
          const outcome = await reader.readGroup(id, null)
          return outcome.kind === 'failed' ? outcome : { ...outcome, page: { ...outcome.page, next: '0' } }
        },
      },
      GROUP,
    )
    expect(list.completeness).toBe('partial')
    expect(list.problems).toContain('cursor-repeats')
  })

  test('a fault in one group leaves the others readable', async () => {
    const service = serviceOf(3)
    service.addFault({ kind: 'read-fails', externalId: 'group-2' })
    expect((await readMembers(service.reader, GROUP)).completeness).toBe('complete')
    service.clearFaults()
    service.addFault({ kind: 'read-fails', externalId: GROUP })
    expect((await readMembers(service.reader, GROUP)).completeness).toBe('failed')
    expect((await readGroups(service.reader)).completeness).toBe('complete')
  })
})

describe('changes whose answer is not the truth', () => {
  const add = async (service: MemoryConnector): Promise<unknown> =>
    (await service.writer.addMembers(GROUP, [{ accountId: 'free-1', role: 'member' }]))[0]
  const isIn = (service: MemoryConnector): boolean =>
    service.state()[0]?.members.some((member) => member.accountId === 'free-1') === true

  test('C8 done, without effect', async () => {
    const service = serviceOf(1)
    service.addFault({ kind: 'write-without-effect' })
    expect(await add(service)).toEqual({ kind: 'done', already: false })
    expect(isIn(service)).toBe(false)
  })

  test('C11 an error, after it was done', async () => {
    const service = serviceOf(1)
    service.addFault({ kind: 'write-fails-after-effect' })
    expect(await add(service)).toMatchObject({ kind: 'failed', effect: 'unknown', retry: true })
    expect(isIn(service)).toBe(true)
  })

  test('C11 accepted, and done later', async () => {
    const service = serviceOf(1)
    service.addFault({ kind: 'write-later' })
    expect(await add(service)).toEqual({ kind: 'pending' })
    expect(isIn(service)).toBe(false)
    service.settle()
    expect(isIn(service)).toBe(true)
  })

  test('C11 a group is there though nobody said so', async () => {
    const service = serviceOf(1)
    service.addFault({ kind: 'write-fails-after-effect' })
    expect(await service.writer.createGroup('New')).toMatchObject({ kind: 'failed', effect: 'unknown' })
    expect(service.state().map(({ name }) => name)).toEqual(['Group', 'New'])
  })

  test('one call too many for now', async () => {
    const service = serviceOf(1)
    service.addFault({ kind: 'write-limited' })
    expect(await add(service)).toMatchObject({ kind: 'failed', code: 'rate-limited', effect: 'none', retry: true })
    expect(await service.writer.createGroup('New')).toMatchObject({ code: 'rate-limited' })
    expect(service.state()).toHaveLength(1)
  })

  test('C1 refused, with nothing done', async () => {
    const service = serviceOf(1)
    service.addFault({ kind: 'write-fails' })
    expect(await add(service)).toMatchObject({ kind: 'failed', effect: 'none' })
    expect(isIn(service)).toBe(false)
    expect(service.calls()).toEqual({ reads: 0, writes: 1 })
  })
})

describe('what people do by themselves', () => {
  test('they accept an invitation, come, and leave', async () => {
    const [group] = serviceOf(1).state()
    const service = createMemoryConnector({
      groups: group === undefined ? [] : [{ ...group, capacity: 2 }],
      accounts: ['free-1', 'free-2'],
      invites: true,
    })
    const states = (): readonly string[] =>
      (service.state()[0]?.members ?? []).map(({ accountId, role, state }) => `${accountId} ${role ?? ''} ${state}`)
    const [outcome] = await service.writer.addMembers(GROUP, [{ accountId: 'free-1', role: 'deputy' }])
    expect(outcome).toEqual({ kind: 'pending' })
    expect(states()[1]).toBe('free-1 deputy invited')
    expect(service.join(GROUP, 'free-1')).toBe(true)
    expect(states()[1]).toBe('free-1 deputy member')
    expect([service.join(GROUP, 'free-2'), service.join(GROUP, 'nobody'), service.join('none', 'free-2')]).toEqual([
      false,
      false,
      false,
    ])
    expect([service.leave(GROUP, 'free-1'), service.leave(GROUP, 'free-1')]).toEqual([true, false])
    expect(service.join(GROUP, 'free-2', 'leader')).toBe(true)
    expect(states()[1]).toBe('free-2 leader member')
  })
})
