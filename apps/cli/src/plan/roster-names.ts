import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import { findUnit, type UnitId, type UnitTree } from '@ketnoi/hierarchy'
import type { NamedFile } from './read-files.ts'

/** Names files as people do, and by their whole path where two have one name. */
export function nameFiles(files: readonly NamedFile[]): Map<NamedFile, string> {
  const counts = new Map<string, number>()
  for (const { path } of files) counts.set(basename(path), (counts.get(basename(path)) ?? 0) + 1)
  return new Map(files.map((file) => [file, counts.get(basename(file.path)) === 1 ? basename(file.path) : file.path]))
}

/** The unit that a file is named after: `vn-v-trok.csv`, or `nhan-dan_vn-v-trok.csv`. */
export function unitInName(path: string, tree: UnitTree): UnitId | null {
  const parts = basename(path, extname(path)).normalize('NFC').split('_')
  for (const at of parts.keys()) {
    const rest = parts.slice(at).join('_')
    if (findUnit(tree, rest) !== undefined) return rest
  }
  return null
}

/** The identity that a row of a file gives to what is first read in it. */
export function idOfRow(kind: 'person' | 'household', file: string, seed: string): string {
  return `${kind}-${createHash('sha256').update(`${file}\n${seed}`).digest('hex').slice(0, 20)}`
}

/** The person who was first read in a row, named as `file:sheet!row`; `null` where no file has the name. */
export function personIdOf(place: string, files: readonly string[]): string | null {
  const file = files.find((name) => place.startsWith(`${name}:`))
  return file === undefined ? null : idOfRow('person', file, place.slice(file.length + 1))
}
