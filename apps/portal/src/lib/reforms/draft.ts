import type { ReformOperation } from '@ketnoi/hierarchy'

/** A unit of the tree, or a new one by its id. */
export interface Chosen {
  readonly id: string
  readonly name: string
}

export interface NewUnitDraft {
  readonly id: string
  tier: string
  kind: string
  short: string
  full: string
  /** Other names, with semicolons between. */
  aliases: string
  system: string
  code: string
  parent: Chosen | null
}

/** One step as it is filled in: what its kind does not ask for is left alone. */
export interface OperationDraft {
  readonly key: string
  kind: ReformOperation['kind']
  units: readonly Chosen[]
  target: Chosen | null
  targets: readonly Chosen[]
  /** The result that takes all of a split unit, if there is one. */
  full: string
  rest: string
  short: string
  text: string
  /** Whose code it is. */
  system: string
  /** One of the tiers; for one that begins, the tier above it. */
  tier: string
}

/** Codes of communes are those of the statistics office; others have systems of their own. */
export const SYSTEM = 'NSO'

/** A unit with nothing filled in. */
export function emptyUnit(id: string): NewUnitDraft {
  return { id, tier: '', kind: '', short: '', full: '', aliases: '', system: SYSTEM, code: '', parent: null }
}

/** A step with nothing filled in. */
export function emptyOperation(key: string): OperationDraft {
  return {
    key,
    kind: 'merge',
    units: [],
    target: null,
    targets: [],
    full: '',
    rest: '',
    short: '',
    text: '',
    system: SYSTEM,
    tier: '',
  }
}

/** A tier that a step begins, before it is one of the model. */
export function tierOf({ key }: OperationDraft): string {
  return `t-${key}`
}

/** The document that was filled in, as it is loaded from a file as well. */
export function documentOf(draft: {
  readonly id: string
  readonly decision: string
  readonly day: string
  readonly newUnits: readonly NewUnitDraft[]
  readonly operations: readonly OperationDraft[]
  /** What it adds to the model: bodies, positions, group kinds. */
  readonly model?: unknown
}): unknown {
  return {
    formatVersion: 1,
    id: draft.id,
    decision: draft.decision.trim(),
    effectiveOn: draft.day,
    newUnits: draft.newUnits.map((unit) => ({
      id: unit.id,
      tier: unit.tier,
      kind: unit.kind.trim(),
      name: { short: unit.short.trim(), full: unit.full.trim() },
      aliases: unit.aliases.split(';').flatMap((alias) => (alias.trim() === '' ? [] : [alias.trim()])),
      codes: unit.code.trim() === '' ? [] : [{ system: unit.system.trim(), code: unit.code.trim() }],
      parent: unit.parent?.id ?? null,
    })),
    operations: draft.operations.map(operationOf),
    ...(draft.model === undefined ? {} : { model: draft.model }),
  }
}

function operationOf(operation: OperationDraft): unknown {
  const { kind, units, target, targets, full, rest, short, text, system, tier } = operation
  const unitId = units[0]?.id ?? ''
  switch (kind) {
    case 'merge':
      return { kind, sources: units.map(({ id }) => id), ...(target === null ? {} : { target: target.id }) }
    case 'split':
      return {
        kind,
        ...(unitId === '' ? {} : { source: unitId }),
        targets: targets.map(({ id }) => ({ unitId: id, share: id === full ? 'full' : 'partial' })),
        rest: rest === '' ? null : rest,
      }
    case 'rename':
      return { kind, unitId, name: { short: short.trim(), full: text.trim() } }
    case 'recode':
      return { kind, unitId, system: system.trim(), code: text.trim() === '' ? null : text.trim() }
    case 'move':
      return { kind, unitId, parent: target?.id ?? '' }
    case 'change-kind':
      return { kind, unitId, unitKind: text.trim() }
    case 'end':
      return { kind, unitId }
    case 'end-tier':
      return { kind, tier }
    case 'begin-tier':
      return {
        kind,
        tier: {
          id: tierOf(operation),
          name: { vi: text.trim(), en: short.trim() === '' ? text.trim() : short.trim() },
        },
        above: tier === '' ? null : tier,
      }
  }
}
