import { IA_PA_2024, type Role, type ServiceMember } from '@ketnoi/hierarchy'
import { expect, test } from 'vitest'
import { createMemoryRuns, RUN_STORE_CONTRACT, RUN_STORE_WORLD, type RunStoreBed } from './index.ts'

const LEASE_SECONDS = 60

async function open(): Promise<RunStoreBed> {
  const { now, asOf, groups, ended, wanted, members, accountOf } = RUN_STORE_WORLD
  let ids = 0
  const runs = createMemoryRuns({ model: IA_PA_2024, asOf, newId: () => `id-${++ids}`, leaseSeconds: LEASE_SECONDS })
  for (const personId of ['head', 'an', 'chi', 'gone', 'em']) runs.setAccount(personId, accountOf(personId))
  for (const { groupId: id, name } of groups) {
    runs.expect({ id, kind: 'village', unitId: id.slice('village:'.length), part: 1, name, state: 'ok' })
    for (const [personId, role] of Object.entries(wanted[id])) runs.want(id, personId, role)
  }
  for (const { groupId, name, externalId } of [groups[0], ended]) {
    const rows = Object.entries<Role>(members[externalId]).map(([personId, role]): ServiceMember => ({
      accountId: `account-${personId}`,
      displayName: personId,
      phone: null,
      role,
      state: 'member',
    }))
    const group = {
      externalId,
      name,
      previousNames: [],
      archived: false,
      owner: 'us',
      capacity: null,
      joinLink: null,
    } as const
    runs.learn(groupId, { group, members: { completeness: 'complete', rows, problems: [], failure: null } }, now)
  }
  const approve = (at: string): string => {
    const runId = runs.approve(runs.plan(), at)
    if (runId === null || !runs.begin(runId)) throw new Error('a group is busy')
    return runId
  }
  const runId = approve(now)
  return {
    store: runs.store,
    runId,
    leaseSeconds: LEASE_SECONDS,
    pause: async () => runs.pause(runId),
    resume: async () => runs.resume(runId),
    cancel: async (at) => runs.cancel(runId, at),
    approveAgain: async (at) => approve(at),
    want: async (groupId, personId, role) => runs.want(groupId, personId, role),
    standing: async (key) => {
      const group = runs.groupsOf(key.runId).find(({ groupId }) => groupId === key.groupId)
      if (group === undefined) throw new Error('no such group')
      return group
    },
  }
}

test.each(RUN_STORE_CONTRACT.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
  await run(open)
})

test('C5 one run at a time is busy with a group', async () => {
  const { approveAgain } = await open()
  await expect(approveAgain(RUN_STORE_WORLD.now)).rejects.toThrow('a group is busy')
})

test('D9 an approval is used once', () => {
  const runs = createMemoryRuns({ model: IA_PA_2024, asOf: RUN_STORE_WORLD.asOf, newId: () => 'run' })
  runs.expect({ id: 'village:v1', kind: 'village', unitId: 'v1', part: 1, name: 'Thôn 1', state: 'ok' })
  runs.approve(runs.plan(), RUN_STORE_WORLD.now)
  expect([runs.begin('run'), runs.begin('run')]).toEqual([true, false])
})
