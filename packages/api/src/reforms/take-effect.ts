import {
  endOverrideOn,
  findActualGroup,
  insertFurtherGroup,
  insertOverride,
  insertReformSteps,
  listActualGroups,
  listOverrides,
  listPeople,
  listReformHouseholds,
  listReformsIn,
  settleHouseholds,
  updateActualGroup,
  updateReformLateComers,
  updateReformState,
  type Db,
  type ReformStep,
} from '@ketnoi/db'
import { moveOverride, type Day, type Relocation } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { readdressRecords } from '../onboarding/readdress-records.ts'
import { getWorld } from '../world.ts'
import { leadRegistrations } from './lead-registrations.ts'
import { moveNextPeople } from './move-people.ts'
import { reachOfReform } from './reform-reached.ts'
import { findKnownRehearsal, getLockedReform, noteReform, relocationOf } from './reform-store.ts'

/** Lets reforms take effect whose day has come: once each, also days later. */
export async function takeDueEffects(ctx: Context, trx: Db, asOf: Day): Promise<void> {
  for (const { id } of await listReformsIn(trx, ['applied'], { until: asOf })) await takeEffect(ctx, trx, id)
}

/**
 * What has no day of its own follows on the day: whoever came to the old units since is moved, real groups become those of the new
 * units, exceptions and what waits at posters go where their units went. Who should be in which group is derived afterwards.
 */
export async function takeEffect(ctx: Context, trx: Db, id: string): Promise<void> {
  const { stored, effects } = await getLockedReform(trx, id)
  if (stored.state !== 'applied' || effects === null) return
  const { reform, units } = effects.record
  await updateReformLateComers(trx, id, reachOfReform(reform, units.after))
  while (await moveNextPeople(ctx, trx, id, effects));
  await settleMovedHouseholds(ctx, trx, id)
  const relocation = await relocationOf(ctx, trx, effects)
  const steps = [
    ...(await leadRegistrations(trx, await getWorld(ctx, trx), effects)),
    ...(await moveOverrides(ctx, trx, relocation)),
    ...(await linkGroups(trx, id)),
  ]
  await insertReformSteps(trx, id, steps, ctx.now())
  const ids = units.after.map((unit) => unit.id)
  await readdressRecords(trx, { tree: (await getWorld(ctx, trx)).tree, asOf: reform.effectiveOn }, ids)
  await updateReformState(trx, { id, from: ['applied'], to: 'in-effect', at: ctx.now() })
  await noteReform(ctx, trx, id, 'reform-in-effect')
}

/** A household is where those who live in it do: whoever answers for that unit finds it there, and adds people to it. */
export async function settleMovedHouseholds(ctx: Context, trx: Db, id: string): Promise<void> {
  const { asOf } = await getWorld(ctx, trx)
  await settleHouseholds(trx, await listReformHouseholds(trx, id), asOf)
}

/** The real group that survives is from now on that of the unit that results; the ordinary plan renames it and closes the others. */
async function linkGroups(trx: Db, id: string): Promise<ReformStep[]> {
  const worked = await findKnownRehearsal(trx, id)
  const steps: ReformStep[] = []
  for (const { fate, groupId, realGroupId, becomes } of worked?.rehearsal.groups ?? []) {
    if ((fate !== 'survives' && fate !== 'further') || realGroupId === null || becomes === null) continue
    const group = await findActualGroup(trx, realGroupId)
    // Somebody linked it, or another one, by hand since: that is their word.
    if (group === null || group.groupId !== groupId || group.archived) continue
    if ((await listActualGroups(trx, { groupIds: [becomes] })).some(({ archived }) => !archived)) continue
    await updateActualGroup(trx, realGroupId, { groupId: becomes })
    await insertFurtherGroup(trx, becomes)
    steps.push({ kind: 'group', subjectId: realGroupId, before: { groupId }, after: { groupId: becomes } })
  }
  return steps
}

async function moveOverrides(ctx: Context, trx: Db, relocation: Relocation): Promise<ReformStep[]> {
  const steps: ReformStep[] = []
  const ended = (groupId: string): boolean => relocation.successions.ended.has(unitOfGroup(groupId))
  const overrides = (await listOverrides(trx)).filter(({ groupId }) => ended(groupId))
  const people = new Map(
    (
      await listPeople(
        trx,
        overrides.map(({ personId }) => personId),
      )
    ).map((person) => [person.id, person]),
  )
  for (const override of overrides) {
    const person = people.get(override.personId) ?? null
    const moved = moveOverride(relocation, override, person, () => ctx.newId())
    if (moved.overrides.length === 1 && moved.overrides[0] === override) continue
    await endOverrideOn(trx, override.id, relocation.reform.effectiveOn)
    const closed = moved.overrides.find(({ id }) => id === override.id) ?? null
    steps.push({ kind: 'override', subjectId: override.id, before: override, after: closed })
    for (const next of moved.overrides) {
      if (next.id === override.id) continue
      await insertOverride(trx, next)
      steps.push({ kind: 'override', subjectId: next.id, before: null, after: next })
    }
  }
  return steps
}
