import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { readWorkbook, type Workbook } from '@ketnoi/rosters'
import { documentFailure, inBoth, refuse } from '../failure.ts'
import { REFUSAL_TEXTS, type RefusalTexts } from './refusal-texts.ts'

/** A file to read, with what was said about it after `@`. */
export interface NamedFile {
  readonly path: string
  /** The unit or group given after `@`. */
  readonly about: string | null
}

const TABLES = new Set(['.xlsx', '.xls', '.csv'])
const LISTS = new Set([...TABLES, '.txt'])

/** Resolves arguments to files: folders to what is in them, `FILE@id` to both parts. Sorted, so that order never matters. */
export async function findFiles(args: readonly string[], kind: 'roster' | 'list'): Promise<NamedFile[]> {
  const wanted = kind === 'roster' ? TABLES : LISTS
  const files: NamedFile[] = []
  for (const arg of args) {
    const { path, about } = await splitArgument(arg)
    const found = await stat(path).catch(() => null)
    if (found === null) throw refuse(REFUSAL_TEXTS, (text) => text.noSuchFile(path))
    if (found.isDirectory()) {
      if (about !== null) throw refuse(REFUSAL_TEXTS, (text) => text.aboutAfterFile(path, about))
      const names = (await readdir(path)).filter(
        (name) => wanted.has(extname(name).toLowerCase()) && !name.startsWith('.') && !name.startsWith('~$'),
      )
      if (names.length === 0) throw refuse(REFUSAL_TEXTS, (text) => text.emptyFolder(path, [...wanted].join(', ')))
      files.push(...names.map((name) => ({ path: join(path, name), about: null })))
    } else files.push({ path, about })
  }
  const unique = new Map(files.map((file) => [`${file.path}@${file.about ?? ''}`, file]))
  return [...unique.values()].sort(
    (a, b) => compareText(basename(a.path), basename(b.path)) || compareText(a.path, b.path),
  )
}

/** A name may hold `@` itself: the part after the last one is an id only when the whole is no file. */
async function splitArgument(arg: string): Promise<NamedFile> {
  const at = arg.lastIndexOf('@')
  if (at <= 0 || (await stat(arg).catch(() => null)) !== null) return { path: arg, about: null }
  return { path: arg.slice(0, at), about: arg.slice(at + 1) }
}

export async function readBytes(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    if (code === 'ENOENT') throw refuse(REFUSAL_TEXTS, (text) => text.noSuchFile(path))
    if (code === 'EISDIR') throw refuse(REFUSAL_TEXTS, (text) => text.isFolder(path))
    throw refuse(REFUSAL_TEXTS, (text) => text.unreadable(path, code))
  })
}

export async function readJson(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(path))
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'unknown'
    throw refuse(REFUSAL_TEXTS, (words) => words.noJson(path, `${reason}${lineOf(text, reason, words)}`))
  }
}

/** Newer engines name the position only: people look for the line. */
function lineOf(text: string, reason: string, words: Pick<RefusalTexts, 'line' | 'lineWhereItStops'>): string {
  if (reason.includes('end of JSON input')) return words.lineWhereItStops(text.trimEnd().split('\n').length)
  const position = /position (\d+)/u.exec(reason)?.[1]
  if (position === undefined || reason.includes('line ')) return ''
  return words.line(text.slice(0, Number(position)).split('\n').length)
}

export async function readTable(path: string, bytes?: Uint8Array): Promise<Workbook> {
  const result = await readWorkbook(bytes ?? (await readBytes(path)), { fileName: basename(path) })
  if (result.ok) return result.value
  const [first] = result.issues
  const what = inBoth(REFUSAL_TEXTS, ({ tables, noTable }) => tables[first?.code ?? ''] ?? noTable)
  throw documentFailure(path, what, result.issues)
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
