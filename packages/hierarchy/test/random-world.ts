import fc from 'fast-check'
import type {
  Appointment,
  Clause,
  GroupKind,
  GroupReading,
  Model,
  Override,
  Person,
  Residence,
  Role,
  Rule,
  Unit,
  UnitScope,
} from '../src/index.ts'
import { RULE_CASE_MODEL, RULE_CASE_UNITS } from '../src/testing/index.ts'

export const TODAY = '2024-02-01'

/** A model, its units, people and overrides on one day. */
export interface World {
  readonly model: Model
  readonly units: readonly Unit[]
  readonly people: readonly Person[]
  readonly overrides: readonly Override[]
}

const TIERS = RULE_CASE_MODEL.tiers.map((tier) => tier.id)
const KINDS = ['k0', 'k1', 'k2', 'k3'] as const
export const UNIT_IDS: readonly string[] = RULE_CASE_UNITS.map((unit) => unit.id)
export const PERSON_IDS: readonly string[] = Array.from({ length: 9 }, (_, number) => `person-${number}`)
const ROLE: fc.Arbitrary<Role> = fc.constantFrom('member', 'deputy', 'leader')

const INTERVAL = fc.constantFrom(
  ...(['2020-01-01', '2024-01-31', TODAY, '2024-02-02', null] as const).flatMap((from) =>
    (['2024-01-31', TODAY, '2024-02-02', null, null, null] as const)
      .filter((to) => from === null || to === null || from < to)
      .map((to) => ({ from, to })),
  ),
)

const SCOPE: fc.Arbitrary<UnitScope> = fc.oneof(
  fc.constant<UnitScope>({ kind: 'here' }),
  fc.constant<UnitScope>({ kind: 'within' }),
  fc.constantFrom(...TIERS).map((tier): UnitScope => ({ kind: 'ancestor', tier })),
  fc.constantFrom(...TIERS).map((tier): UnitScope => ({ kind: 'descendants', tier })),
)

/** Any rule; groups it asks about come from the given kinds, so that there is no cycle. */
export function arbitraryRule(kinds: readonly string[], depth = 2): fc.Arbitrary<Rule> {
  const leaves: fc.Arbitrary<Rule>[] = [
    fc.record({
      kind: fc.constant('holds-position' as const),
      positions: fc.uniqueArray(fc.constantFrom(...RULE_CASE_MODEL.positions.map((p) => p.id)), {
        minLength: 1,
        maxLength: 3,
      }),
      at: SCOPE,
    }),
    fc.record({ kind: fc.constant('holds-seat' as const), body: fc.constantFrom('council', 'guard'), at: SCOPE }),
    fc.record({ kind: fc.constant('resides' as const), in: SCOPE }),
    fc.record({ kind: fc.constant('represents-household' as const), in: SCOPE }),
    fc.constantFrom<Rule>({ kind: 'adult' }, { kind: 'adult', age: 16 }, { kind: 'adult', age: 60 }),
    fc.record({ kind: fc.constant('consents' as const), purpose: fc.constantFrom('news', 'alerts') }),
  ]
  if (kinds.length > 0) {
    leaves.push(fc.record({ kind: fc.constant('member-of' as const), groupKind: fc.constantFrom(...kinds), of: SCOPE }))
  }
  if (depth === 0) return fc.oneof(...leaves)
  const part = arbitraryRule(kinds, depth - 1)
  return fc.oneof(
    { weight: 6, arbitrary: fc.oneof(...leaves) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('all' as const), of: fc.array(part, { maxLength: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('any' as const), of: fc.array(part, { maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), rule: part }) },
  )
}

const GROUP_KINDS: fc.Arbitrary<GroupKind[]> = fc
  .tuple(...KINDS.map((id, index) => arbitraryKind(id, KINDS.slice(0, index))))
  .chain((kinds) => fc.integer({ min: 1, max: KINDS.length }).map((count) => kinds.slice(0, count)))

function arbitraryKind(id: string, before: readonly string[]): fc.Arbitrary<GroupKind> {
  const clause = fc.record({ role: ROLE, required: fc.boolean(), rule: arbitraryRule(before) })
  return fc
    .record({
      tier: fc.constantFrom(...TIERS),
      clauses: fc.array(clause, { maxLength: 3 }),
      mode: fc.oneof({ weight: 5, arbitrary: fc.constant('manage' as const) }, fc.constant('add-only' as const)),
      validity: fc.oneof({ weight: 5, arbitrary: fc.constant({ from: null, to: null }) }, INTERVAL),
    })
    .map(({ tier, clauses, mode, validity }) => ({
      id,
      name: { vi: id, en: id },
      tier,
      nameTemplate: `${id} {unit}`,
      clauses: clauses.map((c, number): Clause => ({ id: `c${number}`, name: { vi: '', en: '' }, ...c })),
      mode,
      capacity: 1_000,
      brakes: {},
      issues: [],
      ...validity,
    }))
}

const RESIDENCE: fc.Arbitrary<Residence> = fc
  .tuple(fc.constantFrom(...UNIT_IDS), fc.boolean(), INTERVAL)
  .map(([unitId, representsHousehold, interval]) => ({ unitId, householdId: null, representsHousehold, ...interval }))

const APPOINTMENT: fc.Arbitrary<Appointment> = fc
  .tuple(fc.constantFrom(...RULE_CASE_MODEL.positions.map((p) => p.id)), fc.constantFrom(...UNIT_IDS), INTERVAL)
  .map(([positionId, unitId, interval]) => ({ positionId, unitId, ...interval }))

/** Anybody of that id, with any facts. */
export function arbitraryPerson(id: string): fc.Arbitrary<Person> {
  return fc
    .record({
      birth: fc.constantFrom(
        null,
        '1950',
        '2005',
        '2006',
        '2006-01',
        '2006-02',
        '2006-02-01',
        '2006-02-02',
        '2008-02',
        '2012',
      ),
      adult: fc.constantFrom(null, true, false),
      residences: fc.array(RESIDENCE, { maxLength: 3 }),
      appointments: fc.array(APPOINTMENT, { maxLength: 3 }),
      consents: fc.array(
        fc
          .tuple(fc.constantFrom('news', 'alerts'), INTERVAL)
          .map(([purposeId, interval]) => ({ purposeId, ...interval })),
        { maxLength: 2 },
      ),
    })
    .map((facts) => ({ id, name: id, phones: [], accounts: [], reachability: 'unknown' as const, ...facts }))
}

/** Any decision about a group of one of the kinds; the person may be unknown. */
export function arbitraryOverride(id: string): fc.Arbitrary<Override> {
  return fc
    .tuple(
      fc.constantFrom('include' as const, 'exclude' as const),
      fc.constantFrom(...KINDS),
      fc.constantFrom(...UNIT_IDS),
      fc.constantFrom(...PERSON_IDS, 'stranger'),
      ROLE,
      INTERVAL,
    )
    .map(([kind, groupKind, unitId, personId, role, interval]) => ({
      id,
      kind,
      groupId: `${groupKind}:${unitId}`,
      personId,
      role,
      reason: 'reason',
      author: 'author',
      ...interval,
    }))
}

export const WORLD: fc.Arbitrary<World> = fc
  .record({
    groupKinds: GROUP_KINDS,
    people: fc.tuple(...PERSON_IDS.map((id) => fc.option(arbitraryPerson(id), { freq: 8 }))),
    overrides: fc.tuple(...['o1', 'o2', 'o3'].map((id) => fc.option(arbitraryOverride(id)))),
  })
  .map(({ groupKinds, people, overrides }) => ({
    model: { ...RULE_CASE_MODEL, groupKinds },
    units: RULE_CASE_UNITS,
    people: people.filter((person) => person !== null),
    overrides: overrides.filter((override) => override !== null),
  }))

/** Who may be met in a group: people of the world, and strangers to it. */
export const ANYBODY: fc.Arbitrary<string> = fc.constantFrom(...PERSON_IDS, 'stranger-1', 'stranger-2')

/** What a reading of a group may hold, whatever it should. */
export const READING_CONTENT: fc.Arbitrary<
  Pick<GroupReading, 'members' | 'completeness' | 'owner' | 'archived' | 'firstRun' | 'departures'>
> = fc.record({
  members: fc.uniqueArray(
    fc.record({
      personId: ANYBODY,
      role: ROLE,
      state: fc.oneof(
        { weight: 6, arbitrary: fc.constant('member' as const) },
        fc.constantFrom('invited' as const, 'invitation-failed' as const),
      ),
    }),
    { selector: (member) => member.personId },
  ),
  completeness: fc.oneof(
    { weight: 6, arbitrary: fc.constant('complete' as const) },
    fc.constantFrom('partial' as const, 'failed' as const),
  ),
  owner: fc.oneof({ weight: 8, arbitrary: fc.constant('us' as const) }, fc.constant('other' as const)),
  archived: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, fc.constant(true)),
  firstRun: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
  departures: fc.uniqueArray(
    fc.record({
      personId: ANYBODY,
      by: fc.constantFrom('self' as const, 'administrator' as const, 'rule' as const),
      at: fc.constantFrom('2024-01-15T00:00:00.000Z', '2024-02-01T10:00:00.000Z'),
    }),
    { selector: (departure) => departure.personId, maxLength: 2 },
  ),
})

/** A reading with nothing special about it. */
export function plainReading(groupId: string, name: string, members: GroupReading['members']): GroupReading {
  return {
    id: `reading-${groupId}`,
    readAt: '2024-02-01T00:00:00.000Z',
    completeness: 'complete',
    externalId: `external-${groupId}`,
    groupId,
    name,
    previousNames: [],
    owner: 'us',
    archived: false,
    firstRun: false,
    capacity: null,
    members,
    unmatched: [],
    departures: [],
  }
}
