import { insertOverride, materialiseDesired, type Db } from '@ketnoi/db'
import { adoptDrift, type Drift, type GroupDrift, type GroupId, type GroupReading } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { makePlan } from '../plans/make-plan.ts'
import { sinceNow, type World } from '../world.ts'
import { driftPoliciesOf } from './drift-policies.ts'
import { findDrift } from './find-drift.ts'

/** On screens that show exceptions: whoever reads it looks for the policy. */
const BY_POLICY = 'Công nhận theo cách xử lý sai lệch của loại nhóm'

/** Makes exceptions of what is, and computes the group anew; gives how many. Strangers and glitches cannot be adopted, and stay. */
export async function adoptLines(
  trx: Db,
  ctx: Context,
  world: World,
  group: { readonly groupId: GroupId; readonly reading: GroupReading | null; readonly reason: string },
  lines: readonly Drift[],
): Promise<number> {
  const { groupId, reading, reason } = group
  const roles = new Map((reading?.members ?? []).map(({ personId, role }) => [personId, role]))
  let adopted = 0
  for (const line of lines) {
    const role = ('personId' in line ? roles.get(line.personId) : undefined) ?? 'member'
    const override = adoptDrift(line, {
      id: ctx.newId(),
      role,
      reason,
      author: ctx.actor.id,
      from: sinceNow(ctx, world),
    })
    if (override === null) continue
    adopted += 1
    await insertOverride(trx, override)
    const { id, kind, personId, from, to } = override
    await noteEvent(ctx, trx, {
      action: 'override-added',
      subjectKind: 'group',
      subjectId: groupId,
      data: { overrideId: id, kind, personId, role, reason, from, to, drift: line.kind },
    })
  }
  if (adopted > 0) await materialiseDesired(trx, world.model, world.asOf, { groupIds: [groupId] })
  return adopted
}

/** Takes for right what the policy of the kind says to, after a new reading; gives how many. */
export async function adoptByPolicy(trx: Db, ctx: Context, world: World, groupId: GroupId): Promise<number> {
  const policies = driftPoliciesOf(world)
  if (!Object.values(policies).some(({ ways }) => Object.values(ways).includes('adopt'))) return 0
  const { drift, reading } = await driftOfGroup(trx, world, groupId)
  const lines = (drift?.lines ?? []).filter(({ way, decided }) => way === 'adopt' && !decided)
  return adoptLines(trx, ctx, world, { groupId, reading, reason: BY_POLICY }, lines)
}

/** The drift of one group with everything that is known of it. */
export async function driftOfGroup(
  db: Db,
  world: World,
  groupId: GroupId,
): Promise<{ readonly drift: GroupDrift | null; readonly reading: GroupReading | null }> {
  const { desired, readings, withdrawals } = await makePlan(db, world, [groupId])
  const drift = await findDrift(db, world, { groupIds: [groupId], desired, readings, withdrawals }, 'whole')
  return { drift: drift.get(groupId) ?? null, reading: readings.find((one) => one.groupId === groupId) ?? null }
}
