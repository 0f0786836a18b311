import type { MemoryRuns, RunStore } from '@ketnoi/api/testing'
import type { Gate } from './passes.ts'
import type { PassFacts } from './watch.ts'

/** The store as one pass meets it: every call may be the last one before a crash, and is noted. */
export function gateStore({ store, readingOf }: MemoryRuns, { call }: Gate, facts: PassFacts): RunStore {
  return {
    take: (key, leaseId, at) =>
      call('store', `takes ${key.groupId} of ${key.runId}`, true, async () => {
        facts.work = await store.take(key, leaseId, at)
        return facts.work
      }),
    isLinked: (externalId) => call('store', `asks whose ${externalId} is`, false, () => store.isLinked(externalId)),
    link: (work, externalId, marks, at) =>
      call('store', `links ${externalId} to ${work.groupId}`, true, () => store.link(work, externalId, marks, at)),
    unlink: (work, at) => call('store', `forgets the group of ${work.groupId}`, true, () => store.unlink(work, at)),
    keepReading: (work, read, at) =>
      call('store', `keeps a ${read.members.completeness} list of ${work.groupId}`, true, async () => {
        const group = await store.keepReading(work, read, at)
        facts.reading = readingOf(work.groupId)
        return group
      }),
    planNow: (groupId) =>
      call('store', `makes the plan of ${groupId}`, false, async () => {
        facts.reading = readingOf(groupId)
        return await store.planNow(groupId)
      }),
    accountsOf: (work, personIds) => call('store', 'looks accounts up', false, () => store.accountsOf(work, personIds)),
    mark: (work, marks, at) =>
      call('store', `notes ${marks.map(({ place, state }) => `${String(place)} ${state}`).join(', ')}`, true, () =>
        store.mark(work, marks, at),
      ),
    release: (work, end, marks, at) =>
      call('store', `gives ${work.groupId} back: ${end.state}${end.code === null ? '' : ` (${end.code})`}`, true, () =>
        store.release(work, end, marks, at),
      ),
  }
}
