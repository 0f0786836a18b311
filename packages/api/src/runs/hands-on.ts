import {
  findCountingSince,
  HANDS_ON,
  inTransaction,
  insertTask,
  listActualGroups,
  listPersonNames,
  listReadingRows,
  listReadings,
  listTasksOfSubject,
  updateTaskObsolete,
  type ActualGroup,
  type Db,
  type Task,
} from '@ketnoi/db'
import type {
  Change,
  GroupId,
  GroupReader,
  Role,
  ServiceFailure,
  ServiceFailureCode,
  ServiceGroup,
  ServiceMember,
  WriteOutcome,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import type { Connection, GroupWork } from './run-ports.ts'

type Wanted = Pick<Task, 'subject' | 'kind' | 'personId' | 'role' | 'name'>

/** An ordinary group as far as it is known: what the last member list says of it. */
interface Known {
  readonly group: ActualGroup
  readonly groupId: GroupId
  readonly completeness: 'complete' | 'partial' | 'failed' | null
  readonly readAt: string | null
  readonly members: ReadonlyMap<string, ServiceMember>
}

/** What the tasks about a change are about. */
export function subjectOf(change: Change): string {
  return 'personId' in change ? subjectOfPerson(change.personId) : GROUP_SUBJECT
}

const GROUP_SUBJECT = 'group'
const subjectOfPerson = (personId: string): string => `person ${personId}`

/**
 * The connection to an ordinary group, which no program may touch. What is asked for becomes a task for the people who lead the group;
 * asking again tells how far it is. A person is their own account here. The member list that somebody brings is the reading.
 */
export function connectByHand(ctx: Context, work: GroupWork): Connection {
  const person = (kind: Task['kind'], personId: string, role: Role | null): Wanted => ({
    subject: subjectOfPerson(personId),
    kind,
    personId,
    role,
    name: null,
  })
  const group = (kind: Task['kind'], name: string | null): Wanted => ({
    subject: GROUP_SUBJECT,
    kind,
    personId: null,
    role: null,
    name,
  })
  const within = <T>(
    externalId: string,
    change: (trx: Db, known: Known) => Promise<T>,
    unknown: (failure: ServiceFailure) => T,
  ): Promise<T> =>
    inTransaction(ctx.db, async (trx) => {
      const known = await findKnown(trx, externalId)
      return known === null ? unknown(refusal('group-unknown')) : change(trx, known)
    })
  /** Asks for one thing in a group, unless it is so already or cannot be done there. */
  const ask = (
    externalId: string,
    wanted: Wanted,
    before: (known: Known) => WriteOutcome | null,
  ): Promise<WriteOutcome> =>
    within<WriteOutcome>(
      externalId,
      async (trx, known) => before(known) ?? askFor(ctx, trx, work, known, wanted),
      (failure) => failure,
    )
  return {
    carriedOutBy: 'people',
    actingPersons: [],
    reader: readByHand(ctx),
    writer: {
      createGroup: async (name) =>
        inTransaction(ctx.db, async (trx) => {
          const [made] = await listActualGroups(trx, { groupIds: [work.groupId] })
          if (made !== undefined) return { kind: 'done', externalId: made.externalId }
          const outcome = await askFor(ctx, trx, work, unknownOf(work.groupId), group('create', name))
          // Whoever makes it says which one it is; until then nobody knows.
          return outcome.kind === 'failed' ? outcome : { kind: 'pending' }
        }),
      renameGroup: (externalId, name) =>
        ask(externalId, group('rename', name), (known) => (known.group.name === name ? ALREADY : null)),
      archiveGroup: (externalId) =>
        ask(externalId, group('archive', null), (known) => (known.group.archived ? ALREADY : null)),
      unarchiveGroup: (externalId) =>
        ask(externalId, group('unarchive', null), (known) => (known.group.archived ? null : ALREADY)),
      addMembers: (externalId, additions) =>
        within<readonly WriteOutcome[]>(
          externalId,
          async (trx, known) => {
            const names = await listPersonNames(
              trx,
              additions.map(({ accountId }) => accountId),
            )
            const outcomes: WriteOutcome[] = []
            for (const { accountId, role } of additions)
              outcomes.push(
                names.has(accountId)
                  ? (mayJoin(known, accountId) ?? (await askFor(ctx, trx, work, known, person('add', accountId, role))))
                  : refusal('account-unknown'),
              )
            return outcomes
          },
          (failure) => additions.map(() => failure),
        ),
      removeMember: (externalId, accountId) =>
        ask(externalId, person('remove', accountId, null), (known) => (isAbsent(known, accountId) ? ALREADY : null)),
      changeRole: (externalId, accountId, role) =>
        ask(externalId, person('role', accountId, role), (known) => {
          if (isAbsent(known, accountId)) return refusal('account-unknown')
          return known.members.get(accountId)?.role === role ? ALREADY : null
        }),
      withdrawInvitation: (externalId, accountId) =>
        ask(externalId, person('withdraw', accountId, null), (known) =>
          isAbsent(known, accountId) || known.members.get(accountId)?.state === 'member' ? ALREADY : null,
        ),
    },
  }
}

const ALREADY: WriteOutcome = { kind: 'done', already: true }

/** A group that nobody has made yet. */
function unknownOf(groupId: GroupId): Pick<Known, 'groupId' | 'readAt' | 'completeness' | 'members'> {
  return { groupId, readAt: null, completeness: null, members: new Map() }
}

/** Only a complete list says who is not in the group. */
function isAbsent({ completeness, members }: Known, accountId: string): boolean {
  return completeness === 'complete' && !members.has(accountId)
}

/** Why nobody has to be asked to add somebody; `null`: they have to be. */
function mayJoin({ group, members }: Known, accountId: string): WriteOutcome | null {
  if (group.archived) return refusal('group-archived')
  if (members.get(accountId)?.state === 'member') return ALREADY
  const isFull = group.capacity !== null && members.size >= group.capacity && !members.has(accountId)
  return isFull ? refusal('group-full') : null
}

/** Asks people for it, unless they are asked already, and says how far they are. */
async function askFor(
  ctx: Context,
  trx: Db,
  work: GroupWork,
  known: Pick<Known, 'groupId' | 'readAt' | 'completeness' | 'members'>,
  wanted: Wanted,
): Promise<WriteOutcome> {
  const { groupId } = known
  const since = (await findCountingSince(trx, work)) ?? ''
  const [last] = await listTasksOfSubject(trx, groupId, [wanted.subject])
  const sameAsLast =
    last !== undefined && last.kind === wanted.kind && last.role === wanted.role && last.name === wanted.name
  if (sameAsLast && last.state === 'open') return { kind: 'pending' }
  if (sameAsLast && last.askedAt >= since) {
    const refused = REFUSALS[last.state]
    if (refused !== undefined) return refusal(refused)
    if (last.state === 'done' && !isContradicted(known, last)) return { kind: 'done', already: false }
  }
  if (last !== undefined && (last.state === 'open' || last.state === 'done')) await updateTaskObsolete(trx, last.id)
  await insertTask(trx, { id: ctx.newId(), groupId, askedAt: ctx.now(), ...wanted })
  return { kind: 'pending' }
}

/**
 * A list that was made after somebody said done, and does not show it, knows better; one that is not complete says nothing of somebody
 * whom it does not name.
 */
function isContradicted(
  { readAt, completeness, members }: Pick<Known, 'readAt' | 'completeness' | 'members'>,
  { answeredAt, personId }: Task,
): boolean {
  if (readAt === null || readAt <= (answeredAt ?? '')) return false
  return completeness === 'complete' || personId === null || members.has(personId)
}

const REFUSALS: Readonly<Partial<Record<Task['state'], ServiceFailureCode>>> = {
  'not-found': 'account-unknown',
  refused: 'person-refused',
  'no-smartphone': 'no-smartphone',
}

const MESSAGES: Readonly<Partial<Record<ServiceFailureCode, string>>> = {
  'group-unknown': 'nobody has said yet which group it is',
  'group-archived': 'the group is closed',
  'group-full': 'the last member list fills the group',
}

function refusal(code: ServiceFailureCode): ServiceFailure {
  return { kind: 'failed', code, message: MESSAGES[code] ?? 'said by whoever tried', retry: false, effect: 'none' }
}

/** What the last member list says. Without one the group exists, and nothing is known of who is in it. */
function readByHand(ctx: Context): GroupReader {
  return {
    listGroups: async () => {
      const groups = (await listActualGroups(ctx.db)).filter(({ service }) => service === HANDS_ON)
      return { kind: 'done', page: { items: groups.map(serviceGroup), total: groups.length, next: null } }
    },
    findGroup: async (externalId) => {
      const group = await findByHand(ctx.db, externalId)
      return group === null ? refusal('group-unknown') : { kind: 'done', group: serviceGroup(group) }
    },
    readGroup: async (externalId) => {
      const known = await findKnown(ctx.db, externalId)
      if (known === null) return refusal('group-unknown')
      const items = [...known.members.values()]
      const total = known.completeness === 'complete' ? items.length : null
      return { kind: 'done', page: { items, total, next: null } }
    },
  }
}

async function findByHand(db: Db, externalId: string): Promise<ActualGroup | null> {
  const groups = await listActualGroups(db, { externalIds: [externalId] })
  return groups.find(({ service }) => service === HANDS_ON) ?? null
}

async function findKnown(db: Db, externalId: string): Promise<Known | null> {
  const group = await findByHand(db, externalId)
  if (group === null || group.groupId === null) return null
  const [reading] = await listReadings(db, [group.groupId])
  const rows = group.readingId === null ? [] : await listReadingRows(db, group.id)
  const members = new Map<string, ServiceMember>()
  for (const { key, personId, displayName, phone, role, state } of rows) {
    const accountId = personId ?? key
    members.set(accountId, { accountId, displayName, phone, role, state })
  }
  return {
    group,
    groupId: group.groupId,
    completeness: reading?.completeness ?? null,
    readAt: reading?.readAt ?? null,
    members,
  }
}

function serviceGroup(group: ActualGroup): ServiceGroup {
  const { externalId, name, previousNames, archived, owner, capacity, joinLink } = group
  return { externalId, name, previousNames, archived, owner, capacity, joinLink }
}
