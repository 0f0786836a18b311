import type { Connection } from '@ketnoi/api/testing'
import type { Role, ServiceMember } from '@ketnoi/hierarchy'
import type { Random } from '@ketnoi/hierarchy/testing'
import type { Gate } from './passes.ts'

export interface TrueMember {
  readonly role: Role
  readonly state: ServiceMember['state']
}

/** A group as it really is. */
export interface TrueGroup {
  readonly externalId: string
  readonly name: string
  readonly archived: boolean
  /** How many people it can hold. */
  readonly capacity: number
  readonly members: ReadonlyMap<string, TrueMember>
}

/** A service that the engine works on, with what people do in it by themselves and what goes wrong. */
export interface SimulatedService {
  readonly name: 'memory' | 'zalo'
  readonly highestRole: Role
  readonly connect: (gate: Gate, stillHolds?: () => Promise<void>) => Pick<Connection, 'reader' | 'writer'>
  readonly truth: () => readonly TrueGroup[]
  readonly join: (externalId: string, accountId: string) => boolean
  readonly leave: (externalId: string, accountId: string) => boolean
  /** Somebody who leads the group gives another role by hand. */
  readonly setRole: (externalId: string, accountId: string, role: Role) => boolean
  /** Switches something on that goes wrong, and says what. */
  readonly upset: (random: Random) => string
  readonly calm: () => void
  /** Carries out what was accepted for later, and answers whoever waits for an answer: who was invited comes. */
  readonly settle: () => void
}

/** What a service begins with. */
export interface ServiceStart {
  readonly seed: number
  readonly now: () => number
  readonly groups: readonly {
    readonly externalId: string
    readonly name: string
    readonly members: ReadonlyMap<string, Role>
  }[]
  readonly accounts: readonly string[]
  /** How many people a group can hold. */
  readonly capacity: number
  readonly pageSize: number
  /** Whoever is added is asked first. */
  readonly invites: boolean
  readonly isClaimed: (externalId: string) => Promise<boolean>
}

export function pick<T>(random: Random, from: readonly T[]): T | undefined {
  return from[Math.floor(random() * from.length)]
}
