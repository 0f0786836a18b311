import { describeValue } from '../describe-value.ts'
import { createDocumentReader, type DocumentReader, type JsonObject, type Path } from '../document.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Rule, UnitScope } from './rule.ts'

/** Deep enough for any rule a person can read; a deeper one is an attack on the stack. */
const MAX_DEPTH = 32
/** As many positions or parts as a rule may list. */
const MAX_PARTS = 500

/** The kinds of rules, each with the fields that it has beside `kind`. */
const RULE_FIELDS: Readonly<Record<Rule['kind'], readonly string[]>> = {
  'holds-position': ['positions', 'at'],
  'holds-seat': ['body', 'at'],
  resides: ['in'],
  'represents-household': ['in'],
  adult: ['age'],
  consents: ['purpose'],
  'member-of': ['groupKind', 'of'],
  all: ['of'],
  any: ['of'],
  not: ['rule'],
}
const SCOPE_FIELDS: Readonly<Record<UnitScope['kind'], readonly string[]>> = {
  here: [],
  within: [],
  ancestor: ['tier'],
  descendants: ['tier'],
}

/**
 * Reads a rule from JSON, or names everything that is wrong with it.
 *
 * Ids are not looked up: `parseModel` does it. A field that is not known is refused, because it may carry a condition. Cost: linear.
 *
 * Codes: `rule-kind-unknown`, `scope-kind-unknown`, `rule-too-deep` (32 levels), `rule-too-large` (500 parts), `rule-too-small`,
 * `rule-field-unknown`, `age-invalid`, and those of the document reader (see `Issue`).
 *
 * @example
 * parseRule({ kind: 'resides', in: { kind: 'here' } })
 */
export function parseRule(value: unknown, path: Path = []): Result<Rule> {
  const reader = createDocumentReader()
  const rule = readRule(reader, value, path, 0)
  return rule === null || reader.issues.length > 0 ? fail(reader.issues) : ok(rule)
}

function readRule(reader: DocumentReader, value: unknown, path: Path, depth: number): Rule | null {
  if (depth > MAX_DEPTH) {
    reader.report('rule-too-deep', `a rule may be ${MAX_DEPTH} levels deep`, path)
    return null
  }
  const source = reader.object(value, path)
  if (source === null) return null
  const kind = source['kind']
  if (!isKind(RULE_FIELDS, kind)) {
    reportKind(reader, 'rule-kind-unknown', RULE_FIELDS, kind, path)
    return null
  }
  allow(reader, source, path, RULE_FIELDS[kind])
  const parts = (field: string): Rule[] => {
    const list = reader.list(source[field], [...path, field])
    if (list.length > MAX_PARTS) reader.report('rule-too-large', `a rule may have ${MAX_PARTS} parts`, [...path, field])
    return list.slice(0, MAX_PARTS).flatMap((part, i) => readRule(reader, part, [...path, field, i], depth + 1) ?? [])
  }
  switch (kind) {
    case 'holds-position': {
      const positions = reader.list(source['positions'], [...path, 'positions'])
      if (positions.length === 0) reader.report('rule-too-small', 'name at least one position', [...path, 'positions'])
      if (positions.length > MAX_PARTS)
        reader.report('rule-too-large', `a rule may name ${MAX_PARTS} positions`, [...path, 'positions'])
      return {
        kind,
        positions: positions.slice(0, MAX_PARTS).map((p, i) => reader.text(p, [...path, 'positions', i])),
        at: readScope(reader, source['at'], [...path, 'at']),
      }
    }
    case 'holds-seat':
      return {
        kind,
        body: reader.text(source['body'], [...path, 'body']),
        at: readScope(reader, source['at'], [...path, 'at']),
      }
    case 'resides':
    case 'represents-household':
      return { kind, in: readScope(reader, source['in'], [...path, 'in']) }
    case 'adult': {
      const age = source['age']
      if (age === undefined) return { kind }
      if (typeof age !== 'number' || !Number.isInteger(age) || age < 1 || age > 120) {
        reader.report('age-invalid', 'expected a whole number of years from 1 to 120', [...path, 'age'])
        return { kind }
      }
      return { kind, age }
    }
    case 'consents':
      return { kind, purpose: reader.text(source['purpose'], [...path, 'purpose']) }
    case 'member-of':
      return {
        kind,
        groupKind: reader.text(source['groupKind'], [...path, 'groupKind']),
        of: readScope(reader, source['of'], [...path, 'of']),
      }
    case 'all':
    case 'any':
      return { kind, of: parts('of') }
    case 'not': {
      const rule = readRule(reader, source['rule'], [...path, 'rule'], depth + 1)
      return rule === null ? null : { kind, rule }
    }
  }
}

function readScope(reader: DocumentReader, value: unknown, path: Path): UnitScope {
  const source = reader.object(value, path)
  if (source === null) return { kind: 'here' }
  const kind = source['kind']
  if (!isKind(SCOPE_FIELDS, kind)) {
    reportKind(reader, 'scope-kind-unknown', SCOPE_FIELDS, kind, path)
    return { kind: 'here' }
  }
  allow(reader, source, path, SCOPE_FIELDS[kind])
  switch (kind) {
    case 'here':
    case 'within':
      return { kind }
    case 'ancestor':
    case 'descendants':
      return { kind, tier: reader.text(source['tier'], [...path, 'tier']) }
  }
}

function isKind<K extends string>(fields: Readonly<Record<K, readonly string[]>>, kind: unknown): kind is K {
  return typeof kind === 'string' && Object.hasOwn(fields, kind)
}

function reportKind(reader: DocumentReader, code: string, fields: object, kind: unknown, path: Path): void {
  const kinds = Object.keys(fields)
  const message = `expected one of ${kinds.join(', ')}, got ${describeValue(kind)}`
  reader.report(code, message, [...path, 'kind'], { kinds })
}

/** A field that is not known may carry a condition that this version would silently leave out, so it is refused. */
function allow(reader: DocumentReader, source: JsonObject, path: Path, fields: readonly string[]): void {
  for (const field of Object.keys(source)) {
    if (field !== 'kind' && !fields.includes(field)) {
      reader.report('rule-field-unknown', `${String(source['kind'])} has no field ${field}`, [...path, field])
    }
  }
}
