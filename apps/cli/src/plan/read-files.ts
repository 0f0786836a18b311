import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { readWorkbook, type Workbook } from '@ketnoi/rosters'
import { CommandFailure, documentFailure } from '../failure.ts'

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
    if (found === null)
      throw new CommandFailure(`${path}: there is no such file; check the name and the folder you are in`)
    if (found.isDirectory()) {
      if (about !== null) throw new CommandFailure(`${path} is a folder: give @${about} after the name of a file`)
      const names = (await readdir(path)).filter(
        (name) => wanted.has(extname(name).toLowerCase()) && !name.startsWith('.') && !name.startsWith('~$'),
      )
      if (names.length === 0) throw new CommandFailure(`${path}: no ${[...wanted].join(', ')} file in this folder`)
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
    if (code === 'ENOENT')
      throw new CommandFailure(`${path}: there is no such file; check the name and the folder you are in`)
    if (code === 'EISDIR') throw new CommandFailure(`${path} is a folder, a file is needed`)
    throw new CommandFailure(`${path}: cannot be read (${code}); check its permissions`)
  })
}

export async function readJson(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(path))
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'unknown'
    throw new CommandFailure(`${path}: is not JSON (${reason}${lineOf(text, reason)}); mend it or give another file`)
  }
}

/** Newer engines name the position only: people look for the line. */
function lineOf(text: string, reason: string): string {
  if (reason.includes('end of JSON input')) return `, line ${text.trimEnd().split('\n').length}, where the file stops`
  const position = /position (\d+)/u.exec(reason)?.[1]
  if (position === undefined || reason.includes('line ')) return ''
  return `, line ${text.slice(0, Number(position)).split('\n').length}`
}

/** What to do about a file that is no table. */
const ADVICE: Readonly<Record<string, string>> = {
  'file-empty': 'the file is empty: save it again from the program it comes from',
  'file-password-protected': 'it is protected by a password: open it, remove the password, save it, and give it again',
  'file-not-spreadsheet': 'it is no spreadsheet: save it as .xlsx or .csv',
  'file-format-old': 'it is of Excel 95 or before: open it and save it as .xlsx',
  'file-corrupted': 'it is damaged: open it and save it again as .xlsx',
  'file-too-large': 'it is too large for a roster: split it',
  'file-inflates-too-much': 'it unpacks to far more than a roster holds and was not opened',
}

export async function readTable(path: string, bytes?: Uint8Array): Promise<Workbook> {
  const result = await readWorkbook(bytes ?? (await readBytes(path)), { fileName: basename(path) })
  if (result.ok) return result.value
  const [first] = result.issues
  throw documentFailure(path, ADVICE[first?.code ?? ''] ?? 'cannot be read as a table', result.issues)
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
