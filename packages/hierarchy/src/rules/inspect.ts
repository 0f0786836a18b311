import type { BodyId, GroupKindId, PositionId, PurposeId, TierId } from '../id.ts'
import type { Model } from '../model/model.ts'
import type { Rule, UnitScope } from './rule.ts'

/** What a rule refers to, each sorted and once. */
export interface RuleReferences {
  readonly positions: readonly PositionId[]
  readonly bodies: readonly BodyId[]
  readonly purposes: readonly PurposeId[]
  readonly groupKinds: readonly GroupKindId[]
  readonly tiers: readonly TierId[]
}

/** Something that rules can refer to. */
export type Reference =
  | { readonly kind: 'position'; readonly id: PositionId }
  | { readonly kind: 'body'; readonly id: BodyId }
  | { readonly kind: 'purpose'; readonly id: PurposeId }
  | { readonly kind: 'group-kind'; readonly id: GroupKindId }
  | { readonly kind: 'tier'; readonly id: TierId }

/** A clause of a group kind that refers to something. */
export interface ClauseReference {
  readonly groupKind: GroupKindId
  readonly clause: string
}

/**
 * Answers what a rule refers to.
 *
 * @example
 * inspectRule({ kind: 'consents', purpose: 'village-group' }).purposes // ['village-group']
 */
export function inspectRule(rule: Rule): RuleReferences {
  const found = {
    positions: new Set<string>(),
    bodies: new Set<string>(),
    purposes: new Set<string>(),
    groupKinds: new Set<string>(),
    tiers: new Set<string>(),
  }
  const scope = (s: UnitScope): void => {
    if (s.kind === 'ancestor' || s.kind === 'descendants') found.tiers.add(s.tier)
  }
  const visit = (r: Rule): void => {
    switch (r.kind) {
      case 'holds-position':
        for (const position of r.positions) found.positions.add(position)
        return scope(r.at)
      case 'holds-seat':
        found.bodies.add(r.body)
        return scope(r.at)
      case 'resides':
      case 'represents-household':
        return scope(r.in)
      case 'consents':
        found.purposes.add(r.purpose)
        return
      case 'member-of':
        found.groupKinds.add(r.groupKind)
        return scope(r.of)
      case 'all':
      case 'any':
        return r.of.forEach(visit)
      case 'not':
        return visit(r.rule)
      case 'adult':
        return
      default:
        r satisfies never
    }
  }
  visit(rule)
  const list = (set: ReadonlySet<string>): string[] => [...set].sort()
  return {
    positions: list(found.positions),
    bodies: list(found.bodies),
    purposes: list(found.purposes),
    groupKinds: list(found.groupKinds),
    tiers: list(found.tiers),
  }
}

/**
 * Answers which clauses refer to something, so that it is not deleted under them. A body is also referred to by every clause
 * that names one of its positions.
 *
 * @example
 * findReferences(model, { kind: 'position', id: 'commune-police-head' })
 */
export function findReferences(model: Model, reference: Reference): ClauseReference[] {
  return model.groupKinds.flatMap((kind) =>
    kind.clauses
      .filter((clause) => refersTo(model, inspectRule(clause.rule), reference))
      .map((clause) => ({ groupKind: kind.id, clause: clause.id })),
  )
}

function refersTo(model: Model, references: RuleReferences, { kind, id }: Reference): boolean {
  switch (kind) {
    case 'position':
      return (
        references.positions.includes(id) ||
        model.positions.some((p) => p.id === id && p.body !== null && references.bodies.includes(p.body))
      )
    case 'body':
      return (
        references.bodies.includes(id) ||
        model.positions.some((p) => p.body === id && references.positions.includes(p.id))
      )
    case 'purpose':
      return references.purposes.includes(id)
    case 'group-kind':
      return references.groupKinds.includes(id)
    case 'tier':
      return references.tiers.includes(id)
  }
}
