import {
  findRunGroup,
  insertActualGroup,
  insertReading,
  listRunChanges,
  materialiseDesired,
  updateActiveModel,
  updatePeople,
  updateUnits,
  type Db,
} from '@ketnoi/db'
import { IA_PA_2024, type GroupId, type Model, type PersonId, type Role } from '@ketnoi/hierarchy'
import { buildPerson, buildUnit } from '@ketnoi/hierarchy/testing'
import { describe, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { contextOf } from '../../test/small-district.ts'
import type { Context } from '../context.ts'
import { RUN_STORE_CONTRACT, RUN_STORE_WORLD, type RunStoreBed } from '../testing/index.ts'
import { approvePlan, loadProposal } from './approve-plan.ts'
import { createRunStore } from './run-store.ts'
import { cancelRun, pauseRun, resumeRun, startRun } from './steer-run.ts'

const { now, asOf, groups, ended, wanted, members, accountOf } = RUN_STORE_WORLD
const SERVICE = 'contract'
const PEOPLE = ['head', 'an', 'chi', 'gone', 'em']
const GROUP_IDS = [...groups.map(({ groupId }) => groupId), ended.groupId]
/** A village's group bears its name, and there are no others. */
const MODEL: Model = {
  ...IA_PA_2024,
  groupKinds: IA_PA_2024.groupKinds
    .filter(({ id }) => id === 'village')
    .map((kind) => ({ ...kind, nameTemplate: '{unit}' })),
}
const RANK: Readonly<Record<Role, number>> = { member: 0, deputy: 1, leader: 2 }
/** The bit of a clause of the village kind that gives each role. */
const CLAUSE: Readonly<Record<Role, number>> = { leader: 1 << 0, deputy: 1 << 1, member: 1 << 5 }

async function want(db: Db, groupId: GroupId, personId: PersonId, role: Role | null): Promise<void> {
  await db.deleteFrom('desired_member').where('group_id', '=', groupId).where('person_id', '=', personId).execute()
  if (role === null) return
  await db
    .insertInto('desired_member')
    .values({ group_id: groupId, person_id: personId, role: RANK[role], clauses: CLAUSE[role], required: false })
    .execute()
}

async function fill(ctx: Context): Promise<void> {
  const { db } = ctx
  await emptyDatabase(db)
  await updateActiveModel(db, MODEL)
  await updateUnits(db, [
    buildUnit('commune', 'commune', 'Xã Một', null),
    buildUnit('v1', 'village', groups[0].name, 'commune'),
    buildUnit('v2', 'village', groups[1].name, 'commune'),
  ])
  await updatePeople(
    db,
    PEOPLE.map((id) => buildPerson(id, { name: id })),
  )
  await materialiseDesired(db, MODEL, asOf)
  for (const { groupId } of groups)
    for (const [personId, role] of Object.entries<Role>(wanted[groupId])) await want(db, groupId, personId, role)
  for (const personId of PEOPLE) {
    const accountId = accountOf(personId)
    if (accountId === null) continue
    await db
      .insertInto('messaging_account')
      .values({ person_id: personId, service: SERVICE, account_id: accountId, display_name: null })
      .execute()
  }
  for (const { groupId, name, externalId } of [groups[0], ended]) {
    const known = { previousNames: [], owner: 'us', archived: false, firstRun: false, capacity: null } as const
    await insertActualGroup(db, {
      id: externalId,
      externalId,
      groupId,
      name,
      joinLink: null,
      service: SERVICE,
      ...known,
    })
    await insertReading(db, {
      id: `reading-${externalId}`,
      actualGroupId: externalId,
      readAt: now,
      completeness: 'complete',
      source: 'contract',
      author: 'contract',
      rows: Object.entries<Role>(members[externalId]).map(([personId, role]) => ({
        key: `account:account-${personId}`,
        personId,
        displayName: personId,
        accountId: `account-${personId}`,
        phone: null,
        role,
        state: 'member',
        matchedBy: 'account',
        candidates: [],
      })),
    })
  }
}

describe('the store of runs', () => {
  describeEngines('in the database', (engine) => {
    async function open(): Promise<RunStoreBed> {
      let time: string = now
      const ctx: Context = { ...contextOf(engine.db, engine.kind), now: () => time, today: () => asOf }
      await fill(ctx)
      await ctx.db
        .insertInto('setting')
        .values({ name: 'new-group-service', value: JSON.stringify(SERVICE) })
        .execute()
      const approveAgain = async (at: string): Promise<string> => {
        time = at
        const { fingerprint } = await loadProposal(ctx, GROUP_IDS)
        const { id } = await approvePlan(ctx, { groupIds: GROUP_IDS, fingerprint, reason: null, waivers: [] })
        const { moved } = await startRun(ctx, id)
        if (moved.length > 0) throw new Error(`it moved: ${JSON.stringify(moved)}`)
        return id
      }
      const runId = await approveAgain(now)
      return {
        store: createRunStore(ctx),
        runId,
        leaseSeconds: 60,
        pause: () => pauseRun(ctx, runId),
        resume: () => resumeRun(ctx, runId),
        cancel: async (at) => {
          time = at
          await cancelRun(ctx, runId)
        },
        approveAgain,
        want: (groupId, personId, role) => want(ctx.db, groupId, personId, role),
        standing: async ({ runId: id, groupId }) => {
          const group = await findRunGroup(ctx.db, id, groupId)
          if (group === null) throw new Error(`${groupId} is not in the run`)
          const { state, code, failures } = group
          return { state, code, failures, changes: await listRunChanges(ctx.db, id, groupId) }
        },
      }
    }
    test.each(RUN_STORE_CONTRACT.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
      await run(open)
    })
  })
})
