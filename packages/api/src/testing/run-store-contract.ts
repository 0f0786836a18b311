import type { ChangeMark, GroupKey, PassEnd, RunChange } from '@ketnoi/db'
import type { ChangeState, GroupId, PersonId, Role, ServiceMember } from '@ketnoi/hierarchy'
import { LeaseLost, type GroupWork, type ReadGroup, type RunStore } from '../runs/run-ports.ts'

/**
 * What a store finds before a case begins: three groups, of which the second does not exist and the third is no longer expected; who is
 * wanted and who is in them; and an approved run of the whole plan that has begun, with no time passed since `now`.
 */
export const RUN_STORE_WORLD = {
  now: '2026-11-26T01:00:00.000Z',
  asOf: '2026-11-26',
  groups: [
    { groupId: 'village:v1', name: 'Thôn 1', externalId: 'real-1' },
    { groupId: 'village:v2', name: 'Thôn 2', externalId: null },
  ],
  ended: { groupId: 'village:v3', name: 'Thôn 3', externalId: 'real-3' },
  wanted: {
    'village:v1': { head: 'leader', an: 'member', chi: 'member' },
    'village:v2': { head: 'leader', em: 'member' },
  },
  /** Read completely before; nobody is new to it. */
  members: {
    'real-1': { head: 'leader', an: 'member', gone: 'member' },
    'real-3': { head: 'leader' },
  },
  /** Of every person but `em`, at the service of the groups. */
  accountOf: (personId: string): string | null => (personId === 'em' ? null : `account-${personId}`),
} as const

/** A store with that world in it, and what happens around it. */
export interface RunStoreBed {
  readonly store: RunStore
  /** The run that has begun. */
  readonly runId: string
  readonly leaseSeconds: number
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
  readonly cancel: (now: string) => Promise<void>
  /** Approves what the plan says by now as another run, and begins it. */
  readonly approveAgain: (now: string) => Promise<string>
  readonly want: (groupId: GroupId, personId: PersonId, role: Role | null) => Promise<void>
  readonly standing: (key: GroupKey) => Promise<{
    readonly state: PassEnd['state']
    readonly code: string | null
    readonly failures: number
    readonly changes: readonly RunChange[]
  }>
  readonly close?: () => Promise<void>
}

/** One thing that every store of runs must do. `run` throws an error that says what was expected and what came. */
export interface RunStoreCase {
  readonly name: string
  readonly run: (open: () => Promise<RunStoreBed>) => Promise<void>
}

const V1 = 'village:v1'
const V2 = 'village:v2'
const V3 = 'village:v3'

/** What every store of runs must do, in memory as in a database: a test per case. */
export const RUN_STORE_CONTRACT: readonly RunStoreCase[] = [
  contractCase('gives a group as it was approved', async ({ store, runId }) => {
    const work = await taken(store, { runId, groupId: V1 }, 'first', at(0))
    equal('group', [work.runId, work.groupId, work.leaseId, work.name], [runId, V1, 'first', 'Thôn 1'])
    equal('real group', work.externalId, 'real-1')
    equal('day', work.asOf, RUN_STORE_WORLD.asOf)
    equal('passes', [work.passes, work.failures], [1, 0])
    equal('changes', linesOf(work.changes), ['0 add chi: waiting', '1 remove gone: waiting'])
    equal('doubt', work.creationInDoubt, false)
    const next = await taken(store, { runId, groupId: V2 }, 'second', at(0))
    equal('no group yet', next.externalId, null)
    equal('first of all', next.changes[0]?.change.kind, 'create-group')
  }),
  contractCase(
    'C5 gives a group to one worker at a time, until the lease ends',
    async ({ store, runId, leaseSeconds }) => {
      const key = { runId, groupId: V1 }
      await taken(store, key, 'first', at(0))
      equal('taken by another', await store.take(key, 'second', at(leaseSeconds - 1)), null)
      const again = await taken(store, key, 'second', at(leaseSeconds + 1))
      equal('passes', again.passes, 2)
    },
  ),
  contractCase('C5 gives a group to one of two who ask at once', async ({ store, runId }) => {
    const key = { runId, groupId: V1 }
    const both = await Promise.all(['first', 'second'].map(async (lease) => await store.take(key, lease, at(0))))
    equal('taken', both.filter((work) => work !== null).length, 1)
  }),
  contractCase(
    'C5 takes nothing from a worker whose group another one has',
    async ({ store, runId, leaseSeconds, standing }) => {
      const key = { runId, groupId: V1 }
      const late = await taken(store, key, 'first', at(0))
      await taken(store, key, 'second', at(leaseSeconds + 1))
      const before = await standing(key)
      await refusesAll(store, late, at(leaseSeconds + 2))
      equal('standing', await standing(key), before)
    },
  ),
  contractCase('goes on holding a group for whoever writes', async ({ store, runId, leaseSeconds }) => {
    const key = { runId, groupId: V1 }
    const work = await taken(store, key, 'first', at(0))
    await store.mark(work, [mark(0, 'started', { asked: true })], at(leaseSeconds - 1))
    equal('taken by another', await store.take(key, 'second', at(leaseSeconds + 1)), null)
    await store.mark(work, [mark(0, 'accepted')], at(leaseSeconds + 2))
  }),
  contractCase(
    'keeps where changes stand, and how often they were asked for',
    async ({ store, runId, leaseSeconds }) => {
      const key = { runId, groupId: V1 }
      const work = await taken(store, key, 'first', at(0))
      await store.mark(work, [mark(0, 'started', { asked: true })], at(1))
      await store.mark(work, [mark(0, 'waiting', { code: 'rate-limited', message: '-32' })], at(2))
      await store.mark(work, [mark(0, 'started', { asked: true }), mark(1, 'held', { code: 'last-leader' })], at(3))
      const { changes } = await taken(store, key, 'second', at(leaseSeconds + 4))
      equal('changes', linesOf(changes), ['0 add chi: started', '1 remove gone: held last-leader'])
      equal('attempts', [changes[0]?.attempts, changes[1]?.attempts], [2, 0])
      equal('message', changes[0]?.message, '-32')
    },
  ),
  contractCase(
    'writes nothing while a run is paused but that a group is given back, and goes on after it',
    async ({ store, runId, pause, resume, leaseSeconds }) => {
      const key = { runId, groupId: V1 }
      const other = { runId, groupId: V2 }
      const work = await taken(store, key, 'first', at(0))
      const kept = await taken(store, other, 'second', at(0))
      await pause()
      await refusesWrites(store, work, at(1))
      await store.release(work, passEnd('waiting', 0, at(1)), [mark(1, 'held', { code: 'last-leader' })], at(1))
      equal('taken while paused', await store.take(key, 'third', at(1)), null)
      await resume()
      const again = await taken(store, key, 'third', at(2))
      equal('passes', again.passes, 2)
      equal('changes', linesOf(again.changes), ['0 add chi: waiting', '1 remove gone: held last-leader'])
      await refusesAll(store, work, at(3))
      await store.mark(kept, [mark(0, 'started', { asked: true })], at(3))
      equal('held on to', await store.take(other, 'fourth', at(leaseSeconds)), null)
    },
  ),
  contractCase(
    'writes nothing once a run was cancelled, and keeps what was asked for',
    async ({ store, runId, cancel, leaseSeconds, standing }) => {
      const key = { runId, groupId: V1 }
      const work = await taken(store, key, 'first', at(0))
      await store.mark(work, [mark(0, 'started', { asked: true })], at(1))
      await cancel(at(2))
      await refusesAll(store, work, at(3))
      equal('taken', await store.take(key, 'second', at(leaseSeconds + 4)), null)
      const { state, changes } = await standing(key)
      equal('state', state, 'cancelled')
      equal('changes', linesOf(changes), ['0 add chi: started', '1 remove gone: cancelled'])
    },
  ),
  contractCase(
    'C5 gives a group of a run that was cancelled to the next run once nothing can arrive any more of what was asked for',
    async ({ store, runId, cancel, approveAgain, leaseSeconds, standing }) => {
      const key = { runId, groupId: V1 }
      const asking = await taken(store, key, 'first', at(0))
      const idle = await taken(store, { runId, groupId: V2 }, 'second', at(0))
      await cancel(at(1))
      const next = await approveAgain(at(2))
      equal('taken', await store.take({ runId: next, groupId: V1 }, 'third', at(leaseSeconds - 1)), null)
      await refusesAll(store, idle, at(3))
      equal('cancelled', (await standing({ runId, groupId: V2 })).state, 'cancelled')
      await taken(store, { runId: next, groupId: V2 }, 'fourth', at(4))
      await taken(store, { runId: next, groupId: V1 }, 'fifth', at(leaseSeconds + 1))
      await refusesAll(store, asking, at(leaseSeconds + 2))
      equal('cancelled', (await standing(key)).state, 'cancelled')
    },
  ),
  contractCase(
    'forgets a group that it was said to have made and that nobody has ever seen',
    async ({ store, runId, leaseSeconds, cancel, approveAgain, standing }) => {
      const key = { runId, groupId: V2 }
      const work = await taken(store, key, 'first', at(0))
      await store.link(work, 'real-2', [mark(0, 'accepted')], at(1))
      equal('forgotten', await store.unlink(work, at(2)), true)
      equal('linked', await store.isLinked('real-2'), false)
      equal('changes', linesOf((await standing(key)).changes)[0], '0 create-group: without-effect')
      equal('forgotten again', await store.unlink(work, at(3)), false)
      await cancel(at(4))
      const again = await taken(
        store,
        { runId: await approveAgain(at(5)), groupId: V2 },
        'second',
        at(leaseSeconds + 6),
      )
      equal('group', [again.externalId, again.creationInDoubt], [null, true])
    },
  ),
  contractCase('never forgets a group that was read', async ({ store, runId }) => {
    const work = await taken(store, { runId, groupId: V1 }, 'first', at(0))
    equal('forgotten', await store.unlink(work, at(1)), false)
    equal('linked', await store.isLinked('real-1'), true)
  }),
  contractCase('gives a group back for another pass', async ({ store, runId, standing }) => {
    const key = { runId, groupId: V1 }
    const work = await taken(store, key, 'first', at(0))
    await store.release(work, passEnd('waiting', 3, at(10)), [mark(0, 'waiting', { code: 'unreachable' })], at(1))
    const { state, failures, changes } = await standing(key)
    equal('standing', [state, failures, changes[0]?.code], ['waiting', 3, 'unreachable'])
    await refusesAll(store, work, at(2))
    const again = await taken(store, key, 'second', at(10))
    equal('passes', [again.passes, again.failures], [2, 3])
  }),
  contractCase('ends a group', async ({ store, runId }) => {
    const key = { runId, groupId: V1 }
    const work = await taken(store, key, 'first', at(0))
    await store.release(work, passEnd('incomplete', 0, at(1)), [], at(1))
    equal('taken', await store.take(key, 'second', at(1_000)), null)
  }),
  contractCase('lets somebody look again at a group that waits for people', async ({ store, runId }) => {
    const key = { runId, groupId: V1 }
    const work = await taken(store, key, 'first', at(0))
    await store.release(work, passEnd('with-people', 0, at(1)), [mark(0, 'pending')], at(1))
    const again = await taken(store, key, 'second', at(1_000))
    equal('changes', linesOf(again.changes)[0], '0 add chi: pending')
  }),
  contractCase('makes the plan from what was read last', async ({ store, runId }) => {
    const work = await taken(store, { runId, groupId: V1 }, 'first', at(0))
    const members = { head: 'leader', gone: 'member', chi: 'member', an: 'member' } as const
    await store.keepReading(work, read(members), at(1))
    const { plan, group } = await store.planNow(V1)
    equal(
      'changes',
      plan.changes.map(({ kind }) => kind),
      ['remove'],
    )
    equal('members', [...(group?.members.keys() ?? [])].sort(), ['an', 'chi', 'gone', 'head'])
    equal('completeness', group?.completeness, 'complete')
  }),
  contractCase('C3 holds removals after a list that is not complete', async ({ store, runId }) => {
    const work = await taken(store, { runId, groupId: V1 }, 'first', at(0))
    await store.keepReading(work, read({ head: 'leader', gone: 'member' }, 'partial'), at(1))
    const { plan, group } = await store.planNow(V1)
    equal('removals', plan.changes.filter(({ kind }) => kind === 'remove').length, 0)
    equal(
      'held',
      plan.held.map(({ personId, code }) => [personId, code]),
      [['gone', 'reading-partial']],
    )
    equal('completeness', group?.completeness, 'partial')
  }),
  contractCase('knows nobody behind an account that nobody has, and touches it never', async ({ store, runId }) => {
    const work = await taken(store, { runId, groupId: V1 }, 'first', at(0))
    await store.keepReading(work, read({ head: 'leader', an: 'member', chi: 'member', stranger: 'member' }), at(1))
    const { plan, group } = await store.planNow(V1)
    equal('changes', plan.changes, [])
    equal('strangers', group?.strangers, 1)
  }),
  contractCase('takes in who is wanted by now', async ({ store, want }) => {
    await want(V1, 'chi', null)
    await want(V1, 'gone', 'member')
    equal('changes', (await store.planNow(V1)).plan.changes, [])
  }),
  contractCase('B5 remembers who left by themselves between two complete lists', async ({ store, runId }) => {
    const work = await taken(store, { runId, groupId: V1 }, 'first', at(0))
    await store.keepReading(work, read({ head: 'leader', chi: 'member', gone: 'member' }), at(1))
    const { plan } = await store.planNow(V1)
    equal(
      'held',
      plan.held.map(({ personId, code }) => [personId, code]),
      [['an', 'left-by-themselves']],
    )
  }),
  contractCase('B5 remembers them across a list that was not complete', async ({ store, runId }) => {
    const work = await taken(store, { runId, groupId: V1 }, 'first', at(0))
    await store.keepReading(work, read({ head: 'leader' }, 'partial'), at(1))
    await store.keepReading(work, read({ head: 'leader', chi: 'member', gone: 'member' }), at(2))
    const { plan } = await store.planNow(V1)
    equal(
      'held',
      plan.held.map(({ personId, code }) => [personId, code]),
      [['an', 'left-by-themselves']],
    )
  }),
  contractCase('C3 nobody left whom a list that is not complete does not name', async ({ store, runId }) => {
    const work = await taken(store, { runId, groupId: V1 }, 'first', at(0))
    await store.keepReading(work, read({ head: 'leader' }, 'partial'), at(1))
    await store.keepReading(work, read({ head: 'leader', an: 'member', gone: 'member' }), at(2))
    const { plan } = await store.planNow(V1)
    equal('held', plan.held, [])
    equal(
      'changes',
      plan.changes.map(({ kind }) => kind),
      ['add', 'remove'],
    )
  }),
  contractCase(
    'B6 remembers whom a run took out: they may come back once they are wanted again',
    async ({ store, runId, want }) => {
      const work = await taken(store, { runId, groupId: V1 }, 'first', at(0))
      await store.mark(work, [mark(1, 'started', { asked: true })], at(1))
      await store.keepReading(work, read({ head: 'leader', an: 'member', chi: 'member' }), at(2))
      await want(V1, 'gone', 'member')
      const { plan } = await store.planNow(V1)
      equal('held', plan.held, [])
      equal(
        'changes',
        plan.changes.map((change) => [change.kind, 'personId' in change ? change.personId : '']),
        [['add', 'gone']],
      )
    },
  ),
  contractCase(
    'B6 remembers whom an earlier run took out, though it ended before it saw that they were gone',
    async ({ store, runId, want, cancel, approveAgain, leaseSeconds }) => {
      const asking = await taken(store, { runId, groupId: V1 }, 'first', at(0))
      await store.mark(asking, [mark(1, 'started', { asked: true })], at(1))
      await cancel(at(2))
      const late = leaseSeconds + 3
      const work = await taken(store, { runId: await approveAgain(at(3)), groupId: V1 }, 'second', at(late))
      await store.keepReading(work, read({ head: 'leader', an: 'member', chi: 'member' }), at(late + 1))
      await want(V1, 'gone', 'member')
      equal('held', (await store.planNow(V1)).plan.held, [])
    },
  ),
  contractCase('makes the plan of a group that does not exist yet', async ({ store }) => {
    const { plan, group } = await store.planNow(V2)
    equal('group', group, null)
    equal(
      'changes',
      plan.changes.map(({ kind }) => kind),
      ['create-group', 'add', 'add'],
    )
  }),
  contractCase('A15 makes the plan of a group that is no longer expected', async ({ store }) => {
    const { plan, group } = await store.planNow(V3)
    equal(
      'changes',
      plan.changes.map(({ kind }) => kind),
      ['archive-group'],
    )
    equal('group', group?.externalId, 'real-3')
  }),
  contractCase('says which real group it is', async ({ store, runId, leaseSeconds }) => {
    const key = { runId, groupId: V2 }
    const work = await taken(store, key, 'first', at(0))
    equal('linked before', await store.isLinked('real-2'), false)
    equal('linked before', await store.isLinked('real-1'), true)
    await store.link(work, 'real-2', [mark(0, 'accepted')], at(1))
    equal('linked', await store.isLinked('real-2'), true)
    const { plan, group } = await store.planNow(V2)
    equal(
      'changes',
      plan.changes.map(({ kind }) => kind),
      ['add', 'add'],
    )
    equal('group', [group?.externalId, group?.completeness, group?.members.size], ['real-2', 'partial', 0])
    const again = await taken(store, key, 'second', at(leaseSeconds + 2))
    equal('real group', [again.externalId, linesOf(again.changes)[0]], ['real-2', '0 create-group: accepted'])
  }),
  contractCase(
    'says when an earlier run may have made the group',
    async ({ store, runId, cancel, approveAgain, leaseSeconds }) => {
      const work = await taken(store, { runId, groupId: V2 }, 'first', at(0))
      await store.mark(work, [mark(0, 'started', { asked: true })], at(1))
      await cancel(at(2))
      const again = await approveAgain(at(3))
      const late = at(leaseSeconds + 4)
      equal(
        'of a group that was asked for',
        (await taken(store, { runId: again, groupId: V2 }, 'second', late)).creationInDoubt,
        true,
      )
      equal('of another', (await taken(store, { runId: again, groupId: V1 }, 'third', late)).creationInDoubt, false)
    },
  ),
  contractCase('C4 knows the accounts of those who have one', async ({ store, runId }) => {
    const work = await taken(store, { runId, groupId: V2 }, 'first', at(0))
    equal('accounts', [...(await store.accountsOf(work, ['head', 'em']))], [['head', 'account-head']])
  }),
]

function contractCase(name: string, body: (bed: RunStoreBed) => Promise<void>): RunStoreCase {
  return {
    name,
    run: async (open) => {
      const bed = await open()
      try {
        await body(bed)
      } finally {
        await bed.close?.()
      }
    },
  }
}

function at(seconds: number): string {
  return new Date(Date.parse(RUN_STORE_WORLD.now) + seconds * 1_000).toISOString()
}

async function taken(store: RunStore, key: GroupKey, leaseId: string, now: string): Promise<GroupWork> {
  const work = await store.take(key, leaseId, now)
  if (work === null) throw new Error(`${key.groupId} was not given`)
  return work
}

async function refusesWrites(store: RunStore, work: GroupWork, now: string): Promise<void> {
  await refuses('mark', store.mark(work, [mark(0, 'accepted')], now))
  await refuses('link', store.link(work, 'real-9', [mark(0, 'accepted')], now))
  await refuses('keepReading', store.keepReading(work, read({}), now))
}

async function refusesAll(store: RunStore, work: GroupWork, now: string): Promise<void> {
  await refusesWrites(store, work, now)
  await refuses('release', store.release(work, passEnd('proved', 0, now), [], now))
}

async function refuses(name: string, attempt: Promise<unknown>): Promise<void> {
  const outcome = await attempt.then(
    () => 'it was taken in',
    (error: unknown) => error,
  )
  if (!(outcome instanceof LeaseLost))
    throw new Error(`${name}: expected that the lease is lost, got ${String(outcome)}`)
}

function mark(
  place: number,
  state: ChangeState,
  { code = null, message = null, asked = false }: Partial<Pick<ChangeMark, 'code' | 'message' | 'asked'>> = {},
): ChangeMark {
  return { place, state, code, message, asked }
}

function passEnd(state: PassEnd['state'], failures: number, dueAt: string): PassEnd {
  return { state, code: null, detail: null, failures, dueAt, endedAt: state === 'incomplete' ? dueAt : null }
}

/** A list of the first group by people; whoever is not known as one is a stranger. */
function read(members: Readonly<Record<string, Role>>, completeness: 'complete' | 'partial' = 'complete'): ReadGroup {
  const rows = Object.entries(members).map(([personId, role]): ServiceMember => ({
    accountId: `account-${personId}`,
    displayName: personId,
    phone: null,
    role,
    state: 'member',
  }))
  return {
    group: {
      externalId: 'real-1',
      name: 'Thôn 1',
      previousNames: [],
      archived: false,
      owner: 'us',
      capacity: null,
      joinLink: null,
    },
    members: { completeness, rows, problems: completeness === 'complete' ? [] : ['total-differs'], failure: null },
  }
}

function linesOf(changes: readonly RunChange[]): string[] {
  return changes.map(({ place, change, state, code }) =>
    [String(place), change.kind, ...('personId' in change ? [change.personId] : [])]
      .join(' ')
      .concat(`: ${state}`, code === null ? '' : ` ${code}`),
  )
}

function equal(what: string, actual: unknown, expected: unknown): void {
  const [was, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (was !== wanted) throw new Error(`${what}: expected ${wanted}, got ${was}`)
}
