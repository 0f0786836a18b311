import type { Person } from '../../people/person.ts'
import { buildPerson, holds } from '../build-person.ts'
import {
  DAY,
  BEFORE,
  HERE,
  WITHIN,
  AREA_ABOVE,
  PLACES_BELOW,
  AREAS_BELOW,
  ruleCase,
  resides,
  seat,
  memberOf,
  not,
  resident,
  holder,
  type RuleCase,
} from './rule-case.ts'
import { EVERYWHERE } from './residences-and-positions.ts'

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

export const GROUP_CASES: readonly RuleCase[] = [
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

export const UNITS_IN_TIME_CASES: readonly RuleCase[] = [
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
