import type { Role } from '../model/model.ts'
import type { ActualMember } from './reading.ts'

/** A group as the messaging service knows it. */
export interface ServiceGroup {
  /** The group's own identity in the service. */
  readonly externalId: string
  readonly name: string
  /** Names it bore before, where the service remembers them. */
  readonly previousNames: readonly string[]
  readonly archived: boolean
  /** `other`: the service lists it, but somebody else runs it. */
  readonly owner: 'us' | 'other'
  /** How many members it can hold, where the service says so. */
  readonly capacity: number | null
  /** Link by which people join, where there is one. */
  readonly joinLink: string | null
}

/** One row of a group's member list as the service gives it: an account, not yet a person. */
export interface ServiceMember {
  readonly accountId: string
  readonly displayName: string | null
  /** E.164, where the service tells it. */
  readonly phone: string | null
  /** `null` where the service does not say. */
  readonly role: Role | null
  readonly state: ActualMember['state']
}

/** A part of a list. Only `next: null` is the end: a page that is full, short or empty says nothing. */
export interface ServicePage<T> {
  readonly items: readonly T[]
  /** Length of the whole list as the service counts it, or `null` where it does not. */
  readonly total: number | null
  /** Where the list goes on; opaque to the caller. */
  readonly next: string | null
}

/** Why the service did not do or tell what it was asked. */
export type ServiceFailureCode =
  /** No such group. */
  | 'group-unknown'
  /** No such account; the rest of the call is not affected. */
  | 'account-unknown'
  /** The person does not want to. */
  | 'person-refused'
  /** The person has nothing to take part with. */
  | 'no-smartphone'
  /** Refused for want of rights, tier or consent of the account. */
  | 'not-allowed'
  /** The group is archived, disabled or dissolved. */
  | 'group-archived'
  /** The group can hold no more members. */
  | 'group-full'
  /** The service cannot do this at all; a person must. */
  | 'not-supported'
  /** Too many calls: worth another try later. */
  | 'rate-limited'
  /** No answer, or one that makes no sense: worth another try. */
  | 'unreachable'
  /** Anything else; `message` has the service's own words. */
  | 'refused'

/** What the service did not do or tell. Expected, so a value. */
export interface ServiceFailure {
  readonly kind: 'failed'
  readonly code: ServiceFailureCode
  /** The service's own code and words, for the record. No personal data. */
  readonly message: string
  /** Whether the same call may succeed later. */
  readonly retry: boolean
  /** `unknown`: it may have been carried out all the same, so only a reading tells. Reading changes nothing: `none`. */
  readonly effect: 'none' | 'unknown'
}

/** A part of a list, or why there is none. */
export type ReadOutcome<T> = { readonly kind: 'done'; readonly page: ServicePage<T> } | ServiceFailure

/** One group, or why there is no word of it. */
export type GroupOutcome = { readonly kind: 'done'; readonly group: ServiceGroup } | ServiceFailure

/**
 * What came of a change. `already`: it was so before. `pending`: accepted, and carried out later or once the person agrees. Even
 * `done` is the service's word: a second reading proves it.
 */
export type WriteOutcome =
  { readonly kind: 'done'; readonly already: boolean } | { readonly kind: 'pending' } | ServiceFailure

/** What came of the creation of a group. */
export type CreateOutcome =
  | { readonly kind: 'done'; readonly externalId: string }
  /** Somebody will make it, and say which one it is. */
  | { readonly kind: 'pending' }
  | ServiceFailure

/** An account to be added. */
export interface Addition {
  readonly accountId: string
  readonly role: Role
}

/**
 * The port for learning what a messaging service knows. It cannot change anything: whoever makes a preview is given this alone.
 * Methods return failures as values; they throw only on bugs.
 */
export interface GroupReader {
  /** Lists the groups, page by page; `cursor` is `null` for the first page, then `next` of the page before. */
  readonly listGroups: (cursor: string | null) => Promise<ReadOutcome<ServiceGroup>>
  /** Tells of one group what the list would; one that does not exist fails with `group-unknown`. */
  readonly findGroup: (externalId: string) => Promise<GroupOutcome>
  /** Lists the members of one group, invitations included, page by page. */
  readonly readGroup: (externalId: string, cursor: string | null) => Promise<ReadOutcome<ServiceMember>>
}

/** The port for changing groups in a messaging service. Every method but `createGroup` may be called again without harm. */
export interface GroupWriter {
  readonly createGroup: (name: string) => Promise<CreateOutcome>
  readonly renameGroup: (externalId: string, name: string) => Promise<WriteOutcome>
  readonly archiveGroup: (externalId: string) => Promise<WriteOutcome>
  readonly unarchiveGroup: (externalId: string) => Promise<WriteOutcome>
  /** Adds or invites; gives one outcome per addition, in their order. One that fails does not stop the others. */
  readonly addMembers: (externalId: string, additions: readonly Addition[]) => Promise<readonly WriteOutcome[]>
  readonly removeMember: (externalId: string, accountId: string) => Promise<WriteOutcome>
  /** Changes the role in place, never by removing and adding. */
  readonly changeRole: (externalId: string, accountId: string, role: Role) => Promise<WriteOutcome>
  readonly withdrawInvitation: (externalId: string, accountId: string) => Promise<WriteOutcome>
}
