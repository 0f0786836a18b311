import type { Messages } from '#lib/i18n/vi/index.ts'
import type { Task } from './task-board.ts'

/** What is to be done, in a line. */
export function taskText(
  t: Pick<Messages, 'common' | 'tasks'>,
  { kind, role, name, personName }: Pick<Task, 'kind' | 'role' | 'name' | 'personName'>,
): string {
  const what =
    kind === 'role' && role !== null
      ? `${t.tasks.kinds.role} ${t.common.roles[role].toLowerCase()}`
      : t.tasks.kinds[kind]
  if (name !== null) return `${what} “${name}”`
  return personName === null ? what : `${what}: ${personName}`
}
