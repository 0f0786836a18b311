import {
  HANDS_ON,
  insertActualGroup,
  insertReading,
  listActualGroups,
  listOpenTasks,
  updatePeople,
  type ActualGroup,
  type Task,
} from '@ketnoi/db'
import type { WriteOutcome } from '@ketnoi/hierarchy'
import {
  buildPerson,
  CONNECTOR_CONTRACT,
  createMemoryConnector,
  type ContractConnector,
  type ContractWorld,
  type MemoryConnector,
} from '@ketnoi/hierarchy/testing'
import { beforeAll, beforeEach, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { contextOf, createCaller, setUpDistrict } from '../../test/small-district.ts'
import type { Caller, Context } from '../index.ts'
import { connectByHand } from './hands-on.ts'
import type { GroupWork } from './run-ports.ts'

/** Expected groups for the first groups of a world; the last one is made by a task. */
const LINKED = ['village:v1', 'village:v2'] as const
const NEW = 'village:v3'
const ACCOUNTS = [...Array.from({ length: 20 }, (_, at) => `account-${String(at + 1)}`), 'free-1', 'free-2']
const WORK: GroupWork = {
  runId: 'run',
  groupId: NEW,
  leaseId: 'lease',
  name: 'New group',
  service: HANDS_ON,
  externalId: null,
  asOf: '2024-02-01',
  passes: 1,
  failures: 0,
  changes: [],
  held: [],
  creationInDoubt: false,
}

// A program asks, a person does it in the service and says so, and the member list that they bring shows it.
describeEngines('the contract of connectors, by hand', (engine) => {
  let ctx: Context
  let api: Caller

  beforeAll(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await updatePeople(
      ctx.db,
      [...ACCOUNTS, 'invited-1'].map((id) => buildPerson(id, { name: id })),
    )
  })
  beforeEach(async () => {
    for (const table of ['task', 'reading', 'actual_group'] as const) await ctx.db.deleteFrom(table).execute()
  })

  test.each(CONNECTOR_CONTRACT.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
    await run(connect)
  })

  async function connect(world: ContractWorld): Promise<ContractConnector> {
    const service = createMemoryConnector({ groups: world.groups, accounts: world.accounts })
    for (const [at, { members: _, ...group }] of world.groups.entries())
      await insertActualGroup(ctx.db, {
        ...group,
        id: group.externalId,
        groupId: LINKED[at] ?? null,
        firstRun: false,
      })
    await bringLists(service)
    const { reader, writer } = connectByHand(ctx, WORK)
    return { reader, writer, settle: () => settle(service) }
  }

  /** Somebody does everything that is asked for, and brings the member lists. */
  async function settle(service: MemoryConnector): Promise<void> {
    for (const groupId of [...LINKED, NEW]) {
      for (const task of await listOpenTasks(ctx.db, { groupId })) {
        const made = task.kind === 'create' ? await create(service, task.name ?? '') : null
        const outcome = made === null ? await carryOut(service, task) : null
        const isRefused = outcome?.kind === 'failed'
        await api.tasks.answer({ id: task.id, answer: isRefused ? 'not-found' : 'done', joinLink: made })
      }
    }
    await bringLists(service)
  }

  async function create({ writer, state }: MemoryConnector, name: string): Promise<string> {
    const made = await writer.createGroup(name)
    if (made.kind !== 'done') throw new Error('the service makes groups at once')
    return state().find(({ externalId }) => externalId === made.externalId)?.joinLink ?? ''
  }

  async function carryOut(service: MemoryConnector, task: Task): Promise<WriteOutcome | undefined> {
    const [actual] = await listActualGroups(ctx.db, { groupIds: [task.groupId] })
    const { writer } = service
    const id = actual === undefined ? '' : inService(service, actual).externalId
    const { personId, role } = task
    switch (task.kind) {
      case 'rename':
        return writer.renameGroup(id, task.name ?? '')
      case 'archive':
        return writer.archiveGroup(id)
      case 'unarchive':
        return writer.unarchiveGroup(id)
      case 'add':
        return (await writer.addMembers(id, [{ accountId: personId ?? '', role: role ?? 'member' }]))[0]
      case 'remove':
        return writer.removeMember(id, personId ?? '')
      case 'role':
        return writer.changeRole(id, personId ?? '', role ?? 'member')
      case 'withdraw':
        return writer.withdrawInvitation(id, personId ?? '')
      case 'create':
        throw new TypeError('a group is made elsewhere')
    }
  }

  /** The group in the service: by its identity, or by the link that somebody pasted. */
  function inService(service: MemoryConnector, { externalId, joinLink }: ActualGroup) {
    const found = service.state().find((group) => {
      return group.externalId === externalId || (group.joinLink !== null && group.joinLink === joinLink)
    })
    if (found === undefined) throw new Error(`${externalId} is not in the service`)
    return found
  }

  async function bringLists(service: MemoryConnector): Promise<void> {
    for (const actual of await listActualGroups(ctx.db, { groupIds: [...LINKED, NEW] }))
      await insertReading(ctx.db, {
        id: ctx.newId(),
        actualGroupId: actual.id,
        readAt: ctx.now(),
        completeness: 'complete',
        source: 'paste',
        author: ctx.actor.id,
        rows: inService(service, actual).members.map(({ accountId, role, state }) => ({
          key: accountId,
          personId: accountId,
          displayName: accountId,
          accountId: null,
          phone: null,
          role: role ?? 'member',
          state,
          matchedBy: 'name',
          candidates: [],
        })),
      })
  }
})
