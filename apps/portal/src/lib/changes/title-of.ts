import type { RouterOutputs } from '@ketnoi/api'
import { textOf, type I18n } from '#lib/i18n/i18n.ts'

type Batch = RouterOutputs['changes']['list']['rows'][number]

/** What a batch is called: the group of a member list, the file, or what was changed. */
export function titleOf({ t }: Pick<I18n, 't'>, batch: Batch): string {
  if (batch.groupName !== null) return batch.groupName
  if (batch.fileName !== null) return batch.fileName
  return batch.change === null ? t.changes.kinds[batch.kind] : textOf(t.changes.changeKinds, batch.change)
}

/** What it was, how large, by whom and when. */
export function factsOf({ t, number, instant }: Pick<I18n, 't' | 'number' | 'instant'>, batch: Batch): string {
  const size = t.changes.sizes[batch.kind](number(batch.people))
  const file = batch.groupName !== null && batch.fileName !== null ? [batch.fileName] : []
  return [t.changes.kinds[batch.kind], ...file, size, t.changes.by(batch.author, instant(batch.at))].join(' · ')
}
