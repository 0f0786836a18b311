import type { PersonId, UnitId } from '../id.ts'
import type { Day } from '../interval.ts'
import type { Model } from '../model/model.ts'
import type { Person } from '../people/person.ts'
import type { Rule, UnitScope } from '../rules/rule.ts'
import type { Unit } from '../units/unit.ts'
import { agreesTo, buildPerson, holds, livesAt, representsAt } from './build-person.ts'
import { RULE_CASE_MODEL, RULE_CASE_UNITS } from './rule-case-model.ts'

/** A rule, a unit, some people, and who of them the rule matches. Every interpreter of rules must give this answer. */
export interface RuleCase {
  /** Unique; says what is shown. */
  readonly name: string
  readonly model: Model
  readonly units: readonly Unit[]
  readonly people: readonly Person[]
  readonly asOf: Day
  readonly rule: Rule
  /** The unit of the group that the rule is applied to. */
  readonly unitId: UnitId
  /** Ids of exactly the people matched, sorted. */
  readonly expected: readonly PersonId[]
}

const DAY = '2024-02-01'
const BEFORE = '2024-01-31'
const AFTER = '2024-02-02'
const HERE: UnitScope = { kind: 'here' }
const WITHIN: UnitScope = { kind: 'within' }
const AREA_ABOVE: UnitScope = { kind: 'ancestor', tier: 'area' }
const REGION_ABOVE: UnitScope = { kind: 'ancestor', tier: 'region' }
const PLACES_BELOW: UnitScope = { kind: 'descendants', tier: 'place' }
const AREAS_BELOW: UnitScope = { kind: 'descendants', tier: 'area' }

function ruleCase(
  name: string,
  unitId: UnitId,
  rule: Rule,
  people: readonly Person[],
  expected: readonly PersonId[],
  asOf: Day = DAY,
): RuleCase {
  return { name, model: RULE_CASE_MODEL, units: RULE_CASE_UNITS, people, asOf, rule, unitId, expected }
}

function resides(scope: UnitScope): Rule {
  return { kind: 'resides', in: scope }
}

function represents(scope: UnitScope): Rule {
  return { kind: 'represents-household', in: scope }
}

function position(positionId: string, scope: UnitScope): Rule {
  return { kind: 'holds-position', positions: [positionId], at: scope }
}

function seat(body: string, scope: UnitScope): Rule {
  return { kind: 'holds-seat', body, at: scope }
}

function memberOf(groupKind: string, scope: UnitScope): Rule {
  return { kind: 'member-of', groupKind, of: scope }
}

function not(rule: Rule): Rule {
  return { kind: 'not', rule }
}

function resident(id: PersonId, ...unitIds: UnitId[]): Person {
  return buildPerson(id, { residences: unitIds.map((unitId) => livesAt(unitId)) })
}

function holder(id: PersonId, positionId: string, unitId: UnitId): Person {
  return buildPerson(id, { appointments: [holds(positionId, unitId)] })
}

function born(birth: string | null, adult: boolean | null = null): Person {
  const declared = adult === null ? '' : adult ? ' declared adult' : ' declared minor'
  return buildPerson(`${birth ?? 'unknown'}${declared}`, { birth, adult })
}

const EVERYWHERE: readonly Person[] = [
  resident('in-a2', 'a2'),
  resident('in-m1', 'm1'),
  resident('in-p0', 'p0'),
  resident('in-p11', 'p11'),
  resident('in-p12', 'p12'),
  resident('in-p21', 'p21'),
  resident('in-q1', 'q1'),
  resident('in-r1', 'r1'),
  buildPerson('nowhere'),
]

const RESIDENCE: readonly RuleCase[] = [
  ruleCase(
    'resides here: those of the unit, nobody of a neighbour or of the unit above',
    'p11',
    resides(HERE),
    EVERYWHERE,
    ['in-p11'],
  ),
  ruleCase('resides here: a unit nobody lives in', 'p14', resides(HERE), EVERYWHERE, []),
  ruleCase('resides within: the unit itself and all below it', 'a2', resides(WITHIN), EVERYWHERE, [
    'in-a2',
    'in-m1',
    'in-p21',
  ]),
  ruleCase('resides within a region: through every tier, not into another region', 'r1', resides(WITHIN), EVERYWHERE, [
    'in-a2',
    'in-m1',
    'in-p0',
    'in-p11',
    'in-p12',
    'in-p21',
    'in-r1',
  ]),
  ruleCase(
    'resides in the ancestor: the unit above itself, not what is below it',
    'p21',
    resides(AREA_ABOVE),
    EVERYWHERE,
    ['in-a2'],
  ),
  ruleCase('resides in an ancestor two tiers up', 'p11', resides(REGION_ABOVE), EVERYWHERE, ['in-r1']),
  ruleCase('resides in an ancestor at a tier that is skipped: nobody', 'p0', resides(AREA_ABOVE), EVERYWHERE, []),
  ruleCase(
    'resides in an ancestor at its own tier: nobody, a unit is not above itself',
    'a2',
    resides(AREA_ABOVE),
    EVERYWHERE,
    [],
  ),
  ruleCase(
    'resides in the descendants: those below at that tier, not the unit itself',
    'a2',
    resides(PLACES_BELOW),
    EVERYWHERE,
    ['in-m1', 'in-p21'],
  ),
  ruleCase(
    'resides in the descendants two tiers down, also where a tier is skipped',
    'r1',
    resides(PLACES_BELOW),
    EVERYWHERE,
    ['in-m1', 'in-p0', 'in-p11', 'in-p12', 'in-p21'],
  ),
  ruleCase(
    'resides in the descendants of a unit without any at the tier: nobody',
    'p11',
    resides(AREAS_BELOW),
    EVERYWHERE,
    [],
  ),
  ruleCase('resides in the descendants at its own tier: nobody', 'a2', resides(AREAS_BELOW), EVERYWHERE, []),
  ruleCase(
    'resides: `from` counts, `to` does not',
    'p11',
    resides(HERE),
    [
      buildPerson('ends-that-day', { residences: [livesAt('p11', null, DAY)] }),
      buildPerson('ends-the-day-after', { residences: [livesAt('p11', null, AFTER)] }),
      buildPerson('future', { residences: [livesAt('p11', AFTER)] }),
      buildPerson('starts-that-day', { residences: [livesAt('p11', DAY)] }),
      buildPerson('starts-the-day-before', { residences: [livesAt('p11', BEFORE, DAY)] }),
      buildPerson('that-day-only', { residences: [livesAt('p11', DAY, AFTER)] }),
    ],
    ['ends-the-day-after', 'starts-that-day', 'that-day-only'],
  ),
  ruleCase(
    'resides: moved from one village to another on the day',
    'p12',
    resides(HERE),
    [
      buildPerson('arrived', { residences: [livesAt('p11', null, DAY), livesAt('p12', DAY)] }),
      buildPerson('left', { residences: [livesAt('p12', null, DAY), livesAt('p11', DAY)] }),
    ],
    ['arrived'],
  ),
  ruleCase(
    'resides: of several residences at once each counts',
    'p12',
    resides(HERE),
    [resident('both', 'p11', 'p12'), resident('other', 'p11', 'p21')],
    ['both'],
  ),
  ruleCase(
    'resides within: two residences inside the scope are one match',
    'a1',
    resides(WITHIN),
    [resident('both', 'p11', 'p12')],
    ['both'],
  ),
  ruleCase(
    'resides: lived here twice, with a gap on the day',
    'p11',
    resides(HERE),
    [
      buildPerson('away', { residences: [livesAt('p11', null, BEFORE), livesAt('p11', AFTER)] }),
      buildPerson('back', { residences: [livesAt('p11', null, '2023-01-01'), livesAt('p11', DAY)] }),
    ],
    ['back'],
  ),
]

const HOUSEHOLD_PEOPLE: readonly Person[] = [
  buildPerson('elsewhere', { residences: [livesAt('p11'), representsAt('p12')] }),
  buildPerson('ended', { residences: [representsAt('p11', null, DAY), livesAt('p11', DAY)] }),
  buildPerson('future', { residences: [livesAt('p11', null, AFTER), representsAt('p11', AFTER)] }),
  buildPerson('member-only', { residences: [livesAt('p11')] }),
  buildPerson('no-residence'),
  buildPerson('representative', { residences: [representsAt('p11')] }),
]

const HOUSEHOLD: readonly RuleCase[] = [
  ruleCase(
    'represents a household here: the flag, the unit and the day belong to one residence',
    'p11',
    represents(HERE),
    HOUSEHOLD_PEOPLE,
    ['representative'],
  ),
  ruleCase('represents a household within the area', 'a1', represents(WITHIN), HOUSEHOLD_PEOPLE, [
    'elsewhere',
    'representative',
  ]),
  ruleCase('represents a household in places below', 'a1', represents(PLACES_BELOW), HOUSEHOLD_PEOPLE, [
    'elsewhere',
    'representative',
  ]),
  ruleCase(
    'represents no household here: somebody without a residence too',
    'p11',
    not(represents(HERE)),
    HOUSEHOLD_PEOPLE,
    ['elsewhere', 'ended', 'future', 'member-only', 'no-residence'],
  ),
]

const OFFICERS: readonly Person[] = [
  holder('chief-a1', 'guard-chief', 'a1'),
  holder('council-a1', 'council-member', 'a1'),
  holder('elder-p11', 'elder', 'p11'),
  buildPerson('nothing'),
  holder('officer-a1', 'guard-officer', 'a1'),
  holder('officer-a2', 'guard-officer', 'a2'),
  holder('region-chair', 'region-council-chair', 'r1'),
  buildPerson('several', {
    appointments: [holds('guard-officer', 'a1'), holds('council-member', 'a2'), holds('warden', 'p12')],
  }),
  holder('warden-p11', 'warden', 'p11'),
]

const POSITION: readonly RuleCase[] = [
  ruleCase('holds a position here', 'p11', position('warden', HERE), OFFICERS, ['warden-p11']),
  ruleCase(
    'holds a position here: not another position here, not the same position elsewhere',
    'a1',
    position('guard-officer', HERE),
    OFFICERS,
    ['officer-a1', 'several'],
  ),
  ruleCase(
    'holds one of several positions',
    'p11',
    { kind: 'holds-position', positions: ['elder', 'warden'], at: HERE },
    OFFICERS,
    ['elder-p11', 'warden-p11'],
  ),
  ruleCase('holds none of no positions', 'p11', { kind: 'holds-position', positions: [], at: HERE }, OFFICERS, []),
  ruleCase('holds a position at the ancestor', 'p11', position('guard-officer', AREA_ABOVE), OFFICERS, [
    'officer-a1',
    'several',
  ]),
  ruleCase(
    'holds a position at an ancestor two tiers up',
    'p11',
    position('region-council-chair', REGION_ABOVE),
    OFFICERS,
    ['region-chair'],
  ),
  ruleCase('holds a position at the descendants', 'a1', position('warden', PLACES_BELOW), OFFICERS, [
    'several',
    'warden-p11',
  ]),
  ruleCase(
    'holds a position within',
    'r1',
    { kind: 'holds-position', positions: ['region-council-chair', 'council-member'], at: WITHIN },
    OFFICERS,
    ['council-a1', 'region-chair', 'several'],
  ),
  ruleCase(
    'holds a position: position and unit belong to one appointment',
    'a1',
    position('council-member', HERE),
    OFFICERS,
    ['council-a1'],
  ),
  ruleCase('holds a seat: any position of the body', 'a1', seat('guard', HERE), OFFICERS, [
    'chief-a1',
    'officer-a1',
    'several',
  ]),
  ruleCase('holds a seat: a position outside the body is no seat', 'p11', seat('guard', WITHIN), OFFICERS, []),
  ruleCase(
    'holds a seat at the ancestor: every officer of the area is in every place',
    'p12',
    seat('guard', AREA_ABOVE),
    OFFICERS,
    ['chief-a1', 'officer-a1', 'several'],
  ),
  ruleCase(
    'holds a seat at the descendants: the same body at the tier below only',
    'r1',
    seat('council', AREAS_BELOW),
    OFFICERS,
    ['council-a1', 'several'],
  ),
  ruleCase('holds a seat within: the same body at both tiers', 'r1', seat('council', WITHIN), OFFICERS, [
    'council-a1',
    'region-chair',
    'several',
  ]),
  ruleCase('holds a seat where the ancestor is missing: nobody', 'p0', seat('guard', AREA_ABOVE), OFFICERS, []),
  ruleCase('does not hold a seat: also somebody who holds nothing', 'a1', not(seat('guard', HERE)), OFFICERS, [
    'council-a1',
    'elder-p11',
    'nothing',
    'officer-a2',
    'region-chair',
    'warden-p11',
  ]),
  ruleCase(
    'holds a position: `from` counts, `to` does not',
    'a1',
    position('guard-chief', HERE),
    [
      buildPerson('ended', { appointments: [holds('guard-chief', 'a1', '2020-01-01', DAY)] }),
      buildPerson('future', { appointments: [holds('guard-chief', 'a1', AFTER)] }),
      buildPerson('last-day', { appointments: [holds('guard-chief', 'a1', null, AFTER)] }),
      buildPerson('successor', { appointments: [holds('guard-chief', 'a1', DAY)] }),
    ],
    ['last-day', 'successor'],
  ),
  ruleCase(
    'holds a seat: transferred on the day, and one position of two ended',
    'a1',
    seat('guard', HERE),
    [
      buildPerson('promoted', {
        appointments: [holds('guard-officer', 'a1', null, DAY), holds('guard-chief', 'a1', DAY)],
      }),
      buildPerson('transferred-away', {
        appointments: [holds('guard-officer', 'a1', null, DAY), holds('guard-officer', 'a2', DAY)],
      }),
      buildPerson('transferred-here', {
        appointments: [holds('guard-officer', 'a2', null, DAY), holds('guard-officer', 'a1', DAY)],
      }),
    ],
    ['promoted', 'transferred-here'],
  ),
]

const YEARS = [born('2005'), born('2006'), born('2007')]
const MONTHS = [born('2006-01'), born('2006-02'), born('2006-03')]
const DAYS = [born('2006-01-31'), born('2006-02-01'), born('2006-02-02')]
const DECLARED = [
  born(null),
  born(null, true),
  born(null, false),
  born('1980', false),
  born('2010', true),
  born('2006', true),
]

const AGE: readonly RuleCase[] = [
  ruleCase('adult by year: only where the whole year is old enough', 'p11', { kind: 'adult' }, YEARS, ['2005']),
  ruleCase(
    'adult by year, on the last day of the year',
    'p11',
    { kind: 'adult' },
    YEARS,
    ['2005', '2006'],
    '2024-12-31',
  ),
  ruleCase('adult by month: only where the whole month is old enough', 'p11', { kind: 'adult' }, MONTHS, ['2006-01']),
  ruleCase(
    'adult by month, on the last of its 30 days',
    'p11',
    { kind: 'adult' },
    [born('2006-04'), born('2006-05')],
    ['2006-04'],
    '2024-04-30',
  ),
  ruleCase(
    'adult by month, born in a February of 28 days, on a 29 February',
    'p11',
    { kind: 'adult' },
    [born('2006-02'), born('2006-03')],
    ['2006-02'],
    '2024-02-29',
  ),
  ruleCase('adult by day: from the birthday on', 'p11', { kind: 'adult' }, DAYS, ['2006-01-31', '2006-02-01']),
  ruleCase(
    'adult by day: born on 29 February, the day before 1 March of a common year',
    'p11',
    { kind: 'adult' },
    [born('2004-02-29')],
    [],
    '2022-02-28',
  ),
  ruleCase(
    'adult by day: born on 29 February, on 1 March of a common year',
    'p11',
    { kind: 'adult' },
    [born('2004-02-29')],
    ['2004-02-29'],
    '2022-03-01',
  ),
  ruleCase('adult by declaration: only where no date of birth is kept', 'p11', { kind: 'adult' }, DECLARED, [
    '1980 declared minor',
    'unknown declared adult',
  ]),
  ruleCase('not adult: whoever is not proved to be one', 'p11', not({ kind: 'adult' }), DECLARED, [
    '2006 declared adult',
    '2010 declared adult',
    'unknown',
    'unknown declared minor',
  ]),
  ruleCase(
    'adult at another age: younger',
    'p11',
    { kind: 'adult', age: 16 },
    [...YEARS, born('2008-02-01'), born('2008-02-02')],
    ['2005', '2006', '2007', '2008-02-01'],
  ),
  ruleCase(
    'adult at another age: older',
    'p11',
    { kind: 'adult', age: 60 },
    [born('1963'), born('1964'), born('1964-02-01'), born(null)],
    ['1963', '1964-02-01'],
  ),
]

const CONSENTERS: readonly Person[] = [
  buildPerson('again', { consents: [agreesTo('news', '2022-01-01', '2023-01-01'), agreesTo('news', '2024-01-15')] }),
  buildPerson('never'),
  buildPerson('other-purpose', { consents: [agreesTo('alerts')] }),
  buildPerson('given', { consents: [agreesTo('news', '2023-06-01')] }),
  buildPerson('given-that-day', { consents: [agreesTo('news', DAY)] }),
  buildPerson('given-the-day-after', { consents: [agreesTo('news', AFTER)] }),
  buildPerson('withdrawn-that-day', { consents: [agreesTo('news', '2023-06-01', DAY)] }),
  buildPerson('withdrawn-the-day-after', { consents: [agreesTo('news', '2023-06-01', AFTER)] }),
]

const CONSENT: readonly RuleCase[] = [
  ruleCase(
    'consents: given, not withdrawn by the day, for this purpose',
    'p11',
    { kind: 'consents', purpose: 'news' },
    CONSENTERS,
    ['again', 'given', 'given-that-day', 'withdrawn-the-day-after'],
  ),
  ruleCase(
    'does not consent: withdrawn, to come, other purpose, never asked',
    'p11',
    not({ kind: 'consents', purpose: 'news' }),
    CONSENTERS,
    ['given-the-day-after', 'never', 'other-purpose', 'withdrawn-that-day'],
  ),
]

const VILLAGERS: readonly Person[] = [
  buildPerson('adult-without-consent', { birth: '1970', residences: [representsAt('p11')] }),
  buildPerson('complete', { birth: '1970-05', residences: [representsAt('p11')], consents: [agreesTo('news')] }),
  buildPerson('complete-elsewhere', { birth: '1970', residences: [representsAt('p12')], consents: [agreesTo('news')] }),
  buildPerson('minor', { birth: '2010', residences: [representsAt('p11')], consents: [agreesTo('news')] }),
  buildPerson('unknown-birth', { residences: [representsAt('p11')], consents: [agreesTo('news')] }),
]
const HOUSEHOLD_RULE: Rule = {
  kind: 'all',
  of: [represents(HERE), { kind: 'adult' }, { kind: 'consents', purpose: 'news' }],
}

const LOGIC_PEOPLE: readonly Person[] = [
  buildPerson('adult', { birth: '1970' }),
  buildPerson('adult-resident', { birth: '1970', residences: [livesAt('p11')] }),
  buildPerson('nothing-known'),
  buildPerson('resident', { residences: [livesAt('p11')] }),
]

const LOGIC: readonly RuleCase[] = [
  ruleCase('all: every part must hold', 'p11', HOUSEHOLD_RULE, VILLAGERS, ['complete']),
  ruleCase('all of nothing holds for everybody', 'p11', { kind: 'all', of: [] }, LOGIC_PEOPLE, [
    'adult',
    'adult-resident',
    'nothing-known',
    'resident',
  ]),
  ruleCase('any of nothing holds for nobody', 'p11', { kind: 'any', of: [] }, LOGIC_PEOPLE, []),
  ruleCase(
    'any: one part is enough, two are one match',
    'p11',
    { kind: 'any', of: [resides(HERE), { kind: 'adult' }] },
    LOGIC_PEOPLE,
    ['adult', 'adult-resident', 'resident'],
  ),
  ruleCase('not: over a missing fact it holds', 'p11', not(resides(HERE)), LOGIC_PEOPLE, ['adult', 'nothing-known']),
  ruleCase('not of not is the rule', 'p11', not(not(resides(HERE))), LOGIC_PEOPLE, ['adult-resident', 'resident']),
  ruleCase(
    'not of all: one failing part is enough',
    'p11',
    not({ kind: 'all', of: [resides(HERE), { kind: 'adult' }] }),
    LOGIC_PEOPLE,
    ['adult', 'nothing-known', 'resident'],
  ),
  ruleCase(
    'not of any: every part fails',
    'p11',
    not({ kind: 'any', of: [resides(HERE), { kind: 'adult' }] }),
    LOGIC_PEOPLE,
    ['nothing-known'],
  ),
  ruleCase('not of an empty all is nobody', 'p11', not({ kind: 'all', of: [] }), LOGIC_PEOPLE, []),
  ruleCase('not of an empty any is everybody', 'p11', not({ kind: 'any', of: [] }), LOGIC_PEOPLE, [
    'adult',
    'adult-resident',
    'nothing-known',
    'resident',
  ]),
  ruleCase(
    'an empty any inside an all: nobody',
    'p11',
    { kind: 'all', of: [resides(HERE), { kind: 'any', of: [] }] },
    LOGIC_PEOPLE,
    [],
  ),
  ruleCase(
    'an empty all inside an any: everybody',
    'p11',
    { kind: 'any', of: [resides(HERE), { kind: 'all', of: [] }] },
    LOGIC_PEOPLE,
    ['adult', 'adult-resident', 'nothing-known', 'resident'],
  ),
  ruleCase(
    'all with not: resident but not adult',
    'p11',
    { kind: 'all', of: [resides(HERE), not({ kind: 'adult' })] },
    LOGIC_PEOPLE,
    ['resident'],
  ),
  ruleCase(
    'all of only not: no part names anybody',
    'p11',
    { kind: 'all', of: [not(resides(HERE)), not({ kind: 'adult' })] },
    LOGIC_PEOPLE,
    ['nothing-known'],
  ),
  ruleCase(
    'any with not inside all inside not',
    'p11',
    not({ kind: 'all', of: [{ kind: 'any', of: [not({ kind: 'adult' }), resides(HERE)] }, resides(HERE)] }),
    LOGIC_PEOPLE,
    ['adult', 'nothing-known'],
  ),
  ruleCase(
    'all of one and any of one are that one',
    'p11',
    { kind: 'all', of: [{ kind: 'any', of: [resides(HERE)] }] },
    LOGIC_PEOPLE,
    ['adult-resident', 'resident'],
  ),
]

const GROUP_PEOPLE: readonly Person[] = [
  holder('chair-a1', 'council-chair', 'a1'),
  holder('council-a2', 'council-member', 'a2'),
  holder('council-b1', 'council-member', 'b1'),
  holder('elder-p11', 'elder', 'p11'),
  buildPerson('everything', {
    appointments: [holds('council-chair', 'a1'), holds('guard-officer', 'a1'), holds('elder', 'p11')],
  }),
  buildPerson('former-officer', { appointments: [holds('guard-officer', 'a1', null, DAY)] }),
  holder('officer-a1', 'guard-officer', 'a1'),
  holder('officer-a2', 'guard-officer', 'a2'),
]

const GROUPS: readonly RuleCase[] = [
  ruleCase('member of the group of the unit', 'a1', memberOf('guard', HERE), GROUP_PEOPLE, [
    'everything',
    'officer-a1',
  ]),
  ruleCase(
    'member of a group with two clauses, matched by both: one match',
    'a1',
    memberOf('council', HERE),
    GROUP_PEOPLE,
    ['chair-a1', 'everything'],
  ),
  ruleCase('member of a group of groups', 'a1', memberOf('joint', HERE), GROUP_PEOPLE, [
    'chair-a1',
    'everything',
    'officer-a1',
  ]),
  ruleCase('member of a group through a diamond', 'p11', memberOf('circle', HERE), GROUP_PEOPLE, [
    'chair-a1',
    'elder-p11',
    'everything',
    'officer-a1',
  ]),
  ruleCase('member of the groups of the ancestor', 'p21', memberOf('joint', AREA_ABOVE), GROUP_PEOPLE, [
    'council-a2',
    'officer-a2',
  ]),
  ruleCase('member of any group of the descendants', 'r1', memberOf('guard', AREAS_BELOW), GROUP_PEOPLE, [
    'everything',
    'officer-a1',
    'officer-a2',
  ]),
  ruleCase('member of any group within', 'a1', memberOf('circle', WITHIN), GROUP_PEOPLE, [
    'chair-a1',
    'elder-p11',
    'everything',
    'officer-a1',
  ]),
  ruleCase('member of a group over descendants of another region', 'r2', memberOf('assembly', HERE), GROUP_PEOPLE, [
    'council-b1',
  ]),
  ruleCase(
    'member of a group of a kind that has no groups at this tier: nobody',
    'p11',
    memberOf('guard', HERE),
    GROUP_PEOPLE,
    [],
  ),
  ruleCase('member of a group of a kind without clauses: nobody', 'p11', memberOf('nobody', HERE), GROUP_PEOPLE, []),
  ruleCase(
    'member of a group of everybody',
    'p11',
    { kind: 'all', of: [memberOf('everybody', HERE), seat('guard', AREA_ABOVE)] },
    GROUP_PEOPLE,
    ['everything', 'officer-a1'],
  ),
  ruleCase('member of a group of a kind that has ended: nobody', 'a1', memberOf('former', HERE), GROUP_PEOPLE, []),
  ruleCase(
    'member of a group of a kind on its last day',
    'a1',
    memberOf('former', HERE),
    [buildPerson('somebody')],
    ['somebody'],
    '2023-12-31',
  ),
  ruleCase('not a member of a group', 'a1', not(memberOf('joint', HERE)), GROUP_PEOPLE, [
    'council-a2',
    'council-b1',
    'elder-p11',
    'former-officer',
    'officer-a2',
  ]),
  ruleCase(
    'not a member where there is no such group: everybody',
    'p0',
    not(memberOf('guard', AREA_ABOVE)),
    [buildPerson('somebody')],
    ['somebody'],
  ),
]

const UNITS_IN_TIME: readonly RuleCase[] = [
  ruleCase('a unit moved on the day: its new ancestor counts', 'm1', seat('guard', AREA_ABOVE), GROUP_PEOPLE, [
    'officer-a2',
  ]),
  ruleCase(
    'a unit moved on the day: the day before, its old ancestor',
    'm1',
    seat('guard', AREA_ABOVE),
    GROUP_PEOPLE,
    ['everything', 'former-officer', 'officer-a1'],
    BEFORE,
  ),
  ruleCase('a unit moved on the day: no longer below its old parent', 'a1', resides(WITHIN), EVERYWHERE, [
    'in-p11',
    'in-p12',
  ]),
  ruleCase(
    'a unit moved on the day: the day before, below its old parent',
    'a1',
    resides(WITHIN),
    EVERYWHERE,
    ['in-m1', 'in-p11', 'in-p12'],
    BEFORE,
  ),
  ruleCase(
    'a unit moved on the day: members of the group of its new parent',
    'm1',
    memberOf('guard', AREA_ABOVE),
    GROUP_PEOPLE,
    ['officer-a2'],
  ),
  ruleCase(
    'a unit ended on the day: its residents are not within',
    'a1',
    resides(WITHIN),
    [resident('in-p13', 'p13'), resident('in-p14', 'p14')],
    ['in-p14'],
  ),
  ruleCase(
    'a unit ended on the day: the day before, its residents are within',
    'a1',
    resides(PLACES_BELOW),
    [resident('in-p13', 'p13'), resident('in-p14', 'p14')],
    ['in-p13'],
    BEFORE,
  ),
  ruleCase(
    'an ended and a future unit are no descendants',
    'r1',
    seat('guard', AREAS_BELOW),
    [
      holder('in-a1', 'guard-officer', 'a1'),
      holder('in-new', 'guard-officer', 'new'),
      holder('in-old', 'guard-officer', 'old'),
    ],
    ['in-a1'],
  ),
  ruleCase(
    'a place of an ended area belongs to its new parent',
    'p31',
    seat('guard', AREA_ABOVE),
    [holder('in-a1', 'guard-officer', 'a1'), holder('in-old', 'guard-officer', 'old')],
    ['in-a1'],
  ),
]

/**
 * Every case that all interpreters of rules must agree on: evaluation in memory (pair by pair and by index), explanation, SQL on
 * each database. All rule kinds and scopes, the edges of validity, missing facts (two-valued logic: what is not known does not
 * hold, and `not` of it does), partial dates of birth, groups of groups, and units that move, end and begin.
 *
 * @example
 * for (const { name, ...given } of RULE_CASES) test(name, () => expect(evaluate(given)).toEqual(given.expected))
 */
export const RULE_CASES: readonly RuleCase[] = [
  ...RESIDENCE,
  ...HOUSEHOLD,
  ...POSITION,
  ...AGE,
  ...CONSENT,
  ...LOGIC,
  ...GROUPS,
  ...UNITS_IN_TIME,
]
