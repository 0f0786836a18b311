import { basename, dirname, join } from 'node:path'
import { stat } from 'node:fs/promises'
import { refuse } from '../failure.ts'
import { readJson } from './read-files.ts'
import { REFUSAL_TEXTS } from './refusal-texts.ts'

/** What an index says about a list of members. */
export interface IndexEntry {
  readonly file: string
  readonly groupId: string
  /** The group's name in the service, where it is known. */
  readonly name: string | null
  readonly completeness: 'complete' | 'partial'
  /** ISO instant. */
  readonly readAt: string | null
  /** Somebody looked and says that the list is of this group although few of its names are known. */
  readonly confirmed: boolean
}

/** Reads the `index.json` beside a list, once per folder. */
export function createIndexReader(): (path: string) => Promise<IndexEntry | null> {
  const folders = new Map<string, Promise<Map<string, IndexEntry>>>()
  return async (path) => {
    const folder = dirname(path)
    let entries = folders.get(folder)
    if (entries === undefined) {
      entries = readIndex(join(folder, 'index.json'))
      folders.set(folder, entries)
    }
    return (await entries).get(basename(path).normalize('NFC')) ?? null
  }
}

async function readIndex(path: string): Promise<Map<string, IndexEntry>> {
  const found = await stat(path).catch(() => null)
  if (found === null) return new Map()
  const document = await readJson(path)
  // Another program's index.json is none of ours.
  if (!isObject(document) || !Array.isArray(document['lists'])) return new Map()
  const lists: readonly unknown[] = document['lists']
  return new Map(
    lists.map((entry, i) => {
      const parsed = parseEntry(entry, `${path}: lists.${i}`)
      return [parsed.file.normalize('NFC'), parsed]
    }),
  )
}

function parseEntry(entry: unknown, place: string): IndexEntry {
  if (!isObject(entry)) throw refuse(REFUSAL_TEXTS, (words) => words.expected(place, '{ "file", "groupId", … }'))
  const text = (key: string): string | null => {
    const value = entry[key]
    if (value === undefined || value === null) return null
    if (typeof value !== 'string' || value === '')
      throw refuse(REFUSAL_TEXTS, (words) => words.expectedText(`${place}.${key}`))
    return value
  }
  const file = text('file')
  const groupId = text('groupId')
  if (file === null || groupId === null) throw refuse(REFUSAL_TEXTS, (words) => words.fileAndGroup(place))
  const completeness = text('completeness') ?? 'complete'
  if (completeness !== 'complete' && completeness !== 'partial')
    throw refuse(REFUSAL_TEXTS, (words) => words.expected(`${place}.completeness`, '"complete" | "partial"'))
  const readAt = text('readAt')
  if (readAt !== null && Number.isNaN(Date.parse(readAt)))
    throw refuse(REFUSAL_TEXTS, (words) => words.expectedInstant(`${place}.readAt`))
  return { file, groupId, name: text('name'), completeness, readAt, confirmed: entry['confirmed'] === true }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
