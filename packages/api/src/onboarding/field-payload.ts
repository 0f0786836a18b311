import { readPhones } from '@ketnoi/rosters'
import { z } from 'zod'
import { TASK_ANSWERS } from '../tasks/answer-task.ts'

// An id that a device made: it becomes the id of what is recorded.
const uuid = z.uuid()
const id = z.string().min(1).max(200)

const common = {
  unitId: id,
  /** When it was recorded, by the clock of the device. */
  recordedAt: z.iso.datetime(),
}

/** What a device sends about one person. */
export const personPayload = z.object({
  kind: z.literal('person'),
  ...common,
  name: z.string().trim().min(1).max(100),
  /** As it was typed; empty: none. */
  phone: z.string().trim().max(40),
  /** One that is known, or a new one under an id of the device. */
  household: z.object({ id, label: z.string().trim().max(200).nullable() }).nullable(),
  representsHousehold: z.boolean(),
  adult: z.boolean(),
  reachability: z.enum(['reachable', 'no-smartphone', 'shared-phone', 'refused']),
  proxyId: id.nullable(),
  /** What the person said about each purpose, after its notice was read out. */
  consents: z.array(z.object({ purposeId: id, kind: z.enum(['given', 'refused']), noticeId: id })).max(20),
  /** The day that stands on the form on which they agreed; left out: they said it when it was recorded. */
  paperDay: z.iso.date().optional(),
  /** Somebody known whom the officer recognised. */
  personId: id.nullable(),
  /** Whom the officer was shown and who is somebody else. */
  distinctFrom: z.array(id).max(50),
})
export type PersonPayload = z.infer<typeof personPayload>

/** That the person of an earlier record was seen joining the group. */
const joinedPayload = z.object({
  kind: z.literal('joined'),
  ...common,
  recordId: uuid,
  /** The group whose code was shown; devices that do not know of several leave it out. */
  groupId: id.optional(),
})

/** What somebody says of a task in a group. */
const taskPayload = z.object({
  kind: z.literal('task'),
  recordedAt: z.iso.datetime(),
  taskId: id,
  answer: z.enum(TASK_ANSWERS),
  laterUntil: z.iso.date().nullable(),
  /** As it was pasted: the link of a group that was made. */
  joinLink: z.string().trim().max(500).nullable(),
})
export type TaskPayload = z.infer<typeof taskPayload>

export const fieldPayload = z.discriminatedUnion('kind', [personPayload, joinedPayload, taskPayload])

/** A record as it comes: whatever it holds is kept, so that even one that nobody can read is never lost. */
export const fieldSubmission = z.object({ id: uuid, payload: z.unknown() })
export type FieldSubmission = z.infer<typeof fieldSubmission>

/** The number in the form that is stored; `undefined` where a person has to look at it. */
export function phoneOf(payload: PersonPayload): string | null | undefined {
  if (payload.phone === '') return null
  const { phones } = readPhones(payload.phone)
  return phones.length === 1 ? phones[0] : undefined
}
