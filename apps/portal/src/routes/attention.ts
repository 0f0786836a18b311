import type { RouterOutputs } from '@ketnoi/api'
import type { overview } from '#lib/i18n/vi/overview.ts'
import type { ListedTask } from '#lib/ui/listed-task.ts'

/** What the overview counts. */
export interface Attention {
  readonly waiting: RouterOutputs['waiting']['count']
  readonly states: Readonly<Record<'invalid' | 'differs' | 'undecided' | 'unlinked' | 'unread', number>>
  readonly plan: {
    readonly passed: boolean
    readonly counts: Readonly<Record<'blocked' | 'unmatched', number>>
  }
  /** Of the services; 0 for whoever has no say in them. */
  readonly assetAlarms: number
  readonly handovers: number
  readonly reviews: number
  readonly reviewsMissed: number
  readonly expiring: number
  readonly openImports: number
  readonly duplicates: number
}

/**
 * What calls for whoever looks, most urgent first: what stands still or is lost unless somebody acts, in red; then what waits for their
 * word; then what they may see to in their own time.
 */
export function attentionOf(
  { waiting, states, plan, ...counts }: Attention,
  texts: typeof overview,
  number: (count: number) => string,
): ListedTask[] {
  const row = (count: number, text: (count: string) => string, href: string, bad = false): ListedTask[] =>
    count > 0 ? [{ text: text(number(count)), href, bad }] : []
  const stopped = plan.passed ? 0 : 1
  const alarms = [
    row(stopped, () => texts.brakeTripped, '/plan', true),
    row(waiting.escalated, texts.waiting.escalated, '/runs', true),
    row(states.invalid, texts.invalidGroups, '/groups?state=invalid', true),
    row(plan.counts.blocked, texts.blocked, '/plan', true),
    row(counts.assetAlarms, texts.assetAlarms, '/services', true),
  ]
  const decisions = [
    row(waiting.runs, texts.waiting.runs, '/runs'),
    row(waiting.reforms, texts.waiting.reforms, '/reforms'),
    row(waiting.announcements, texts.waiting.announcements, '/announcements'),
    row(waiting.undos, texts.undos, '/changes'),
    row(waiting.changes, texts.waiting.changes, '/changes'),
    row(counts.handovers, texts.handovers, '/handovers'),
    row(waiting.registrations, texts.waiting.registrations, '/registrations'),
    row(waiting.conflicts, texts.waiting.conflicts, '/onboard/conflicts'),
    row(plan.counts.unmatched, texts.unmatched, '/drift'),
  ]
  const inTheirTime = [
    row(states.differs, texts.differingGroups, '/groups?state=differs'),
    row(states.undecided, texts.undecidedGroups, '/groups?state=undecided'),
    row(states.unlinked, texts.unlinkedGroups, '/groups?state=unlinked'),
    row(states.unread, texts.unreadGroups, '/groups?state=unread'),
    row(counts.reviews, texts.reviews, '/reviews'),
    row(counts.reviews === 0 ? counts.reviewsMissed : 0, texts.reviewsMissed, '/reviews'),
    row(counts.expiring, texts.expiring, '/expiring'),
    row(counts.duplicates, texts.waiting.duplicates, '/people/duplicates'),
    row(counts.openImports, texts.openImports, '/import'),
  ]
  return [...alarms, ...decisions, ...inTheirTime].flat()
}
