import { readMembers } from '@ketnoi/hierarchy'
import { describe, expect, test } from 'vitest'
import { createZaloConnector } from '../connector/connector.ts'
import { simClient, type SimClient } from '../../test/connect-to-sim.ts'
import { SIM_FAULT_KINDS, type SimFault, type SimFaultKind } from './faults.ts'

const GROUP = 'g'

function groupOf(size: number): SimClient & ReturnType<typeof createZaloConnector> {
  const members = Object.fromEntries(
    Array.from({ length: size }, (_, index) => [`m${String(index)}`, 'member' as const]),
  )
  const sim = simClient(
    { groups: [{ groupId: GROUP, name: 'Nhóm', members }], users: [{ userId: 'new' }] },
    { pageSize: 5, inviteEffect: 'member' },
  )
  return { ...sim, ...createZaloConnector({ client: sim.client }) }
}

const reading = async (
  fault: SimFault,
  before?: (sim: ReturnType<typeof groupOf>) => unknown,
): Promise<{ completeness: string; size: number; problems: readonly string[]; code: string | null }> => {
  const sim = groupOf(12)
  await before?.(sim)
  sim.service.faults.add(fault)
  const list = await readMembers(sim.reader, GROUP)
  return {
    completeness: list.completeness,
    size: list.rows.length,
    problems: list.problems,
    code: list.failure?.code ?? null,
  }
}

const adding = async (fault: SimFault): Promise<unknown> => {
  const sim = groupOf(1)
  sim.service.faults.add({ call: 'invite', ...fault })
  const [outcome] = await sim.writer.addMembers(GROUP, [{ accountId: 'new', role: 'member' }])
  const isIn = (): boolean => sim.service.world.groups.get(GROUP)?.members.has('new') === true
  const at = isIn()
  sim.service.settle()
  return { outcome, in: at, later: isIn() }
}

/** Each fault, and what the connector makes of it: nothing is ever taken for proved that is not. */
const EXPECTED: Readonly<Record<SimFaultKind, (fault: SimFault) => Promise<unknown>>> = {
  'http-429': async (fault) => {
    expect(await reading(fault)).toMatchObject({ completeness: 'failed', code: 'rate-limited' })
    expect(await adding(fault)).toMatchObject({
      outcome: { code: 'rate-limited', effect: 'none', retry: true },
      in: false,
    })
  },
  'limit-reached': async (fault) => {
    expect(await reading(fault)).toMatchObject({ completeness: 'failed', code: 'rate-limited' })
    expect(await adding(fault)).toMatchObject({ outcome: { rawCode: -32, effect: 'none', retry: true }, in: false })
  },
  'server-error': async (fault) => {
    expect(await reading(fault)).toMatchObject({ completeness: 'failed', code: 'unreachable' })
    expect(await adding(fault)).toMatchObject({ outcome: { code: 'unreachable', effect: 'unknown' }, in: false })
  },
  'not-json': async (fault) => {
    expect(await adding(fault)).toMatchObject({ outcome: { code: 'unreachable', effect: 'unknown' }, in: true })
  },
  'no-answer-before': async (fault) => {
    expect(await reading(fault)).toMatchObject({ completeness: 'failed', code: 'unreachable' })
    expect(await adding(fault)).toMatchObject({ outcome: { code: 'unreachable', effect: 'unknown' }, in: false })
  },
  'no-answer-after': async (fault) => {
    expect(await adding(fault)).toMatchObject({ outcome: { code: 'unreachable', effect: 'unknown' }, in: true })
  },
  'truncated-page': async (fault) => {
    // Rows that a page left out come with the next one, as long as any comes.
    expect(await reading({ ...fault, rows: 3 })).toMatchObject({ completeness: 'complete', size: 12 })
    expect(await reading(fault)).toMatchObject({ completeness: 'partial', problems: ['total-differs'] })
    expect(await reading({ ...fault, rows: 0 })).toMatchObject({
      completeness: 'partial',
      size: 0,
      problems: ['total-differs'],
    })
  },
  'shifting-page': async (fault) => {
    const { completeness, problems } = await reading(fault)
    expect({ completeness, problems }).toEqual({
      completeness: 'partial',
      problems: ['changed-while-read', 'total-unknown'],
    })
  },
  'total-missing': async (fault) => {
    expect(await reading(fault)).toMatchObject({ completeness: 'partial', size: 12, problems: ['total-unknown'] })
  },
  'total-wrong': async (fault) => {
    expect(await reading({ ...fault, call: 'listMembers' })).toMatchObject({
      completeness: 'partial',
      problems: ['total-differs'],
    })
  },
  'stale-read': async (fault) => {
    // Nothing tells a stale list from a true one: it must be read again later to prove anything.
    const seen = await reading(fault, async ({ writer }) => writer.removeMember(GROUP, 'm0'))
    expect(seen).toMatchObject({ completeness: 'complete', size: 12 })
  },
  'without-effect': async (fault) => {
    expect(await adding(fault)).toEqual({ outcome: { kind: 'done', already: false }, in: false, later: false })
  },
  'error-after-effect': async (fault) => {
    // The group is read after a refusal, and shows that it was none.
    expect(await adding(fault)).toMatchObject({ outcome: { kind: 'done', already: true }, in: true })
  },
  later: async (fault) => {
    expect(await adding(fault)).toMatchObject({ outcome: { kind: 'done' }, in: false, later: true })
  },
  'token-refused': async (fault) => {
    expect(await reading({ ...fault, times: 1 })).toMatchObject({ completeness: 'complete' })
    expect(await reading(fault)).toMatchObject({ completeness: 'failed', code: 'not-allowed' })
  },
  'unknown-error': async (fault) => {
    expect(await reading(fault)).toMatchObject({ completeness: 'failed', code: 'refused' })
    expect(await adding(fault)).toMatchObject({ outcome: { rawCode: -1999, code: 'refused' }, in: false })
  },
}

test.each(SIM_FAULT_KINDS)('%s', async (kind) => {
  await EXPECTED[kind]({ kind })
})

describe('faults', () => {
  test('happen where they are told to, as often as they are told to', async () => {
    const sim = groupOf(1)
    sim.service.faults.add({ kind: 'unknown-error', call: 'listMembers', groupId: GROUP, times: 1 })
    expect((await readMembers(sim.reader, GROUP)).completeness).toBe('failed')
    expect(sim.service.faults.list()).toEqual([])
    expect((await readMembers(sim.reader, GROUP)).completeness).toBe('complete')
    sim.service.faults.add({ kind: 'unknown-error', groupId: 'another' })
    expect((await readMembers(sim.reader, GROUP)).completeness).toBe('complete')
  })

  test('with a share of the calls, the same ones from the same seed', async () => {
    const outcomes = async (seed: number): Promise<readonly string[]> => {
      const { client, service } = simClient({ seed, groups: [{ groupId: GROUP, name: 'n' }] })
      service.faults.add({ kind: 'unknown-error', share: 0.5 })
      const results: string[] = []
      for (let call = 0; call < 20; call++) results.push((await client.group(GROUP)).kind)
      return results
    }
    expect(new Set(await outcomes(1))).toEqual(new Set(['done', 'failed']))
    expect(await outcomes(1)).toEqual(await outcomes(1))
    expect(await outcomes(1)).not.toEqual(await outcomes(2))
  })
})
