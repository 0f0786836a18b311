import type { ChangeMark, GroupKey, PassEnd, RunChange } from '@ketnoi/db'
import type {
  GroupId,
  GroupReader,
  GroupWriter,
  Held,
  LiveGroup,
  PersonId,
  Plan,
  QuietHours,
  ReadList,
  ServiceGroup,
  ServiceMember,
  WriteOutcome,
} from '@ketnoi/hierarchy'

/** Where groups are reached: a service that a program may talk to, or the people who lead them. */
export interface Connection {
  readonly reader: GroupReader
  readonly writer: GroupWriter
  /** `people`: what is asked for becomes a task, and a member list that somebody brings proves it. */
  readonly carriedOutBy: 'program' | 'people'
  /** People whose accounts carry the changes out: they are never removed or demoted by them. */
  readonly actingPersons: readonly PersonId[]
  /** Sends a text to a group, where the service can; it comes once for each time that it is called. */
  readonly announce?: (externalId: string, text: string) => Promise<WriteOutcome>
}

/** One group of a run, taken for one pass. */
export interface GroupWork extends GroupKey {
  readonly leaseId: string
  readonly name: string
  readonly service: string
  /** `null`: it does not exist yet, or nobody has said which one it is. */
  readonly externalId: string | null
  /** The day that accounts are looked up for. */
  readonly asOf: string
  readonly passes: number
  readonly failures: number
  /** As approved, in the order of the plan. */
  readonly changes: readonly RunChange[]
  /** What the approved plan held. */
  readonly held: readonly Held[]
  /** An earlier run asked for the group to be created, and nobody knows whether it was: that change is `started` or `without-effect`. */
  readonly creationInDoubt: boolean
}

/** A group as the service told it, with its members. */
export interface ReadGroup {
  readonly group: ServiceGroup
  readonly members: ReadList<ServiceMember>
}

/** What is wanted of one group at this moment, and what is known of it. */
export interface PlanNow {
  readonly plan: Plan
  /** `null`: it does not exist yet. */
  readonly group: LiveGroup | null
}

/** Somebody else has the group now, or its run is not running any more: whoever meets this stops at once and says nothing. */
export class LeaseLost extends Error {}

/**
 * What the engine remembers and asks, one transaction each. Whatever it writes is refused with `LeaseLost` once another worker has the
 * group, or the run was paused or ended: two workers never both act on a group.
 */
export interface RunStore {
  readonly take: (key: GroupKey, leaseId: string, now: string) => Promise<GroupWork | null>
  /** Which of these real groups belong to an expected one already. */
  readonly isLinked: (externalId: string) => Promise<boolean>
  /** Says which real group it is, with what that settles. */
  readonly link: (work: GroupWork, externalId: string, marks: readonly ChangeMark[], now: string) => Promise<void>
  /**
   * Forgets the real group that a run was said to have made and that no reading has ever shown; such creations are `without-effect`.
   * `false`: there is none.
   */
  readonly unlink: (work: GroupWork, now: string) => Promise<boolean>
  /** Keeps what was read as what is known of the group, and gives that; `null`: nobody knows of the group any more. */
  readonly keepReading: (work: GroupWork, read: ReadGroup, now: string) => Promise<LiveGroup | null>
  readonly planNow: (groupId: GroupId) => Promise<PlanNow>
  readonly accountsOf: (work: GroupWork, personIds: readonly PersonId[]) => Promise<ReadonlyMap<PersonId, string>>
  readonly mark: (work: GroupWork, marks: readonly ChangeMark[], now: string) => Promise<void>
  /** Gives the group back, also while its run is paused, with where its changes stand; asks for the next pass where there is one. */
  readonly release: (work: GroupWork, end: PassEnd, marks: readonly ChangeMark[], now: string) => Promise<void>
}

/** Everything that a pass meets beside its own decisions. */
export interface RunPorts {
  readonly store: RunStore
  /**
   * `null`: nobody has set the service up, or it was taken away. A connection that makes several calls for one change, or waits before
   * them, awaits `stillHolds` right before each call that changes something: it throws where another worker may have the group by now.
   */
  readonly connect: (work: GroupWork, stillHolds: () => Promise<void>) => Promise<Connection | null>
  readonly quietHours: QuietHours | null
  readonly now: () => string
  readonly newId: () => string
}
