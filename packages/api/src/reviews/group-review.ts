import { createHash } from 'node:crypto'
import {
  listAccounts,
  listPeople,
  listPersonNames,
  listReviewFacts,
  listReviews,
  type Db,
  type ReviewAsk,
  type StoredReview,
} from '@ketnoi/db'
import { membersOf, type Day, type GroupId, type LocalText, type ReviewState, type Role } from '@ketnoi/hierarchy'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { describeLines, type GroupLine } from '../groups/group-page.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { groupsOf, makePlan } from '../plans/make-plan.ts'
import { getWorld, unitName, type World } from '../world.ts'
import { judgeGroup, reviewSettingOf } from './review-policies.ts'

/** So many earlier ones are shown. */
const MOST_EARLIER = 5

/** What somebody looks through: everybody who is in the group or should be, as of the day. */
export interface LookedAt {
  readonly lines: readonly GroupLine[]
  /** Of what was looked at: another one means that it moved. */
  readonly fingerprint: string
  /** `null`: reviews are switched off, or no member list was read yet. */
  readonly state: ReviewState | null
  readonly earlier: readonly StoredReview[]
  readonly unmatched: number
  readonly readAt: string | null
}

export interface GroupReview extends Omit<LookedAt, 'earlier'> {
  readonly asOf: Day
  readonly group: { readonly id: GroupId; readonly name: string; readonly unitName: string }
  readonly clauses: readonly { readonly id: string; readonly name: LocalText }[]
  readonly earlier: readonly (Pick<StoredReview, 'id' | 'reviewedOn' | 'outcome' | 'members' | 'excluded'> & {
    readonly author: string
    readonly asked: number
  })[]
  /** What the last review asked to be corrected in the rosters. */
  readonly asked: readonly (Pick<ReviewAsk, 'personId' | 'ask'> & {
    readonly name: string
    /** In which role they were then; `null`: not kept, or not there. */
    readonly role: Role | null
  })[]
  readonly maySign: boolean
  readonly mayExclude: boolean
}

/** Read within a transaction it is what is signed. */
export async function lookAtGroup(db: Db, world: World, groupId: GroupId): Promise<LookedAt> {
  const made = await makePlan(db, world, [groupId])
  const members = membersOf(made.desired, groupId)
  const reading = made.readings.find((one) => one.groupId === groupId) ?? null
  const ids = [...members.map(({ personId }) => personId), ...(reading?.members ?? []).map(({ personId }) => personId)]
  const people = new Map((await listPeople(db, [...new Set(ids)])).map((person) => [person.id, person]))
  const lines = describeLines(world, made, members, reading, people)
  const setting = reviewSettingOf(world)
  const [known] = await listReviewFacts(db, [groupId])
  const earlier = await listReviews(db, groupId, MOST_EARLIER)
  const seen = lines.map(({ personId, desiredRole, actualRole, presence }) => [
    personId,
    desiredRole,
    actualRole,
    presence,
  ])
  return {
    lines,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([earlier[0]?.id ?? null, seen.sort()]))
      .digest('hex'),
    state: known === undefined ? null : judgeGroup(world, setting, groupId, known),
    earlier,
    unmatched: reading?.unmatched.length ?? 0,
    readAt: reading?.readAt ?? null,
  }
}

export async function loadGroupReview(ctx: Context, groupId: GroupId): Promise<GroupReview> {
  const world = await getWorld(ctx)
  const group = groupsOf(world).find(({ id }) => id === groupId)
  if (group === undefined) throw new NotFoundError('group', groupId)
  const looked = await lookAtGroup(ctx.db, world, groupId)
  const asked = looked.earlier[0]?.asked ?? []
  const names = await listPersonNames(
    ctx.db,
    asked.map(({ personId }) => personId),
  )
  const accounts = new Map((await listAccounts(ctx.db)).map(({ id, name }) => [id, name]))
  const unitId = unitOfGroup(groupId)
  return {
    ...looked,
    asOf: world.asOf,
    group: { id: groupId, name: group.name, unitName: unitName(world, unitId) },
    clauses: (world.model.groupKinds.find(({ id }) => id === group.kind)?.clauses ?? []).map(({ id, name }) => ({
      id,
      name,
    })),
    earlier: looked.earlier.map(({ id, reviewedOn, outcome, members, excluded, author, asked: of }) => ({
      id,
      reviewedOn,
      outcome,
      members,
      excluded,
      author: accounts.get(author) ?? author,
      asked: of.length,
    })),
    // Whoever was deleted since needs no correction.
    asked: asked.flatMap((one) => {
      const name = names.get(one.personId)
      return name === undefined ? [] : [{ personId: one.personId, ask: one.ask, name, role: one.role ?? null }]
    }),
    maySign: isAllowed(ctx.actor, 'reviews.sign', unitId),
    mayExclude: isAllowed(ctx.actor, 'overrides.add', unitId),
  }
}
