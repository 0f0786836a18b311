import type { Day } from '../interval.ts'
import type { PurposeId } from '../id.ts'
import type { Consent } from './person.ts'

/**
 * What was said about one purpose of one person.
 *
 * | kind | says |
 * | - | - |
 * | `given` | the person agrees |
 * | `refused` | the person was asked and does not agree |
 * | `withdrawn` | the person takes the agreement back |
 * | `ground` | something other than consent allows it (a law, a decision) |
 * | `ground-ended` | that ground no longer holds |
 */
export type ConsentEventKind = 'given' | 'refused' | 'withdrawn' | 'ground' | 'ground-ended'

/** One line of the ledger of consents, as far as it decides. */
export interface ConsentEvent {
  readonly purposeId: PurposeId
  readonly kind: ConsentEventKind
  /** The first day it has an effect; `null`: always been. */
  readonly day: Day | null
}

/**
 * Gives the times in which a person's ledger allows each purpose: while the last word is consent, or a ground holds. Withdrawing ends
 * consent alone, never a ground. Of several events of one day the later in the list is the last word. Sorted by the first day, then by
 * purpose; never two times that touch.
 *
 * @example
 * consentsFromLedger([
 *   { purposeId: 'village-group', kind: 'given', day: '2024-01-15' },
 *   { purposeId: 'village-group', kind: 'withdrawn', day: '2024-03-01' },
 * ]) // [{ purposeId: 'village-group', from: '2024-01-15', to: '2024-03-01' }]
 */
export function consentsFromLedger(events: readonly ConsentEvent[]): Consent[] {
  const consents: Consent[] = []
  for (const purposeId of new Set(events.map((event) => event.purposeId))) {
    const own = events.filter((event) => event.purposeId === purposeId)
    // A stable sort: the order of what was said on one day stays.
    own.sort((a, b) => compareDays(a.day, b.day))
    let consent = false
    let ground = false
    let since: { readonly from: Day | null } | null = null
    for (const { kind, day } of own) {
      if (kind === 'ground' || kind === 'ground-ended') ground = kind === 'ground'
      else consent = kind === 'given'
      const allowed = consent || ground
      if (allowed && since === null) {
        const before = consents.at(-1)
        // Taken back and given again on one day: nothing was interrupted.
        if (before?.purposeId === purposeId && before.to === day) since = { from: consents.pop()?.from ?? null }
        else since = { from: day }
      } else if (!allowed && since !== null) {
        if (day !== since.from) consents.push({ purposeId, from: since.from, to: day })
        since = null
      }
    }
    if (since !== null) consents.push({ purposeId, from: since.from, to: null })
  }
  return consents.sort((a, b) => compareDays(a.from, b.from) || (a.purposeId < b.purposeId ? -1 : 1))
}

function compareDays(a: Day | null, b: Day | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0
}
