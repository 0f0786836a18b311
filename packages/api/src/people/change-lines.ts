import { listPersonNames, type Db } from '@ketnoi/db'
import {
  changedFields,
  compareFacts,
  type Day,
  type Interval,
  type LocalText,
  type Person,
  type PersonField,
  type PersonId,
} from '@ketnoi/hierarchy'
import { unitName, type World } from '../world.ts'
import { maskPhone } from './phone-mask.ts'

/** A fact as a history shows it. */
export interface FactText {
  readonly text: LocalText
  readonly represents: boolean
  readonly endReason: 'moved-away' | 'died' | null
  readonly from: Day | null
  readonly to: Day | null
}

export type ValueField = Extract<PersonField, 'name' | 'birth' | 'adult' | 'reachability' | 'proxy'>
export type FactField = Exclude<PersonField, ValueField>

/** One field that a change touched. Phones are masked; a proxy stands with their name. */
export type ChangeLine =
  | {
      readonly kind: 'value'
      readonly field: ValueField
      readonly before: string | null
      readonly after: string | null
    }
  | {
      readonly kind: 'facts'
      readonly field: FactField
      readonly added: readonly FactText[]
      readonly removed: readonly FactText[]
      readonly altered: readonly { readonly before: FactText; readonly after: FactText }[]
    }

/** What lies between versions of a person, field by field, with the names that a reader needs. */
export async function changeLines(
  db: Db,
  world: World,
  versions: readonly { readonly before: Person; readonly after: Person }[],
): Promise<ChangeLine[][]> {
  const proxies = versions
    .flatMap(({ before, after }) => [before.proxyId, after.proxyId])
    .filter((id) => id !== undefined)
  const names = await listPersonNames(db, proxies)
  return versions.map(({ before, after }) =>
    changedFields(before, after).map((field) => lineOf(world, names, field, before, after)),
  )
}

function lineOf(
  world: World,
  names: ReadonlyMap<PersonId, string>,
  field: PersonField,
  before: Person,
  after: Person,
): ChangeLine {
  switch (field) {
    case 'name':
    case 'birth':
    case 'reachability':
      return { kind: 'value', field, before: before[field], after: after[field] }
    case 'adult':
      return { kind: 'value', field, before: textOf(before.adult), after: textOf(after.adult) }
    case 'proxy': {
      const nameOf = (id: PersonId | undefined): string | null => (id === undefined ? null : (names.get(id) ?? id))
      return { kind: 'value', field, before: nameOf(before.proxyId), after: nameOf(after.proxyId) }
    }
    case 'residences':
      return factLine(
        before.residences,
        after.residences,
        field,
        (home) => home.unitId,
        (home) => ({
          text: same(unitName(world, home.unitId)),
          represents: home.representsHousehold,
          endReason: home.endReason ?? null,
        }),
      )
    case 'appointments':
      return factLine(
        before.appointments,
        after.appointments,
        field,
        (one) => `${one.positionId} ${one.unitId}`,
        (one) => ({
          text: seatText(world, one),
        }),
      )
    case 'phones':
      return factLine(
        before.phones,
        after.phones,
        field,
        (phone) => phone.number,
        (phone) => ({
          text: same(maskPhone(phone.number)),
        }),
      )
    case 'consents':
      return factLine(
        before.consents,
        after.consents,
        field,
        (one) => one.purposeId,
        (one) => ({
          text: world.model.purposes.find(({ id }) => id === one.purposeId)?.name ?? same(one.purposeId),
        }),
      )
    case 'accounts':
      return factLine(
        before.accounts,
        after.accounts,
        field,
        (one) => `${one.service} ${one.accountId}`,
        (one) => ({
          text: same(`${one.displayName ?? '–'} (${one.service})`),
        }),
      )
    default:
      return field satisfies never
  }
}

function factLine<Fact extends Interval>(
  before: readonly Fact[],
  after: readonly Fact[],
  field: FactField,
  subjectOf: (fact: Fact) => string,
  describe: (fact: Fact) => Pick<FactText, 'text'> & Partial<FactText>,
): ChangeLine {
  const told = (fact: Fact): FactText => ({
    represents: false,
    endReason: null,
    ...describe(fact),
    from: fact.from,
    to: fact.to,
  })
  const { added, removed, altered } = compareFacts(before, after, subjectOf)
  return {
    kind: 'facts',
    field,
    added: added.map(told),
    removed: removed.map(told),
    altered: altered.map((pair) => ({ before: told(pair.before), after: told(pair.after) })),
  }
}

function seatText(world: World, seat: { readonly positionId: string; readonly unitId: string }): LocalText {
  const position = world.model.positions.find(({ id }) => id === seat.positionId)?.name ?? same(seat.positionId)
  const unit = unitName(world, seat.unitId)
  return { vi: `${position.vi}, ${unit}`, en: `${position.en}, ${unit}` }
}

function same(text: string): LocalText {
  return { vi: text, en: text }
}

function textOf(value: boolean | null): string | null {
  return value === null ? null : String(value)
}
