import { listHouseholdLabels, listPersonNames, readPeople } from '@ketnoi/db'
import { foldName, type GroupFate, type PersonId, type Role, type UnitId } from '@ketnoi/hierarchy'
import { areaOf } from '../authorise.ts'
import type { Context } from '../context.ts'
import { compareNames, peopleWithin } from '../people/person-names.ts'
import { getWorld } from '../world.ts'
import { namesOf } from './reform-names.ts'
import { findKnownRehearsal } from './reform-store.ts'

export interface GroupFateView {
  readonly groupId: string
  readonly realGroupId: string | null
  readonly fate: GroupFate['fate']
  readonly why: GroupFate['why']
  readonly before: string | null
  readonly after: string | null
  readonly becomes: string | null
  readonly becomesName: string | null
  readonly members: number | null
}

export interface Listed<T> {
  readonly rows: readonly T[]
  readonly total: number
  /** The page after this one; `null`: there is none. */
  readonly next: number | null
}

export interface ListInput {
  readonly id: string
  readonly text: string
  readonly page: number
}

const PER_PAGE = 50

/** What becomes of every group; those to which nothing happens come last. */
export async function listGroupFates(
  ctx: Context,
  { id, text, page, fate }: ListInput & { readonly fate: GroupFate['fate'] | null },
): Promise<Listed<GroupFateView>> {
  const worked = await findKnownRehearsal(ctx.db, id)
  if (worked === null) return NOTHING
  const names = namesOf(await getWorld(ctx), worked.rehearsal)
  const wanted = foldName(text)
  const rows = worked.rehearsal.groups
    .filter((group) => fate === null || group.fate === fate)
    .map((group): GroupFateView => {
      const { groupId, realGroupId, why, name, becomes, members } = group
      const becomesName = becomes === null ? null : names.groupAfter(becomes)
      return {
        groupId,
        realGroupId,
        fate: group.fate,
        why,
        before: name.before,
        after: name.after,
        becomes,
        becomesName,
        members,
      }
    })
    .filter(({ before, after }) => foldName(`${before ?? ''} ${after ?? ''}`).includes(wanted))
    .sort((a, b) => FATES.indexOf(a.fate) - FATES.indexOf(b.fate))
  return pageOfRows(rows, page)
}

const FATES: readonly GroupFate['fate'][] = [
  'survives',
  'further',
  'merged-into',
  'archived',
  'created',
  'renamed',
  'kept',
]

export interface PersonMoveView {
  readonly personId: PersonId
  readonly name: string
  readonly leaves: readonly string[]
  readonly joins: readonly string[]
  readonly changes: readonly { readonly group: string; readonly before: Role; readonly after: Role }[]
}

/** Everybody whose groups differ, as far as one may see them. */
export async function listPersonMoves(ctx: Context, { id, text, page }: ListInput): Promise<Listed<PersonMoveView>> {
  const worked = await findKnownRehearsal(ctx.db, id)
  if (worked === null) return NOTHING
  const names = namesOf(await getWorld(ctx), worked.rehearsal)
  const moves = await seenOnly(ctx, worked.rehearsal.people)
  const people = await listPersonNames(
    ctx.db,
    moves.map(({ personId }) => personId),
  )
  const wanted = foldName(text)
  const rows = moves
    .flatMap(({ personId, leaves, joins, changes }) => {
      const name = people.get(personId)
      if (name === undefined || !foldName(name).includes(wanted)) return []
      return [{ personId, name, leaves, joins, changes }]
    })
    .sort((a, b) => compareNames(a.name, b.name))
  const shown = pageOfRows(rows, page)
  return {
    ...shown,
    rows: shown.rows.map((row) => ({
      ...row,
      leaves: row.leaves.map(names.group),
      joins: row.joins.map(names.groupAfter),
      changes: row.changes.map(({ groupId, before, after }) => ({ group: names.groupAfter(groupId), before, after })),
    })),
  }
}

async function seenOnly<T extends { readonly personId: PersonId }>(
  ctx: Context,
  moves: readonly T[],
): Promise<readonly T[]> {
  const reach = areaOf(ctx.actor, 'see')
  if (reach.kind === 'everywhere') return moves
  const stored = await readPeople(
    ctx.db,
    moves.map(({ personId }) => personId),
  )
  const seen = new Set(
    peopleWithin(
      stored.map(({ person }) => person),
      reach,
    ).map(({ id }) => id),
  )
  return moves.filter(({ personId }) => seen.has(personId))
}

/** Somebody, or a household, of whom nobody has said where they go. */
export interface UndecidedView {
  readonly kind: 'household' | 'person'
  readonly id: string
  readonly label: string | null
  readonly names: readonly string[]
  readonly unitName: string
  readonly candidates: readonly { readonly unitId: UnitId; readonly name: string }[]
}

interface Open {
  readonly kind: UndecidedView['kind']
  readonly id: string
  readonly unitId: UnitId
  readonly people: readonly PersonId[]
  readonly candidates: readonly UnitId[]
}

export async function listUndecided(ctx: Context, { id, text, page }: ListInput): Promise<Listed<UndecidedView>> {
  const worked = await findKnownRehearsal(ctx.db, id)
  if (worked === null) return NOTHING
  const names = namesOf(await getWorld(ctx), worked.rehearsal)
  const open = worked.rehearsal.decisions.flatMap((decision): Open[] => {
    if (decision.code === 'household-undecided') return [{ ...decision, kind: 'household', id: decision.householdId }]
    if (decision.code === 'person-undecided' || decision.code === 'appointment-undecided')
      return [{ ...decision, kind: 'person', id: decision.personId, people: [decision.personId] }]
    return []
  })
  // Somebody with two positions is placed once.
  const once = [...new Map(open.map((one) => [`${one.kind} ${one.id}`, one])).values()]
  const people = await listPersonNames(
    ctx.db,
    once.flatMap((one) => one.people),
  )
  const wanted = foldName(text)
  const rows = once
    .map((one) => ({ ...one, names: one.people.flatMap((personId) => people.get(personId) ?? []) }))
    .filter((one) => foldName(one.names.join(' ')).includes(wanted))
  const shown = pageOfRows(rows, page)
  const labels = await listHouseholdLabels(
    ctx.db,
    shown.rows.flatMap((row) => (row.kind === 'household' ? [row.id] : [])),
  )
  return {
    ...shown,
    rows: shown.rows.map((row) => ({
      kind: row.kind,
      id: row.id,
      label: row.kind === 'household' ? (labels.get(row.id) ?? null) : null,
      names: row.names,
      unitName: names.unit(row.unitId),
      candidates: row.candidates.map((unitId) => ({ unitId, name: names.unit(unitId) })),
    })),
  }
}

const NOTHING = { rows: [], total: 0, next: null }

function pageOfRows<T>(rows: readonly T[], page: number): Listed<T> {
  const from = page * PER_PAGE
  return {
    rows: rows.slice(from, from + PER_PAGE),
    total: rows.length,
    next: from + PER_PAGE < rows.length ? page + 1 : null,
  }
}
