import { inTransaction, lockMembership, updateDriftDecision } from '@ketnoi/db'
import { driftSubject, POSSIBLE_WAYS, type DriftWay, type GroupId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { describeSubject } from '../audit/without-names.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { wakeRun } from '../runs/work-context.ts'
import { getWorld } from '../world.ts'
import { adoptLines, driftOfGroup } from './adopt-lines.ts'

export interface DriftChoice {
  readonly groupId: GroupId
  /** As the page shows them. */
  readonly subjects: readonly string[]
  readonly way: Exclude<DriftWay, 'ask'>
  readonly reason: string
}

/**
 * Decides about lines of one group. Whoever of them is not there any more in the meantime is left out; a way that is not possible for
 * one of them is refused with `drift-way-impossible`, and nothing is decided.
 */
export async function decideDrift(ctx: Context, choice: DriftChoice): Promise<{ readonly decided: number }> {
  const { groupId, way, reason } = choice
  const world = await getWorld(ctx)
  const queue = await ctx.queue()
  return inTransaction(ctx.db, async (trx) => {
    await lockMembership(trx)
    const { drift, reading } = await driftOfGroup(trx, world, groupId)
    const subjects = new Set(choice.subjects)
    const lines = (drift?.lines ?? []).filter((line) => subjects.has(driftSubject(line)))
    const impossible = lines.find(({ kind }) => !POSSIBLE_WAYS[kind].includes(way))
    if (impossible !== undefined)
      throw new ApiError('drift-way-impossible', 'a difference of this class cannot be dealt with so', {
        kind: impossible.kind,
        way,
      })
    if (way === 'adopt') await adoptLines(trx, ctx, world, { groupId, reading, reason }, lines)
    else {
      const at = ctx.now()
      for (const line of lines) {
        const subject = driftSubject(line)
        await updateDriftDecision(trx, { groupId, subject, kind: line.kind, way, reason, author: ctx.actor.id, at })
        await noteEvent(ctx, trx, {
          at,
          action: 'drift-decided',
          subjectKind: 'group',
          subjectId: groupId,
          data: { ...describeSubject(subject), kind: line.kind, way, reason },
        })
      }
    }
    await wakeRun(queue, trx, groupId)
    return { decided: lines.length }
  })
}
