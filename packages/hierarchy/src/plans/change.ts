import type { GroupId, GroupKindId, PersonId, PurposeId, UnitId } from '../id.ts'
import type { Day } from '../interval.ts'
import type { Role } from '../model/model.ts'

/** Why a line is in a plan. The text comes from the model (`rule`), from a person (`include`, `exclude`) or from the code. */
export type Reason =
  | { readonly kind: 'rule'; readonly clause: string }
  | { readonly kind: 'include'; readonly overrideId: string; readonly text: string }
  | { readonly kind: 'exclude'; readonly overrideId: string; readonly text: string }
  /** The person left, or asked to be left out: an exclusion whose author they are. `null`: has always been out. */
  | { readonly kind: 'left-by-themselves'; readonly overrideId: string; readonly on: Day | null }
  /** A clause asks for consent to the purpose, and the person took it back. */
  | { readonly kind: 'consent-withdrawn'; readonly purpose: PurposeId; readonly on: Day }
  /** No clause matches (any more): `explainMember` says which condition fails. */
  | { readonly kind: 'no-rule' }
  /** The unit has several groups, and the person is assigned to another one of them. */
  | { readonly kind: 'in-other-group'; readonly groupId: GroupId }
  /** The person is not in the directory on this day. */
  | { readonly kind: 'not-in-directory' }
  | { readonly kind: 'group-expected' }
  | { readonly kind: 'group-not-expected' }
  | { readonly kind: 'name-differs' }

/** What proves that somebody is in the group before they are taken out of it. */
export interface Evidence {
  readonly readingId: string
  /** ISO instant. */
  readonly readAt: string
}

/** One step from actual to desired. Role changes never pass through remove and add; a rename is never delete and create. */
export type Change =
  | {
      readonly kind: 'create-group'
      readonly groupId: GroupId
      readonly groupKind: GroupKindId
      readonly unitId: UnitId
      readonly name: string
      readonly reasons: readonly Reason[]
    }
  | {
      readonly kind: 'rename-group'
      readonly groupId: GroupId
      readonly externalId: string
      readonly from: string
      readonly to: string
      readonly reasons: readonly Reason[]
    }
  | {
      readonly kind: 'unarchive-group'
      readonly groupId: GroupId
      readonly externalId: string
      readonly name: string
      readonly reasons: readonly Reason[]
    }
  | {
      readonly kind: 'archive-group'
      readonly groupId: GroupId
      readonly externalId: string
      readonly name: string
      readonly reasons: readonly Reason[]
    }
  | {
      readonly kind: 'add'
      readonly groupId: GroupId
      readonly personId: PersonId
      readonly role: Role
      readonly required: boolean
      readonly reasons: readonly Reason[]
    }
  | {
      readonly kind: 'reinvite'
      readonly groupId: GroupId
      readonly personId: PersonId
      readonly role: Role
      readonly required: boolean
      readonly reasons: readonly Reason[]
    }
  | {
      readonly kind: 'promote'
      readonly groupId: GroupId
      readonly personId: PersonId
      readonly from: Role
      readonly role: Role
      readonly reasons: readonly Reason[]
    }
  | {
      readonly kind: 'demote'
      readonly groupId: GroupId
      readonly personId: PersonId
      readonly from: Role
      readonly role: Role
      readonly reasons: readonly Reason[]
    }
  | {
      readonly kind: 'withdraw-invitation'
      readonly groupId: GroupId
      readonly personId: PersonId
      readonly role: Role
      readonly reasons: readonly Reason[]
    }
  | {
      readonly kind: 'remove'
      readonly groupId: GroupId
      readonly personId: PersonId
      readonly role: Role
      readonly reasons: readonly Reason[]
      readonly evidence: Evidence
    }

/** Why a change is not made although desired and actual differ. */
export type HeldCode =
  /** The reading is partial or the directory lacks a source: absence is not proved. */
  | 'reading-partial'
  /** The kind or the caller asks that nobody be removed. */
  | 'add-only'
  /** The first plan for an adopted group adds and corrects roles, and removes only who asked for it themselves. */
  | 'first-run'
  /** Desired is empty: nobody is removed unless they asked for it themselves, or the caller explicitly allows it. */
  | 'desired-empty'
  /** It would leave the group without a leader. */
  | 'last-leader'
  /** The account that carries out the plan never removes or demotes itself. */
  | 'acting-account'
  /** The person left by themselves: adding again needs a new decision. */
  | 'left-by-themselves'
  /** An administrator removed the person: they stay out until somebody decides anew. */
  | 'removed-by-administrator'
  /** A row of the member list that nobody is known for may be the person: somebody has to say who it is. */
  | 'maybe-present'
  /** The group is full. */
  | 'group-full'
  /** How it came about, or what is to happen, is for a person to decide. */
  | 'drift-undecided'
  /** The person lost the qualification of late, and may stay for some days. */
  | 'grace-period'
  /** The yearly review of the group was missed: nobody new comes in before somebody has looked. */
  | 'review-missed'

/** A difference that is known and deliberately not acted on. */
export interface Held {
  readonly code: HeldCode
  readonly change: 'add' | 'promote' | 'remove' | 'demote' | 'withdraw-invitation'
  readonly groupId: GroupId
  readonly personId: PersonId
  readonly role: Role
  readonly reasons: readonly Reason[]
}

/** Why a group, or the whole plan, is left entirely as it is. */
export type BlockedCode =
  /** A rule of its kind could not be read. */
  | 'rule-invalid'
  /** The actual members could not be read. */
  | 'reading-failed'
  /** It belongs to somebody else. */
  | 'owned-by-other'
  /** It exists in the service but in no model: somebody must decide. */
  | 'group-unknown'
  /** Several real groups claim to be this one. */
  | 'group-ambiguous'
  /** Its new name is the present or a previous name of another group. */
  | 'name-collision'
  /** The input contradicts itself: nothing is carried out, the plan is still shown. */
  | 'input-invalid'

/** A group, or the plan, that is not touched. */
export interface Blocked {
  readonly code: BlockedCode
  /** `plan`: nothing at all is carried out. `group`: everything else goes on. */
  readonly scope: 'plan' | 'group'
  readonly groupId: GroupId | null
  /** The real group it is about, where there is one. */
  readonly externalId: string | null
  readonly message: string
}
