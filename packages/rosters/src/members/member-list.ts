import type { Issue, Role } from '@ketnoi/hierarchy'

/** A row of a list of the actual members of a group. */
export interface MemberRow {
  /** The row of the file or line of the pasted text, from 1. */
  readonly row: number
  readonly displayName: string
  /** E.164 form. */
  readonly phone: string | null
  readonly accountId: string | null
  readonly role: Role
  readonly state: 'member' | 'invited' | 'invitation-failed'
}

/** A list of the actual members of a group. */
export interface MemberList {
  readonly rows: readonly MemberRow[]
  /** Whether it says the role of anybody; where it does not, nobody is a plain member by it. */
  readonly tellsRoles: boolean
  /** The number of members that the list itself names (`Thành viên (123)`), where it does. */
  readonly statedCount: number | null
  /** The group that the file names in its title, where it does. */
  readonly groupName: string | null
  /** `count-differs` (fewer or more rows than stated), `phone-unusable`, `row-without-name`, `rows-repeated`,
   * `member-departed` (left, not counted), `state-unknown` (taken for a member). */
  readonly issues: readonly Issue[]
}
