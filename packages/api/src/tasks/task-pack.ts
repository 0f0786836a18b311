import type { Device, TaskFilter } from '@ketnoi/db'
import { isValidOn, type PersonId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { nationalPhone } from '../people/phone-mask.ts'
import { gatherTasks, type TaskList } from './tasks.ts'

/** What a device needs to work through tasks without signal: with the numbers, because nobody can be asked for them there. */
export interface TaskPack extends TaskList {
  readonly takenAt: string
  readonly phones: Readonly<Record<PersonId, readonly string[]>>
}

/** Gathers the tasks for a device; it is recorded who took whose numbers, and with which device. */
export async function loadTaskPack(ctx: Context, device: Device, filter: TaskFilter): Promise<TaskPack> {
  const { list, people, world } = await gatherTasks(ctx, filter)
  const phones: Record<PersonId, readonly string[]> = {}
  for (const person of people.values())
    phones[person.id] = person.phones
      .filter((phone) => isValidOn(phone, world.asOf))
      .map((phone) => nationalPhone(phone.number))
  if (people.size > 0)
    await noteEvent(ctx, ctx.db, {
      action: 'tasks-taken',
      subjectKind: 'device',
      subjectId: device.id,
      data: { people: [...people.keys()] },
    })
  return { ...list, takenAt: ctx.now(), phones }
}
