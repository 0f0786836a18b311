import { findPerson, findPersonOrigin, listMergesInto, listPersonVersions, type PersonEvent } from '@ketnoi/db'
import type { Person, PersonId } from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { getWorld } from '../world.ts'
import { changeLines, type ChangeLine } from './change-lines.ts'

/** One change of a person: who, when, why and what. */
export interface HistoryEntry {
  readonly at: string
  /** What the account is called; what is no account, such as a job, by its id. */
  readonly actor: string
  /** A code that the screen has words for. */
  readonly action: string
  readonly reason: string | null
  readonly lines: readonly ChangeLine[]
  /** The name of the record that it was a change of, where that was merged into the person later. */
  readonly record: string | null
}

/**
 * The last change first; what made the person known stands at the end, where it is kept. The history of records that were merged into
 * the person goes on in theirs.
 */
export async function loadHistory(ctx: Context, id: PersonId): Promise<HistoryEntry[]> {
  const own = await historyOf(ctx, id)
  const merges = await listMergesInto(ctx.db, id)
  if (merges.length === 0) return own
  const entries = [...own]
  for (const { mergedId, merged } of merges)
    entries.push(
      ...(await loadHistory(ctx, mergedId)).map((entry) => ({ ...entry, record: entry.record ?? merged.name })),
    )
  return entries.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
}

async function historyOf(ctx: Context, id: PersonId): Promise<HistoryEntry[]> {
  const world = await getWorld(ctx)
  const versions = await listPersonVersions(ctx.db, id)
  const lines = await changeLines(ctx.db, world, versions)
  const origin = await findPersonOrigin(ctx.db, id)
  const names = await loadAccountNames(ctx.db)
  return [
    ...versions.map((version, index) => entryOf(version, names, lines[index] ?? [])),
    ...(origin === null ? [] : [entryOf(origin, names, [])]),
  ]
}

function entryOf(
  { at, actor, action, data }: PersonEvent,
  names: ReadonlyMap<string, string>,
  lines: readonly ChangeLine[],
): HistoryEntry {
  const told: Readonly<Record<string, unknown>> = typeof data === 'object' && data !== null ? { ...data } : {}
  const reason = told['reason'] ?? told['fileName']
  return {
    at,
    actor: names.get(actor) ?? actor,
    action,
    reason: typeof reason === 'string' ? reason : null,
    lines,
    record: null,
  }
}

/** What others made of a person since somebody read them: for whoever meets a `revision-conflict`. */
export interface ChangesSince {
  readonly revision: number
  readonly changes: readonly { readonly at: string; readonly actor: string }[]
  readonly lines: readonly ChangeLine[]
  /** As they are now. */
  readonly values: Pick<Person, 'name' | 'birth' | 'adult' | 'reachability'> & {
    readonly proxy: { readonly id: PersonId; readonly name: string } | null
  }
}

export async function loadChangesSince(ctx: Context, id: PersonId, revision: number): Promise<ChangesSince> {
  const stored = await findPerson(ctx.db, id)
  if (stored === null) throw new NotFoundError('person', id)
  const { person } = stored
  const versions = await listPersonVersions(ctx.db, id, revision)
  const before = versions.at(-1)?.before ?? person
  const [lines = []] = await changeLines(ctx.db, await getWorld(ctx), [{ before, after: person }])
  const names = await loadAccountNames(ctx.db)
  const proxy = person.proxyId === undefined ? null : await findPerson(ctx.db, person.proxyId)
  return {
    revision: stored.revision,
    changes: versions.map(({ at, actor }) => ({ at, actor: names.get(actor) ?? actor })),
    lines,
    values: {
      name: person.name,
      birth: person.birth,
      adult: person.adult,
      reachability: person.reachability,
      proxy: proxy === null ? null : { id: proxy.person.id, name: proxy.person.name },
    },
  }
}
