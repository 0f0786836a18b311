import {
  insertActualGroup,
  insertOverride,
  listAccountRoles,
  listActualGroups,
  listOverrides,
  listPeoplePage,
  listUnits,
  type Db,
} from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import type { Caller, Context, RouterInputs } from '../src/index.ts'
import { doWork } from './test-queue.ts'

export const REFORM_DAY: Day = '2024-07-01'

/** A unit that a reform makes. */
export const newUnit = (id: string, tier: string, name: string, parent: string | null, code: string | null = null) => ({
  id,
  tier,
  kind: tier,
  name: { short: name, full: name },
  aliases: [],
  codes: code === null ? [] : [{ system: 'NSO', code }],
  parent,
})

/** The two communes of the small district become one in a new province; the tier between them ends. */
export const MERGER = {
  formatVersion: 1,
  id: 'r-1',
  decision: '1/NQ',
  effectiveOn: REFORM_DAY,
  newUnits: [newUnit('p', 'province', 'Tỉnh Mới', null), newUnit('c', 'commune', 'Xã Chung', 'p', '24001')],
  operations: [
    { kind: 'merge', sources: ['c1', 'c2'], target: 'c' },
    { kind: 'end-tier', tier: 'district' },
  ],
}

/** The upper village becomes two. */
export const SPLIT = {
  formatVersion: 1,
  id: 'r-2',
  decision: '2/NQ',
  effectiveOn: REFORM_DAY,
  newUnits: [newUnit('v1a', 'village', 'Làng Trên A', 'c1'), newUnit('v1b', 'village', 'Làng Trên B', 'c1')],
  operations: [
    {
      kind: 'split',
      source: 'v1',
      targets: [
        { unitId: 'v1a', share: 'partial' },
        { unitId: 'v1b', share: 'partial' },
      ],
    },
  ],
}

/** The communes become one; of the villages one is split, one renamed, one (`v4`) taken in by that, and one ends. */
export const EVERYTHING = {
  ...SPLIT,
  id: 'r-3',
  decision: '3/NQ',
  newUnits: [newUnit('c', 'commune', 'Xã Chung', 'd'), ...SPLIT.newUnits.map((unit) => ({ ...unit, parent: 'c' }))],
  operations: [
    { kind: 'merge', sources: ['c1', 'c2'], target: 'c' },
    ...SPLIT.operations,
    { kind: 'rename', unitId: 'v2', name: { short: 'Làng Mới', full: 'Làng Mới' } },
    { kind: 'merge', sources: ['v4'], target: 'v2' },
    { kind: 'end', unitId: 'v3' },
  ],
}

/** Somebody with a position. */
export async function addOfficer(api: Caller, name: string, unitId: string, positionId: string): Promise<string> {
  const person: RouterInputs['people']['add'] = {
    name,
    reachability: 'reachable',
    unitId,
    householdId: null,
    representsHousehold: false,
    phone: '',
    from: '2020-01-01',
  }
  const added = await api.people.add(person)
  if (added.kind !== 'added') throw new Error(`${name} is known`)
  const { revisions } = await api.seats.ofUnit({ unitId })
  await api.seats.appoint({ unitId, positionId, personId: added.id, on: '2022-01-01', revisions })
  return added.id
}

/** Real groups of both committees and of the upper village, and an exception in one of them. */
export async function addGroups(db: Db, personId: string): Promise<void> {
  for (const groupId of ['commune-committee:c1', 'commune-committee:c2', 'village:v1'])
    await insertActualGroup(db, {
      id: `real ${groupId}`,
      externalId: `real ${groupId}`,
      groupId,
      name: groupId,
      previousNames: [],
      owner: 'us',
      archived: false,
      firstRun: false,
      capacity: null,
      joinLink: `https://zalo.example/${groupId}`,
    })
  await insertOverride(db, {
    id: 'o1',
    kind: 'include',
    groupId: 'commune-committee:c2',
    personId,
    role: 'member',
    reason: 'khách mời',
    author: 'office',
    from: '2024-01-01',
    to: '2025-01-01',
  })
}

/** Everything that a reform may change, to be compared before and after. */
export async function everything(db: Db): Promise<unknown> {
  const people = (await listPeoplePage(db, { limit: 1_000 })).rows
  return {
    units: await listUnits(db),
    people,
    roles: await listAccountRoles(db),
    overrides: await listOverrides(db),
    links: (await listActualGroups(db)).map(({ id, groupId }) => ({ id, groupId })),
    model: await db.selectFrom('model').select('document').execute(),
  }
}

/** Approves a reform, and has it seconded and begun; the work is still to be done. */
export async function approveAndStart(api: Caller, second: Caller, id: string): Promise<void> {
  await api.reforms.rehearse({ id })
  const { rehearsal } = await api.reforms.byId({ id })
  const fingerprint = rehearsal?.fingerprint ?? ''
  const { needsSecond } = await api.reforms.approve({ id, fingerprint, reason: 'theo nghị quyết' })
  if (needsSecond) await second.reforms.second({ id, fingerprint })
  await api.reforms.start({ id })
}

export async function undoWhole(ctx: Context, api: Caller, second: Caller, id: string): Promise<void> {
  const { fingerprint } = await api.reforms.undoPlan({ id })
  const { needsSecond } = await api.reforms.approveUndo({ id, fingerprint, reason: 'nhầm nghị quyết' })
  if (needsSecond) await second.reforms.second({ id, fingerprint })
  await api.reforms.undo({ id })
  await doWork(ctx)
}
