import { parseGroupId, type LocalText, type Reason } from '@ketnoi/hierarchy'
import type { I18n } from '#lib/i18n/i18n.ts'

/** Why a line is in a plan, in words. `clauses` are those of the kind of the group. */
export function reasonText(
  i18n: Pick<I18n, 't' | 'text' | 'day'>,
  clauses: readonly { readonly id: string; readonly name: LocalText }[],
  reason: Reason,
): string {
  const { t, text, day } = i18n
  switch (reason.kind) {
    case 'rule': {
      const clause = clauses.find(({ id }) => id === reason.clause)
      return clause === undefined ? reason.clause : text(clause.name)
    }
    case 'include':
    case 'exclude':
      return t.groups.reasons[reason.kind](reason.text)
    case 'left-by-themselves':
      return t.groups.reasons[reason.kind](reason.on === null ? null : day(reason.on))
    case 'consent-withdrawn':
      return t.groups.reasons[reason.kind](day(reason.on))
    case 'in-other-group':
      return t.groups.reasons[reason.kind](parseGroupId(reason.groupId)?.part ?? 1)
    default:
      return t.groups.reasons[reason.kind]
  }
}
