import { createMemoryRuns, type MemoryRuns } from '@ketnoi/api/testing'
import { IA_PA_2024, readMembers, type GroupWriter } from '@ketnoi/hierarchy'
import { expect, test } from 'vitest'
import { createMemoryService } from '../src/simulate/memory-service.ts'
import type { SimulatedService } from '../src/simulate/simulated-service.ts'
import { createWatch, type PassFacts, type Watch } from '../src/simulate/watch.ts'

const NOW = '2026-11-26T01:00:00.000Z'
const GROUP = 'real'

interface Bed {
  readonly runs: MemoryRuns
  readonly service: SimulatedService
  readonly watch: Watch
  readonly facts: PassFacts
  /** What an engine would write with, watched. */
  readonly writer: GroupWriter
}

/** `next` is to lead instead of `head`, `new` to come and `gone` to leave; the group is taken, and nothing was noted yet. */
async function open(capacity = 5): Promise<Bed> {
  let ids = 0
  const runs = createMemoryRuns({ model: IA_PA_2024, asOf: '2026-11-26', newId: () => `id-${String(++ids)}` })
  runs.expect({ id: 'village:v1', kind: 'village', unitId: 'v1', part: 1, name: 'Thôn', state: 'ok' })
  for (const personId of ['head', 'next', 'gone', 'new', 'bot']) runs.setAccount(personId, personId)
  runs.want('village:v1', 'next', 'leader')
  runs.want('village:v1', 'new', 'member')
  const service = createMemoryService({
    seed: 1,
    now: () => Date.parse(NOW),
    groups: [
      {
        externalId: GROUP,
        name: 'Thôn',
        members: new Map([
          ['head', 'leader'],
          ['next', 'leader'],
          ['gone', 'member'],
        ]),
      },
    ],
    accounts: ['head', 'next', 'gone', 'new', 'bot'],
    capacity,
    pageSize: 5,
    invites: false,
    isClaimed: async () => false,
  })
  const connection = service.connect({ call: async (_, __, ___, effect) => await effect(), sleep: async () => {} })
  const told = await connection.reader.findGroup(GROUP)
  if (told.kind === 'failed') throw new Error(told.code)
  runs.learn('village:v1', { group: told.group, members: await readMembers(connection.reader, GROUP) }, NOW)
  const runId = runs.approve(runs.plan(), NOW) ?? ''
  runs.begin(runId)
  const work = await runs.store.take({ runId, groupId: 'village:v1' }, 'lease', NOW)
  const facts: PassFacts = { work, reading: runs.readingOf('village:v1'), readFrom: Date.parse(NOW) }
  const watch = createWatch({
    runs,
    service,
    now: () => Date.parse(NOW),
    accountOf: (personId) => personId,
    acting: new Set(['bot']),
    runIds: () => [runId],
  })
  return { runs, service, watch, facts, writer: watch.guard(connection.writer, facts) }
}

async function note({ runs, facts }: Bed, kind: string, personId: string): Promise<void> {
  const { work } = facts
  const place = work?.changes.findIndex(
    ({ change }) => change.kind === kind && 'personId' in change && change.personId === personId,
  )
  if (work === null || place === undefined || place < 0) throw new Error(`no ${kind} of ${personId}`)
  await runs.store.mark(work, [{ place, state: 'started', code: null, message: null, asked: true }], NOW)
}

test('lets through what was approved and noted', async () => {
  const bed = await open()
  await note(bed, 'remove', 'gone')
  await bed.writer.removeMember(GROUP, 'gone')
  bed.watch.check('engine')
})

test('notices a removal that nobody approved, or that was not noted before', async () => {
  const { writer } = await open()
  await expect(writer.removeMember(GROUP, 'next')).rejects.toThrow('which nobody approved')
  await expect(writer.removeMember(GROUP, 'gone')).rejects.toThrow('which was not noted before: waiting')
})

test('notices a removal after a list that is not complete, or that does not show the member', async () => {
  const bed = await open()
  await note(bed, 'remove', 'gone')
  const { reading } = bed.facts
  if (reading === null) throw new Error('not read')
  bed.facts.reading = { ...reading, completeness: 'partial' }
  await expect(bed.writer.removeMember(GROUP, 'gone')).rejects.toThrow('without a complete reading')
  bed.facts.reading = { ...reading, members: [] }
  await expect(bed.writer.removeMember(GROUP, 'gone')).rejects.toThrow('whom no reading showed')
})

test('notices a second invitation, and somebody brought back who had left', async () => {
  const bed = await open()
  await note(bed, 'add', 'new')
  const { reading } = bed.facts
  if (reading === null) throw new Error('not read')
  const additions = [{ accountId: 'new', role: 'member' as const }]
  bed.facts.reading = { ...reading, members: [{ personId: 'new', role: 'member', state: 'invited' }] }
  await expect(bed.writer.addMembers(GROUP, additions)).rejects.toThrow('who is invited already')
  bed.facts.reading = { ...reading, departures: [{ personId: 'new', by: 'self', at: NOW }] }
  await expect(bed.writer.addMembers(GROUP, additions)).rejects.toThrow('who had left by themselves')
})

test('notices that two work on one group', async () => {
  const bed = await open()
  await note(bed, 'add', 'new')
  const { work } = bed.facts
  if (work === null) throw new Error('not taken')
  bed.facts.work = { ...work, leaseId: 'another' }
  await expect(bed.writer.addMembers(GROUP, [{ accountId: 'new', role: 'member' }])).rejects.toThrow(
    'while somebody else works on village:v1',
  )
})

test('notices a member who is gone, unless somebody else did it', async () => {
  for (const cause of ['outside', 'engine'] as const) {
    const { service, watch } = await open()
    service.leave(GROUP, 'gone')
    if (cause === 'outside') watch.check(cause)
    else expect(() => watch.check(cause)).toThrow('gone is gone from Thôn')
  }
})

test('notices a group that lost its last leader, unless somebody else took one away since it was read', async () => {
  for (const moved of [false, true]) {
    const { service, watch } = await open()
    service.setRole(GROUP, 'next', 'member')
    watch.check('outside')
    if (moved) watch.outside(GROUP)
    service.setRole(GROUP, 'head', 'member')
    if (moved) watch.check('engine')
    else expect(() => watch.check('engine')).toThrow('Thôn has lost its last leader')
  }
})

test('notices a group that was created twice', async () => {
  const { service, watch } = await open()
  const { writer } = service.connect({ call: async (_, __, ___, effect) => await effect(), sleep: async () => {} })
  await writer.createGroup('Thôn')
  expect(() => watch.check('engine')).toThrow('Thôn was created twice')
})
