import { writeUnits, type Unit, type UnitId, type UnitTree } from '@ketnoi/hierarchy'
import { readBytes, readJson } from '../plan/read-files.ts'

/** An object of a JSON document. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Catalogues as they stand in their files, with whatever else they hold, so that only what changes is written anew. */
export interface CatalogueSource {
  /** The first document without its units. */
  readonly rest: JsonObject
  readonly entries: ReadonlyMap<UnitId, JsonObject>
  /** How the first file is laid out. */
  readonly indent: string
  readonly newline: string
}

/** Reads catalogues again as text; that they are right has been found before. */
export async function readCatalogues(paths: readonly string[]): Promise<CatalogueSource> {
  const catalogues = paths.filter((path) => path.toLowerCase().endsWith('.json'))
  const documents = await Promise.all(catalogues.map(readJson))
  const entries = new Map<UnitId, JsonObject>()
  for (const document of documents)
    for (const entry of isObject(document) && Array.isArray(document['units']) ? document['units'] : [])
      if (isObject(entry)) entries.set(String(entry['uid']), entry)
  const [first] = catalogues
  const text = first === undefined ? '' : new TextDecoder().decode(await readBytes(first))
  return {
    rest: isObject(documents[0]) ? documents[0] : {},
    entries,
    indent: /^\s*\{\r?\n([ \t]+)/u.exec(text)?.[1] ?? (text === '' ? ' ' : ''),
    newline: text === '' || text.endsWith('\n') ? '\n' : '',
  }
}

/** What a unit that changes is written as: fields that no reader knows (sources, notes) stay. */
export function changedEntry(source: CatalogueSource, unit: Unit): JsonObject {
  const [written] = writeUnits([unit]).units
  return { ...source.entries.get(unit.id), ...written }
}

/** The text of a catalogue of these units, each as it stands unless `changed` has it. */
export function catalogueText(
  source: CatalogueSource,
  tree: UnitTree,
  changed: ReadonlyMap<UnitId, JsonObject>,
): string {
  const units = Array.from(
    tree.units.values(),
    (unit) => changed.get(unit.id) ?? source.entries.get(unit.id) ?? changedEntry(source, unit),
  )
  // A spread keeps the place of `units` among the fields of the document.
  return `${JSON.stringify({ ...source.rest, units }, null, source.indent)}${source.newline}`
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same text for equal values, whatever the order of their fields. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  )
}
