import { createDocumentReader, type DocumentReader, type JsonObject, type Path } from '../document.ts'
import { dayAfter, parseDay, type Interval } from '../interval.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Unit, UnitCode, UnitName, UnitParent, UnitSuccessor } from './unit.ts'

/**
 * Reads a catalogue of units from JSON: `{ "units": [{ uid, code, code_system, name, full_name, aliases, kind, kind_vi, parent_uid,
 * valid_from, valid_to, successors: [{ uid, share }] }] }`. What changed in time is a list in place of the field, each entry with days
 * of its own: `name_history`, `code_history`, `parent_history`. `valid_to` is the last day a thing held, as in decisions; in the
 * result `to` is the day after. `kind` is the tier. Fields that it does not know are left alone. Only `uid`, `kind` and `name` are
 * needed; days and codes are texts. `writeUnits` is the inverse. Cost: linear.
 *
 * Gives units in the order of the file. Codes: those of the document reader (see `Issue`). Whether units fit
 * together is answered by `createUnitTree`.
 *
 * @example
 * const units = parseUnits(JSON.parse('{ "units": [] }'))
 */
export function parseUnits(document: unknown): Result<Unit[]> {
  const reader = createDocumentReader()
  const root = reader.object(document, [])
  const units: Unit[] = []
  if (root !== null) {
    for (const [index, entry] of reader.list(root['units'], ['units']).entries()) {
      const path = ['units', index]
      const source = reader.object(entry, path)
      if (source !== null) units.push(parseUnit(reader, source, path))
    }
  }
  return reader.issues.length > 0 ? fail(reader.issues) : ok(units)
}

function parseUnit(reader: DocumentReader, source: JsonObject, path: Path): Unit {
  const validity = inclusive(reader, source, path)
  return {
    id: reader.text(source['uid'], [...path, 'uid']),
    tier: reader.text(source['kind'], [...path, 'kind']),
    kind:
      reader.optionalText(source['kind_vi'], [...path, 'kind_vi']) ?? reader.text(source['kind'], [...path, 'kind']),
    names: parseNames(reader, source, validity, path),
    aliases: optionalList(reader, source['aliases'], [...path, 'aliases']).map((alias, i) =>
      reader.text(alias, [...path, 'aliases', i]),
    ),
    codes: parseCodes(reader, source, validity, path),
    parents: parseParents(reader, source, validity, path),
    successors: parseSuccessors(reader, source['successors'], [...path, 'successors']),
    ...validity,
  }
}

function parseNames(reader: DocumentReader, source: JsonObject, validity: Interval, path: Path): UnitName[] {
  const history = parseHistory(reader, source, 'name_history', path, (name, at, days): UnitName => {
    const kind = reader.optionalText(name['kind_vi'], [...at, 'kind_vi'])
    return { ...parseName(reader, name, at), ...(kind === null ? {} : { kind }), ...days }
  })
  if (history !== null && history.length > 0) return history
  return [{ ...parseName(reader, source, path), ...validity }]
}

function parseName(reader: DocumentReader, source: JsonObject, path: Path): { short: string; full: string } {
  const full = reader.text(source['full_name'] ?? source['name'], [...path, 'full_name'])
  return { short: reader.text(source['name'], [...path, 'name']), full }
}

function parseCodes(reader: DocumentReader, source: JsonObject, validity: Interval, path: Path): UnitCode[] {
  const history = parseHistory(reader, source, 'code_history', path, (code, at, days): UnitCode => ({
    system: parseSystem(reader, code, at),
    code: reader.text(code['code'], [...at, 'code']),
    ...days,
  }))
  if (history !== null) return history
  const code = reader.optionalText(source['code'], [...path, 'code'])
  if (code === null) return []
  return [{ system: parseSystem(reader, source, path), code, ...validity }]
}

function parseSystem(reader: DocumentReader, source: JsonObject, path: Path): string {
  return reader.optionalText(source['code_system'], [...path, 'code_system']) ?? 'NSO'
}

function parseParents(reader: DocumentReader, source: JsonObject, validity: Interval, path: Path): UnitParent[] {
  const history = parseHistory(reader, source, 'parent_history', path, (link, at, days): UnitParent => ({
    unitId: reader.text(link['parent_uid'], [...at, 'parent_uid']),
    ...days,
  }))
  if (history !== null) return history
  const parent = reader.optionalText(source['parent_uid'], [...path, 'parent_uid'])
  return parent === null ? [] : [{ unitId: parent, ...validity }]
}

/** Entries with days of their own; `null` where there is no such list. */
function parseHistory<T>(
  reader: DocumentReader,
  source: JsonObject,
  field: 'name_history' | 'code_history' | 'parent_history',
  path: Path,
  parse: (entry: JsonObject, at: Path, days: Interval) => T,
): T[] | null {
  if (source[field] === undefined || source[field] === null) return null
  return reader.list(source[field], [...path, field]).flatMap((value, i): T[] => {
    const at = [...path, field, i]
    const entry = reader.object(value, at)
    return entry === null ? [] : [parse(entry, at, inclusive(reader, entry, at))]
  })
}

function parseSuccessors(reader: DocumentReader, value: unknown, path: Path): UnitSuccessor[] {
  return optionalList(reader, value, path).flatMap((entry, i) => {
    const successor = reader.object(entry, [...path, i])
    if (successor === null) return []
    const share = reader.choice(successor['share'] ?? 'full', ['full', 'partial'], [...path, i, 'share'])
    return [{ unitId: reader.text(successor['uid'], [...path, i, 'uid']), share: share ?? 'full' }]
  })
}

function optionalList(reader: DocumentReader, value: unknown, path: Path): readonly unknown[] {
  return value === undefined || value === null ? [] : reader.list(value, path)
}

/** `valid_from` and `valid_to` of the source, whose `valid_to` is the last day, as `[from, to)`. */
function inclusive(reader: DocumentReader, source: JsonObject, path: Path): Interval {
  const last = source['valid_to']
  const parsed = last === undefined || last === null ? null : parseDay(last, [...path, 'valid_to'])
  if (parsed !== null && !parsed.ok) reader.issues.push(...parsed.issues)
  return reader.interval(source['valid_from'], parsed?.ok === true ? dayAfter(parsed.value) : null, path)
}
