import type { Person } from '../../people/person.ts'
import { agreesTo, buildPerson } from '../build-person.ts'
import { DAY, AFTER, ruleCase, not, born, type RuleCase } from './rule-case.ts'

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

export const AGE_CASES: readonly RuleCase[] = [
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
  ruleCase(
    'adult at another age: a declaration says eighteen, so it proves any younger age',
    'p11',
    { kind: 'adult', age: 16 },
    [born(null, true), born(null, false)],
    ['unknown declared adult'],
  ),
  ruleCase(
    'adult at another age: a declaration proves no older age',
    'p11',
    { kind: 'adult', age: 60 },
    [born(null, true)],
    [],
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

export const CONSENT_CASES: readonly RuleCase[] = [
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
