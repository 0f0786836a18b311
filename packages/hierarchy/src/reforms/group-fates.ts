import type { ExpectedGroup } from '../groups/expected-groups.ts'
import { firstGroupOf, groupIdOf, parseGroupId, partName } from '../groups/group-id.ts'
import type { GroupId } from '../id.ts'
import type { Reform } from './reform.ts'
import type { GroupFate, RealGroup, ReformDecision } from './rehearsal.ts'
import type { Successions } from './successions.ts'

/** What the fates of groups are worked out from. */
export interface GroupFatesInput {
  readonly reform: Reform
  readonly successions: Successions
  /** With the further groups of every unit that has several. */
  readonly before: readonly ExpectedGroup[]
  /** The first groups alone. */
  readonly after: readonly ExpectedGroup[]
  /** How many groups it takes to hold everybody, where these are those of the unit that go on. */
  readonly neededFor: (groupId: GroupId, own: readonly GroupId[]) => number
  /** Without it every group is taken to exist. */
  readonly realGroups: readonly RealGroup[] | undefined
  /** How many should be in a group before. */
  readonly membersOf: (groupId: GroupId) => number
}

/** What becomes of every group. */
export interface GroupFates {
  readonly fates: readonly GroupFate[]
  /** For every group that is expected before and goes on: the group it is afterwards. */
  readonly becomes: ReadonlyMap<GroupId, GroupId>
  readonly decisions: readonly ReformDecision[]
}

type Candidate = Omit<RealGroup, 'id'> & { readonly id: string; readonly isReal: boolean }

/**
 * Works out what becomes of every group. Of those that could go on as the group of a unit: the one chosen; else the unit's own; else
 * the one with most members, as fewest people have to move; then the one in use last; then the one with most leaders; then by id.
 */
export function groupFates(input: GroupFatesInput): GroupFates {
  const { reform, successions, before, after, neededFor } = input
  const afterById = new Map(after.map((group) => [group.id, group]))
  const real = realGroupsOf(input)
  const comers = new Map<GroupId, GroupId[]>()
  const goesTo = new Map<GroupId, GroupId>()
  const chosen = new Map(reform.groups.map(({ groupId, survivor }) => [groupId, survivor]))
  for (const group of before) {
    const ending = successions.ended.get(group.unitId)
    if (ending === undefined) continue
    const targets = ending.successors
      .map(({ unitId }) => groupIdOf(group.kind, unitId))
      .filter((id) => afterById.has(id))
    // A group of a split unit can go on in one part only: where it was chosen, else where most goes by default.
    const own = new Set(real.get(group.id)?.map(({ id }) => id))
    const heir = ending.heir === null ? undefined : groupIdOf(group.kind, ending.heir)
    const target =
      targets.find((id) => own.has(chosen.get(id) ?? '')) ?? targets.find((id) => id === heir) ?? targets[0]
    if (target === undefined) continue
    goesTo.set(group.id, target)
    comers.set(target, [...(comers.get(target) ?? []), group.id])
  }
  const ownOf = Map.groupBy(
    before.map(({ id }) => id),
    firstGroupOf,
  )
  const decisions: ReformDecision[] = []
  const becomes = new Map<GroupId, GroupId>()
  const reasons = new Map<GroupId, GroupFate['why']>()
  const made = new Set<GroupId>()
  /** Groups of the unit stay its groups; of the others those with most members, as long as one group more is needed. */
  const furtherGroups = (
    { id: firstId, kind, unitId }: ExpectedGroup,
    candidates: readonly GroupId[],
    own: readonly GroupId[],
  ): (readonly [GroupId, GroupId])[] => {
    const first = candidates.find((id) => becomes.get(id) === firstId)
    if (first === undefined) return []
    const staying = own.filter((id) => id !== first && id !== firstId)
    const further = staying.map((id): readonly [GroupId, GroupId] => [id, id])
    const used = new Set(staying.map((id) => parseGroupId(id)?.part ?? 1))
    const rest = sortBest(
      candidates.filter((id) => id !== first && !staying.includes(id)).flatMap((id) => real.get(id)?.[0] ?? []),
    )
    const needed = neededFor(firstId, [first, ...staying])
    for (const { groupId } of rest) {
      if (1 + further.length >= needed) break
      let part = 2
      while (used.has(part)) part++
      used.add(part)
      further.push([groupId, groupIdOf(kind, unitId, part)])
    }
    return further
  }
  for (const group of after) {
    const own = ownOf.get(group.id) ?? []
    const candidates = [...own, ...(comers.get(group.id) ?? [])]
    const choice = chosen.get(group.id)
    const named =
      choice === undefined ? undefined : candidates.find((id) => real.get(id)?.some((one) => one.id === choice))
    if (choice !== undefined && named === undefined)
      decisions.push({ code: 'survivor-unknown', blocks: true, groupId: group.id, survivor: choice })
    if (named !== undefined) {
      becomes.set(named, group.id)
      reasons.set(named, 'chosen')
    } else if (own.includes(group.id) && (real.has(group.id) || candidates.every((id) => !real.has(id)))) {
      becomes.set(group.id, group.id)
      reasons.set(group.id, candidates.length > 1 ? 'goes-on' : null)
    } else {
      const best = bestOf(candidates.flatMap((id) => real.get(id)?.[0] ?? []))
      if (best === null) made.add(group.id)
      else {
        becomes.set(best.groupId, group.id)
        reasons.set(best.groupId, best.why)
      }
    }
    for (const [id, further] of furtherGroups(group, candidates, own)) becomes.set(id, further)
  }
  const fates: GroupFate[] = []
  for (const group of before) {
    const survivesAs = becomes.get(group.id)
    const target =
      survivesAs ?? goesTo.get(group.id) ?? (afterById.has(firstGroupOf(group.id)) ? firstGroupOf(group.id) : null)
    const first = target === null ? undefined : afterById.get(firstGroupOf(target))
    const nameAfter = first === undefined ? null : partName(first.name, parseGroupId(target ?? '')?.part ?? 1)
    const fate =
      survivesAs === undefined
        ? target === null
          ? 'archived'
          : 'merged-into'
        : survivesAs !== group.id
          ? firstGroupOf(survivesAs) === survivesAs
            ? 'survives'
            : 'further'
          : nameAfter === group.name
            ? 'kept'
            : 'renamed'
    const why = survivesAs === undefined ? null : (reasons.get(group.id) ?? null)
    const ones = real.get(group.id) ?? []
    if (ones.length === 0 && fate !== 'kept' && fate !== 'renamed') {
      // There is nothing to archive or to merge.
      continue
    }
    for (const one of ones.length === 0 ? [null] : ones)
      fates.push({
        groupId: group.id,
        realGroupId: one?.isReal === true ? one.id : null,
        fate,
        becomes: target,
        name: { before: group.name, after: fate === 'archived' ? null : nameAfter },
        why,
        members: one?.members ?? null,
      })
  }
  for (const id of [...made].sort())
    fates.push({
      groupId: id,
      realGroupId: null,
      fate: 'created',
      becomes: id,
      name: { before: null, after: afterById.get(id)?.name ?? null },
      why: null,
      members: null,
    })
  return { fates, becomes, decisions }
}

/** The real groups of every expected one, the first one first. */
function realGroupsOf({ before, realGroups, membersOf }: GroupFatesInput): ReadonlyMap<GroupId, readonly Candidate[]> {
  const real = new Map<GroupId, Candidate[]>()
  if (realGroups === undefined) {
    for (const { id, name } of before)
      real.set(id, [
        { id, groupId: id, number: 1, name, members: membersOf(id), leaders: 0, lastActivityOn: null, isReal: false },
      ])
    return real
  }
  for (const group of realGroups) {
    const list = real.get(group.groupId)
    const one = { ...group, isReal: true }
    if (list === undefined) real.set(group.groupId, [one])
    else list.push(one)
  }
  for (const list of real.values()) list.sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1))
  return real
}

function bestOf(
  candidates: readonly Candidate[],
): { readonly groupId: GroupId; readonly why: GroupFate['why'] } | null {
  const [best, next] = sortBest(candidates)
  if (best === undefined) return null
  if (next === undefined) return { groupId: best.groupId, why: 'only' }
  if (best.members !== next.members) return { groupId: best.groupId, why: 'members' }
  if (best.lastActivityOn !== next.lastActivityOn) return { groupId: best.groupId, why: 'activity' }
  return { groupId: best.groupId, why: best.leaders === next.leaders ? 'order' : 'leaders' }
}

function sortBest(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(
    (a, b) =>
      b.members - a.members ||
      compareText(b.lastActivityOn ?? '', a.lastActivityOn ?? '') ||
      b.leaders - a.leaders ||
      compareText(a.groupId, b.groupId),
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
