import type { GroupId } from '@ketnoi/hierarchy'
import { lockMembership } from '../locks.ts'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { beyondWall } from '../wall.ts'
import { divideAnew } from './divide-anew.ts'

/** That somebody decided to give a further group up. */
export interface GroupClosing {
  readonly groupId: GroupId
  /** ISO instant. */
  readonly at: string
  readonly author: string
}

/** Decides it, and wants its people in the other groups from now on; tells whether it was not decided before. */
export async function insertGroupClosing(db: Db, closing: GroupClosing): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    await lockMembership(trx)
    const result = await trx
      .insertInto('group_closing')
      .values({ group_id: closing.groupId, at: closing.at, author: closing.author })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    await beyondWall(trx, () => divideAnew(trx, [closing.groupId]))
    return result.numInsertedOrUpdatedRows === 1n
  })
}

/** Takes the decision back; tells whether there was one. */
export async function deleteGroupClosing(db: Db, groupId: GroupId): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    await lockMembership(trx)
    const result = await trx.deleteFrom('group_closing').where('group_id', '=', groupId).executeTakeFirst()
    await beyondWall(trx, () => divideAnew(trx, [groupId]))
    return result.numDeletedRows > 0n
  })
}

export async function findGroupClosing(db: Db, groupId: GroupId): Promise<GroupClosing | null> {
  const row = await db
    .selectFrom('group_closing')
    .select(['group_id as groupId', 'at', 'author'])
    .where('group_id', '=', groupId)
    .executeTakeFirst()
  return row ?? null
}
