import { createDocumentReader } from '../document.ts'
import type { Interval, Day } from '../interval.ts'
import type { Model, Tier } from '../model/model.ts'
import { parseModel } from '../model/parse-model.ts'
import { fail, ok, type Result } from '../result.ts'
import type { ModelAdditions, Reform } from './reform.ts'

const ADDED_FIELDS = ['bodies', 'positions', 'groupKinds'] as const

/** Gives the model as it holds before and after the day of the reform. What it already has of it is left as it is. */
export function reformedModel(reform: Reform, model: Model): Model {
  const day = reform.effectiveOn
  const ended = new Set(reform.operations.flatMap((o) => (o.kind === 'end-tier' ? [o.tier] : [])))
  const added = <T extends { readonly id: string }>(before: readonly T[], more: readonly T[]): readonly T[] => {
    const missing = more.filter((entry) => !before.some(({ id }) => id === entry.id))
    return missing.length === 0 ? before : [...before, ...missing]
  }
  const endsHere = (id: string, interval: Interval): boolean => ended.has(id) && isOpenAt(interval, day)
  let tiers: readonly Tier[] = model.tiers.some((tier) => endsHere(tier.id, tier))
    ? model.tiers.map((tier) => (endsHere(tier.id, tier) ? { ...tier, to: day } : tier))
    : model.tiers
  for (const operation of reform.operations) {
    if (operation.kind !== 'begin-tier' || tiers.some(({ id }) => id === operation.tier.id)) continue
    const at = operation.above === null ? 0 : tiers.findIndex(({ id }) => id === operation.above) + 1
    tiers = tiers.toSpliced(at, 0, { ...operation.tier, from: day, to: null })
  }
  const kinds = model.groupKinds.some((kind) => endsHere(kind.tier, kind))
    ? model.groupKinds.map((kind) => (endsHere(kind.tier, kind) ? { ...kind, to: day } : kind))
    : model.groupKinds
  const bodies = added(model.bodies, reform.model.bodies)
  const positions = added(model.positions, reform.model.positions)
  const groupKinds = added(kinds, reform.model.groupKinds)
  const isSame =
    tiers === model.tiers && bodies === model.bodies && positions === model.positions && groupKinds === model.groupKinds
  return isSame ? model : { ...model, tiers, bodies, positions, groupKinds }
}

function isOpenAt(interval: Interval, day: Day): boolean {
  return interval.to === null || interval.to > day
}

/** Reads what a reform adds to a model; whether it fits is answered by the parser of models, for the model with the additions. */
export function parseModelAdditions(document: unknown, draft: Reform, model: Model): Result<ModelAdditions> {
  if (document === undefined || document === null) return ok({ bodies: [], positions: [], groupKinds: [] })
  const reader = createDocumentReader()
  const root = reader.object(document, ['model'])
  if (root === null) return fail(reader.issues)
  const begun = reformedModel(draft, model)
  const added = Object.fromEntries(
    ADDED_FIELDS.map((field) => [field, root[field] === undefined ? [] : reader.list(root[field], ['model', field])]),
  )
  if (reader.issues.length > 0) return fail(reader.issues)
  const onTheDay = (field: 'positions' | 'groupKinds'): readonly unknown[] =>
    (added[field] ?? []).map((entry) =>
      typeof entry === 'object' && entry !== null ? { ...entry, from: draft.effectiveOn } : entry,
    )
  const parsed = parseModel({
    ...begun,
    bodies: [...begun.bodies, ...(added['bodies'] ?? [])],
    positions: [...begun.positions, ...onTheDay('positions')],
    groupKinds: [...begun.groupKinds, ...onTheDay('groupKinds')],
  })
  if (!parsed.ok) return fail(parsed.issues.map((issue) => ({ ...issue, path: pathInReform(issue.path, begun) })))
  return ok({
    bodies: parsed.value.bodies.slice(begun.bodies.length),
    positions: parsed.value.positions.slice(begun.positions.length),
    groupKinds: parsed.value.groupKinds.slice(begun.groupKinds.length),
  })
}

/** Where an issue of the model with the additions stands in the document of the reform. */
function pathInReform(path: readonly (string | number)[], model: Model): readonly (string | number)[] {
  const [first, index, ...rest] = path
  const field = ADDED_FIELDS.find((name) => name === first)
  return field === undefined || typeof index !== 'number'
    ? ['model', ...path]
    : ['model', field, index - model[field].length, ...rest]
}
