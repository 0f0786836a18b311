import type { Person } from '@ketnoi/hierarchy'
import type { CompareOptions, ComparisonKeys, RosterComparison, RosterDraft } from './roster.ts'

/** Says which known people a comparison needs: load those, and only those. */
export function comparisonKeys(drafts: Iterable<RosterDraft>): ComparisonKeys {
  throw new Error(`not built ${typeof drafts}`)
}

/**
 * Compares drafts with known people: the dry run and the import are this one function. Blank cells never erase; a phone or an
 * appointment that the roster does not name stays; a row that may be somebody already known waits for a decision.
 */
export function compareRoster(
  drafts: readonly RosterDraft[],
  existing: Iterable<Person>,
  options: CompareOptions,
): RosterComparison {
  throw new Error(`not built ${drafts.length} ${typeof existing} ${options.asOf}`)
}
