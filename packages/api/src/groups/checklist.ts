import { listActualGroups, listReadingRows } from '@ketnoi/db'
import {
  ancestorsOn,
  isValidOn,
  membersOf,
  type Day,
  type GroupId,
  type HeldCode,
  type PersonId,
  type Reachability,
  type Reason,
  type Role,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { maskPhone, nationalPhone } from '../people/phone-mask.ts'
import { compareNames, unitOfPerson } from '../people/person-names.ts'
import { makePlan } from '../plans/make-plan.ts'
import { getWorld, unitName } from '../world.ts'
import { getGroup } from './group-list.ts'
import { loadPeople } from './group-page.ts'

export type ChecklistSectionKind =
  'add' | 'reinvite' | 'promote' | 'demote' | 'withdraw-invitation' | 'remove' | 'held' | 'decide'

export interface ChecklistLine {
  readonly personId: PersonId | null
  readonly name: string
  readonly unitName: string | null
  readonly role: Role | null
  readonly required: boolean
  readonly reasons: readonly Reason[]
  readonly held: HeldCode | null
  readonly reachability: Reachability
  /** Masked: `groups.revealPhones` gives the numbers and records who took them. */
  readonly maskedPhones: readonly string[]
}

/** What a person works through by hand, on paper: nothing in it that the screen does not show. */
export interface Checklist {
  readonly asOf: Day
  readonly groupId: GroupId
  /** Whether whoever looks may see the phones in full. */
  readonly mayWork: boolean
  readonly name: string
  readonly unitPath: readonly string[]
  readonly joinLink: string | null
  readonly readAt: string | null
  readonly completeness: 'complete' | 'partial' | 'failed' | null
  readonly fingerprint: string
  readonly sections: readonly { readonly kind: ChecklistSectionKind; readonly lines: readonly ChecklistLine[] }[]
}

/** The order of work: leadership is settled before anybody goes. */
const SECTIONS: readonly ChecklistSectionKind[] = [
  'promote',
  'add',
  'reinvite',
  'demote',
  'withdraw-invitation',
  'remove',
  'decide',
  'held',
]

export async function loadChecklist(ctx: Context, id: GroupId): Promise<Checklist> {
  const world = await getWorld(ctx)
  const stored = await getGroup(ctx, id)
  const { desired, plan } = await makePlan(ctx.db, world, [id])
  const [actual] = await listActualGroups(ctx.db, { groupIds: [id] })
  const rows = actual === undefined || actual.readingId === null ? [] : await listReadingRows(ctx.db, actual.id)
  const required = new Set(membersOf(desired, id).flatMap((member) => (member.required ? [member.personId] : [])))
  const steps = [...plan.changes, ...plan.held].flatMap((line) => ('personId' in line ? [line] : []))
  const people = await loadPeople(
    ctx,
    steps.map((line) => line.personId),
  )
  const lines: { readonly kind: ChecklistSectionKind; readonly line: ChecklistLine }[] = steps.map((step) => {
    const person = people.get(step.personId)
    const unitId = person === undefined ? null : unitOfPerson(person, world.asOf)
    return {
      kind: 'code' in step ? 'held' : step.kind,
      line: {
        personId: step.personId,
        name: person?.name ?? step.personId,
        unitName: unitId === null ? null : unitName(world, unitId),
        role: step.role,
        required: required.has(step.personId),
        reasons: step.reasons,
        held: 'code' in step ? step.code : null,
        reachability: person?.reachability ?? 'unknown',
        maskedPhones: (person?.phones ?? [])
          .filter((phone) => isValidOn(phone, world.asOf))
          .map((phone) => maskPhone(phone.number)),
      },
    }
  })
  for (const row of rows.filter((one) => one.personId === null && one.matchedBy === null)) {
    const { displayName: name, role } = row
    const line = { personId: null, name, unitName: null, role, required: false, reasons: [], held: null }
    lines.push({ kind: 'decide', line: { ...line, reachability: 'unknown', maskedPhones: [] } })
  }
  return {
    asOf: world.asOf,
    groupId: id,
    mayWork: isAllowed(ctx.actor, 'groups.revealPhones', stored.unitId),
    name: stored.name,
    unitPath: [stored.unitId, ...ancestorsOn(world.tree, stored.unitId, world.asOf)].map((one) => unitName(world, one)),
    joinLink: actual?.joinLink ?? null,
    readAt: stored.readAt,
    completeness: stored.completeness,
    fingerprint: plan.fingerprint,
    sections: SECTIONS.flatMap((kind) => {
      const own = lines.filter((one) => one.kind === kind).map(({ line }) => line)
      if (own.length === 0) return []
      own.sort((a, b) => Number(b.required) - Number(a.required) || compareNames(a.name, b.name))
      return [{ kind, lines: own }]
    }),
  }
}

/** The numbers of the people on the checklist, for whoever works through it; who took them is on record. */
export async function revealPhones(
  ctx: Context,
  input: { readonly id: GroupId; readonly reason: string },
): Promise<{ readonly phones: Readonly<Record<PersonId, readonly string[]>> }> {
  const checklist = await loadChecklist(ctx, input.id)
  const ids = checklist.sections.flatMap(({ lines }) => lines.flatMap((line) => line.personId ?? []))
  const people = await loadPeople(ctx, ids)
  await noteEvent(ctx, ctx.db, {
    action: 'phones-revealed',
    subjectKind: 'group',
    subjectId: input.id,
    data: { reason: input.reason, people: [...people.keys()] },
  })
  const phones: Record<PersonId, readonly string[]> = {}
  for (const person of people.values()) {
    phones[person.id] = person.phones
      .filter((phone) => isValidOn(phone, checklist.asOf))
      .map((phone) => nationalPhone(phone.number))
  }
  return { phones }
}
