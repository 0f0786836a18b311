import type { GroupId, PersonId } from '../id.ts'
import type { Day } from '../interval.ts'
import type { Change } from '../plans/change.ts'

/**
 * How a group came to differ from what it should be.
 *
 * - `left-by-themselves`: a wanted member is gone, and no change of ours took them out
 * - `added-by-leader`: somebody is in the group whom no rule wants, or ever wanted, and whom no run of ours added
 * - `outsider`: a member who is not known as a person
 * - `changed-account`: a member who is not known, and whose name or phone is that of somebody who just vanished
 * - `overdue`: somebody whose qualification ended – an officer who was transferred, a resident who moved – and whose days of grace are over
 * - `service-glitch`: a change of ours that was proved and is undone within minutes, or has to be made again and again
 */
export type DriftClass =
  'left-by-themselves' | 'added-by-leader' | 'outsider' | 'changed-account' | 'overdue' | 'service-glitch'

/** All classes, in the order in which they are shown. */
export const DRIFT_CLASSES: readonly DriftClass[] = [
  'changed-account',
  'left-by-themselves',
  'added-by-leader',
  'overdue',
  'outsider',
  'service-glitch',
]

/**
 * What happens to a difference.
 *
 * - `adopt`: what is becomes what should be, by an exception with a reason and an end
 * - `ask`: a person decides; until then plans hold it
 * - `revert`: plans put it right
 * - `ignore`: it is in no plan, and counts as no difference
 */
export type DriftWay = 'adopt' | 'ask' | 'revert' | 'ignore'

/** What all lines of drift say. */
interface DriftLine {
  readonly groupId: GroupId
  /** ISO instant of the reading that showed it first. */
  readonly seenAt: string
  readonly way: DriftWay
  /** Whether somebody decided this very line; otherwise the way is that of the policy. */
  readonly decided: boolean
}

/** One difference with how it came about, and what happens to it. */
export type Drift =
  | (DriftLine & { readonly kind: 'left-by-themselves' | 'added-by-leader'; readonly personId: PersonId })
  /** `lostOn`: the first day without the qualification; `null` where it cannot be told. */
  | (DriftLine & { readonly kind: 'overdue'; readonly personId: PersonId; readonly lostOn: Day | null })
  | (DriftLine & { readonly kind: 'service-glitch'; readonly personId: PersonId; readonly undone: OwnChange['kind'] })
  /** `key`: the row of the member list. */
  | (DriftLine & { readonly kind: 'outsider'; readonly key: string })
  /** `personIds`: who it may be, at least one. */
  | (DriftLine & { readonly kind: 'changed-account'; readonly key: string; readonly personIds: readonly PersonId[] })

/** The drift of one group. */
export interface GroupDrift {
  /** At most one about each person and each row: in the order of classes, then of subjects. */
  readonly lines: readonly Drift[]
  /** Members who lost their qualification of late, and the first day on which they are overdue. */
  readonly inGrace: ReadonlyMap<PersonId, Day>
}

/** A change that a run of ours made in a group, and that a reading proved. */
export interface OwnChange {
  readonly personId: PersonId
  readonly kind: Extract<Change['kind'], 'add' | 'remove' | 'promote' | 'demote'>
  /** ISO instant of the proof. */
  readonly at: string
}

/** What somebody decided about one line. */
export interface DriftDecision {
  /** What it is about, as `driftSubject` gives it. */
  readonly subject: string
  readonly kind: DriftClass
  readonly way: 'revert' | 'ignore'
  /** ISO instant. A line that was seen first after it is another one, and asked about anew. */
  readonly at: string
}

/**
 * Gives what a line is about: a person, or a row of the member list.
 *
 * @example
 * driftSubject({ kind: 'outsider', key: 'name:Rơ Châm H’Lan', groupId: 'village:vn-v-trok', seenAt: '2024-02-01T01:00:00Z', way: 'ask', decided: false })
 */
export function driftSubject(line: Drift): string {
  return 'key' in line ? `row:${line.key}` : `person:${line.personId}`
}
