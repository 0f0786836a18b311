import { createDocumentReader, type DocumentReader, type JsonObject, type Path } from '../document.ts'
import { dayAfter, parseDay, type Interval } from '../interval.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Unit, UnitCode, UnitName, UnitParent, UnitSuccessor } from './unit.ts'

/**
 * Reads a catalogue of units from JSON: `{ "units": [{ uid, code, code_system, name, full_name, aliases, kind, kind_vi, parent_uid,
 * parent_history, valid_from, valid_to, successors: [{ uid, share }] }] }`. `valid_to` is the last day a thing held, as in
 * decisions; in the result `to` is the day after. `kind` is the tier. Fields that it does not know are left alone. Only `uid`, `kind` and
 * `name` are needed; days and codes are texts. Cost: linear.
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
  const full = reader.text(source['full_name'] ?? source['name'], [...path, 'full_name'])
  const names: UnitName[] = [{ short: reader.text(source['name'], [...path, 'name']), full, ...validity }]
  return {
    id: reader.text(source['uid'], [...path, 'uid']),
    tier: reader.text(source['kind'], [...path, 'kind']),
    kind:
      reader.optionalText(source['kind_vi'], [...path, 'kind_vi']) ?? reader.text(source['kind'], [...path, 'kind']),
    names,
    aliases: optionalList(reader, source['aliases'], [...path, 'aliases']).map((alias, i) =>
      reader.text(alias, [...path, 'aliases', i]),
    ),
    codes: parseCodes(reader, source, validity, path),
    parents: parseParents(reader, source, validity, path),
    successors: parseSuccessors(reader, source['successors'], [...path, 'successors']),
    ...validity,
  }
}

function parseCodes(reader: DocumentReader, source: JsonObject, validity: Interval, path: Path): UnitCode[] {
  const code = reader.optionalText(source['code'], [...path, 'code'])
  if (code === null) return []
  return [{ system: reader.optionalText(source['code_system'], [...path, 'code_system']) ?? 'NSO', code, ...validity }]
}

function parseParents(reader: DocumentReader, source: JsonObject, validity: Interval, path: Path): UnitParent[] {
  if (source['parent_history'] !== undefined && source['parent_history'] !== null) {
    const at: Path = [...path, 'parent_history']
    return reader.list(source['parent_history'], at).flatMap((entry, i) => {
      const link = reader.object(entry, [...at, i])
      if (link === null) return []
      return [
        { unitId: reader.text(link['parent_uid'], [...at, i, 'parent_uid']), ...inclusive(reader, link, [...at, i]) },
      ]
    })
  }
  const parent = reader.optionalText(source['parent_uid'], [...path, 'parent_uid'])
  return parent === null ? [] : [{ unitId: parent, ...validity }]
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
