import type { Person } from '../../people/person.ts'
import { buildPerson, holds, livesAt, representsAt } from '../build-person.ts'
import {
  DAY,
  BEFORE,
  AFTER,
  HERE,
  WITHIN,
  AREA_ABOVE,
  REGION_ABOVE,
  PLACES_BELOW,
  AREAS_BELOW,
  ruleCase,
  resides,
  represents,
  position,
  seat,
  not,
  resident,
  holder,
  type RuleCase,
} from './rule-case.ts'

export const EVERYWHERE: readonly Person[] = [
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

export const RESIDENCE_CASES: readonly RuleCase[] = [
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

export const HOUSEHOLD_CASES: readonly RuleCase[] = [
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

export const POSITION_CASES: readonly RuleCase[] = [
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
