import {
  countSealedAfter,
  countUnsealed,
  findLastSeal,
  listAccountRoles,
  listAuditActions,
  listAuditEvents,
  listPersonNames,
  type AuditEvent,
} from '@ketnoi/db'
import type { Day, UnitId } from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import { isWithin, reachOf, type Reach } from '../authorise.ts'
import type { Context } from '../context.ts'
import { groupNameEver } from '../history/group-name.ts'
import { getWorld, unitName } from '../world.ts'
import { findVerified, type Verified } from './keep-sealed.ts'

/** One event with the names that whoever asks may see. */
export interface AuditRow {
  readonly id: number
  readonly at: string
  readonly actor: string
  readonly actorName: string
  /** A code that the screen has words for. */
  readonly action: string
  readonly subjectKind: string
  readonly subjectId: string
  /** `null`: it is called by its id. */
  readonly subjectName: string | null
  /** Why, as somebody wrote it. */
  readonly reason: string | null
  /** The rest of what is kept of it: numbers, codes and ids. */
  readonly details: readonly { readonly name: string; readonly value: string }[]
}

export interface AuditPage {
  readonly rows: readonly AuditRow[]
  readonly next: string | null
  readonly actions: readonly string[]
  readonly actors: readonly { readonly id: string; readonly name: string }[]
  readonly seal: {
    readonly lastSealedAt: string | null
    readonly unsealed: number
    readonly verified: Verified | null
    /** How many events have come since the log was verified. */
    readonly since: number
  }
}

export interface AuditQuery {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly subject?: { readonly kind?: string | undefined; readonly id?: string | undefined } | undefined
  readonly from?: Day | undefined
  readonly to?: Day | undefined
  readonly within: readonly UnitId[] | null
  readonly after?: string | undefined
}

const ROWS = 50

/** Events, newest first, with what stands for their ids. */
export async function loadAuditPage(ctx: Context, query: AuditQuery): Promise<AuditPage> {
  const { rows, next } = await listAuditEvents(ctx.db, {
    ...(query.actor === undefined ? {} : { actor: query.actor }),
    ...(query.action === undefined ? {} : { actions: [query.action] }),
    ...(query.subject === undefined ? {} : { subject: query.subject }),
    ...(query.from === undefined ? {} : { from: query.from }),
    ...(query.to === undefined ? {} : { to: query.to }),
    ...(query.within === null ? {} : { within: query.within }),
    after: query.after ?? null,
    limit: ROWS,
  })
  const world = await getWorld(ctx)
  const accounts = await loadAccountNames(ctx.db)
  const reach = reachOf(ctx.actor, 'audit.list')
  // Only the names of people whom the wall lets them see: the others keep their ids.
  const people = await listPersonNames(
    ctx.db,
    rows.flatMap(({ subjectKind, subjectId }) => (subjectKind === 'person' ? [subjectId] : [])),
  )
  const [unsealed, verified] = [await countUnsealed(ctx.db), await findVerified(ctx)]
  const nameOf = ({ subjectKind, subjectId }: AuditEvent): string | null => {
    if (subjectKind === 'person') return people.get(subjectId) ?? null
    if (subjectKind === 'group') return groupNameEver(world, subjectId)
    if (subjectKind === 'unit') return unitName(world, subjectId)
    return subjectKind === 'account' ? (accounts.get(subjectId) ?? null) : null
  }
  return {
    rows: rows.map((event) => ({
      id: event.id,
      at: event.at,
      actor: event.actor,
      actorName: accounts.get(event.actor) ?? event.actor,
      action: event.action,
      subjectKind: event.subjectKind,
      subjectId: event.subjectId,
      subjectName: nameOf(event),
      ...told(event.data),
    })),
    next,
    actions: await listAuditActions(ctx.db, reach.kind === 'everywhere' ? 'all' : 'local'),
    actors: await listActors(ctx, reach, accounts),
    seal: {
      lastSealedAt: (await findLastSeal(ctx.db))?.sealedAt ?? null,
      unsealed,
      verified,
      since: verified === null ? 0 : unsealed + (await countSealedAfter(ctx.db, verified.seals)),
    },
  }
}

/** Who may be asked about: whose role, for good, is for something in the area, or for something that the area is part of. */
async function listActors(
  ctx: Context,
  reach: Reach,
  names: ReadonlyMap<string, string>,
): Promise<AuditPage['actors'][number][]> {
  const roles = reach.kind === 'everywhere' ? [] : await listAccountRoles(ctx.db)
  const near = new Set(
    roles.flatMap(({ accountId, unitId }) =>
      unitId === null || isWithin(reach, unitId) || ctx.actor.above?.includes(unitId) === true ? [accountId] : [],
    ),
  )
  return [...names]
    .flatMap(([id, name]) => (reach.kind === 'everywhere' || near.has(id) ? [{ id, name }] : []))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const LONGEST_VALUE = 200

/** What somebody can read: a list as its parts, only what is made up of more than that as it was kept. */
function textOf(value: unknown): string {
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function told(data: unknown): Pick<AuditRow, 'reason' | 'details'> {
  const kept: Readonly<Record<string, unknown>> = typeof data === 'object' && data !== null ? { ...data } : {}
  const entries = Object.entries(kept)
  const reason = kept['reason']
  return {
    reason: typeof reason === 'string' && reason !== '' ? reason : null,
    details: entries.flatMap(([name, value]) => {
      if (name === 'reason' || value === null || value === '') return []
      const text = textOf(value)
      return [{ name, value: text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text }]
    }),
  }
}
