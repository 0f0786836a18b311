import {
  countReformPeople,
  findUnitCoverage,
  listReformApprovals,
  listReforms,
  type ReformProgress,
  type ReformState,
} from '@ketnoi/db'
import {
  sameNames,
  type Day,
  type ReformDecision,
  type Rehearsal,
  type RehearsalCounts,
  type UnitId,
} from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import type { Context } from '../context.ts'
import { wireIssue, type WireIssue } from '../errors.ts'
import { getWorld, type World } from '../world.ts'
import { approvalView, latestOfEach, type ApprovalView } from './approval-views.ts'
import { reformChecks, type ReformCheck } from './reform-brakes.ts'
import { namesOf, type ReformNames } from './reform-names.ts'
import { mayManage } from './reform-reach.ts'
import { findKnownRehearsal, getReform, readReform, type KnownReform, type ReformLoss } from './reform-store.ts'
import { scopeViews, type ScopeView } from './scope-views.ts'
import { namedSeats, seatViews, type SeatNamedView, type SeatToFillView } from './seat-views.ts'
import { unitViews, type UnitFateView } from './unit-views.ts'

export interface ReformListRow {
  readonly id: string
  readonly decision: string
  readonly effectiveOn: Day
  readonly state: ReformState
  readonly createdBy: string
  readonly createdAt: string
}

export interface ReformPage extends ReformListRow {
  readonly revision: number
  readonly asOf: Day
  readonly mayManage: boolean
  /** Why a draft cannot be read any more: the units have changed. */
  readonly issues: readonly WireIssue[]
  readonly approvals: readonly ApprovalView[]
  readonly progress: ReformProgress
  readonly rehearsal: {
    readonly fingerprint: string
    readonly rehearsedAt: string
    readonly ready: boolean
    readonly counts: RehearsalCounts
    readonly checks: readonly ReformCheck[]
    readonly units: readonly UnitFateView[]
    readonly seatsToFill: readonly SeatToFillView[]
    readonly seatsNamed: readonly SeatNamedView[]
    readonly scopes: readonly ScopeView[]
    readonly overflow: readonly {
      readonly groupId: string
      readonly name: string
      readonly members: number
      readonly capacity: number
      readonly groupsNeeded: number | null
      /** What the groups that they are divided among are now; `null`: made anew. */
      readonly parts: readonly {
        readonly name: string
        readonly from: string | null
        readonly stays: boolean
        readonly members: number
      }[]
    }[]
    readonly deadLinks: readonly { readonly id: string; readonly name: string; readonly becomes: string | null }[]
    /** Names that several groups would have, where the reform gives one of them. */
    readonly sameNames: readonly { readonly name: string; readonly count: number }[]
    /** How often each decision is open, those that block first. */
    readonly decisions: readonly {
      readonly code: ReformDecision['code']
      readonly blocks: boolean
      readonly count: number
      readonly examples: readonly string[]
    }[]
  } | null
  /** How far the groups of the resulting units are, once it is in effect. */
  readonly results: readonly {
    readonly unitId: UnitId
    readonly name: string
    readonly groups: number
    readonly linkedGroups: number
    readonly desired: number
    readonly matching: number
    readonly toAdd: number
    readonly toRemove: number
  }[]
  readonly losses: readonly { readonly code: ReformLoss['code']; readonly count: number }[]
}

export async function listReformRows(
  ctx: Context,
  within: readonly UnitId[] | null,
  limit: number,
): Promise<readonly ReformListRow[]> {
  const accounts = await loadAccountNames(ctx.db)
  return (await listReforms(ctx.db, { within, limit })).map((row) => rowOf(row, accounts))
}

function rowOf(row: ReformListRow, accounts: ReadonlyMap<string, string>): ReformListRow {
  const { id, decision, effectiveOn, state, createdBy, createdAt } = row
  return { id, decision, effectiveOn, state, createdBy: accounts.get(createdBy) ?? createdBy, createdAt }
}

export async function loadReformPage(ctx: Context, id: string): Promise<ReformPage> {
  const known = await getReform(ctx.db, id)
  const world = await getWorld(ctx)
  const { stored } = known
  const [accounts, worked, approvals, progress] = await Promise.all([
    loadAccountNames(ctx.db),
    findKnownRehearsal(ctx.db, id),
    listReformApprovals(ctx.db, id),
    countReformPeople(ctx.db, id),
  ])
  const manages = mayManage(ctx, 'reforms.start', world, known)
  const isDraft = stored.state === 'draft' || stored.state === 'approved'
  const read = isDraft ? readReform(stored.document, world) : null
  const rehearsal = worked?.rehearsal ?? null
  const names = namesOf(world, rehearsal)
  return {
    ...rowOf(stored, accounts),
    revision: stored.revision,
    asOf: world.asOf,
    mayManage: manages,
    issues: read === null || read.ok ? [] : read.issues.map(wireIssue),
    approvals: latestOfEach(approvals).map((approval) => approvalView(ctx, approval, accounts)),
    progress,
    rehearsal:
      worked === null
        ? null
        : {
            fingerprint: worked.fingerprint,
            rehearsedAt: worked.rehearsedAt,
            ready: worked.rehearsal.ready,
            counts: worked.rehearsal.counts,
            checks: reformChecks(worked.rehearsal.counts),
            units: await unitViews(ctx, worked.rehearsal, names),
            seatsToFill: await seatViews(ctx, world, worked.rehearsal, names),
            seatsNamed: await namedSeats(ctx, known, world, names),
            scopes: manages ? scopeViews(worked.rehearsal, known.scopeChoices, names, accounts) : [],
            overflow: worked.rehearsal.overflow.map((group) => ({
              ...group,
              name: names.groupAfter(group.groupId),
              // A rehearsal that was kept before parts were told has none.
              parts: ((group as Partial<typeof group>).parts ?? []).map(({ groupId, from, members }) => ({
                name: names.groupAfter(groupId),
                from: from === null ? null : names.group(from),
                stays: from === groupId,
                members,
              })),
            })),
            deadLinks: deadLinks(worked.rehearsal, names),
            sameNames: sameNames(worked.rehearsal),
            decisions: countDecisions(worked.rehearsal, names),
          },
    results: stored.state === 'in-effect' ? await loadResults(ctx, known, world) : [],
    losses: [...Map.groupBy(known.losses, ({ code }) => code)].map(([code, all]) => ({ code, count: all.length })),
  }
}

function deadLinks(rehearsal: Rehearsal, names: ReformNames): { id: string; name: string; becomes: string | null }[] {
  const groupOf = new Map(rehearsal.groups.map(({ realGroupId, groupId }) => [realGroupId, groupId]))
  return rehearsal.deadLinks.map(({ id, realGroupId, becomes }) => ({
    id,
    name: names.group(groupOf.get(realGroupId) ?? realGroupId),
    becomes: becomes === null ? null : names.groupAfter(becomes),
  }))
}

const EXAMPLES = 5

function countDecisions(
  { decisions }: Rehearsal,
  names: ReformNames,
): NonNullable<ReformPage['rehearsal']>['decisions'] {
  return [...Map.groupBy(decisions, ({ code }) => code)]
    .map(([code, all]) => ({
      code,
      blocks: all.some(({ blocks }) => blocks),
      count: all.length,
      examples: [
        ...new Set(
          all.flatMap((one) =>
            'unitId' in one ? [names.unit(one.unitId)] : 'groupId' in one ? [names.group(one.groupId)] : [],
          ),
        ),
      ].slice(0, EXAMPLES),
    }))
    .sort((a, b) => Number(b.blocks) - Number(a.blocks))
}

async function loadResults(ctx: Context, { effects }: KnownReform, world: World): Promise<ReformPage['results']> {
  const units = effects?.record.units.after ?? []
  const results = [...new Set(units.flatMap(({ successors }) => successors.map(({ unitId }) => unitId)))].sort()
  const found = await Promise.all(results.map((id) => findUnitCoverage(ctx.db, id, world.asOf)))
  return found.flatMap((unit) => {
    if (unit === null) return []
    const { unitId, name, groups, linkedGroups, desired, matching, toAdd, toRemove } = unit
    return [{ unitId, name, groups, linkedGroups, desired, matching, toAdd, toRemove }]
  })
}
