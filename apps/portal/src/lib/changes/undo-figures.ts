import type { Messages } from '#lib/i18n/vi/index.ts'

type Outcome = 'restore' | 'remove' | 'keep' | 'unchanged' | 'forbidden'

/** What an undo does, as figures: those of these outcomes that there are. */
export function undoFigures(
  counts: Readonly<Record<Outcome, number>>,
  outcomes: readonly Outcome[],
  t: Messages,
  number: (value: number) => string,
): { readonly label: string; readonly value: string }[] {
  const labels: Readonly<Record<Outcome, string>> = {
    restore: t.changes.willRestore,
    remove: t.changes.willRemove,
    keep: t.changes.willKeep,
    unchanged: t.changes.asBefore,
    forbidden: t.changes.forbidden,
  }
  return outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => ({ label: labels[outcome], value: number(counts[outcome]) }))
}
