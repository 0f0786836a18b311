import { IA_PA_2024 } from '@ketnoi/hierarchy'
import { beforeAll, expect, test } from 'vitest'
import { describeEngines } from '../test/engines.ts'
import { DAY, loadExample, PEOPLE, UNITS, VILLAGE } from '../test/example.ts'
import * as queries from './index.ts'

// The text of the statements is part of a review: a change of a query changes the file beside it.
describeEngines('statements', (engine) => {
  beforeAll(() => loadExample(engine.db))

  const noun = async (file: string, calls: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> => {
    const parts: string[] = []
    for (const [name, call] of Object.entries(calls)) {
      engine.statements.length = 0
      await call()
      parts.push(`-- ${name}`, ...new Set(engine.statements.filter((text) => !BRACKETS.has(text)).map(tidy)))
    }
    await expect(parts.join('\n\n') + '\n').toMatchFileSnapshot(file)
  }

  test('of units', () =>
    noun('./units/units.queries.sql', {
      listUnits: () => queries.listUnits(engine.db),
      updateUnits: () =>
        queries.updateUnits(
          engine.db,
          UNITS.slice(0, 1).map((unit) => ({ ...unit, aliases: [engine.kind] })),
        ),
      updateUnitAncestors: () => queries.updateUnitAncestors(engine.db, DAY),
      listUnitChildren: () => queries.listUnitChildren(engine.db, 'tul', DAY),
    }))

  test('of what waits', () =>
    noun('./waiting/waiting.queries.sql', {
      listRunsToSecond: () => queries.listRunsToSecond(engine.db, { now: DAY, notBy: 'x', limit: 1 }),
      listAnnouncementsToSecond: () => queries.listAnnouncementsToSecond(engine.db, { now: DAY, notBy: 'x', limit: 1 }),
      listReformsToSecond: () => queries.listReformsToSecond(engine.db, { now: DAY, notBy: 'x', limit: 1 }),
      countRegistrationsToConfirm: () => queries.countRegistrationsToConfirm(engine.db, { within: ['tul'], most: 100 }),
      countFieldConflicts: () => queries.countFieldConflicts(engine.db, { within: ['tul'], most: 100 }),
    }))

  test('of people', () =>
    noun('./people/people.queries.sql', {
      listPeople: () => queries.listPeople(engine.db, ['v1']),
      listRosterCandidates: () =>
        queries.listRosterCandidates(engine.db, {
          unitIds: ['tul'],
          foldedNames: null,
          phones: ['+84912345678'],
          accountIds: ['z1'],
          births: [{ folded: 'a', birth: '1990-02-03' }],
        }),
      listPeopleByPhones: () => queries.listPeopleByPhones(engine.db, ['+84912345678']),
      listPeopleByNames: () => queries.listPeopleByNames(engine.db, ['a']),
      listPeopleOfUnit: () => queries.listPeopleOfUnit(engine.db, { unitId: 'tul', asOf: DAY, limit: 1 }),
      'listPeopleMatching (name)': () =>
        queries.listPeopleMatching(engine.db, { text: 'a b', asOf: DAY, within: ['tul'], limit: 1 }),
      listPeopleByAttributes: () =>
        queries.listPeopleByAttributes(engine.db, {
          name: 'a b',
          birth: '1980',
          phone: '+84912345678',
          within: ['tul'],
          asOf: DAY,
          limit: 1,
        }),
      'listPeopleMatching (phone)': () => queries.listPeopleMatching(engine.db, { text: '0912', asOf: DAY, limit: 1 }),
      'updatePeople (changed)': () =>
        queries.updatePeople(
          engine.db,
          PEOPLE.map((person) => ({ ...person, name: `${person.name} ${engine.kind}` })),
        ),
      'updatePeople (new)': () =>
        queries.updatePeople(
          engine.db,
          PEOPLE.slice(3).map((person) => ({ ...person, id: `${person.id}-again` })),
        ),
      deletePeople: () =>
        queries.deletePeople(
          engine.db,
          PEOPLE.slice(3).map((person) => `${person.id}-again`),
        ),
    }))

  test('of groups', () =>
    noun('./groups/groups.queries.sql', {
      listGroups: () =>
        queries.listGroups(engine.db, { text: 'a', kind: 'village', within: ['tul'], state: 'differs', limit: 1 }),
      'listGroups (by number)': () => queries.listGroups(engine.db, { order: 'missing', limit: 1 }),
      countGroups: () => queries.countGroups(engine.db, {}),
      listDesiredRows: () => queries.listDesiredRows(engine.db, null),
      listAssignments: () => queries.listAssignments(engine.db, ['village:blom']),
      listDesiredMembers: () => queries.listDesiredMembers(engine.db, VILLAGE, DAY),
      listDifferingRows: () => queries.listDifferingRows(engine.db, null, { countAbsent: false }),
      desiredDifference: () => queries.desiredDifference(engine.db),
      'materialiseDesired (all)': () => queries.materialiseDesired(engine.db, IA_PA_2024, DAY),
      'materialiseDesired (people)': () =>
        queries.materialiseDesired(engine.db, IA_PA_2024, DAY, { personIds: ['v1'] }),
    }))

  test('of readings', () =>
    noun('./readings/readings.queries.sql', {
      listReadings: () => queries.listReadings(engine.db, null),
      listDifferingReadings: () => queries.listDifferingReadings(engine.db, null, { present: [], missing: [] }),
      findLastCompleteAt: () => queries.findLastCompleteAt(engine.db, 'real'),
      listReadingRows: () => queries.listReadingRows(engine.db, 'real'),
      listMemberCandidates: () =>
        queries.listMemberCandidates(
          engine.db,
          [{ groupId: VILLAGE, phones: ['+84912345678'], accountIds: ['z1'] }],
          DAY,
        ),
      listActualGroups: () => queries.listActualGroups(engine.db, { groupIds: [VILLAGE] }),
    }))

  test('of reviews', () =>
    noun('./reviews/reviews.queries.sql', {
      listReviewFacts: () => queries.listReviewFacts(engine.db, [VILLAGE]),
      listReviews: () => queries.listReviews(engine.db, VILLAGE, 5),
    }))
})

// The embedded database opens its transactions in another way.
const BRACKETS = new Set(['begin', 'commit'])

function tidy(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const indent = Math.min(...lines.slice(1).map((line) => line.length - line.trimStart().length))
  return `${lines.map((line, at) => (at === 0 ? line.trim() : line.slice(Number.isFinite(indent) ? indent : 0))).join('\n')};`
}
