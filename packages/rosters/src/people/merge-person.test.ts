import type { Person } from '@ketnoi/hierarchy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPerson, mergePerson } from './merge-person.ts'
import type { RosterDraft } from './roster.ts'

const DAY = '2024-02-01'

const draftOf: fc.Arbitrary<RosterDraft> = fc.record({
  row: fc.constant({ sheet: 's', row: 1 }),
  repeatedIn: fc.constant([]),
  name: fc.constantFrom('Ksor H’Nhươn', 'SIU A'),
  nameFolded: fc.constant('x'),
  birth: fc.constantFrom(null, '1990', '1990-01-01'),
  phones: fc.array(fc.constantFrom('+84900000001', '+84900000002'), { maxLength: 3 }),
  householdKey: fc.constantFrom(null, 'number:a|1'),
  representsHousehold: fc.constantFrom(null, true, false),
  representsOutright: fc.boolean(),
  positions: fc.array(
    fc.record({ positionId: fc.constantFrom('p', 'q'), unitId: fc.constantFrom('a', 'b'), title: fc.constant('t') }),
    {
      maxLength: 3,
    },
  ),
  unitText: fc.constant(null),
  unitId: fc.constantFrom(null, 'a'),
  resides: fc.boolean(),
  adult: fc.constantFrom(null, true, false),
  consents: fc.uniqueArray(fc.record({ purposeId: fc.constantFrom('c', 'd'), agreed: fc.boolean() }), {
    maxLength: 2,
    selector: ({ purposeId }) => purposeId,
  }),
  accounts: fc.array(
    fc.record({ service: fc.constant('zalo'), accountId: fc.constantFrom('1', '2'), displayName: fc.constant(null) }),
    { maxLength: 3 },
  ),
  reachability: fc.constantFrom(null, 'reachable', 'unknown'),
  note: fc.constant(null),
  issues: fc.constant([]),
  refused: fc.constant(false),
})

test('somebody new is who a row would make of somebody of whom nothing is known', () => {
  fc.assert(
    fc.property(
      draftOf,
      fc.constantFrom(null, 'h'),
      fc.constantFrom(null, true, false),
      (draft, householdId, represents) => {
        const nobody: Person = {
          id: 'x',
          name: draft.name,
          birth: null,
          adult: null,
          residences: [],
          appointments: [],
          phones: [],
          consents: [],
          accounts: [],
          reachability: 'unknown',
        }
        const household = { householdId, represents }
        expect(createPerson('x', draft, household, DAY)).toEqual(mergePerson(nobody, draft, household, DAY).person)
      },
    ),
  )
})
