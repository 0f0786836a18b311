import { listDesiredRows, listOfficeHoldersOf, listOverrides, listPeople, listRosterCandidates } from '@ketnoi/db'
import {
  ancestorsOn,
  createDirectory,
  descendantsOn,
  firstGroupOf,
  groupIdOf,
  inspectRule,
  isValidOn,
  membersOf,
  nameOn,
  parseGroupId,
  partName,
  resolveMembers,
  findUnit,
  type Day,
  type DesiredMember,
  type GroupId,
  type GroupKind,
  type LocalText,
  type Person,
  type PersonId,
  type Role,
  type Rule,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { compareNames } from '../people/person-names.ts'
import { dayOf } from '../history/group-name.ts'
import { getWorld, unitName, type World } from '../world.ts'
import { unitOfGroup } from './group-id.ts'

/** Who should be in a group on another day, by the facts as they are known today. */
export interface GroupOnDay {
  readonly groupId: GroupId
  readonly day: Day
  readonly today: Day
  readonly name: string
  readonly kind: string
  readonly kindName: LocalText
  readonly ancestors: readonly { readonly id: UnitId; readonly name: string }[]
  readonly clauses: readonly { readonly id: string; readonly name: LocalText }[]
  /** `false`: there is no such group on the day. */
  readonly expected: boolean
  /** `null`: the rules ask for more people than can be looked at for one page. */
  readonly members:
    | readonly (Pick<DesiredMember, 'personId' | 'role' | 'required' | 'reasons'> & {
        readonly name: string
      })[]
    | null
  /** What differs between today and the day, the earlier of the two first: `null` is not in the group. */
  readonly changes: readonly {
    readonly personId: PersonId
    readonly name: string
    readonly before: Role | null
    readonly after: Role | null
  }[]
}

const ROLE_ORDER: Readonly<Record<Role, number>> = { leader: 0, deputy: 1, member: 2 }

/** `world` is of the day; `today` the day that everything is kept for. */
export async function loadGroupOn(ctx: Context, id: GroupId, day: Day): Promise<GroupOnDay> {
  const present = await getWorld({ ...ctx, lookAt: null })
  const world: World = { ...present, asOf: day }
  const unitId = unitOfGroup(id)
  const kindId = id.slice(0, id.indexOf(':'))
  const kind = world.model.groupKinds.find((one) => one.id === kindId)
  const unit = findUnit(world.tree, unitId)
  if (kind === undefined || unit === undefined) throw new NotFoundError('group', id)
  const shared = {
    groupId: id,
    day,
    today: present.asOf,
    kind: kindId,
    kindName: kind.name,
    ancestors: ancestorsOn(world.tree, unitId, dayOf(unit, day))
      .map((ancestorId) => ({ id: ancestorId, name: unitName(world, ancestorId) }))
      .reverse(),
    clauses: kind.clauses.map((clause) => ({ id: clause.id, name: clause.name })),
  }
  const people = await peopleAround(ctx, world, present.asOf, kind, unitId)
  if (people === null)
    return { ...shared, name: nameOn(unit, day).full, expected: isValidOn(unit, day), members: null, changes: [] }
  const then = await membersOn(ctx, world, people, id, day)
  const now = await membersOn(ctx, world, people, id, present.asOf)
  const names = new Map(people.map((person) => [person.id, person.name]))
  const nameOf = (personId: PersonId): string => names.get(personId) ?? personId
  const rolesOf = (group: typeof now) => new Map((group?.members ?? []).map(({ personId, role }) => [personId, role]))
  const isPast = day < present.asOf
  const rolesBefore = rolesOf(isPast ? then : now)
  const rolesAfter = rolesOf(isPast ? now : then)
  return {
    ...shared,
    name: then?.name ?? now?.name ?? nameOn(unit, day).full,
    expected: then !== null,
    members: (then?.members ?? [])
      .map(({ personId, role, required, reasons }) => ({ personId, name: nameOf(personId), role, required, reasons }))
      .sort((a, b) => ROLE_ORDER[a.role] - ROLE_ORDER[b.role] || compareNames(a.name, b.name)),
    changes: [...new Set([...rolesBefore.keys(), ...rolesAfter.keys()])]
      .map((personId) => ({
        personId,
        name: nameOf(personId),
        before: rolesBefore.get(personId) ?? null,
        after: rolesAfter.get(personId) ?? null,
      }))
      .filter((line) => line.before !== line.after)
      .sort((a, b) => compareNames(a.name, b.name)),
  }
}

async function membersOn(
  ctx: Context,
  { model, tree, further }: World,
  people: readonly Person[],
  id: GroupId,
  day: Day,
): Promise<{ readonly name: string; readonly members: readonly DesiredMember[] } | null> {
  const overrides = await listOverrides(ctx.db, { groupIds: [id], asOf: day })
  const directory = createDirectory({ model, units: tree, asOf: day, people, overrides })
  const firstId = firstGroupOf(id)
  const desired = resolveMembers(directory, [firstId])
  const group = desired.groups.get(firstId)?.group
  if (group === undefined) return null
  const parts = further.get(firstId) ?? []
  const part = parseGroupId(id)?.part ?? 1
  const members = membersOf(desired, firstId)
  if (part > 1 && !parts.includes(part)) return null
  if (parts.length === 0) return { name: group.name, members }
  // Who is assigned to which part is known for the day that counts; whoever is not yet stands in the first.
  const rows = await listDesiredRows(ctx.db, [firstId, ...parts.map((one) => groupIdOf(group.kind, group.unitId, one))])
  const placesOf = Map.groupBy(rows, (row) => row.personId)
  const isHere = ({ personId, role, required }: DesiredMember): boolean =>
    required || role !== 'member' || (placesOf.get(personId)?.some((row) => row.groupId === id) ?? part === 1)
  return { name: partName(group.name, part), members: members.filter(isHere) }
}

/** Everybody whom the rules of one group can be about, or `null` where they look farther than its unit, above and below. */
async function peopleAround(
  ctx: Context,
  { tree, asOf }: World,
  today: Day,
  kind: GroupKind,
  unitId: UnitId,
): Promise<readonly Person[] | null> {
  const rules = kind.clauses.map(({ rule }) => rule)
  if (rules.some((rule) => inspectRule(rule).groupKinds.length > 0 || livesAbove(rule))) return null
  const days = [asOf, today]
  const below = new Set(days.flatMap((day) => [unitId, ...descendantsOn(tree, unitId, day)]))
  const above = new Set(days.flatMap((day) => ancestorsOn(tree, unitId, day)))
  const found = new Map<PersonId, Person>()
  const add = (people: readonly Person[]): void => {
    for (const person of people) found.set(person.id, person)
  }
  add((await listOfficeHoldersOf(ctx.db, [...above, ...below])).map(({ person }) => person))
  if (rules.some(asksHomes))
    add(
      await listRosterCandidates(ctx.db, {
        unitIds: [...below],
        foldedNames: null,
        phones: [],
        accountIds: [],
        births: [],
      }),
    )
  const overrides = await listOverrides(ctx.db, { groupIds: [`${kind.id}:${unitId}`] })
  add(
    await listPeople(
      ctx.db,
      overrides.map(({ personId }) => personId),
    ),
  )
  return [...found.values()]
}

/** Whether who should be in a group depends on where people live; else its seats alone tell. */
export function asksHomes(rule: Rule): boolean {
  if (rule.kind === 'all' || rule.kind === 'any') return rule.of.some(asksHomes)
  return rule.kind === 'not' ? asksHomes(rule.rule) : rule.kind === 'resides' || rule.kind === 'represents-household'
}

function livesAbove(rule: Rule): boolean {
  if (rule.kind === 'all' || rule.kind === 'any') return rule.of.some(livesAbove)
  if (rule.kind === 'not') return livesAbove(rule.rule)
  return (rule.kind === 'resides' || rule.kind === 'represents-household') && rule.in.kind === 'ancestor'
}
