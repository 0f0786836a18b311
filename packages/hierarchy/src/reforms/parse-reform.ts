import { createDocumentReader, type DocumentReader, type JsonObject, type Path } from '../document.ts'
import { fail, ok, type Result } from '../result.ts'
import { checkReform } from './check-reform.ts'
import { parseModelAdditions } from './reformed-model.ts'
import type { NewUnit, Placement, Reform, ReformOperation, ReformWorld, SplitTarget } from './reform.ts'

const OPERATION_KINDS: readonly ReformOperation['kind'][] = [
  'merge',
  'split',
  'rename',
  'recode',
  'move',
  'change-kind',
  'end',
  'end-tier',
  'begin-tier',
]

/**
 * Reads a reform against the model and the units that it changes, or names everything that is wrong with it. Cost: linear in the
 * document and the units.
 *
 * Codes of the document: `format-version-unknown`, `day-invalid`, `source-missing`, `target-missing`, `split-too-few`,
 * `split-share-invalid` (more than one result takes all), `operation-unknown`, `reform-empty`, those of the document reader, and
 * those of `parseModel` for what it adds. Codes of what it means for these units: those of `applyReform`.
 *
 * @example
 * const reform = parseReform({ formatVersion: 1, id: 'gia-lai-2025', decision: '1664/NQ-UBTVQH15', effectiveOn: '2025-07-01' }, { model: IA_PA_2024, tree })
 */
export function parseReform(document: unknown, world: ReformWorld): Result<Reform> {
  const reader = createDocumentReader()
  const root = reader.object(document, [])
  if (root === null) return fail(reader.issues)
  if (root['formatVersion'] !== 1)
    reader.report('format-version-unknown', 'this version reads format 1', ['formatVersion'])
  const effectiveOn = reader.interval(root['effectiveOn'], null, []).from
  // A day that is none has been reported already.
  if (effectiveOn === null && (root['effectiveOn'] === undefined || root['effectiveOn'] === null))
    reader.report('day-invalid', 'expected the day on which it takes effect', ['effectiveOn'])
  const operations = objects(reader, root, 'operations', (source, path) => parseOperation(reader, source, path))
  const draft: Reform = {
    formatVersion: 1,
    id: reader.text(root['id'], ['id']),
    decision: reader.text(root['decision'], ['decision']),
    effectiveOn: effectiveOn ?? '',
    newUnits: objects(reader, root, 'newUnits', (source, path) => parseNewUnit(reader, source, path)),
    operations,
    model: NO_ADDITIONS,
    groups: objects(reader, root, 'groups', (source, path) => ({
      groupId: reader.text(source['groupId'], [...path, 'groupId']),
      survivor: reader.text(source['survivor'], [...path, 'survivor']),
    })),
    households: objects(reader, root, 'households', (source, path) => parsePlacement(reader, source, path)),
    seats: objects(reader, root, 'seats', (source, path) => ({
      unitId: reader.text(source['unitId'], [...path, 'unitId']),
      positionId: reader.text(source['positionId'], [...path, 'positionId']),
      personId: reader.text(source['personId'], [...path, 'personId']),
    })),
  }
  if (effectiveOn === null) return fail(reader.issues)
  const model = parseModelAdditions(root['model'], draft, world.model)
  const reform = model.ok ? { ...draft, model: model.value } : draft
  const isEmpty = operations.length === 0 && !listsSomething(root['operations']) && isNothing(reform)
  if (isEmpty && model.ok) reader.report('reform-empty', 'it changes nothing', ['operations'])
  const issues = [...reader.issues, ...(model.ok ? [] : model.issues), ...checkReform(reform, world)]
  return issues.length > 0 ? fail(issues) : ok(reform)
}

const NO_ADDITIONS: Reform['model'] = { bodies: [], positions: [], groupKinds: [] }

function listsSomething(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function isNothing({ newUnits, model }: Reform): boolean {
  return newUnits.length + model.bodies.length + model.positions.length + model.groupKinds.length === 0
}

function objects<T>(
  reader: DocumentReader,
  root: JsonObject,
  field: string,
  parse: (source: JsonObject, path: Path) => T | null,
): T[] {
  return optionalList(reader, root[field], [field]).flatMap((entry, i): T[] => {
    const source = reader.object(entry, [field, i])
    const parsed = source === null ? null : parse(source, [field, i])
    return parsed === null ? [] : [parsed]
  })
}

function parseNewUnit(reader: DocumentReader, source: JsonObject, path: Path): NewUnit {
  return {
    id: reader.text(source['id'], [...path, 'id']),
    tier: reader.text(source['tier'], [...path, 'tier']),
    kind: reader.text(source['kind'], [...path, 'kind']),
    name: parseName(reader, source['name'], [...path, 'name']),
    aliases: optionalList(reader, source['aliases'], [...path, 'aliases']).map((alias, i) =>
      reader.text(alias, [...path, 'aliases', i]),
    ),
    codes: optionalList(reader, source['codes'], [...path, 'codes']).flatMap((entry, i) => {
      const code = reader.object(entry, [...path, 'codes', i])
      if (code === null) return []
      return [
        {
          system: reader.text(code['system'], [...path, 'codes', i, 'system']),
          code: reader.text(code['code'], [...path, 'codes', i, 'code']),
        },
      ]
    }),
    parent: reader.optionalText(source['parent'], [...path, 'parent']),
  }
}

function parseName(reader: DocumentReader, value: unknown, path: Path): NewUnit['name'] {
  const source = reader.object(value, path)
  if (source === null) return { short: '', full: '' }
  return {
    short: reader.text(source['short'], [...path, 'short']),
    full: reader.text(source['full'], [...path, 'full']),
  }
}

function parsePlacement(reader: DocumentReader, source: JsonObject, path: Path): Placement {
  const unitId = reader.text(source['unitId'], [...path, 'unitId'])
  return source['personId'] === undefined
    ? { householdId: reader.text(source['householdId'], [...path, 'householdId']), unitId }
    : { personId: reader.text(source['personId'], [...path, 'personId']), unitId }
}

function parseOperation(reader: DocumentReader, source: JsonObject, path: Path): ReformOperation | null {
  const text = (field: string): string => reader.text(source[field], [...path, field])
  const kind = OPERATION_KINDS.find((k) => k === source['kind'])
  switch (kind) {
    case 'merge': {
      const sources = optionalList(reader, source['sources'], [...path, 'sources']).map((id, i) =>
        reader.text(id, [...path, 'sources', i]),
      )
      if (sources.length === 0)
        reader.report('source-missing', 'a merge needs the units that are merged', [...path, 'sources'])
      if (source['target'] === undefined)
        reader.report('target-missing', 'a merge needs the unit that results', [...path, 'target'])
      return { kind, sources, target: source['target'] === undefined ? '' : text('target') }
    }
    case 'split':
      return parseSplit(reader, source, path)
    case 'rename':
      return { kind, unitId: text('unitId'), name: parseName(reader, source['name'], [...path, 'name']) }
    case 'recode':
      return {
        kind,
        unitId: text('unitId'),
        system: text('system'),
        code: reader.optionalText(source['code'], [...path, 'code']),
      }
    case 'move':
      return { kind, unitId: text('unitId'), parent: text('parent') }
    case 'change-kind':
      return { kind, unitId: text('unitId'), unitKind: text('unitKind') }
    case 'end':
      return { kind, unitId: text('unitId') }
    case 'end-tier':
      return { kind, tier: text('tier') }
    case 'begin-tier': {
      const tier = reader.object(source['tier'], [...path, 'tier'])
      const name = tier === null ? null : reader.object(tier['name'], [...path, 'tier', 'name'])
      if (tier === null || name === null) return null
      return {
        kind,
        tier: {
          id: reader.text(tier['id'], [...path, 'tier', 'id']),
          name: {
            vi: reader.text(name['vi'], [...path, 'tier', 'name', 'vi']),
            en: reader.text(name['en'], [...path, 'tier', 'name', 'en']),
          },
        },
        above: reader.optionalText(source['above'], [...path, 'above']),
      }
    }
    case undefined:
      reader.report('operation-unknown', `expected one of ${OPERATION_KINDS.join(', ')}`, [...path, 'kind'], {
        kinds: OPERATION_KINDS,
      })
      return null
    default:
      return kind satisfies never
  }
}

function parseSplit(reader: DocumentReader, source: JsonObject, path: Path): ReformOperation {
  if (source['source'] === undefined)
    reader.report('source-missing', 'a split needs the unit that is split', [...path, 'source'])
  const targets = optionalList(reader, source['targets'], [...path, 'targets']).flatMap((entry, i): SplitTarget[] => {
    const target = reader.object(entry, [...path, 'targets', i])
    if (target === null) return []
    const share = reader.choice(target['share'] ?? 'partial', ['full', 'partial'], [...path, 'targets', i, 'share'])
    return [{ unitId: reader.text(target['unitId'], [...path, 'targets', i, 'unitId']), share: share ?? 'partial' }]
  })
  if (new Set(targets.map((t) => t.unitId)).size < Math.max(2, targets.length))
    reader.report('split-too-few', 'a split needs at least two different results', [...path, 'targets'])
  if (targets.filter((t) => t.share === 'full').length > 1)
    reader.report('split-share-invalid', 'only one result can take all', [...path, 'targets'])
  return {
    kind: 'split',
    source: source['source'] === undefined ? '' : reader.text(source['source'], [...path, 'source']),
    targets,
    rest: reader.optionalText(source['rest'], [...path, 'rest']),
  }
}

function optionalList(reader: DocumentReader, value: unknown, path: Path): readonly unknown[] {
  return value === undefined || value === null ? [] : reader.list(value, path)
}
