import { listOfficeHoldersOf, readPeople, type Db, type StoredPerson } from '@ketnoi/db'
import {
  judgeHandover,
  peopleOfHandover,
  unitsOfHandover,
  type Handover,
  type Person,
  type PersonId,
  type Result,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { changeWorld } from '../people/edit-person.ts'
import { getWorld, type World } from '../world.ts'

/** A handover held against the facts as they are known now. */
export interface JudgedNow {
  readonly world: World
  /** Those who give seats up and those who get them. */
  readonly concerned: readonly StoredPerson[]
  readonly result: Result<readonly Person[]>
}

export async function judgeNow(ctx: Context, db: Db, handover: Handover): Promise<JudgedNow> {
  const world = await getWorld(ctx, db)
  const { giving, receiving } = unitsOfHandover(handover)
  const concerned = await readPeople(db, peopleOfHandover(handover))
  const holders = await listOfficeHoldersOf(db, [...giving, ...receiving])
  const people = new Map<PersonId, Person>([...holders, ...concerned].map(({ person }) => [person.id, person]))
  return { world, concerned, result: judgeHandover(handover, people, changeWorld(ctx, world)) }
}
