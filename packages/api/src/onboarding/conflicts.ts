import {
  findFieldRecord,
  inTransaction,
  listOpenFieldRecords,
  listPeople,
  lockFieldRecord,
  updateFieldDecision,
  updateFieldRecord,
  type FieldRecord,
} from '@ketnoi/db'
import { isValidOn, type HouseholdId, type PersonId, type UnitId } from '@ketnoi/hierarchy'
import { z } from 'zod'
import { noteEvent } from '../audit/note-event.ts'
import { areaOf, requireSeen } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { findWalled } from '../find-walled.ts'
import { peopleWithin, unitsOfPerson } from '../people/person-names.ts'
import { maskPhone, nationalPhone } from '../people/phone-mask.ts'
import { getWorld, unitName, type World } from '../world.ts'
import { isUnitOfDay, settleRecord, type FieldAnswer, type FieldDecision } from './apply-record.ts'
import { accountNames } from './devices.ts'
import { fieldPayload, personPayload, phoneOf } from './field-payload.ts'

/** A record that waits for a person, beside whom or what the question is about. */
export interface FieldConflict {
  readonly id: string
  readonly code: string
  readonly authorName: string
  readonly receivedAt: string
  /** `null`: it cannot be read; `raw` holds it. */
  readonly record: {
    readonly recordedAt: string
    readonly name: string
    readonly maskedPhone: string | null
    readonly unitId: UnitId
    readonly unitName: string
    readonly representsHousehold: boolean
    readonly householdLabel: string | null
    readonly consents: number
    /** The day of the form on which they agreed. */
    readonly paperDay: string | null
  } | null
  readonly raw: string | null
  /** What is typed where the phone goes is no number; everything else can be read. */
  readonly isPhoneUnreadable: boolean
  readonly people: readonly {
    readonly id: PersonId
    readonly name: string
    readonly birth: string | null
    readonly maskedPhones: readonly string[]
    readonly unitName: string | null
    readonly householdId: HouseholdId | null
    readonly representsHousehold: boolean
  }[]
  readonly units: readonly { readonly id: UnitId; readonly name: string }[]
}

export interface FieldConflicts {
  readonly rows: readonly FieldConflict[]
  readonly next: string | null
}

/** The records that wait, oldest first. */
export async function loadConflicts(
  ctx: Context,
  filter: { readonly within: readonly UnitId[] | null; readonly after?: string | undefined; readonly limit: number },
): Promise<FieldConflicts> {
  const world = await getWorld(ctx)
  const page = await listOpenFieldRecords(ctx.db, { ...filter, after: filter.after ?? null })
  const ids = page.rows.filter((row) => isAboutPeople(row)).flatMap((row) => row.candidates)
  const names = await accountNames(ctx.db)
  // Whoever decides may see less than whoever recorded it.
  const seen = peopleWithin(await listPeople(ctx.db, ids), areaOf(ctx.actor, 'see'))
  const people = new Map(seen.map((person) => [person.id, person]))
  const rows = page.rows.map((row) => {
    const parsed = fieldPayload.safeParse(row.payload)
    const record = parsed.success && parsed.data.kind === 'person' ? parsed.data : null
    return {
      id: row.id,
      code: row.code ?? 'unreadable',
      authorName: names.get(row.author) ?? row.author,
      receivedAt: row.receivedAt,
      raw: record === null || row.code === 'unreadable' ? rawOf(row.payload) : null,
      isPhoneUnreadable: row.code === 'unreadable' && hasUnreadablePhone(row),
      record:
        record === null
          ? null
          : {
              recordedAt: record.recordedAt,
              name: record.name,
              maskedPhone: maskedPhoneOf(record),
              unitId: record.unitId,
              unitName: unitName(world, record.unitId),
              representsHousehold: record.representsHousehold,
              householdLabel: record.household?.label ?? null,
              consents: record.consents.length,
              paperDay: record.consents.length > 0 ? (record.paperDay ?? null) : null,
            },
      people: isAboutPeople(row)
        ? row.candidates.flatMap((id) => {
            const person = people.get(id)
            if (person === undefined) return []
            const home = person.residences.find((residence) => isValidOn(residence, world.asOf))
            return [
              {
                id,
                name: person.name,
                birth: person.birth,
                maskedPhones: person.phones
                  .filter((phone) => isValidOn(phone, world.asOf))
                  .map((phone) => maskPhone(phone.number)),
                unitName: home === undefined ? null : unitName(world, home.unitId),
                householdId: home?.householdId ?? null,
                representsHousehold: home?.representsHousehold ?? false,
              },
            ]
          })
        : [],
      units: row.code === 'unit-changed' ? row.candidates.map((id) => ({ id, name: unitName(world, id) })) : [],
    }
  })
  return { rows, next: page.next }
}

function isAboutPeople(row: FieldRecord): boolean {
  return row.code === 'same-person' || row.code === 'household-represented'
}

function maskedPhoneOf(record: Parameters<typeof phoneOf>[0]): string | null {
  const phone = phoneOf(record)
  return phone === null ? null : maskPhone(nationalPhone(phone ?? record.phone))
}

/** What a person may answer. */
export const decisionInput = z.discriminatedUnion('kind', [
  /** It is one of the candidates. */
  z.object({ kind: z.literal('same'), personId: z.string() }),
  /** It is somebody else than all of them. */
  z.object({ kind: z.literal('other') }),
  z.object({ kind: z.literal('replace-representative') }),
  z.object({ kind: z.literal('keep-representative') }),
  z.object({ kind: z.literal('unit'), unitId: z.string() }),
  /** The right number, or none, where what was typed is no number. */
  z.object({ kind: z.literal('phone'), phone: z.string().trim().max(40) }),
  /** Whoever decides stands for it in the place of an officer who may not (any more). */
  z.object({ kind: z.literal('take') }),
  z.object({ kind: z.literal('dismiss'), reason: z.string().trim().min(3).max(500) }),
])
export type DecisionInput = z.infer<typeof decisionInput>

/** The record that a decision is asked about. */
export async function getOpenRecord(ctx: Context, id: string): Promise<FieldRecord> {
  return findWalled('field-record', id, () => findFieldRecord(ctx.db, id))
}

/**
 * Carries a decision out. A record may ask a second question after the first; it then stays on the list with that one. Decided
 * twice at once is decided once: the second is told so.
 */
export async function decideConflict(ctx: Context, id: string, input: DecisionInput): Promise<FieldAnswer> {
  return inTransaction(ctx.db, async (trx) => {
    const record = await lockFieldRecord(trx, id)
    if (record.state !== 'open')
      throw new ApiError('already-decided', 'somebody has decided it already', { recordId: id, state: record.state })
    if (input.kind === 'dismiss') {
      await updateFieldDecision(trx, id, { dismissed: input.reason }, ctx.actor.id)
      await updateFieldRecord(trx, id, { ...record, state: 'dismissed', code: null })
      await noteEvent(ctx, trx, {
        action: 'field-record-dismissed',
        subjectKind: 'field-record',
        subjectId: id,
        data: { author: record.author, reason: input.reason, code: record.code },
      })
      return { id, outcome: 'dismissed', code: null, personId: null }
    }
    const decision = { ...storedDecision(record), ...answerOf(record, input, await getWorld(ctx, trx)) }
    if (input.kind === 'same')
      for (const person of await listPeople(trx, [input.personId]))
        requireSeen(ctx.actor, 'onboarding.decide', unitsOfPerson(person))
    await updateFieldDecision(trx, id, decision, ctx.actor.id)
    return settleRecord(ctx, trx, record, decision)
  })
}

/** What was decided about it before; only this file writes it. */
function storedDecision(record: FieldRecord): FieldDecision {
  return typeof record.decision === 'object' && record.decision !== null ? record.decision : {}
}

function answerOf(
  record: FieldRecord,
  input: Exclude<DecisionInput, { kind: 'dismiss' }>,
  world: World,
): FieldDecision {
  // Whoever decides has the right to: the officer's own is not asked for again.
  const taken = { taken: true } as const
  switch (input.kind) {
    case 'same':
      if (record.code !== 'same-person' || !record.candidates.includes(input.personId)) throw notAnAnswer(record)
      return { ...taken, personId: input.personId }
    case 'other':
      if (record.code === 'person-gone') return { ...taken, personId: null }
      if (record.code !== 'same-person') throw notAnAnswer(record)
      return { ...taken, distinctFrom: [...(storedDecision(record).distinctFrom ?? []), ...record.candidates] }
    case 'replace-representative':
    case 'keep-representative':
      if (record.code !== 'household-represented') throw notAnAnswer(record)
      return { ...taken, representative: input.kind === 'replace-representative' ? 'replace' : 'keep' }
    case 'unit':
      if (record.code !== 'unit-changed' || !isUnitOfDay(world, input.unitId)) throw notAnAnswer(record)
      return { ...taken, unitId: input.unitId }
    case 'phone':
      if (record.code !== 'unreadable' || !hasUnreadablePhone(record)) throw notAnAnswer(record)
      return { ...taken, phone: input.phone }
    case 'take':
      if (record.code !== 'not-theirs') throw notAnAnswer(record)
      return taken
  }
}

/** Everything can be read but the phone: a person can say what it is. */
function hasUnreadablePhone(record: FieldRecord): boolean {
  const parsed = personPayload.safeParse(record.payload)
  return parsed.success && phoneOf(parsed.data) === undefined
}

/** The record as it was sent, with its number masked: whoever decides needs to see what it is, not to call. */
function rawOf(payload: unknown): string {
  return JSON.stringify(
    payload,
    (key, value: unknown) =>
      key === 'phone' && typeof value === 'string' && /\d/u.test(value) ? maskPhone(nationalPhone(value)) : value,
    2,
  )
}

function notAnAnswer(record: FieldRecord): ApiError {
  return new ApiError('decision-invalid', 'this is no answer to the question', {
    recordId: record.id,
    code: record.code,
  })
}
