import type { GroupKind, Model, Person, Rule } from '@ketnoi/hierarchy'
import { RULE_CASES } from '@ketnoi/hierarchy/testing'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../test/engines.ts'
import { materialiseDesired } from '../groups/materialise-desired.ts'
import { updatePeople } from '../people/write-people.ts'
import { updateUnits } from '../units/units.queries.ts'
import type { Db } from '../schema.ts'

/** A kind of group whose only clause is the rule, so that it goes the whole way: from facts to `desired_member`. */
function withRule(model: Model, tier: string, rule: Rule): Model {
  const name = { vi: 'x', en: 'x' }
  const kind: GroupKind = {
    id: 'case',
    name,
    tier,
    nameTemplate: '{unit}',
    clauses: [{ id: 'case', name, role: 'member', required: false, rule }],
    mode: 'manage',
    capacity: 1000,
    brakes: {},
    issues: [],
    from: null,
    to: null,
  }
  return { ...model, groupKinds: [...model.groupKinds, kind] }
}

async function membersOf(db: Db, groupId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('desired_member')
    .select('person_id')
    .where('group_id', '=', groupId)
    .orderBy('person_id')
    .execute()
  return rows.map((row) => row.person_id)
}

describeEngines('rule to SQL', (engine) => {
  test.each(RULE_CASES)('$name', async ({ model, units, people, asOf, rule, unitId, expected }) => {
    await emptyDatabase(engine.db)
    await updateUnits(engine.db, units)
    await updatePeople(engine.db, people)
    const tier = units.find((unit) => unit.id === unitId)?.tier ?? ''
    await materialiseDesired(engine.db, withRule(model, tier, rule), asOf)
    expect(await membersOf(engine.db, `case:${unitId}`)).toEqual(expected)
  })

  test('what is computed for some groups or some people is what is computed for all', async () => {
    const { db } = engine
    for (const given of RULE_CASES) {
      const model = withRule(given.model, given.units.find((unit) => unit.id === given.unitId)?.tier ?? '', given.rule)
      await emptyDatabase(db)
      await updateUnits(db, given.units)
      const [first, ...others] = given.people
      await updatePeople(db, others)
      await materialiseDesired(db, model, given.asOf)
      if (first !== undefined) await updatePeople(db, [first])
      await materialiseDesired(db, model, given.asOf, {
        personIds: given.people.slice(0, 1).map((person: Person) => person.id),
      })
      expect(await membersOf(db, `case:${given.unitId}`), given.name).toEqual(given.expected)
      await sql`delete from desired_member where group_id = ${`case:${given.unitId}`}`.execute(db)
      await materialiseDesired(db, model, given.asOf, { groupIds: [`case:${given.unitId}`] })
      expect(await membersOf(db, `case:${given.unitId}`), given.name).toEqual(given.expected)
      const again = await materialiseDesired(db, model, given.asOf)
      expect([again.inserted, again.updated, again.deleted], given.name).toEqual([0, 0, 0])
    }
  }, 120_000)
})
