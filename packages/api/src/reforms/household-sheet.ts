import { insertAuditEvents, inTransaction, listHouseholdLabels } from '@ketnoi/db'
import { foldName, type Issue, type UnitId } from '@ketnoi/hierarchy'
import { readWorkbookInWorker, writeWorkbook, type CellDraft, type CellValue, type SheetDraft } from '@ketnoi/rosters'
import type { Context } from '../context.ts'
import { need, wireIssue, type WireIssue } from '../errors.ts'
import { decideReform, type Decisions } from './decide-reform.ts'
import { loadPlaces, type Place, type SplitUnit } from './reform-places.ts'
import type { ReformFile } from './reform-sheet.ts'
import { refuseStale, getReform } from './reform-store.ts'

interface Texts {
  readonly file: string
  readonly summary: string
  readonly decision: string
  readonly recipient: string
  readonly reason: string
  readonly hint: string
  readonly undecided: string
  readonly summaryHeadings: readonly string[]
  /** The last two are what a file that comes back is read by. */
  readonly headings: readonly [string, string, string, string, string, string]
}

const TEXTS: Readonly<Record<'vi' | 'en', Texts>> = {
  vi: {
    file: 'ho-cua-don-vi-tach',
    summary: 'Tổng hợp',
    decision: 'Quyết định',
    recipient: 'Người nhận',
    reason: 'Lý do',
    hint: 'Ghi nơi về ở cột “Nơi về” rồi nạp lại tệp này; để trống: chưa quyết định. Không sửa cột “Mã”.',
    undecided: 'Chưa quyết định',
    summaryHeadings: ['Đơn vị được tách', 'Nơi về', 'Số hộ', 'Số người'],
    headings: ['STT', 'Hộ', 'Đại diện, người trong hộ', 'Số người', 'Nơi về', 'Mã'],
  },
  en: {
    file: 'households-of-split-units',
    summary: 'Summary',
    decision: 'Decision',
    recipient: 'Recipient',
    reason: 'Reason',
    hint: 'Write the part in the column “Goes to” and load this file again; empty: not decided. Leave the column “Key” as it is.',
    undecided: 'Not decided',
    summaryHeadings: ['Split unit', 'Goes to', 'Households', 'People'],
    headings: ['No.', 'Household', 'Representative, members', 'People', 'Goes to', 'Key'],
  },
}

const HEADING = 'E5E7EB'
const WIDTHS = [6, 20, 50, 10, 28, 30]

export interface HouseholdSheetInput {
  readonly id: string
  readonly reason: string
  readonly recipient: string
  readonly language: 'vi' | 'en'
}

/** Writes who of the split units goes where, and of whom nobody has said; who took it, for whom and why is on record with everybody in it. */
export async function writeHouseholdSheet(ctx: Context, input: HouseholdSheetInput): Promise<ReformFile> {
  const { reform, units } = await loadPlaces(ctx, input.id)
  const texts = TEXTS[input.language]
  const places = units.flatMap((unit) => unit.places)
  const labels = await listHouseholdLabels(
    ctx.db,
    places.flatMap(({ householdId }) => householdId ?? []),
  )
  const notes = [
    `${texts.decision}: ${reform.decision}`,
    `${texts.recipient}: ${input.recipient}`,
    `${texts.reason}: ${input.reason}`,
  ].map((value): CellDraft[] => [{ value, italic: true }])
  const heading = (values: readonly string[]): CellDraft[] =>
    values.map((value) => ({ value, bold: true, fill: HEADING, wrap: true }))
  const rowOf = (unit: SplitUnit, place: Place, at: number): CellDraft[] => [
    at + 1,
    place.householdId === null ? null : (labels.get(place.householdId) ?? null),
    place.people.map(({ name }) => name).join(', '),
    place.people.length,
    unit.parts.find(({ unitId }) => unitId === place.to)?.name ?? null,
    place.key,
  ]
  const summary: SheetDraft = {
    name: texts.summary,
    rows: [...notes, heading(texts.summaryHeadings), ...units.flatMap((unit) => summaryOf(unit, texts.undecided))],
    widths: [28, 28, 10, 10],
  }
  const sheets = units.map((unit): SheetDraft => ({
    name: unit.name,
    rows: [
      ...notes,
      [{ value: texts.hint, italic: true }],
      heading(texts.headings),
      ...unit.places.map((place, at) => rowOf(unit, place, at)),
    ],
    widths: WIDTHS,
    frozenRows: notes.length + 2,
  }))
  const bytes = await writeWorkbook({ sheets: [summary, ...sheets] })
  await noteExport(ctx, input, places)
  return { fileName: `${texts.file}-${reform.effectiveOn}.xlsx`, bytes }
}

function summaryOf(unit: SplitUnit, undecided: string): CellDraft[][] {
  return [...unit.parts, { unitId: null, name: undecided }].map((part): CellDraft[] => {
    const here = unit.places.filter(({ to }) => to === part.unitId)
    const households = here.filter(({ householdId }) => householdId !== null).length
    return [unit.name, part.name, households, here.reduce((sum, { people }) => sum + people.length, 0)]
  })
}

async function noteExport(
  ctx: Context,
  { id, reason, recipient }: HouseholdSheetInput,
  places: readonly Place[],
): Promise<void> {
  const people = new Set(places.flatMap((place) => place.people.map((person) => person.id)))
  const data = { exportId: ctx.newId(), reformId: id, reason, recipient, columns: ['household'], people: people.size }
  await inTransaction(ctx.db, (trx) =>
    insertAuditEvents(
      trx,
      [...people].map((personId) => ({
        at: ctx.now(),
        actor: ctx.actor.id,
        action: 'people-exported',
        subjectKind: 'person',
        subjectId: personId,
        data: { ...data, fullPhones: false },
      })),
    ),
  )
}

export interface HouseholdFileInput {
  readonly id: string
  readonly revision: number
  readonly fileName: string
  readonly bytes: Uint8Array
}

/** What stands in a file that came back: how many places were decided anew, or every row that cannot be read, and then nothing was. */
export interface PlacedHouseholds {
  readonly placed: number
  readonly issues: readonly WireIssue[]
}

/** Takes the places out of a file that was written by `writeHouseholdSheet` and filled in: all of them, or none. */
export async function placeHouseholds(ctx: Context, input: HouseholdFileInput): Promise<PlacedHouseholds> {
  refuseStale(await getReform(ctx.db, input.id), input.revision)
  const { units } = await loadPlaces(ctx, input.id)
  const workbook = need(await readWorkbookInWorker(input.bytes, { fileName: input.fileName }))
  const known = new Map(units.flatMap((unit) => unit.places.map((place) => [place.key, { unit, place }] as const)))
  const issues: Issue[] = []
  const given = new Map<string, Decisions['places'][number]>()
  let isRead = false
  for (const sheet of workbook.sheets) {
    const columns = findColumns(sheet.rows)
    if (columns === null) continue
    isRead = true
    for (const [at, row] of sheet.rows.entries()) {
      const key = textOf(row[columns.key])
      if (at <= columns.heading || key === '') continue
      const path = [sheet.name, at + 1]
      const found = known.get(key)
      const text = textOf(row[columns.place])
      if (found === undefined) {
        issues.push({ code: 'place-of-nobody', message: `${key} is not here`, path, data: { row: at + 1, text: key } })
        continue
      }
      const to = partOf(found.unit, text)
      if (to === undefined)
        issues.push({ code: 'place-unknown', message: `${text} is no part`, path, data: { row: at + 1, text } })
      else if (isNew(found.place, to)) given.set(key, placementOf(found.place, to))
    }
  }
  if (!isRead) issues.push({ code: 'places-missing', message: 'no column of places', path: [] })
  if (issues.length > 0) return { placed: 0, issues: issues.slice(0, MOST_ISSUES).map(wireIssue) }
  if (given.size > 0)
    await decideReform(ctx, {
      id: input.id,
      revision: input.revision,
      places: [...given.values()],
      seats: [],
      groups: [],
      scopes: [],
    })
  return { placed: given.size, issues: [] }
}

/** Whoever loads the wrong file does not read more. */
const MOST_ISSUES = 50

function findColumns(rows: readonly (readonly CellValue[])[]) {
  for (const { headings } of Object.values(TEXTS)) {
    const [, , , , placeHeading, keyHeading] = headings.map((heading) => foldName(heading))
    for (const [heading, row] of rows.entries()) {
      const words = row.map((cell) => foldName(textOf(cell)))
      const [place, key] = [words.indexOf(placeHeading ?? ''), words.indexOf(keyHeading ?? '')]
      if (place >= 0 && key >= 0) return { heading, place, key }
    }
  }
  return null
}

function textOf(cell: CellValue | undefined): string {
  return typeof cell === 'string' ? cell.normalize('NFC').trim() : typeof cell === 'number' ? String(cell) : ''
}

/** `null`: nobody has said; `undefined`: it is none of the parts. */
function partOf({ parts }: SplitUnit, text: string): UnitId | null | undefined {
  if (text === '') return null
  const exact = parts.find(({ unitId, name }) => unitId === text || name === text)
  const [alike, ...others] = parts.filter(({ name }) => foldName(name) === foldName(text))
  // Two parts whose names differ in a tone only are told apart by it.
  return exact?.unitId ?? (others.length === 0 ? alike?.unitId : undefined)
}

function isNew(place: Place, to: UnitId | null): boolean {
  return to === null ? place.isSaid : to !== place.to
}

function placementOf({ householdId, personId }: Place, unitId: UnitId | null): Decisions['places'][number] {
  return householdId === null ? { personId: personId ?? '', unitId } : { householdId, unitId }
}
