import {
  findRun,
  inTransaction,
  insertTask,
  listActualGroups,
  listReadingRows,
  listReadings,
  listTasksOfSubject,
  updateTaskObsolete,
  type Task,
} from '@ketnoi/db'
import type {
  GroupReader,
  Role,
  ServiceFailure,
  ServiceFailureCode,
  ServiceGroup,
  WriteOutcome,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import type { Connection, GroupWork } from './run-ports.ts'

type Wanted = Pick<Task, 'subject' | 'kind' | 'personId' | 'role' | 'name'>

/**
 * The connection to an ordinary group, which no program may touch. What is asked for becomes a task for the people who lead the group;
 * asking again tells how far it is. A person is their own account here. The member list that somebody brings is the reading.
 */
export function connectByHand(ctx: Context, work: GroupWork): Connection {
  const person = (kind: Task['kind'], personId: string, role: Role | null): Wanted => ({
    subject: `person ${personId}`,
    kind,
    personId,
    role,
    name: null,
  })
  const group = (kind: Task['kind'], name: string | null): Wanted => ({
    subject: 'group',
    kind,
    personId: null,
    role: null,
    name,
  })
  return {
    carriedOutBy: 'people',
    actingPersons: [],
    reader: readByHand(ctx, work),
    writer: {
      createGroup: async (name) => {
        const outcome = await ask(ctx, work, group('create', name))
        // Whoever makes it says which one it is; until then nobody knows.
        return outcome.kind === 'failed' ? outcome : { kind: 'pending' }
      },
      renameGroup: (_, name) => ask(ctx, work, group('rename', name)),
      archiveGroup: () => ask(ctx, work, group('archive', null)),
      unarchiveGroup: () => ask(ctx, work, group('unarchive', null)),
      addMembers: async (_, additions) => {
        const outcomes: WriteOutcome[] = []
        for (const { accountId, role } of additions) outcomes.push(await ask(ctx, work, person('add', accountId, role)))
        return outcomes
      },
      removeMember: (_, accountId) => ask(ctx, work, person('remove', accountId, null)),
      changeRole: (_, accountId, role) => ask(ctx, work, person('role', accountId, role)),
      withdrawInvitation: (_, accountId) => ask(ctx, work, person('withdraw', accountId, null)),
    },
  }
}

/** Asks for it, unless it is asked for already, and says how far it is. */
async function ask(ctx: Context, work: GroupWork, wanted: Wanted): Promise<WriteOutcome> {
  return inTransaction(ctx.db, async (trx) => {
    const since = (await findRun(trx, work.runId))?.startedAt ?? ''
    const [last] = await listTasksOfSubject(trx, work.groupId, [wanted.subject])
    const sameAsLast = last !== undefined && last.kind === wanted.kind && last.role === wanted.role
    if (sameAsLast && last.state === 'open') return { kind: 'pending' }
    if (sameAsLast && last.askedAt >= since) {
      const refused = REFUSALS[last.state]
      if (refused !== undefined) return refusal(refused)
      const [reading] = await listReadings(trx, [work.groupId])
      // A list that was made after somebody said done, and does not show it, knows better.
      const contradicted = reading !== undefined && reading.readAt > (last.answeredAt ?? '')
      if (last.state === 'done' && !contradicted) return { kind: 'done', already: false }
    }
    if (last !== undefined && (last.state === 'open' || last.state === 'done')) await updateTaskObsolete(trx, last.id)
    const task = { id: ctx.newId(), groupId: work.groupId, askedAt: ctx.now(), ...wanted }
    await insertTask(trx, task)
    return { kind: 'pending' }
  })
}

const REFUSALS: Readonly<Partial<Record<Task['state'], ServiceFailureCode>>> = {
  'not-found': 'account-unknown',
  refused: 'person-refused',
  'no-smartphone': 'no-smartphone',
}

function refusal(code: ServiceFailureCode): ServiceFailure {
  return { kind: 'failed', code, message: 'said by whoever tried', retry: false, effect: 'none' }
}

/** What the last member list says. Without one the group exists, and nothing is known of who is in it. */
function readByHand(ctx: Context, work: GroupWork): GroupReader {
  const find = async (): Promise<ServiceGroup | null> => {
    const [actual] = await listActualGroups(ctx.db, { groupIds: [work.groupId] })
    return actual ?? null
  }
  const unknown = { ...refusal('group-unknown'), message: 'nobody has said yet which group it is' }
  return {
    listGroups: async () => {
      const found = await find()
      return { kind: 'done', page: { items: found === null ? [] : [found], total: found === null ? 0 : 1, next: null } }
    },
    findGroup: async () => {
      const found = await find()
      return found === null ? unknown : { kind: 'done', group: found }
    },
    readGroup: async () => {
      const [actual] = await listActualGroups(ctx.db, { groupIds: [work.groupId] })
      if (actual === undefined) return unknown
      const [reading] = await listReadings(ctx.db, [work.groupId])
      const rows = actual.readingId === null ? [] : await listReadingRows(ctx.db, actual.id)
      const items = rows.map(({ key, personId, displayName, phone, role, state }) => ({
        accountId: personId ?? key,
        displayName,
        phone,
        role,
        state,
      }))
      const total = reading?.completeness === 'complete' ? new Set(items.map((item) => item.accountId)).size : null
      return { kind: 'done', page: { items, total, next: null } }
    },
  }
}
