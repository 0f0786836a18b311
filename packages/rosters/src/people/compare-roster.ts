import { isValidOn, type Day, type HouseholdId, type Person, type PersonId } from '@ketnoi/hierarchy'
import { rowKey, type RowRef } from '../workbook/workbook.ts'
import { createHouseholds } from './compared-households.ts'
import {
  completes,
  indexPeople,
  isFullDay,
  repeatsClaim,
  type FittingPerson,
  type KnownPeople,
  type KnownPerson,
} from './known-people.ts'
import { changeRepresentative, createPerson, mergePerson, type MergedHousehold } from './merge-person.ts'
import { settleRepresentatives } from './representatives.ts'
import type {
  ComparedRow,
  CompareOptions,
  ComparisonKeys,
  DuplicateCandidate,
  FieldChange,
  RosterComparison,
  RosterDraft,
  RowIssue,
  RowOutcome,
} from './roster.ts'

const NOBODY: readonly FittingPerson[] = []
const ALONE: readonly RowRef[] = []

/** More than a household ever speaks for or against a person. */
const SCORE_WEIGHT = 100

/** Says which known people a comparison needs: those of these units, and those with one of these phones or accounts. */
export function comparisonKeys(drafts: Iterable<RosterDraft>): ComparisonKeys {
  const unitIds = new Set<string>()
  const phones = new Set<string>()
  const accountIds = new Set<string>()
  const births: { folded: string; birth: string }[] = []
  for (const draft of drafts) {
    if (draft.refused) continue
    if (draft.unitId !== null) unitIds.add(draft.unitId)
    for (const position of draft.positions) unitIds.add(position.unitId)
    for (const phone of draft.phones) phones.add(phone)
    for (const account of draft.accounts) accountIds.add(account.accountId)
    if (isFullDay(draft.birth)) births.push({ folded: draft.nameFolded, birth: draft.birth })
  }
  return {
    unitIds: [...unitIds],
    phones: [...phones],
    accountIds: [...accountIds],
    births,
  }
}

/** The names of those who are not refused, folded, each once. */
export function comparisonNames(drafts: Iterable<RosterDraft>): string[] {
  const names = new Set<string>()
  for (const draft of drafts) if (!draft.refused) names.add(draft.nameFolded)
  return [...names]
}

/**
 * Compares drafts with known people: the dry run and the import are this one function. Blank cells never erase; a phone or an
 * appointment that the roster does not name stays; a row that may be somebody already known waits for a decision.
 *
 * Cost: linear in drafts and people, and in namesakes of one village.
 */
export function compareRoster(
  drafts: readonly RosterDraft[],
  existing: Iterable<Person>,
  options: CompareOptions,
): RosterComparison {
  const { asOf, newId, withdrawn, only } = options
  const isWanted = (draft: RosterDraft) => only?.has(rowKey(draft.row)) !== false
  const people = indexPeople(existing, asOf)
  const decisions = options.decisions?.people ?? {}
  const households = createHouseholds(newId)
  const rows = new Array<ComparedRow | undefined>(drafts.length)
  const changed = new Set<KnownPerson>()
  const sameAs = new Map<string, readonly RowRef[]>()
  for (const group of options.duplicates ?? []) for (const row of group.rows) sameAs.set(rowKey(row), group.rows)

  const known = people.size() > 0
  const anyDecision = Object.keys(decisions).length > 0
  const namedPeople = new Set(
    Object.values(decisions).flatMap((decision) => (decision.kind === 'same' ? decision.personId : [])),
  )
  const fits = drafts.map((draft) => (draft.refused || !known ? NOBODY : people.fitting(draft)))
  // A person goes to the row that fits best, and only that row says which household is which.
  const bestScore = new Map<KnownPerson, number>()
  for (const found of fits) {
    for (const fit of found) bestScore.set(fit.known, Math.max(fit.score, bestScore.get(fit.known) ?? 0))
  }
  for (const [index, draft] of drafts.entries()) {
    const [first, second] = fits[index] ?? NOBODY
    if (first === undefined || first.fit === 'doubt' || first.fit === second?.fit) continue
    if (first.score === bestScore.get(first.known)) households.vote(draft, first.known)
  }
  households.settle(drafts, people)

  // Decisions first, then the surest rows, then those that only a name speaks for: the order of the rows never decides who is who.
  const open = drafts.map((_, index) => index).filter((index) => drafts[index]?.refused === false)
  // Of rows that fit somebody as well as each other the one of their household comes first.
  const sureness = Float64Array.from(drafts, (draft, index) => surenessOf(draft, fits[index] ?? NOBODY))
  const bySureness = open
    .filter((index) => (fits[index]?.length ?? 0) > 0)
    .sort((a, b) => (sureness[b] ?? 0) - (sureness[a] ?? 0) || a - b)
  if (anyDecision) for (const index of open) settleRow(index, chosen)
  for (const fit of ['strong', 'weak'] as const) {
    for (const index of bySureness)
      if (fits[index]?.[0]?.fit === fit) settleRow(index, (draft) => matched(draft, fits[index] ?? NOBODY))
  }
  for (const index of open) settleRow(index, remaining)

  function surenessOf(draft: RosterDraft, [best, ...others]: readonly FittingPerson[]): number {
    if (best === undefined) return 0
    const alike = [best, ...others.filter(({ fit, score }) => fit === best.fit && score === best.score)]
    return best.score * SCORE_WEIGHT + Math.max(...alike.map(({ known }) => households.closeness(draft, known)))
  }

  function settleRow(index: number, judge: (draft: RosterDraft) => ComparedRow | null): void {
    const draft = drafts[index]
    if (draft === undefined || rows[index] !== undefined) return
    const judged = judge(draft)
    if (judged !== null) rows[index] = judged
  }

  function chosen(draft: RosterDraft): ComparedRow | null {
    const personId = chosenId(draft)
    const person = personId === null ? undefined : people.byId(personId)
    return person === undefined ? null : take(draft, person)
  }

  /** Where another row was said to be the person of this one, this one is still that person when the file is compared again. */
  function chosenId(draft: RosterDraft): PersonId | null {
    if (namedPeople.size === 0) return null
    const decision = decisionOf(draft)
    if (decision !== undefined) return decision.kind === 'same' ? decision.personId : null
    const own = newId('person', rowKey(draft.row), draft.row)
    return namedPeople.has(own) ? own : null
  }

  function decisionOf(draft: RosterDraft) {
    return anyDecision ? decisions[rowKey(draft.row)] : undefined
  }

  function isOpen(draft: RosterDraft, { known: person }: FittingPerson): boolean {
    return person.claims.length === 0 || completes(draft, person)
  }

  function matched(draft: RosterDraft, found: readonly FittingPerson[]): ComparedRow | null {
    if (decisionOf(draft)?.kind === 'new') return null
    const [best] = found
    const choice = choose(
      draft,
      found.filter((fit) => fit.fit === best?.fit && fit.score === bestScore.get(fit.known) && isOpen(draft, fit)),
    )
    return choice === null ? null : take(draft, choice)
  }

  function remaining(draft: RosterDraft): ComparedRow {
    if (decisionOf(draft)?.kind === 'new') return create(draft)
    // The person may be one of an earlier row.
    const known = chosen(draft)
    if (known !== null) return known
    // People of earlier rows of this file are known by now as well.
    const found = people.fitting(draft)
    if (found.length === 0) return create(draft)
    const repeats = found.filter((fit) => !isOpen(draft, fit) && repeatsClaim(draft, fit.known))
    if (repeats.length > 0) return row(draft, 'possible-duplicate', null, [], repeats.map(toCandidate))
    const free = found.filter((fit) => isOpen(draft, fit))
    const choice = choose(draft, free)
    if (choice !== null) return take(draft, choice)
    return free.length === 0 ? create(draft) : row(draft, 'possible-duplicate', null, [], free.map(toCandidate))
  }

  function choose(draft: RosterDraft, free: readonly FittingPerson[]): KnownPerson | null {
    const strong = free.filter((fit) => fit.fit === 'strong')
    const pool = strong.length > 0 ? strong : free.filter((fit) => fit.fit === 'weak')
    if (pool.length <= 1) return pool[0]?.known ?? null
    const scored = pool
      .map((fit) => ({ fit, score: fit.score + households.closeness(draft, fit.known) }))
      .sort((a, b) => b.score - a.score)
    const [first, second] = scored
    if (first === undefined) return null
    if (
      second === undefined ||
      first.score > second.score ||
      sameFacts(first.fit.known.person, second.fit.known.person)
    )
      return first.fit.known
    return null
  }

  /** Of a household that was known the head is settled at the end, when everybody of it is known. */
  function householdOf(draft: RosterDraft, known: KnownPerson | null): MergedHousehold {
    const householdId = households.of(draft, known)
    const isNew = householdId !== null && !people.knowsHousehold(householdId)
    const represents = isNew || draft.representsOutright ? draft.representsHousehold : null
    // Of several rows about one person it is enough that one says so.
    const saidBefore =
      represents === false &&
      known?.claims.some((claim) => claim.representsHousehold === true && claim.householdKey === draft.householdKey)
    return { householdId, represents: saidBefore === true ? null : represents }
  }

  function create(draft: RosterDraft): ComparedRow {
    if (!isWanted(draft)) return row(draft, 'unchanged', null, [], [])
    const id = newId('person', rowKey(draft.row), draft.row)
    const known = people.add(createPerson(id, draft, householdOf(draft, null), asOf), draft.nameFolded, draft)
    changed.add(known)
    return row(draft, 'new', known, [], [])
  }

  function take(given: RosterDraft, known: KnownPerson): ComparedRow {
    known.claims.push(given)
    if (!isWanted(given)) return row(given, 'unchanged', known, [], [])
    const draft = withoutWithdrawn(given, withdrawn?.get(known.person.id))
    const merged = mergePerson(known.person, draft, householdOf(draft, known), asOf)
    if (merged.changes.length === 0) return row(draft, 'unchanged', known, [], [])
    known.person = merged.person
    changed.add(known)
    return row(draft, 'changed', known, merged.changes, [])
  }

  function row(
    draft: RosterDraft,
    outcome: RowOutcome,
    known: KnownPerson | null,
    changes: readonly FieldChange[],
    candidates: readonly DuplicateCandidate[],
  ): ComparedRow {
    return {
      draft,
      outcome,
      personId: known?.person.id ?? null,
      isNewPerson: known?.isNew === true,
      household: null,
      changes,
      candidates,
      sameAs: sameAs.size === 0 ? ALONE : (sameAs.get(rowKey(draft.row)) ?? ALONE),
    }
  }

  function householdToShow({ outcome, draft: { householdKey } }: ComparedRow): HouseholdId | null {
    if (householdKey === null || outcome === 'changed' || outcome === 'unchanged') return null
    const id = households.found(householdKey)
    return id === null || (outcome === 'new' && !people.knowsHousehold(id)) ? null : id
  }

  const settled = settleRepresentatives(people, asOf, isWanted)
  const any = settled.changes.length + settled.issues.length > 0
  const rowOf = new Map(any ? drafts.map((draft, index) => [draft, index]) : [])
  const amend = (draft: RosterDraft | undefined, how: (compared: ComparedRow) => Partial<ComparedRow>): void => {
    const index = draft === undefined ? undefined : rowOf.get(draft)
    const compared = index === undefined ? undefined : rows[index]
    if (index !== undefined && compared !== undefined) rows[index] = { ...compared, ...how(compared) }
  }
  for (const { known, home, represents } of settled.changes) {
    const merged = changeRepresentative(known.person, home, represents, asOf)
    known.person = merged.person
    changed.add(known)
    if (known.isNew) continue
    amend(
      known.claims.find((claim) => claim.resides),
      ({ changes }) => ({ outcome: 'changed', changes: withChange(changes, merged.change) }),
    )
  }
  for (const { draft, issue } of settled.issues)
    amend(draft, (compared) => ({ draft: { ...compared.draft, issues: [...compared.draft.issues, issue] } }))

  if (namedPeople.size > 0) takeBackRivals(rows)

  const counts: Record<RowOutcome, number> = { new: 0, changed: 0, unchanged: 0, 'possible-duplicate': 0, refused: 0 }
  const finished = drafts.map((draft, index) => rows[index] ?? row(draft, 'refused', null, [], []))
  const listed = only === undefined ? finished : finished.filter(({ draft }) => isWanted(draft))
  const wanted = withHouseholds(listed, householdToShow, people, asOf)
  for (const { outcome } of wanted) counts[outcome] += 1
  return {
    rows: wanted,
    upserts: Array.from(changed, (known) => known.person),
    counts,
    absent: absentPeople(drafts, people.all(), finished),
  }
}

/** A file is older than what somebody said since: it gives no consent that the person took back. */
function withoutWithdrawn(draft: RosterDraft, withdrawn: ReadonlySet<string> | undefined): RosterDraft {
  const again = draft.consents.filter(({ purposeId, agreed }) => agreed && withdrawn?.has(purposeId) === true)
  if (again.length === 0) return draft
  return {
    ...draft,
    consents: draft.consents.filter((consent) => !again.includes(consent)),
    issues: [
      ...draft.issues,
      {
        code: 'consent-withdrawn',
        severity: 'warning',
        column: null,
        field: 'consent',
        value: again.map(({ purposeId }) => purposeId).join(', '),
        suggestion: null,
      },
    ],
  }
}

/** Several rows that are marked in one household are no rivals once somebody said that they are one person. */
function takeBackRivals(rows: (ComparedRow | undefined)[]): void {
  const isRival = (issue: RowIssue) => issue.code === 'representatives-several'
  const rivals = rows.flatMap((compared, index) =>
    compared?.draft.issues.some(isRival) === true ? [{ compared, index }] : [],
  )
  for (const household of Map.groupBy(rivals, ({ compared }) => compared.draft.householdKey).values()) {
    const people = new Set(household.map(({ compared }) => compared.personId))
    if (people.size !== 1 || people.has(null)) continue
    for (const { compared, index } of household) {
      const { draft } = compared
      rows[index] = { ...compared, draft: { ...draft, issues: draft.issues.filter((issue) => !isRival(issue)) } }
    }
  }
}

/** Names the households of the rows where they are to be shown. */
function withHouseholds(
  rows: readonly ComparedRow[],
  householdOf: (row: ComparedRow) => HouseholdId | null,
  people: KnownPeople,
  asOf: Day,
): readonly ComparedRow[] {
  const shown = new Map(
    rows.flatMap((row) => {
      const householdId = householdOf(row)
      return householdId === null ? [] : [[row, householdId] as const]
    }),
  )
  if (shown.size === 0) return rows
  const representatives = new Map<HouseholdId, string | null>([...shown.values()].map((id) => [id, null]))
  for (const { person } of people.all()) {
    for (const { householdId, representsHousehold, ...interval } of person.residences) {
      if (householdId === null || !representsHousehold || !representatives.has(householdId)) continue
      if (isValidOn(interval, asOf)) representatives.set(householdId, person.name)
    }
  }
  return rows.map((row) => {
    const householdId = shown.get(row)
    if (householdId === undefined) return row
    return { ...row, household: { householdId, representative: representatives.get(householdId) ?? null } }
  })
}

/** Adds a change; one that goes back to what was is none. */
function withChange(changes: readonly FieldChange[], added: FieldChange): readonly FieldChange[] {
  const before = changes.find((change) => change.field === added.field)
  return before !== undefined && before.from[0] === added.to[0]
    ? changes.filter((change) => change !== before)
    : [...changes, added]
}

function toCandidate({ known, why }: FittingPerson): DuplicateCandidate {
  return { personId: known.person.id, why, row: known.claims[0]?.row ?? null }
}

/** People whom nothing but their identity tells apart: either is right. */
function sameFacts(a: Person, b: Person): boolean {
  return (
    a.name === b.name &&
    a.birth === b.birth &&
    a.phones.map((p) => p.number).join() === b.phones.map((p) => p.number).join()
  )
}

/** Known people of the villages that the file lists whom no row is, or may be, about. */
function absentPeople(
  drafts: readonly RosterDraft[],
  known: Iterable<KnownPerson>,
  rows: readonly ComparedRow[],
): string[] {
  const unclaimed = [...known].filter(({ isNew, claims }) => !isNew && claims.length === 0)
  if (unclaimed.length === 0) return []
  const listed = new Set(drafts.flatMap((draft) => (draft.resides && draft.unitId !== null ? [draft.unitId] : [])))
  const candidates = new Set(rows.flatMap((row) => row.candidates.map((candidate) => candidate.personId)))
  return unclaimed
    .filter(({ person, homes }) => !candidates.has(person.id) && homes.some((unitId) => listed.has(unitId)))
    .map(({ person }) => person.id)
}
