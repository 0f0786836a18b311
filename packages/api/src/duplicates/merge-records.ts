import {
  findPerson,
  insertAuditEvents,
  insertMerge,
  inTransaction,
  listConsentEvents,
  listMergesInto,
  listProxied,
  lockMerge,
  lockPeople,
  readPeople,
  RevisionConflict,
  updateConsentLedger,
  updateMergeUndone,
  type Db,
  type PersonMerge,
} from '@ketnoi/db'
import {
  changedFields,
  consentsFromLedger,
  followPositions,
  mergePeople,
  undoMerge,
  type Consent,
  type MergeField,
  type MergeSide,
  type Person,
  type PersonId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { ApiError, issuesError, NotFoundError } from '../errors.ts'
import { accountNames } from '../onboarding/devices.ts'
import { deriveGroups, writePeople, type PersonToSave } from '../people/save-person.ts'
import { getWorld } from '../world.ts'

/** A record as somebody has seen it. */
export interface SeenRecord {
  readonly id: PersonId
  readonly revision: number
}

export interface MergeInput {
  readonly kept: SeenRecord
  readonly merged: SeenRecord
  readonly choices: Partial<Readonly<Record<MergeField, MergeSide>>>
}

/**
 * Makes one person of two records as they were seen; `revision-conflict` when somebody changed one of them since. Everything that
 * referred to the merged one refers to the kept one, which its links lead to.
 */
export async function mergeRecords(ctx: Context, input: MergeInput): Promise<{ readonly mergeId: string }> {
  const { choices } = input
  const [keptId, mergedId] = [input.kept.id, input.merged.id]
  return inTransaction(ctx.db, async (trx) => {
    await lockPeople(trx, [keptId, mergedId, ...(await listProxied(trx, mergedId))])
    const kept = await seenPerson(trx, input.kept)
    const merged = await seenPerson(trx, input.merged)
    const world = await getWorld(ctx, trx)
    const source = { asOf: world.asOf, at: ctx.now(), recorder: ctx.actor.id, evidence: 'before the ledger' }
    // Consents that came in another way than through the ledger: it learns of them before anything is derived from it.
    await updateConsentLedger(trx, [keptId, mergedId], source)
    const consents = await consentsOf(trx, [keptId, mergedId])
    const result = followPositions(world.model, mergePeople(kept, merged, { choices, on: world.asOf, consents }))
    const proxied = (await listProxied(trx, mergedId)).filter((id) => id !== keptId)
    const mergeId = ctx.newId()
    await insertMerge(trx, {
      id: mergeId,
      keptId,
      mergedId,
      kept,
      merged,
      result,
      proxied,
      author: ctx.actor.id,
      at: ctx.now(),
    })
    const { saved } = await writePeople(
      ctx,
      trx,
      [{ person: result, revision: input.kept.revision }, ...(await withProxy(trx, proxied, mergedId, keptId))],
      { action: 'people-merged', data: { mergeId } },
    )
    await tellAll(ctx, trx, 'people-merged', { mergeId, keptId, mergedId, choices }, [
      mergedId,
      ...(changedFields(kept, result).length === 0 ? [keptId] : []),
    ])
    await deriveGroups(ctx, trx, [...new Set([keptId, ...saved])])
    return { mergeId }
  })
}

/** Brings both records back as they were; `merge-changed-since` and `merge-later` say why that is no longer possible. */
export async function undoRecords(ctx: Context, mergeId: string): Promise<{ readonly restoredId: PersonId }> {
  return inTransaction(ctx.db, async (trx) => {
    const merge = await lockMerge(trx, mergeId)
    const { keptId, mergedId, proxied } = merge
    await lockPeople(trx, [keptId, ...proxied])
    const now = await findPerson(trx, keptId)
    const barred = now === null ? later() : await undoBarrier(trx, merge, now.person)
    if (now === null || barred !== null) throw barred ?? later()
    const undone = undoMerge(withoutConsents(merge, now.person), now.person)
    if (!undone.ok) throw issuesError(undone.issues)
    await updateMergeUndone(trx, merge, { by: ctx.actor.id, at: ctx.now() })
    const kept = { ...undone.value.kept, consents: await consentsOf(trx, [keptId]) }
    const { saved } = await writePeople(
      ctx,
      trx,
      [{ person: kept, revision: now.revision }, ...(await withProxy(trx, proxied, keptId, mergedId))],
      { action: 'merge-undone', data: { mergeId } },
    )
    await tellAll(ctx, trx, 'merge-undone', { mergeId, keptId, mergedId }, [
      mergedId,
      ...(changedFields(kept, now.person).length === 0 ? [keptId] : []),
    ])
    await deriveGroups(ctx, trx, [...new Set([keptId, mergedId, ...saved])])
    return { restoredId: mergedId }
  })
}

/** A record that was merged into a person, as their page shows it. */
export interface MergedRecord {
  readonly mergeId: string
  readonly name: string
  readonly birth: string | null
  readonly at: string
  readonly authorName: string
  /** Why it cannot be undone any more; `fields`: what was changed since. */
  readonly barred: { readonly code: string; readonly fields: readonly string[] } | null
}

/** What was merged into the person and still is, the last one first. */
export async function loadMergedRecords(ctx: Context, person: Person): Promise<MergedRecord[]> {
  const merges = await listMergesInto(ctx.db, person.id)
  if (merges.length === 0) return []
  const names = await accountNames(ctx.db)
  const records: MergedRecord[] = []
  for (const merge of merges) {
    const barred = await undoBarrier(ctx.db, merge, person)
    const { id: mergeId, merged, author, at } = merge
    records.push({
      mergeId,
      name: merged.name,
      birth: merged.birth,
      at,
      authorName: names.get(author) ?? author,
      barred: barred === null ? null : { code: barred.code, fields: fieldsOf(barred) },
    })
  }
  return records
}

async function undoBarrier(db: Db, merge: PersonMerge, now: Person): Promise<ApiError | null> {
  const [last] = await listMergesInto(db, merge.keptId)
  if (last?.id !== merge.id) return later()
  const undone = undoMerge(withoutConsents(merge, now), now)
  return undone.ok ? null : issuesError(undone.issues)
}

function later(): ApiError {
  return new ApiError('merge-later', 'a later merge has to be undone first')
}

function fieldsOf({ data }: ApiError): readonly string[] {
  const fields: unknown = data['fields']
  return Array.isArray(fields) ? fields.map(String) : []
}

/** The ledger tells of each record by itself: what was said since is no obstacle. */
function withoutConsents({ kept, merged, result }: PersonMerge, now: Person) {
  return { kept, merged, result: { ...result, consents: now.consents } }
}

async function consentsOf(trx: Db, ids: readonly PersonId[]): Promise<Consent[]> {
  const events = []
  for (const id of ids) events.push(...(await listConsentEvents(trx, id)))
  return consentsFromLedger(events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)))
}

async function seenPerson(trx: Db, { id, revision }: SeenRecord): Promise<Person> {
  const stored = await findPerson(trx, id)
  if (stored === null) throw new NotFoundError('person', id)
  if (stored.revision !== revision) throw new RevisionConflict('person', id)
  return stored.person
}

/** People whose messages somebody carries, when that one turns out to be, or not to be, somebody else's record. */
async function withProxy(trx: Db, ids: readonly PersonId[], from: PersonId, to: PersonId): Promise<PersonToSave[]> {
  return (await readPeople(trx, ids)).flatMap(({ person, revision }) =>
    person.proxyId === from && person.id !== to ? [{ person: { ...person, proxyId: to }, revision }] : [],
  )
}

async function tellAll(
  ctx: Context,
  trx: Db,
  action: string,
  data: Readonly<Record<string, unknown>>,
  ids: readonly PersonId[],
): Promise<void> {
  await insertAuditEvents(
    trx,
    ids.map((subjectId) => ({ at: ctx.now(), actor: ctx.actor.id, action, subjectKind: 'person', subjectId, data })),
  )
}
