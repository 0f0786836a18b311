import type { Random } from '@ketnoi/hierarchy/testing'
import { appRouter } from '../src/index.ts'

/** Every procedure by its path, a new one without a line here. */
export const PROCEDURES: readonly Procedure[] = Object.entries<unknown>(appRouter._def.procedures).map(
  ([path, procedure]) => {
    const { type, inputs = [] } = fieldOf(procedure, '_def') as { readonly type: string; readonly inputs?: unknown[] }
    return { path, writes: type === 'mutation', schemas: inputs }
  },
)

export interface Procedure {
  readonly path: string
  readonly writes: boolean
  /** How the input is parsed, as zod has it. */
  readonly schemas: readonly unknown[]
}

/** What an attacker knows: ids of whatever there is, and which of them fit into a field. */
export interface Known {
  readonly ids: readonly string[]
  readonly fitting?: (path: string, field: string) => readonly string[]
}

interface Place extends Known {
  readonly path: string
  readonly field: string
}

/** An input that mostly has the right shape and, at a rate of `spoilt`, is wrong in the ways that attackers try. */
export function attackInput(random: Random, { path, schemas }: Procedure, about: Known, spoilt: number): unknown {
  const known = { ...about, path, field: '' }
  const whole = schemas.map((schema) => valueOf(random, schema, known, spoilt))
  if (whole.length === 0) return chance(random, spoilt) ? anything(random, known) : undefined
  return whole.length === 1 ? whole[0] : Object.assign({}, ...whole)
}

const DAYS = ['2024-02-01', '2024-03-01', '1900-01-01', '9999-12-31', '2024-02-30', '0000-00-00', '275760-09-14', 'x']

const TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udc00y',
  '\uffff\ufffe',
  '\u202e\u200b',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  "' or 1=1 --",
  '%',
  '%_\\',
  '\\',
  '../../../../etc/passwd',
  '=HYPERLINK("x")',
  '<script>alert(1)</script>',
  '{"a":1}',
  'null',
  '-1',
  '1e309',
  '99999999999999999999',
  '0830002018',
  '+84' + '9'.repeat(40),
  'é'.repeat(300),
  'x'.repeat(200_000),
  'https://zalo.example/a',
  'javascript:alert(1)',
  ...DAYS,
]

const NUMBERS = [0, -1, 1, 2, 7, 0.5, -0, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, Number.NaN, Number.POSITIVE_INFINITY]

function anything(random: Random, known: Known): unknown {
  return pick<() => unknown>(random, [
    () => null,
    () => undefined,
    () => true,
    () => pick(random, NUMBERS),
    () => pick(random, TEXTS),
    () => pick(random, known.ids),
    () => [],
    () => ({}),
    (): unknown => JSON.parse('{"__proto__": {"grants": [{"role": "administrator"}]}, "constructor": 1}'),
    () => deep(2_000),
    () => Array.from({ length: 20_000 }, (_, at) => at),
    () => new Date(Number.NaN),
    () => new Map([['id', pick(random, known.ids)]]),
    () => new Uint8Array([0x50, 0x4b, 3, 4, 0]),
    () => 10n ** 30n,
  ])()
}

function deep(levels: number): unknown {
  let value: unknown = 'bottom'
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { id: value }
  return value
}

/** A value for a schema of zod; `anything` at a rate of `spoilt`. */
function valueOf(random: Random, schema: unknown, known: Place, spoilt: number): unknown {
  if (chance(random, spoilt / 3)) return anything(random, known)
  const def = fieldOf(fieldOf(schema, '_zod'), 'def')
  const inner = (name: string): unknown => valueOf(random, fieldOf(def, name), known, spoilt)
  switch (fieldOf(def, 'type')) {
    case 'string':
      return textOf(random, def, known, spoilt)
    case 'number':
      return chance(random, spoilt) ? pick(random, NUMBERS) : pick(random, [0, 1, 2, 20])
    case 'int':
      return pick(random, [0, 1, 20])
    case 'boolean':
      return chance(random, 0.5)
    case 'literal':
      return pick(random, listOf(fieldOf(def, 'values')))
    case 'enum':
      return pick(random, Object.values(recordOf(fieldOf(def, 'entries'))))
    case 'null':
      return null
    case 'date':
      return new Date('2024-02-01T00:00:00Z')
    case 'optional':
    case 'default':
    case 'prefault':
      return chance(random, 0.4) ? undefined : inner('innerType')
    case 'nullable':
      return chance(random, 0.3) ? null : inner('innerType')
    case 'readonly':
    case 'catch':
    case 'nonoptional':
      return inner('innerType')
    case 'pipe':
      return inner('in')
    case 'lazy':
      return valueOf(random, callOf(fieldOf(def, 'getter')), known, spoilt)
    case 'union':
      return valueOf(random, pick(random, listOf(fieldOf(def, 'options'))), known, spoilt)
    case 'array':
      return Array.from({ length: pick(random, [0, 1, 1, 2]) }, () => inner('element'))
    case 'tuple':
      return listOf(fieldOf(def, 'items')).map((item) => valueOf(random, item, known, spoilt))
    case 'record':
      return Object.fromEntries(
        Array.from({ length: pick(random, [0, 1, 2]) }, () => [String(inner('keyType')), inner('valueType')]),
      )
    case 'object': {
      const shape = Object.entries(recordOf(fieldOf(def, 'shape')))
      const kept = shape.filter(() => !chance(random, spoilt / 10))
      return Object.fromEntries(kept.map(([field, of]) => [field, valueOf(random, of, { ...known, field }, spoilt)]))
    }
    // Files: bytes are all that is not described otherwise.
    case 'custom':
      return new TextEncoder().encode(pick(random, ['', 'a,b\n1,2\n', '{"units": [{}]}', '{}', 'PK\u0003\u0004', '\0']))
    default:
      return spoilt > 0 ? anything(random, known) : {}
  }
}

function textOf(random: Random, def: unknown, known: Place, spoilt: number): string {
  if (chance(random, spoilt)) return pick(random, TEXTS)
  const format = fieldOf(def, 'format')
  if (format === 'date') return pick(random, DAYS.slice(0, 4))
  if (format === 'datetime') return '2024-02-01T00:00:00.000Z'
  const fitting = known.fitting?.(known.path, known.field) ?? []
  if (fitting.length > 0) return pick(random, fitting)
  return chance(random, 0.8)
    ? pick(random, known.ids)
    : pick(random, ['theo yêu cầu', 'Siu Klon', '0912345678', DAYS[0]!])
}

export function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)]
  if (one === undefined && from.length === 0) throw new RangeError('there is nothing to pick from')
  return one as T
}

function chance(random: Random, rate: number): boolean {
  return random() < rate
}

function fieldOf(value: unknown, name: string): unknown {
  const known = typeof value === 'object' || typeof value === 'function' ? value : null
  return known === null ? undefined : Reflect.get(known, name)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function callOf(value: unknown): unknown {
  return typeof value === 'function' ? Reflect.apply(value, undefined, []) : value
}
