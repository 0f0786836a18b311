import { insertAuditEvents, inTransaction, listHouseholdLabels, readPeople } from '@ketnoi/db'
import { isValidOn, type LocalText, type Person, type PersonId } from '@ketnoi/hierarchy'
import { writePeople, type ExportColumn, type ExportedPerson } from '@ketnoi/rosters'
import { isAllowed, reachOf } from '../authorise.ts'
import type { Context } from '../context.ts'
import { compareNames, keptBy, peopleWithin } from '../people/person-names.ts'
import { maskPhone, nationalPhone } from '../people/phone-mask.ts'
import { getWorld, parentName, unitName } from '../world.ts'

export interface ExportInput {
  readonly ids: readonly PersonId[]
  readonly columns: readonly ExportColumn[]
  /** Full numbers, for whom whoever asks may see them; everybody else's stay masked. */
  readonly fullPhones: boolean
  readonly reason: string
  readonly recipient: string
  readonly language: 'vi' | 'en'
}

export interface ExportFile {
  readonly fileName: string
  readonly bytes: Uint8Array
  readonly people: number
  /** They are gone, or not for whoever asks to see. */
  readonly leftOut: number
  /** Their phones stayed masked although full ones were asked for. */
  readonly masked: number
}

const TEXTS = {
  vi: {
    file: 'nguoi-dan',
    sheet: 'Người dân',
    recipient: 'Người nhận',
    reason: 'Lý do',
    asOf: 'Tại ngày',
    yes: 'x',
    reachability: {
      reachable: 'Liên lạc được',
      'no-smartphone': 'Không có điện thoại thông minh',
      'shared-phone': 'Dùng chung điện thoại',
      left: 'Đã rời đi',
      refused: 'Từ chối',
      unknown: 'Chưa hỏi',
    },
  },
  en: {
    file: 'people',
    sheet: 'People',
    recipient: 'Recipient',
    reason: 'Reason',
    asOf: 'As of',
    yes: 'x',
    reachability: {
      reachable: 'Reachable',
      'no-smartphone': 'No smartphone',
      'shared-phone': 'Shared phone',
      left: 'Left',
      refused: 'Refused',
      unknown: 'Not asked yet',
    },
  },
} as const

/** Writes people to a file; who took it, for whom and why is on record with everybody in it. */
export async function exportPeople(ctx: Context, input: ExportInput): Promise<ExportFile> {
  const world = await getWorld(ctx)
  const { asOf, model } = world
  const stored = (await readPeople(ctx.db, input.ids)).map(({ person }) => person)
  const people = peopleWithin(stored, reachOf(ctx.actor, 'selections.export')).sort((a, b) =>
    compareNames(a.name, b.name),
  )
  const labels = await listHouseholdLabels(
    ctx.db,
    people.flatMap(({ residences }) => residences.flatMap(({ householdId }) => householdId ?? [])),
  )
  const texts = TEXTS[input.language]
  const asked = (column: ExportColumn): boolean => input.columns.includes(column)
  const revealed = new Set(
    input.fullPhones && asked('phone') ? people.filter((person) => mayReveal(ctx, person, asOf)) : [],
  )
  const positionName = (id: string): LocalText =>
    model.positions.find((position) => position.id === id)?.name ?? { vi: id, en: id }
  const rows = people.map((person): ExportedPerson => {
    const home = person.residences.find((residence) => isValidOn(residence, asOf))
    const phones = person.phones
      .filter((phone) => isValidOn(phone, asOf))
      .map(({ number }) => (revealed.has(person) ? nationalPhone(number) : maskPhone(number)))
    const seats = person.appointments
      .filter((seat) => isValidOn(seat, asOf))
      .map((seat) => `${positionName(seat.positionId)[input.language]}, ${unitName(world, seat.unitId)}`)
    return {
      name: person.name,
      birth: person.birth?.split('-').reverse().join('/') ?? null,
      village: home === undefined ? null : unitName(world, home.unitId),
      commune: home === undefined ? null : parentName(world, home.unitId),
      household: labels.get(home?.householdId ?? '') ?? null,
      represents: home?.representsHousehold === true ? texts.yes : null,
      phone: phones.join(', ') || null,
      reachability: texts.reachability[person.reachability],
      positions: seats.join('; ') || null,
    }
  })
  const { columns, reason, recipient, language } = input
  await inTransaction(ctx.db, async (trx) => {
    const exportId = ctx.newId()
    const data = { exportId, reason, recipient, columns, people: people.length }
    await insertAuditEvents(
      trx,
      people.map((person) => ({
        at: ctx.now(),
        actor: ctx.actor.id,
        action: 'people-exported',
        subjectKind: 'person',
        subjectId: person.id,
        data: { ...data, fullPhones: revealed.has(person) },
      })),
    )
  })
  const notes = [
    `${texts.recipient}: ${recipient}`,
    `${texts.reason}: ${reason}`,
    `${texts.asOf}: ${asOf.split('-').reverse().join('/')}`,
  ]
  return {
    fileName: `${texts.file}-${asOf}.xlsx`,
    bytes: await writePeople(rows, { language, columns, sheet: texts.sheet, notes }),
    people: people.length,
    leftOut: input.ids.length - people.length,
    masked: input.fullPhones && asked('phone') ? people.length - revealed.size : 0,
  }
}

function mayReveal(ctx: Context, person: Person, asOf: string): boolean {
  return keptBy(person, asOf).some((unitId) => isAllowed(ctx.actor, 'people.revealPhone', unitId))
}
