import type { Person } from '../../people/person.ts'
import type { Rule } from '../../rules/rule.ts'
import { agreesTo, buildPerson, livesAt, representsAt } from '../build-person.ts'
import { HERE, ruleCase, resides, represents, not, type RuleCase } from './rule-case.ts'

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

export const LOGIC_CASES: readonly RuleCase[] = [
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
