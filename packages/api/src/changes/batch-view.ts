import type { BatchKind, ChangeBatch } from '@ketnoi/db'

export interface BatchView {
  readonly id: string
  readonly kind: BatchKind
  readonly fileName: string | null
  /** Of a bulk edit: `set` or `move`. */
  readonly change: string | null
  /** Of a member list: whose. */
  readonly groupName: string | null
  readonly reason: string | null
  /** Of an import of units: units; of a member list: rows. */
  readonly people: number
  readonly author: string
  readonly at: string
  readonly undone: {
    readonly at: string
    readonly by: string
    readonly reason: string
    /** How many were given back and deleted; `null`: it was not kept. */
    readonly counts: { readonly restore: number; readonly remove: number; readonly keep: number } | null
  } | null
}

export function viewOf(batch: ChangeBatch, names: ReadonlyMap<string, string>): BatchView {
  const { fileName, kind, groupName } = whatOf(batch)
  const nameOf = (id: string): string => names.get(id) ?? id
  return {
    id: batch.id,
    kind: batch.kind,
    fileName: typeof fileName === 'string' ? fileName : null,
    change: typeof kind === 'string' ? kind : null,
    groupName: typeof groupName === 'string' ? groupName : null,
    reason: batch.reason,
    people: batch.people,
    author: nameOf(batch.author),
    at: batch.at,
    undone:
      batch.undoneAt === null
        ? null
        : {
            at: batch.undoneAt,
            by: nameOf(batch.undoneBy ?? ''),
            reason: batch.undoReason ?? '',
            counts: countsOf(batch.undone),
          },
  }
}

/** What was done, as it was kept. */
export function whatOf({ what }: ChangeBatch): Readonly<Record<string, unknown>> {
  return typeof what === 'object' && what !== null ? { ...what } : {}
}

function countsOf(undone: unknown): { restore: number; remove: number; keep: number } | null {
  if (typeof undone !== 'object' || undone === null) return null
  const { restore, remove, keep }: { restore?: unknown; remove?: unknown; keep?: unknown } = undone
  if (typeof restore !== 'number' || typeof remove !== 'number') return null
  return { restore, remove, keep: typeof keep === 'number' ? keep : 0 }
}
