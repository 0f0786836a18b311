import type { GroupKind, Model, Rule } from '@ketnoi/hierarchy'
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
  // What is computed for some people or some groups is what is computed for all: computing all again changes nothing of it.
  test.each(RULE_CASES)('$name', async ({ model, units, people, asOf, rule, unitId, expected }) => {
    const { db } = engine
    const withCase = withRule(model, units.find((unit) => unit.id === unitId)?.tier ?? '', rule)
    const group = `case:${unitId}`
    await emptyDatabase(db)
    await updateUnits(db, units)
    const [first, ...others] = people
    await updatePeople(db, others)
    await materialiseDesired(db, withCase, asOf)
    if (first !== undefined) await updatePeople(db, [first])
    await materialiseDesired(db, withCase, asOf, { personIds: first === undefined ? [] : [first.id] })
    expect(await membersOf(db, group)).toEqual(expected)
    await sql`delete from desired_member where group_id = ${group}`.execute(db)
    await materialiseDesired(db, withCase, asOf, { groupIds: [group] })
    expect(await membersOf(db, group)).toEqual(expected)
    const again = await materialiseDesired(db, withCase, asOf)
    expect([again.inserted, again.updated, again.deleted]).toEqual([0, 0, 0])
    expect(await membersOf(db, group)).toEqual(expected)
  })
})
