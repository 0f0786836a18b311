import type { RowRef } from '../workbook/workbook.ts'
import type { DuplicateGroup, RosterDraft, RowIssue } from './roster.ts'

/** Rows without the repetitions of others, and which rows repeat each other. */
export interface CollapsedRows {
  readonly kept: RosterDraft[]
  readonly identical: DuplicateGroup[]
  /** Folded names that more than one row bears. */
  readonly shared: ReadonlySet<string>
}

/** Keeps one of every set of rows with the same content; it says which rows it stands for. Refused rows are all kept. */
export function collapseRepeatedRows(drafts: readonly RosterDraft[]): CollapsedRows {
  // Rows with the same content have the same name; most rows share it with nobody, and then the rest need not be looked at.
  const byName = new Map<string, number | Map<string, number>>()
  const shared = new Set<string>()
  const kept: RosterDraft[] = []
  const repeated = new Map<number, RowRef[]>()
  // Members who follow a repeated head belong to the household of the row that is kept.
  const households = new Map<string, string>()
  for (const written of drafts) {
    const household =
      written.householdKey === null || households.size === 0 ? undefined : households.get(written.householdKey)
    const draft = household === undefined ? written : { ...written, householdKey: household }
    const known = draft.refused ? undefined : findRepeated(draft)
    if (known !== undefined) {
      const rows = repeated.get(known) ?? []
      rows.push(draft.row)
      repeated.set(known, rows)
      const keptKey = kept[known]?.householdKey ?? null
      if (draft.householdKey !== null && keptKey !== null && draft.householdKey !== keptKey) {
        households.set(draft.householdKey, keptKey)
      }
      continue
    }
    kept.push(draft)
  }
  /** The kept row with the same content; where there is none, this one will be the next that is kept. */
  function findRepeated(draft: RosterDraft): number | undefined {
    const namesakes = byName.get(draft.nameFolded)
    if (namesakes === undefined) {
      byName.set(draft.nameFolded, kept.length)
      return undefined
    }
    shared.add(draft.nameFolded)
    let contents = namesakes
    if (typeof contents === 'number') {
      const only = kept[contents]
      contents = new Map(only === undefined ? [] : [[contentOf(only), contents]])
      byName.set(draft.nameFolded, contents)
    }
    const content = contentOf(draft)
    const found = contents.get(content)
    if (found === undefined) contents.set(content, kept.length)
    return found
  }

  const identical: DuplicateGroup[] = []
  for (const [index, rows] of repeated) {
    const draft = kept[index]
    if (draft === undefined) continue
    const all = [draft.row, ...rows]
    identical.push({ kind: 'identical', rows: all })
    const issue: RowIssue = {
      code: 'row-repeated',
      severity: 'warning',
      column: null,
      field: null,
      value: draft.name,
      suggestion: null,
      data: { rows: all },
    }
    kept[index] = { ...draft, repeatedIn: rows, issues: [...draft.issues, issue] }
  }
  return { kept, identical, shared }
}

/** Everything that a row says about its person. Households made of one row differ by their row alone, which says nothing. */
function contentOf(draft: RosterDraft): string {
  const household = draft.householdKey?.startsWith('row:') === true ? 'own' : draft.householdKey
  return [
    draft.name,
    draft.birth,
    draft.phones.join(' '),
    household,
    draft.representsHousehold,
    draft.unitId,
    draft.resides,
    draft.adult,
    draft.reachability,
    draft.positions.map((p) => `${p.positionId}@${p.unitId}`).join(' '),
    draft.consents.map((c) => `${c.purposeId}=${c.agreed}`).join(' '),
    draft.accounts.map((a) => a.accountId).join(' '),
  ].join('\u0000')
}

/**
 * Finds rows that are likely one person: the same folded name at the same unit, and the same birth or phone. Two people of one
 * year and name in different households with different phones are common in a village, and are left alone. `shared`: the folded
 * names that more than one row bears.
 */
export function findDuplicates(drafts: readonly RosterDraft[], shared: ReadonlySet<string>): DuplicateGroup[] {
  if (shared.size === 0) return []
  const groups: DuplicateGroup[] = []
  const bearers = drafts.filter((draft) => !draft.refused && shared.has(draft.nameFolded))
  for (const namesakes of Map.groupBy(bearers, (draft) => draft.nameFolded).values()) {
    for (const rows of Map.groupBy(namesakes, (draft) => draft.unitId).values())
      if (rows.length > 1) groups.push(...groupsAmong(rows))
  }
  return groups
}

/** Namesakes of one village are few; a file in which thousands share name, year and village is no roster. */
const MOST_NAMESAKES = 50

function groupsAmong(drafts: readonly RosterDraft[]): DuplicateGroup[] {
  const buckets = new Map<string, RosterDraft[]>()
  for (const draft of drafts) {
    for (const key of keysOf(draft)) {
      const bucket = buckets.get(key) ?? []
      if (bucket.length < MOST_NAMESAKES) bucket.push(draft)
      buckets.set(key, bucket)
    }
  }
  const groups: DuplicateGroup[] = []
  const grouped = new Set<RosterDraft>()
  for (const draft of drafts) {
    if (grouped.has(draft)) continue
    const near = new Set(keysOf(draft).flatMap((key) => buckets.get(key) ?? []))
    const same = [...near].filter((other) => other !== draft && !grouped.has(other) && likelySame(draft, other))
    if (same.length === 0) continue
    const all = [draft, ...same]
    for (const member of all) grouped.add(member)
    const phone = same.some((other) => sharesPhone(draft, other))
    groups.push({
      kind: phone ? 'same-name-and-phone' : 'same-name-and-birth',
      rows: all.flatMap((member) => [member.row, ...member.repeatedIn]),
    })
  }
  return groups
}

function keysOf(draft: RosterDraft): string[] {
  return draft.birth === null ? [...draft.phones] : [...draft.phones, draft.birth.slice(0, 4)]
}

/** Whether two rows of one name and unit are likely one person. */
export function likelySame(a: RosterDraft, b: RosterDraft): boolean {
  if (sharesPhone(a, b)) return a.birth === null || b.birth === null || birthsAgree(a.birth, b.birth)
  if (a.birth === null || b.birth === null || !birthsAgree(a.birth, b.birth)) return false
  if (a.birth.length === 10 && b.birth.length === 10 && !a.birth.endsWith('-01-01')) return true
  const apart = a.householdKey !== null && b.householdKey !== null && a.householdKey !== b.householdKey
  return !apart
}

function sharesPhone(a: RosterDraft, b: RosterDraft): boolean {
  return a.phones.some((phone) => b.phones.includes(phone))
}

/** Whether one date may be the other, less or more precisely known; 1 January may stand for the year. */
export function birthsAgree(a: string, b: string): boolean {
  if (a.startsWith(b) || b.startsWith(a)) return true
  return (a.endsWith('-01-01') || b.endsWith('-01-01')) && a.slice(0, 4) === b.slice(0, 4)
}
