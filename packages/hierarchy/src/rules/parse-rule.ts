import { createDocumentReader, type DocumentReader, type JsonObject, type Path } from '../document.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Rule, UnitScope } from './rule.ts'

/** Deep enough for any rule a person can read; a deeper one is an attack on the stack. */
const MAX_DEPTH = 32
/** As many positions or parts as a rule may list. */
const MAX_PARTS = 500

const RULE_KINDS = [
  'holds-position',
  'holds-seat',
  'resides',
  'represents-household',
  'adult',
  'consents',
  'member-of',
  'all',
  'any',
  'not',
] as const
const SCOPE_KINDS = ['here', 'within', 'ancestor', 'descendants'] as const

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
  const kind = RULE_KINDS.find((k) => k === source['kind'])
  const parts = (field: string): Rule[] => {
    const list = reader.list(source[field], [...path, field])
    if (list.length > MAX_PARTS) reader.report('rule-too-large', `a rule may have ${MAX_PARTS} parts`, [...path, field])
    return list.slice(0, MAX_PARTS).flatMap((part, i) => readRule(reader, part, [...path, field, i], depth + 1) ?? [])
  }
  switch (kind) {
    case 'holds-position': {
      allow(reader, source, path, ['positions', 'at'])
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
      allow(reader, source, path, ['body', 'at'])
      return {
        kind,
        body: reader.text(source['body'], [...path, 'body']),
        at: readScope(reader, source['at'], [...path, 'at']),
      }
    case 'resides':
    case 'represents-household':
      allow(reader, source, path, ['in'])
      return { kind, in: readScope(reader, source['in'], [...path, 'in']) }
    case 'adult': {
      allow(reader, source, path, ['age'])
      const age = source['age']
      if (age === undefined) return { kind }
      if (typeof age !== 'number' || !Number.isInteger(age) || age < 1 || age > 120) {
        reader.report('age-invalid', 'expected a whole number of years from 1 to 120', [...path, 'age'])
        return { kind }
      }
      return { kind, age }
    }
    case 'consents':
      allow(reader, source, path, ['purpose'])
      return { kind, purpose: reader.text(source['purpose'], [...path, 'purpose']) }
    case 'member-of':
      allow(reader, source, path, ['groupKind', 'of'])
      return {
        kind,
        groupKind: reader.text(source['groupKind'], [...path, 'groupKind']),
        of: readScope(reader, source['of'], [...path, 'of']),
      }
    case 'all':
    case 'any':
      allow(reader, source, path, ['of'])
      return { kind, of: parts('of') }
    case 'not': {
      allow(reader, source, path, ['rule'])
      const rule = readRule(reader, source['rule'], [...path, 'rule'], depth + 1)
      return rule === null ? null : { kind, rule }
    }
    case undefined:
      reader.report(
        'rule-kind-unknown',
        `expected one of ${RULE_KINDS.join(', ')}, got ${JSON.stringify(source['kind'])}`,
        [...path, 'kind'],
        { kinds: RULE_KINDS },
      )
      return null
  }
}

function readScope(reader: DocumentReader, value: unknown, path: Path): UnitScope {
  const source = reader.object(value, path)
  if (source === null) return { kind: 'here' }
  const kind = SCOPE_KINDS.find((k) => k === source['kind'])
  switch (kind) {
    case 'here':
    case 'within':
      allow(reader, source, path, [])
      return { kind }
    case 'ancestor':
    case 'descendants':
      allow(reader, source, path, ['tier'])
      return { kind, tier: reader.text(source['tier'], [...path, 'tier']) }
    case undefined:
      reader.report(
        'scope-kind-unknown',
        `expected one of ${SCOPE_KINDS.join(', ')}, got ${JSON.stringify(source['kind'])}`,
        [...path, 'kind'],
        { kinds: SCOPE_KINDS },
      )
      return { kind: 'here' }
  }
}

/** A field that is not known may carry a condition that this version would silently leave out, so it is refused. */
function allow(reader: DocumentReader, source: JsonObject, path: Path, fields: readonly string[]): void {
  for (const field of Object.keys(source)) {
    if (field !== 'kind' && !fields.includes(field)) {
      reader.report('rule-field-unknown', `${String(source['kind'])} has no field ${field}`, [...path, field])
    }
  }
}
