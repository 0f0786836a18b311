import { describeValue } from '../describe-value.ts'
import { createDocumentReader, isJsonObject, type DocumentReader, type JsonObject, type Path } from '../document.ts'
import type { GroupKindId } from '../id.ts'
import { BRAKE_NAMES, type Brakes } from '../plans/brakes.ts'
import { fail, ok, type Issue, type Result } from '../result.ts'
import { inspectRule } from '../rules/inspect.ts'
import { parseRule } from '../rules/parse-rule.ts'
import type { Rule } from '../rules/rule.ts'
import type { Body, Clause, GroupKind, LocalText, Model, Position, Purpose, Tier } from './model.ts'

/** Clauses are kept as bits of one 32-bit number per member, beside a bit for overrides. */
export const MAX_CLAUSES = 30
/** Consents are kept as bits of one 32-bit number per person, beside the facts that are. */
export const MAX_PURPOSES = 24
/** What one ordinary group of the messaging service holds. Source: press reports of full village groups; settable per kind. */
export const DEFAULT_CAPACITY = 1_000

/** How to take a model whose rules are not all readable. */
export interface ParseModelOptions {
  /** `refuse` (default): the model fails. `freeze`: kinds with an unreadable rule keep their groups as they are (`GroupKind.issues`). */
  readonly invalidRules?: 'refuse' | 'freeze'
}

/**
 * Reads a model document, or names everything that is wrong with it: `{ formatVersion: 1, id, version, name, timeZone, tiers, bodies,
 * positions, purposes, groupKinds }` with the fields of `Model`. May be left out: `from` and `to` (always), `aliases`, `body`,
 * `exOfficio` and `severalHolders` of a position; `mode` (`manage`), `capacity` (1,000), `brakes` (the default ones) of a group kind; `required` of a clause
 * (`false`). What a rule names has to be in the model. Cost: linear in the document.
 *
 * Codes: `format-version-unknown`, `id-duplicate`, `id-invalid` (a colon in the id of a group kind), `tier-unknown`, `body-unknown`,
 * `position-unknown`, `purpose-unknown`, `group-kind-unknown`, `group-cycle`, `clause-missing`, `too-many-clauses`, `too-many-purposes`,
 * `brake-unknown`, `brake-invalid`, `capacity-invalid`, `placeholder-unknown`, `ex-officio-invalid`, those of `parseRule`, and those of the document reader (see `Issue`).
 *
 * @example
 * const model = parseModel(JSON.parse('{ "formatVersion": 1 }'))
 */
export function parseModel(document: unknown, options: ParseModelOptions = {}): Result<Model> {
  const reader = createDocumentReader()
  const root = reader.object(document, [])
  if (root === null) return fail(reader.issues)
  if (root['formatVersion'] !== 1) {
    reader.report(
      'format-version-unknown',
      `this version reads format 1, got ${describeValue(root['formatVersion'])}`,
      ['formatVersion'],
    )
  }
  const tiers = entries(reader, root, 'tiers', (source, path): Tier => ({
    id: reader.text(source['id'], [...path, 'id']),
    name: localText(reader, source['name'], [...path, 'name']),
    ...reader.interval(source['from'], source['to'], path),
  }))
  const bodies = entries(reader, root, 'bodies', (source, path): Body => ({
    id: reader.text(source['id'], [...path, 'id']),
    name: localText(reader, source['name'], [...path, 'name']),
  }))
  const positions = entries(reader, root, 'positions', (source, path): Position => ({
    id: reader.text(source['id'], [...path, 'id']),
    name: localText(reader, source['name'], [...path, 'name']),
    tier: reader.text(source['tier'], [...path, 'tier']),
    body: reader.optionalText(source['body'], [...path, 'body']),
    aliases:
      source['aliases'] === undefined
        ? []
        : reader.list(source['aliases'], [...path, 'aliases']).map((a, i) => reader.text(a, [...path, 'aliases', i])),
    ...(source['exOfficio'] === undefined
      ? {}
      : { exOfficio: reader.text(source['exOfficio'], [...path, 'exOfficio']) }),
    ...(source['severalHolders'] === true ? { severalHolders: true } : {}),
    ...beginning(reader, source['from'], path),
  }))
  const purposes = entries(reader, root, 'purposes', (source, path): Purpose => ({
    id: reader.text(source['id'], [...path, 'id']),
    name: localText(reader, source['name'], [...path, 'name']),
  }))
  const freeze = options.invalidRules === 'freeze'
  const groupKinds = entries(reader, root, 'groupKinds', (source, path) => parseGroupKind(reader, source, path, freeze))
  const model: Model = {
    formatVersion: 1,
    id: reader.text(root['id'], ['id']),
    version: reader.text(root['version'], ['version']),
    name: localText(reader, root['name'], ['name']),
    timeZone: reader.text(root['timeZone'], ['timeZone']),
    tiers,
    bodies,
    positions,
    purposes,
    groupKinds,
  }
  if (purposes.length > MAX_PURPOSES)
    reader.report('too-many-purposes', `a model may have ${MAX_PURPOSES} purposes`, ['purposes'])
  checkReferences(reader, model)
  const checked = { ...model, groupKinds: checkRules(reader, model, freeze) }
  return reader.issues.length > 0 ? fail(reader.issues) : ok(checked)
}

/**
 * Orders group kinds so that each comes after those its rules refer to; `null` when they refer to one another in a circle.
 * A diamond is fine.
 */
export function orderGroupKinds(kinds: readonly GroupKind[]): GroupKind[] | null {
  const byId = new Map(kinds.map((kind) => [kind.id, kind]))
  const state = new Map<GroupKindId, 'open' | 'done'>()
  const ordered: GroupKind[] = []
  const visit = (kind: GroupKind): boolean => {
    if (state.get(kind.id) === 'done') return true
    if (state.get(kind.id) === 'open') return false
    state.set(kind.id, 'open')
    for (const id of referencedKinds(kind)) {
      const other = byId.get(id)
      if (other !== undefined && !visit(other)) return false
    }
    state.set(kind.id, 'done')
    ordered.push(kind)
    return true
  }
  return kinds.every(visit) ? ordered : null
}

function referencedKinds(kind: GroupKind): GroupKindId[] {
  return kind.clauses.flatMap((clause) => inspectRule(clause.rule).groupKinds)
}

function entries<T extends { readonly id: string }>(
  reader: DocumentReader,
  root: JsonObject,
  field: string,
  parse: (source: JsonObject, path: Path) => T,
): T[] {
  const parsed: T[] = []
  for (const [index, entry] of reader.list(root[field], [field]).entries()) {
    const path = [field, index]
    const source = reader.object(entry, path)
    if (source === null) continue
    const value = parse(source, path)
    if (parsed.some((other) => other.id === value.id))
      reader.report('id-duplicate', `${value.id} occurs twice`, [...path, 'id'], { id: value.id })
    parsed.push(value)
  }
  return parsed
}

function beginning(reader: DocumentReader, value: unknown, path: Path): Pick<Position, 'from'> {
  const { from } = reader.interval(value, null, path)
  return from === null ? {} : { from }
}

function localText(reader: DocumentReader, value: unknown, path: Path): LocalText {
  const source = reader.object(value, path)
  if (source === null) return { vi: '', en: '' }
  return { vi: reader.text(source['vi'], [...path, 'vi']), en: reader.text(source['en'], [...path, 'en']) }
}

function parseGroupKind(reader: DocumentReader, source: JsonObject, path: Path, freeze: boolean): GroupKind {
  const issues: Issue[] = []
  const clauses: Clause[] = []
  const list = reader.list(source['clauses'], [...path, 'clauses'])
  if (list.length === 0) reader.report('clause-missing', 'a group kind needs at least one clause', [...path, 'clauses'])
  if (list.length > MAX_CLAUSES)
    reader.report('too-many-clauses', `a group kind may have ${MAX_CLAUSES} clauses`, [...path, 'clauses'])
  for (const [index, entry] of list.entries()) {
    const at: Path = [...path, 'clauses', index]
    const clause = reader.object(entry, at)
    if (clause === null) continue
    const rule = parseRule(clause['rule'], [...at, 'rule'])
    if (!rule.ok) (freeze ? issues : reader.issues).push(...rule.issues)
    const id = reader.text(clause['id'], [...at, 'id'])
    if (clauses.some((other) => other.id === id))
      reader.report('id-duplicate', `${id} occurs twice`, [...at, 'id'], { id })
    clauses.push({
      id,
      name: localText(reader, clause['name'], [...at, 'name']),
      role: reader.choice(clause['role'], ['member', 'deputy', 'leader'], [...at, 'role']) ?? 'member',
      required: clause['required'] === true,
      rule: rule.ok ? rule.value : NOBODY,
    })
  }
  const capacity = source['capacity'] ?? DEFAULT_CAPACITY
  if (typeof capacity !== 'number' || !Number.isInteger(capacity) || capacity < 1) {
    reader.report('capacity-invalid', 'expected a whole number from 1', [...path, 'capacity'])
  }
  const nameTemplate = reader.text(source['nameTemplate'], [...path, 'nameTemplate'])
  for (const [placeholder] of nameTemplate.matchAll(/\{[^}]*\}/g)) {
    if (!['{unit}', '{unit.short}', '{parent}', '{parent.short}'].includes(placeholder)) {
      reader.report('placeholder-unknown', `${placeholder} is no placeholder`, [...path, 'nameTemplate'], {
        placeholder,
      })
    }
  }
  return {
    id: reader.text(source['id'], [...path, 'id']),
    name: localText(reader, source['name'], [...path, 'name']),
    tier: reader.text(source['tier'], [...path, 'tier']),
    nameTemplate,
    clauses,
    mode:
      source['mode'] === undefined
        ? 'manage'
        : (reader.choice(source['mode'], ['manage', 'add-only'], [...path, 'mode']) ?? 'manage'),
    capacity: typeof capacity === 'number' ? capacity : DEFAULT_CAPACITY,
    brakes: parseBrakes(reader, source['brakes'], [...path, 'brakes']),
    issues,
    ...reader.interval(source['from'], source['to'], path),
  }
}

/** Stands in for a rule that could not be read; its kind is frozen, so it is never acted on. */
const NOBODY: Rule = { kind: 'any', of: [] }

function parseBrakes(reader: DocumentReader, value: unknown, path: Path): Partial<Brakes> {
  if (value === undefined) return {}
  const source = isJsonObject(value) ? value : reader.object(value, path)
  const brakes: { -readonly [K in keyof Brakes]?: number } = {}
  for (const [name, limit] of Object.entries(source ?? {})) {
    const known = BRAKE_NAMES.find((brake) => brake === name)
    if (known === undefined)
      reader.report('brake-unknown', `expected one of ${BRAKE_NAMES.join(', ')}`, [...path, name])
    else if (typeof limit !== 'number' || !(limit >= 0) || !Number.isFinite(limit)) {
      reader.report('brake-invalid', 'a brake is a number from 0; it cannot be switched off here', [...path, name])
    } else brakes[known] = limit
  }
  return brakes
}

function checkReferences(reader: DocumentReader, model: Model): void {
  for (const [index, position] of model.positions.entries()) {
    if (!has(model.tiers, position.tier))
      reader.report('tier-unknown', `unknown tier ${position.tier}`, ['positions', index, 'tier'], {
        id: position.tier,
      })
    if (position.body !== null && !has(model.bodies, position.body)) {
      reader.report('body-unknown', `unknown body ${position.body}`, ['positions', index, 'body'], {
        id: position.body,
      })
    }
    if (position.exOfficio === undefined) continue
    const followed = model.positions.find(({ id }) => id === position.exOfficio)
    const at: Path = ['positions', index, 'exOfficio']
    if (followed === undefined)
      reader.report('position-unknown', `unknown position ${position.exOfficio}`, at, { id: position.exOfficio })
    // One step and one unit: whoever holds a seat can be told from one appointment.
    else if (followed.tier !== position.tier || followed.exOfficio !== undefined)
      reader.report('ex-officio-invalid', 'a seat follows a position of its own tier that follows none itself', at, {
        id: position.exOfficio,
      })
  }
  for (const [index, kind] of model.groupKinds.entries()) {
    // The identity of a group says its kind before the first colon.
    if (kind.id.includes(':'))
      reader.report('id-invalid', `the id of a group kind holds no colon: ${kind.id}`, ['groupKinds', index, 'id'], {
        id: kind.id,
      })
    if (!has(model.tiers, kind.tier))
      reader.report('tier-unknown', `unknown tier ${kind.tier}`, ['groupKinds', index, 'tier'], { id: kind.tier })
  }
  if (orderGroupKinds(model.groupKinds) === null) {
    reader.report('group-cycle', 'group kinds refer to one another in a circle', ['groupKinds'])
  }
}

/** Checks what rules refer to; under `freeze` the issues stay with their kind instead of failing the model. */
function checkRules(reader: DocumentReader, model: Model, freeze: boolean): GroupKind[] {
  return model.groupKinds.map((kind, k) => {
    const issues = kind.clauses.flatMap((clause, c) =>
      referenceIssues(model, clause.rule, ['groupKinds', k, 'clauses', c, 'rule']),
    )
    if (!freeze) reader.issues.push(...issues)
    return freeze && issues.length > 0 ? { ...kind, issues: [...kind.issues, ...issues] } : kind
  })
}

function referenceIssues(model: Model, rule: Rule, path: Path): Issue[] {
  const references = inspectRule(rule)
  const unknown = (ids: readonly string[], known: readonly { readonly id: string }[], code: string): Issue[] =>
    ids
      .filter((id) => !has(known, id))
      .map((id) => ({ code, message: `the rule refers to ${id}, which the model does not have`, path, data: { id } }))
  return [
    ...unknown(references.positions, model.positions, 'position-unknown'),
    ...unknown(references.bodies, model.bodies, 'body-unknown'),
    ...unknown(references.purposes, model.purposes, 'purpose-unknown'),
    ...unknown(references.groupKinds, model.groupKinds, 'group-kind-unknown'),
    ...unknown(references.tiers, model.tiers, 'tier-unknown'),
  ]
}

function has(list: readonly { readonly id: string }[], id: string): boolean {
  return list.some((entry) => entry.id === id)
}
