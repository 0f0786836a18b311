import {
  countResidents,
  listAccountRoles,
  listDesiredCounts,
  listDesiredRows,
  listOverrides,
  listRealGroupSizes,
  partsOf,
  updateRehearsal,
  type Db,
  type DesiredRow,
} from '@ketnoi/db'
import {
  rehearse,
  type AccountScopes,
  type AppliedReform,
  type RealGroup,
  type Reform,
  type Rehearsal,
  type Result,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { issuesError } from '../errors.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { getWorld, type World } from '../world.ts'
import { reachOfReform, readReached } from './reform-reached.ts'
import {
  getReform,
  noteReform,
  readReform,
  stateError,
  type KnownReform,
  type KnownRehearsal,
  type ScopeChoice,
} from './reform-store.ts'

/** Works out anew what a reform would do, and keeps it with the draft. */
export async function rehearseReform(ctx: Context, id: string): Promise<KnownRehearsal> {
  const known = await getReform(ctx.db, id)
  if (known.stored.state !== 'draft' && known.stored.state !== 'approved') throw stateError(known)
  const worked = await workOut(ctx, ctx.db, known)
  if (!worked.ok) throw issuesError(worked.issues)
  await updateRehearsal(ctx.db, id, worked.value)
  await noteReform(ctx, ctx.db, id, 'reform-rehearsed', { fingerprint: worked.value.fingerprint })
  return worked.value
}

/** What a draft would do now; nothing is kept. */
export async function workOut(ctx: Context, db: Db, known: KnownReform): Promise<Result<KnownRehearsal>> {
  const world = await getWorld(ctx, db)
  const read = readReform(known.stored.document, world)
  if (!read.ok) return read
  const { reform, applied } = read.value
  const rehearsal = await rehearseOn(db, world, reform, applied)
  if (!rehearsal.ok) return rehearsal
  const fingerprint = fingerprintOfLooked(known.stored.document, known.scopeChoices, rehearsal.value)
  return { ok: true, value: { rehearsal: rehearsal.value, fingerprint, rehearsedAt: ctx.now() } }
}

async function rehearseOn(db: Db, world: World, reform: Reform, applied: AppliedReform): Promise<Result<Rehearsal>> {
  const { model, tree } = world
  const people = await readReached(db, reachOfReform(reform, applied.changed))
  const sizes = await listRealGroupSizes(db)
  return rehearse({
    reform,
    model,
    tree,
    people,
    overrides: await listOverrides(db),
    memberships: await membershipsOfDivided(db, world),
    realGroups: numbered(sizes),
    unitCounts: await countResidents(
      db,
      applied.changed.map(({ id }) => id),
      reform.effectiveOn,
    ),
    groupCounts: (await listDesiredCounts(db)).map(({ groupId, desired }) => ({ groupId, members: desired })),
    accounts: await scopesOfAccounts(db),
    links: sizes.flatMap(({ id, joinLink }) => (joinLink === null ? [] : [{ id, kind: 'link', realGroupId: id }])),
  })
}

function numbered(sizes: Awaited<ReturnType<typeof listRealGroupSizes>>): RealGroup[] {
  const seen = new Map<string, number>()
  return sizes.map(({ id, groupId, name, members, leaders, lastJoinedOn, capacity }) => {
    const number = (seen.get(groupId) ?? 0) + 1
    seen.set(groupId, number)
    return { id, groupId, number, name, members, leaders, lastActivityOn: lastJoinedOn, capacity }
  })
}

/** Of the units that have several groups of a kind. */
async function membershipsOfDivided(db: Db, { further }: World): Promise<readonly DesiredRow[]> {
  return listDesiredRows(
    db,
    [...further.keys()].flatMap((firstId) => partsOf(firstId, further)),
  )
}

async function scopesOfAccounts(db: Db): Promise<AccountScopes[]> {
  const roles = await listAccountRoles(db)
  return [...Map.groupBy(roles, ({ accountId }) => accountId)].map(([accountId, grants]) => ({
    accountId,
    grants: grants.flatMap(({ role, unitId, from, to }) => (unitId === null ? [] : [{ role, unitId, from, to }])),
  }))
}

/** Names what was looked at: who moves where and what is decided, but not how many happen to live there today. */
function fingerprintOfLooked(document: unknown, choices: readonly ScopeChoice[], rehearsal: Rehearsal): string {
  return fingerprintOf({
    document,
    choices,
    units: rehearsal.units.map(({ residents: _, households: __, ...unit }) => unit),
    groups: rehearsal.groups.map(({ members: _, ...group }) => group),
    people: rehearsal.people,
    seats: rehearsal.seats,
    seatsToFill: rehearsal.seatsToFill,
    scopes: rehearsal.scopes,
    deadLinks: rehearsal.deadLinks,
    decisions: rehearsal.decisions,
  })
}
