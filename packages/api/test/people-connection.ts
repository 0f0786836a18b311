import type { ServiceGroup, ServiceMember, WriteOutcome } from '@ketnoi/hierarchy'
import type { Connection } from '../src/testing/index.ts'

/** Groups that people carry changes out in by hand: each change is a task, and a list that somebody brings proves it. */
export interface PeopleConnection extends Connection {
  /** Tasks nobody has answered yet. */
  readonly open: () => readonly string[]
  readonly answer: (task: string, answer: 'done' | 'not-found' | 'refused') => void
  /** Somebody brings the list of a group; what was ticked and is not in it is to be done anew. */
  readonly bring: (members: readonly ServiceMember[]) => void
  readonly bringGroup: (group: ServiceGroup) => void
}

type Answer = 'open' | 'done' | 'not-found' | 'refused'

export function createPeopleConnection(): PeopleConnection {
  const tasks = new Map<string, Answer>()
  let group: ServiceGroup | null = null
  let list: readonly ServiceMember[] | null = null

  const ask = (task: string): WriteOutcome => {
    const answer = tasks.get(task) ?? 'open'
    tasks.set(task, answer)
    if (answer === 'open') return { kind: 'pending' }
    if (answer === 'done') return { kind: 'done', already: false }
    const code = answer === 'refused' ? 'person-refused' : 'account-unknown'
    return { kind: 'failed', code, message: answer, retry: false, effect: 'none' }
  }
  const unknown = { kind: 'failed', code: 'group-unknown', message: '', retry: false, effect: 'none' } as const

  return {
    carriedOutBy: 'people',
    actingPersons: [],
    reader: {
      listGroups: async () => ({
        kind: 'done',
        page: { items: group === null ? [] : [group], total: group === null ? 0 : 1, next: null },
      }),
      findGroup: async () => (group === null ? unknown : { kind: 'done', group }),
      readGroup: async () => ({
        kind: 'done',
        page: { items: list ?? [], total: list === null ? null : list.length, next: null },
      }),
    },
    writer: {
      createGroup: async (name) => {
        if (group !== null) return { kind: 'done', externalId: group.externalId }
        const outcome = ask(`create ${name}`)
        return outcome.kind === 'failed' ? outcome : { kind: 'pending' }
      },
      renameGroup: async (_, name) => ask(`rename ${name}`),
      archiveGroup: async () => ask('archive'),
      unarchiveGroup: async () => ask('unarchive'),
      addMembers: async (_, additions) => additions.map(({ accountId }) => ask(`add ${accountId.slice(1)}`)),
      removeMember: async (_, accountId) => ask(`remove ${accountId.slice(1)}`),
      changeRole: async (_, accountId, role) => ask(`${role} ${accountId.slice(1)}`),
      withdrawInvitation: async (_, accountId) => ask(`withdraw ${accountId.slice(1)}`),
    },
    open: () => [...tasks].flatMap(([task, answer]) => (answer === 'open' ? [task] : [])),
    answer: (task, answer) => {
      tasks.set(task, answer)
    },
    bring: (members) => {
      list = members
      for (const [task, answer] of tasks) if (answer === 'done') tasks.delete(task)
    },
    bringGroup: (one) => {
      group = one
    },
  }
}
