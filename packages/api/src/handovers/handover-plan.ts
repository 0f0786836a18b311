import {
  countOpenTasks,
  findAccountByHandle,
  HANDS_ON,
  listAccountRoles,
  listActualGroups,
  listOfficeHoldersOf,
  listOverrides,
  type Db,
} from '@ketnoi/db'
import {
  addDays,
  ancestorsOn,
  DEFAULT_DRIFT_POLICY,
  handoverGroups,
  isValidOn,
  type Day,
  type GroupId,
  type GroupTurn,
  type Person,
  type PersonId,
  type Role,
  type UnitId,
} from '@ketnoi/hierarchy'
import { driftPoliciesOf } from '../drift/drift-policies.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import type { World } from '../world.ts'

/** What changed facts mean for one group. */
export interface GroupTurnView {
  readonly groupId: GroupId
  readonly groupName: string
  /** Whoever comes to lead stands first, whoever leaves last: leadership is passed before anybody goes. */
  readonly people: readonly {
    readonly personId: PersonId
    readonly personName: string
    readonly before: Role | null
    readonly after: Role | null
  }[]
  /** Names of those who lead from the day on. */
  readonly leaders: readonly string[]
  /** Somebody leads it before the day, and nobody after. */
  readonly losesLeader: boolean
  /** The last day on which whoever leaves may still be in the group; the day itself where there is no grace. */
  readonly outBy: Day
  readonly openTasks: number
}

/** What somebody who comes lacks. `sees-no-tasks`: no account of theirs reaches the groups in which tasks are open. */
export interface ComerWarning {
  readonly lack: 'no-phone' | 'no-smartphone' | 'no-account' | 'sees-no-tasks'
  readonly personId: PersonId
  readonly personName: string
}

export interface TurnPlan {
  readonly groups: readonly GroupTurnView[]
  readonly warnings: readonly ComerWarning[]
}

/**
 * What groups become on a day through changed facts, from those concerned and those who hold offices around these groups: nothing of
 * the world is computed anew.
 */
export async function planTurn(
  db: Db,
  world: World,
  given: { readonly on: Day; readonly before: readonly Person[]; readonly changed: readonly Person[] },
): Promise<TurnPlan> {
  const { on, before, changed } = given
  const { model, tree } = world
  const turnsWith = async (people: readonly Person[]): Promise<GroupTurn[]> => {
    const overrides = await listOverrides(db, { personIds: people.map(({ id }) => id), asOf: on })
    return handoverGroups({ model, units: tree, asOf: on, people, changed, overrides })
  }
  const reached = await turnsWith(before)
  const units = new Set<UnitId>(
    reached.flatMap(({ groupId }) => [unitOfGroup(groupId), ...ancestorsOn(tree, unitOfGroup(groupId), on)]),
  )
  const officers = (await listOfficeHoldersOf(db, [...units])).map(({ person }) => person)
  const known = new Map([...officers, ...before].map((person) => [person.id, person]))
  const turns = await turnsWith([...known.values()])
  const policies = driftPoliciesOf(world)
  const tasks = await countOpenTasks(
    db,
    turns.map(({ groupId }) => groupId),
  )
  const nameOf = (id: PersonId): string => known.get(id)?.name ?? id
  const groups = turns.map(({ groupId, groupName, people, leadersBefore, leadersAfter }): GroupTurnView => {
    const { graceDays } = policies[groupId.slice(0, groupId.indexOf(':'))] ?? DEFAULT_DRIFT_POLICY
    return {
      groupId,
      groupName,
      people: people.map((line) => ({ ...line, personName: nameOf(line.personId) })),
      leaders: leadersAfter.map(nameOf),
      losesLeader: leadersBefore.length > 0 && leadersAfter.length === 0,
      outBy: addDays(on, graceDays),
      openTasks: tasks.get(groupId) ?? 0,
    }
  })
  return { groups, warnings: await warningsOf(db, world, on, groups, changed) }
}

async function warningsOf(
  db: Db,
  world: World,
  on: Day,
  groups: readonly GroupTurnView[],
  changed: readonly Person[],
): Promise<ComerWarning[]> {
  const real = await listActualGroups(db, { groupIds: groups.map(({ groupId }) => groupId) })
  const byProgram = new Map(
    real.flatMap(({ groupId, service }) =>
      groupId === null || service === HANDS_ON ? [] : [[groupId, service] as const],
    ),
  )
  const warnings: ComerWarning[] = []
  for (const person of changed) {
    const joined = groups.filter(({ people }) =>
      people.some(({ personId, after }) => personId === person.id && after !== null),
    )
    if (joined.length === 0) continue
    const warn = (lack: ComerWarning['lack']): void => {
      warnings.push({ lack, personId: person.id, personName: person.name })
    }
    const phones = person.phones.filter((phone) => isValidOn(phone, on)).map(({ number }) => number)
    if (phones.length === 0) warn('no-phone')
    if (person.reachability === 'no-smartphone') warn('no-smartphone')
    const services = new Set(joined.flatMap(({ groupId }) => byProgram.get(groupId) ?? []))
    const lacks = [...services].some(
      (service) => !person.accounts.some((account) => account.service === service && isValidOn(account, on)),
    )
    if (lacks) warn('no-account')
    const worked = joined.filter(
      ({ openTasks, people }) =>
        openTasks > 0 && people.some(({ personId, after }) => personId === person.id && after === 'leader'),
    )
    if (worked.length > 0 && !(await seesTasks(db, world, on, phones, worked))) warn('sees-no-tasks')
  }
  return warnings
}

/** Whether an account of this phone has a role at the units of the groups, or above. */
async function seesTasks(
  db: Db,
  { tree }: World,
  on: Day,
  phones: readonly string[],
  groups: readonly GroupTurnView[],
): Promise<boolean> {
  const accounts = await Promise.all(phones.map((phone) => findAccountByHandle(db, { phone })))
  const ids = accounts.flatMap((account) => (account === null ? [] : [account.id]))
  const roles = ids.length === 0 ? [] : await listAccountRoles(db, { accountIds: ids, asOf: on })
  const reaches = (groupId: GroupId): boolean => {
    const unitId = unitOfGroup(groupId)
    const above = new Set([unitId, ...ancestorsOn(tree, unitId, on)])
    return roles.some((role) => role.role !== 'inspector' && (role.unitId === null || above.has(role.unitId)))
  }
  return groups.every(({ groupId }) => reaches(groupId))
}
