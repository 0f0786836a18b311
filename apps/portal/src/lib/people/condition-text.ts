import type { Explanation, LocalText, Model, UnitId } from '@ketnoi/hierarchy'
import type { I18n } from '#lib/i18n/i18n.ts'

/** What the names in a condition are taken from. */
export interface Names {
  readonly i18n: I18n
  readonly model: Pick<Model, 'positions' | 'bodies' | 'purposes' | 'groupKinds'>
  readonly units: Readonly<Record<UnitId, string>>
}

const ADULT_AGE = 18

/** A condition in words: "Holds Village head at Thôn Trôk". */
export function conditionText(names: Names, { rule, findings }: Explanation): string {
  const { rules } = names.i18n.t.people
  const units = unitsText(names, findings.wanted)
  switch (rule.kind) {
    case 'holds-position':
      return rules.position(
        list(
          names,
          rule.positions.map((id) => nameIn(names, names.model.positions, id)),
        ),
        units,
      )
    case 'holds-seat':
      return rules.seat(nameIn(names, names.model.bodies, rule.body), units)
    case 'resides':
      return rules.resides(units)
    case 'represents-household':
      return rules.represents(units)
    case 'adult':
      return rules.adult(String(rule.age ?? ADULT_AGE))
    case 'consents':
      return rules.consents(nameIn(names, names.model.purposes, rule.purpose))
    case 'member-of':
      return rules.memberOf(nameIn(names, names.model.groupKinds, rule.groupKind), units)
    case 'all':
    case 'any':
    case 'not':
      return rules[rule.kind]
  }
}

/** What is recorded that the condition was decided from; empty where it says nothing beyond the condition. */
export function findingsText(names: Names, { rule, findings }: Explanation): string {
  const { people } = names.i18n.t
  if (rule.kind === 'holds-position' || rule.kind === 'holds-seat') {
    if (findings.appointments.length === 0) return people.nothingRecorded
    return people.holdsNow(
      findings.appointments
        .map(({ positionId, unitId }) =>
          people.at(nameIn(names, names.model.positions, positionId), unitName(names, unitId)),
        )
        .join('; '),
    )
  }
  if (rule.kind === 'resides' || rule.kind === 'represents-household') {
    if (findings.residences.length === 0) return people.nothingRecorded
    return people.livesNow(
      findings.residences
        .map(({ unitId, representsHousehold }) =>
          representsHousehold ? people.at(unitName(names, unitId), people.represents) : unitName(names, unitId),
        )
        .join('; '),
    )
  }
  return ''
}

function nameIn(
  names: Names,
  things: readonly { readonly id: string; readonly name: LocalText }[],
  id: string,
): string {
  const thing = things.find((candidate) => candidate.id === id)
  return thing === undefined ? id : names.i18n.text(thing.name)
}

function unitName(names: Names, id: UnitId): string {
  return names.units[id] ?? id
}

function unitsText(names: Names, ids: readonly UnitId[]): string {
  const { people } = names.i18n.t
  const [first] = ids
  if (first === undefined) return people.nowhere
  if (ids.length === 1) return unitName(names, first)
  return people.manyUnits(unitName(names, first), names.i18n.number(ids.length - 1))
}

function list(names: Names, texts: readonly string[]): string {
  return texts.join(names.i18n.t.people.or)
}
