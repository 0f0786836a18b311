import { isValidOn, type Day, type HouseholdId, type Residence } from '@ketnoi/hierarchy'
import type { KnownPeople, KnownPerson } from './known-people.ts'
import type { RosterDraft, RowIssue } from './roster.ts'

/**
 * Leaves every household of a file one representative: whoever is marked as such, else the head. Where several are marked, or
 * several are heads, the first stays, and their rows say so.
 */
export function withOneRepresentative(drafts: readonly RosterDraft[]): readonly RosterDraft[] {
  const byHousehold = new Map<string, number[]>()
  for (const [index, draft] of drafts.entries()) {
    if (draft.householdKey === null || draft.representsHousehold !== true || draft.refused) continue
    const known = byHousehold.get(draft.householdKey)
    if (known === undefined) byHousehold.set(draft.householdKey, [index])
    else known.push(index)
  }
  const settled = [...drafts]
  for (const candidates of byHousehold.values()) {
    if (candidates.length < 2) continue
    const marked = candidates.filter((index) => drafts[index]?.representsOutright === true)
    const [chosen, ...others] = marked.length > 0 ? marked : candidates
    const chosenName = drafts[chosen ?? -1]?.name ?? null
    for (const index of candidates) {
      const draft = drafts[index]
      if (draft === undefined) continue
      const rivals = others.length > 0 && (marked.length === 0 || draft.representsOutright)
      settled[index] = {
        ...draft,
        ...(index === chosen ? {} : { representsHousehold: false, representsOutright: false }),
        issues: rivals
          ? [...draft.issues, representativeIssue('representatives-several', draft.name, chosenName)]
          : draft.issues,
      }
    }
  }
  return settled
}

/** What is to be done about who represents the households of a file, once it is known who everybody is. */
export interface RepresentativeChange extends Member {
  readonly represents: boolean
}

export interface SettledRepresentatives {
  readonly changes: readonly RepresentativeChange[]
  /** With the row each is about. */
  readonly issues: readonly { readonly draft: RosterDraft; readonly issue: RowIssue }[]
}

/**
 * Says who represents each household that was known, after a file: whoever it marks, else whoever did before, else the head that it names. What
 * a relation says about somebody never takes the place from a person who was chosen for it. `counts`: the rows that are imported.
 */
export function settleRepresentatives(
  people: KnownPeople,
  asOf: Day,
  counts: (draft: RosterDraft) => boolean,
): SettledRepresentatives {
  const households = new Map<HouseholdId, { marked: Claim[]; representing: Member[]; heads: Claim[] }>()
  for (const known of people.all()) {
    for (const home of known.person.residences) {
      if (home.householdId === null || !people.knowsHousehold(home.householdId) || !isValidOn(home, asOf)) continue
      const draft = known.claims.find(
        (claim) => claim.representsHousehold === true && claim.unitId === home.unitId && counts(claim),
      )
      if (draft === undefined && !home.representsHousehold) continue
      const household = households.get(home.householdId) ?? { marked: [], representing: [], heads: [] }
      households.set(home.householdId, household)
      if (draft?.representsOutright === true) household.marked.push({ known, home, draft })
      else if (home.representsHousehold) household.representing.push({ known, home })
      else if (draft !== undefined) household.heads.push({ known, home, draft })
    }
  }
  const changes: RepresentativeChange[] = []
  const issues: { draft: RosterDraft; issue: RowIssue }[] = []
  for (const { marked, representing, heads } of households.values()) {
    const [mark] = marked
    const [before] = representing
    const [head] = heads
    if (mark !== undefined) {
      for (const { known, home } of representing) {
        changes.push({ known, home, represents: false })
        issues.push({
          draft: mark.draft,
          issue: representativeIssue('representative-replaced', mark.known.person.name, known.person.name),
        })
      }
    } else if (before !== undefined) {
      for (const { known, draft } of heads)
        issues.push({
          draft,
          issue: representativeIssue('representative-kept', known.person.name, before.known.person.name),
        })
    } else if (head !== undefined) changes.push({ known: head.known, home: head.home, represents: true })
  }
  return { changes, issues }
}

interface Member {
  readonly known: KnownPerson
  readonly home: Residence
}

interface Claim extends Member {
  readonly draft: RosterDraft
}

function representativeIssue(code: RowIssue['code'], name: string, other: string | null): RowIssue {
  return { code, severity: 'warning', column: null, field: 'represents-household', value: name, suggestion: other }
}
