import { IA_PA_2024 } from '@ketnoi/hierarchy'
import { buildPerson, livesAt } from '@ketnoi/hierarchy/testing'
import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, describePostgres } from '../test/engines.ts'
import { DAY, loadExample, PEOPLE, VILLAGE } from '../test/example.ts'
import { openDatabase } from './connect.ts'
import { listDesiredMembers } from './groups/desired.queries.ts'
import { materialiseDesired } from './groups/materialise-desired.ts'
import { findPerson } from './people/people.queries.ts'
import { updatePeople, updatePerson } from './people/write-people.ts'
import { inTransaction } from './transaction.ts'
import { withinArea, type Area } from './wall.ts'

const TUL: Area = {
  actorId: 'officer',
  see: ['tul', 'plei-10', 'plei-2'],
  change: ['tul', 'plei-10', 'plei-2'],
}
const STRANGER = buildPerson('stranger', {
  name: 'Rơ Mah Xa',
  residences: [{ ...livesAt('trok'), householdId: 'far' }],
  phones: [{ number: '+84900000001', from: null, to: null }],
  consents: [{ purposeId: 'village-group', from: null, to: null }],
})

/** What the wall does not stand before, and why. */
const NOT_WALLED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'account',
      'account_credential',
      'account_lock',
      'account_passkey',
      'account_role',
      'account_session',
      'account_two_factor',
      'account_verification',
    ].map((table) => [table, 'is asked before anybody knows who asks']),
  ),
  device: 'belongs to an account',
  ...Object.fromEntries(
    ['unit', 'unit_alias', 'unit_ancestor', 'unit_code', 'unit_name', 'unit_parent', 'unit_successor'].map((table) => [
      table,
      'places are no secret',
    ]),
  ),
  ...Object.fromEntries(
    ['unit_count', 'unit_recount', 'group_count', 'coverage_day'].map((table) => [table, 'numbers, of nobody']),
  ),
  handover_side: 'says who answers for which unit',
  reform_unit: 'places are no secret',
  reform_approval: 'of the program',
  ...Object.fromEntries(
    [
      'desired_member',
      'desired_history',
      'actual_history',
      'actual_member',
      'membership_override',
      'override_history',
      'departure',
      'member_match',
      'person_distinct',
      'drift_decision',
      'handover',
      'handover_person',
      'reform',
      'reform_person',
      'reform_rehearsal',
      'reform_step',
      'binding_code',
      'review',
      'batch_undo_person',
    ].map((table) => [table, 'ids of people; who they are is behind the wall']),
  ),
  ...Object.fromEntries(
    [
      'announcement_group',
      'expected_group',
      'group_closing',
      'actual_group',
      'group_link',
      'group_asset',
      'reading',
      'reading_member',
      'run',
      'run_change',
      'run_group',
      'task',
    ].map((table) => [table, 'belongs to a group: whoever is in it is named there, wherever they live']),
  ),
  deletion_record: 'numbers, of nobody',
  batch_unit: 'places are no secret',
  selection_request: 'ids alone; whose requests somebody sees, procedures ask',
  batch_undo: 'names nobody; whose batches somebody sees, procedures ask',
  change_batch: 'names nobody; whose batches somebody sees, procedures ask',
  registration_link: 'hangs on a wall for everybody to read',
  notice: 'is read out to everybody',
  announcement: 'is written to whole groups, and names nobody',
  model: 'of the program',
  model_history: 'of the program',
  desired_basis: 'of the program',
  service_connection: 'of the program; its secrets are sealed',
  service_request:
    'names that strangers gave, with the group that they ask for: read with the group, or by administrators of everything',
  webhook_event: 'of the program, which reads it before anybody knows whom it is about',
  setting: 'of the program',
  job: 'of the program',
  roster_import: 'a file is of everybody who is in it, and its author’s',
  audit_event: 'names nobody; who may read it, procedures ask',
  audit_seal: 'numbers and hashes',
}

describeEngines('the wall', (engine) => {
  it('stands before every table, or it is said why not', async () => {
    const { rows } = await sql<{ name: string; walled: boolean; policies: number }>`
      select relname as name, relrowsecurity as walled, (select count(*) from pg_policy where polrelid = pg_class.oid) as policies
      from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not like 'kysely%'
      order by relname
    `.execute(engine.db)
    expect(rows.filter(({ walled }) => !walled).map(({ name }) => name)).toEqual(Object.keys(NOT_WALLED).sort())
    for (const { name, policies } of rows.filter(({ walled }) => walled)) expect(policies, name).toBe(4)
  })
})

describePostgres('the wall', (engine) => {
  beforeEach(async () => {
    await loadExample(engine.db)
    await updatePeople(engine.db, [STRANGER])
  })

  const inTul = <T>(work: () => Promise<T>): Promise<T> => withinArea(TUL, work)
  const idsOf = async (table: string, column = 'person_id'): Promise<readonly string[]> => {
    const { rows } = await sql<{ id: string }>`
      select distinct ${sql.ref(column)} as id from ${sql.table(table)} order by 1
    `.execute(engine.db)
    return rows.map(({ id }) => id)
  }
  const written = async (statement: string): Promise<bigint> =>
    (await sql.raw(statement).execute(engine.db)).numAffectedRows ?? 0n

  it('shows nobody of another commune, whatever is asked', async () => {
    expect(await idsOf('person', 'id')).toContain('stranger')
    await inTul(async () => {
      expect(await idsOf('person', 'id')).toEqual(PEOPLE.map(({ id }) => id).sort())
      expect(await findPerson(engine.db, 'stranger')).toBeNull()
      for (const table of ['residence', 'phone', 'consent']) expect(await idsOf(table)).not.toContain('stranger')
      expect(await idsOf('household', 'id')).not.toContain('far')
    })
  })

  it('lets nobody of another commune be written', async () => {
    await inTul(async () => {
      expect(await written(`update person set name = 'somebody else' where id = 'stranger'`)).toBe(0n)
      expect(await written(`update phone set number = '+84900000002' where person_id = 'stranger'`)).toBe(0n)
      expect(await written(`delete from residence where person_id = 'stranger'`)).toBe(0n)
      expect(await written(`delete from person where id = 'stranger'`)).toBe(0n)
      for (const statement of [
        `insert into phone (person_id, number) values ('stranger', '+84900000002')`,
        `insert into consent (person_id, purpose_id) values ('stranger', 'news')`,
        `insert into residence (person_id, unit_id) values ('somebody-new', 'trok')`,
        `insert into household (id, unit_id) values ('new', 'trok')`,
        `insert into person_version (person_id, revision, event_id, before, after) values ('stranger', 9, 1, '{}', '{}')`,
      ])
        await expect(written(statement), statement).rejects.toThrow('row-level security')
    })
    expect((await findPerson(engine.db, 'stranger'))?.person).toEqual(STRANGER)
  })

  it('lets whoever may only look write nothing', async () => {
    await withinArea({ ...TUL, change: [] }, async () => {
      expect(await findPerson(engine.db, 'v1')).not.toBeNull()
      expect(await written(`update person set name = 'somebody else' where id = 'v1'`)).toBe(0n)
      await expect(written(`insert into phone (person_id, number) values ('v1', '+84900000002')`)).rejects.toThrow(
        'row-level security',
      )
    })
  })

  it('lets people of the commune be written, and derives their groups from everybody', async () => {
    const before = await listDesiredMembers(engine.db, VILLAGE, DAY)
    await inTul(() =>
      inTransaction(engine.db, async (trx) => {
        const stored = await findPerson(trx, 'v1')
        if (stored === null) throw new Error('v1 is there')
        const away = { ...stored.person, residences: [...stored.person.residences, livesAt('trok')] }
        await updatePerson(trx, { ...away, birth: '1981' }, stored.revision)
        await updatePeople(trx, [buildPerson('new', { name: 'Siu Mới', residences: [livesAt('plei-2')] })])
        await materialiseDesired(trx, IA_PA_2024, DAY, { personIds: ['v1', 'new'] })
        // Back before the wall: the transaction ends as it began.
        expect(await findPerson(trx, 'stranger')).toBeNull()
      }),
    )
    expect((await findPerson(engine.db, 'v1'))?.person).toMatchObject({ birth: '1981', residences: { length: 2 } })
    expect(await listDesiredMembers(engine.db, VILLAGE, DAY)).toEqual(before)
  })

  it('shows nobody to work that does not say whose it is, and never what was said before', async () => {
    const server = await openDatabase({ url: engine.url ?? '', poolSize: 1 }, { unnamed: 'nobody', migrate: false })
    const count = async (): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from person`.execute(server.db)
      return rows[0]?.count ?? -1
    }
    expect(server.walled).toBe(true)
    expect(await count()).toBe(0)
    expect(await withinArea(TUL, count)).toBe(PEOPLE.length)
    expect(await count()).toBe(0)
    expect(await withinArea('everything', count)).toBe(PEOPLE.length + 1)
    expect(await count()).toBe(0)
    expect(await withinArea({ actorId: 'of-trok', see: ['trok'], change: [] }, count)).toBe(1)
    await expect(
      sql`insert into person (id, name, name_folded, sort_key) values ('x', 'X', 'x', 'x')`.execute(server.db),
    ).rejects.toThrow('row-level security')
    await server.close()
  })
})
