import { readMembers, type GroupWriter, type ServiceFailure, type WriteOutcome } from '@ketnoi/hierarchy'
import { createRandom, type Random } from '@ketnoi/hierarchy/testing'
import { expect, test } from 'vitest'
import { createZaloConnector } from './connector.ts'
import { SIM_FAULT_KINDS, type SimFaultKind } from '../sim/faults.ts'
import type { SimSemantics } from '../sim/world.ts'
import { simClient } from '../../test/connect-to-sim.ts'

/** Faults after which the service's own word is false: no connector can see through them before it reads again later. */
const LIES: readonly SimFaultKind[] = ['without-effect', 'later', 'stale-read']
const GROUP = 'g'
const PEOPLE = Array.from({ length: 14 }, (_, index) => `p${String(index)}`)

type Standing = 'member' | 'deputy' | 'invited' | 'asked' | 'out'

const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
const coin = (random: Random): boolean => random() < 0.5

function randomSemantics(random: Random): Partial<SimSemantics> {
  return {
    invite: pick(random, ['adds', 'asks']),
    tellsRoles: coin(random),
    listsAccount: coin(random),
    countsAccount: coin(random),
    refusesRepetition: coin(random),
    oneBadAccount: pick(random, ['fails-all', 'fails-after-others']),
    keepsDeputies: coin(random),
    largestPage: 6,
    largestBatch: pick(random, [1, 3, 50]),
  }
}

/** One story: some changes in a group, each with whatever goes wrong, compared with what really came of it. */
async function tell(seed: number): Promise<void> {
  const random = createRandom(seed)
  const semantics = randomSemantics(random)
  const standing = (): Standing => pick(random, ['member', 'member', 'deputy', 'invited', 'asked', 'out', 'out'])
  const start = PEOPLE.map((userId) => [userId, standing()] as const)
  const inState = (states: readonly Standing[]) =>
    Object.fromEntries(start.filter(([, state]) => states.includes(state)))
  const { client, service } = simClient(
    {
      seed,
      semantics,
      users: PEOPLE.map((userId) => ({ userId, follows: random() < 0.8, active: random() < 0.9 })),
      groups: [
        {
          groupId: GROUP,
          name: 'n',
          capacity: 16 - Math.floor(random() * 4),
          members: inState(['member', 'deputy']) as Record<string, 'member' | 'deputy'>,
          pending: inState(['invited', 'asked']) as Record<string, 'invited' | 'asked'>,
        },
      ],
    },
    {
      pageSize: 6,
      accountIsListed: semantics.listsAccount ?? true,
      accountTakesPlace: semantics.countsAccount ?? true,
      inviteEffect: semantics.invite === 'asks' ? 'asked' : 'member',
      readAttempts: 1,
    },
  )
  const { reader, writer } = createZaloConnector({ client })
  const truth = (): Record<string, Standing> => {
    const group = service.world.groups.get(GROUP)
    return Object.fromEntries(
      [...PEOPLE, 'nobody'].map((userId) => [
        userId,
        group?.members.get(userId) ?? group?.pending.get(userId) ?? 'out',
      ]),
    )
  }

  for (let step = 0; step < 6; step++) {
    service.faults.clear()
    const kinds = [0.7, 0.3].flatMap((share) => (random() < share ? [pick(random, SIM_FAULT_KINDS)] : []))
    for (const kind of kinds)
      service.faults.add({ kind, times: 1 + Math.floor(random() * 3), share: pick(random, [0.3, 0.7]) })
    const honest = !kinds.some((kind) => LIES.includes(kind))
    const before = truth()
    const acts = await act(random, writer)
    const after = truth()
    const story = `seed ${String(seed)}, step ${String(step)}, faults ${kinds.join(' ')}: ${JSON.stringify({ acts, before, after })}`

    for (const { accountId, outcome, fulfilled } of acts) {
      if (!honest) continue
      if (outcome.kind === 'done') expect(fulfilled(after[accountId] ?? 'out', semantics), story).toBe(true)
      // Whoever is told that nothing happened must be able to rely on it.
      if (isWithoutEffect(outcome)) expect(after[accountId], story).toBe(before[accountId])
    }
    const others = PEOPLE.filter((userId) => !acts.some(({ accountId }) => accountId === userId))
    for (const userId of others) expect(after[userId], story).toBe(before[userId])

    service.settle()
    const list = await readMembers(reader, GROUP)
    if (list.completeness !== 'complete' || kinds.includes('stale-read')) continue
    const real = Object.entries(truth()).filter(([, state]) => state !== 'out')
    expect(list.rows.map(({ accountId }) => accountId).toSorted(), story).toEqual(
      real.map(([userId]) => userId).toSorted(),
    )
  }
}

interface Act {
  readonly accountId: string
  readonly outcome: WriteOutcome
  readonly fulfilled: (state: Standing, semantics: Partial<SimSemantics>) => boolean
}

async function act(random: Random, writer: GroupWriter): Promise<readonly Act[]> {
  const accountId = pick(random, [...PEOPLE, 'nobody'])
  switch (pick(random, ['add', 'add', 'remove', 'role', 'withdraw'] as const)) {
    case 'add': {
      const wanted = [...PEOPLE, 'nobody'].filter(() => random() < 0.3)
      const additions = wanted.map((id) => ({ accountId: id, role: pick(random, ['member', 'deputy'] as const) }))
      const outcomes = await writer.addMembers(GROUP, additions)
      expect(outcomes).toHaveLength(additions.length)
      return outcomes.map((outcome, place) => ({
        accountId: wanted[place] ?? '',
        outcome,
        fulfilled: (state) => state !== 'out',
      }))
    }
    case 'remove':
      return [
        {
          accountId,
          outcome: await writer.removeMember(GROUP, accountId),
          fulfilled: (state) => state !== 'member' && state !== 'deputy',
        },
      ]
    case 'role': {
      const role = pick(random, ['member', 'deputy'] as const)
      return [
        { accountId, outcome: await writer.changeRole(GROUP, accountId, role), fulfilled: (state) => state === role },
      ]
    }
    case 'withdraw':
      return [
        {
          accountId,
          outcome: await writer.withdrawInvitation(GROUP, accountId),
          fulfilled: (state) => state !== 'invited' && state !== 'asked',
        },
      ]
  }
}

function isWithoutEffect(outcome: WriteOutcome): outcome is ServiceFailure {
  return outcome.kind === 'failed' && outcome.effect === 'none'
}

test('whatever goes wrong, no word of the connector is false, and nobody else is touched', async () => {
  for (let seed = 1; seed <= 400; seed++) await tell(seed)
}, 60_000)
