import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import {
  createPostgresDatabase,
  describeEngines,
  describePostgres,
  dropPostgresDatabase,
  emptyDatabase,
} from '../../test/engines.ts'
import { openDatabase } from '../connect.ts'
import type { Db } from '../schema.ts'
import { insertAuditEvents, listAuditActions, listAuditEvents, LOCAL_KINDS } from './audit.queries.ts'
import { countUnsealed, sealAuditEvents } from './seals.queries.ts'
import { verifyAudit } from './verify-audit.ts'

const NOW = '2024-02-01T01:00:00.000Z'
const event = (subjectId: string, action = 'looked', at = NOW) => ({
  at,
  actor: 'somebody',
  action,
  subjectKind: 'group',
  subjectId,
  data: { b: 1.5, a: 'Ksor H’Nhươn' },
})

/** What somebody who may do everything in the database does to the log. */
async function tamper(db: Db, statement: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql.raw(statement).execute(trx)
  })
}

describeEngines('the audit log', (engine) => {
  let ids: number[] = []
  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ids = []
    for (const part of [['a', 'b', 'c'], ['d', 'e'], ['f']]) {
      ids.push(
        ...(await insertAuditEvents(
          engine.db,
          part.map((id) => event(id)),
        )),
      )
      expect(await sealAuditEvents(engine.db, NOW)).toBe(part.length)
    }
  })

  test.each([
    "update audit_event set actor = 'x'",
    'delete from audit_event',
    'truncate audit_event',
    "update audit_seal set sha256 = 'x'",
    'delete from audit_seal',
    'truncate audit_seal',
  ])('is only ever added to: %s', async (statement) => {
    await expect(sql.raw(statement).execute(engine.db)).rejects.toThrow('is only ever added to')
  })

  test('is whole as long as nobody touches it, and says what is not sealed yet', async () => {
    expect(await sealAuditEvents(engine.db, NOW)).toBe(0)
    await insertAuditEvents(engine.db, [event('g')])
    const found = await verifyAudit(engine.db)
    expect(found).toMatchObject({ seals: 3, sealed: 6, unsealed: 1, breaks: [], lastSealedAt: NOW })
    expect((await verifyAudit(engine.db, found.lastSha256)).breaks).toEqual([])
    expect(await countUnsealed(engine.db)).toBe(1)
  })

  test('shows an event that was changed, in any column', async () => {
    for (const change of ["actor = 'x'", "at = at + interval '1 microsecond'", "data = '{}'", "subject_id = 'x'"]) {
      await tamper(engine.db, `create table was as table audit_event`)
      await tamper(engine.db, `update audit_event set ${change} where id = ${String(ids[1])}`)
      expect((await verifyAudit(engine.db)).breaks, change).toEqual([{ kind: 'event-changed', seal: 1, event: ids[1] }])
      await tamper(engine.db, `delete from audit_event`)
      await tamper(engine.db, `insert into audit_event overriding system value table was`)
      await tamper(engine.db, `drop table was`)
    }
    expect((await verifyAudit(engine.db)).breaks).toEqual([])
  })

  test('shows an event that is missing, and one that was added', async () => {
    await tamper(engine.db, `delete from audit_event where id = ${String(ids[3])}`)
    const missing = { kind: 'event-missing', seal: 2, event: ids[3] }
    expect((await verifyAudit(engine.db)).breaks).toEqual([missing])
    for (const id of [0, ids[3]])
      await tamper(
        engine.db,
        `insert into audit_event (id, actor, action, subject_kind, subject_id)
          overriding system value values (${String(id)}, 'x', 'x', 'x', 'x')`,
      )
    expect((await verifyAudit(engine.db)).breaks).toEqual([
      { kind: 'event-added', seal: 1, event: 0 },
      { ...missing, kind: 'event-changed' },
    ])
  })

  test('shows a seal that is missing, and one that was changed', async () => {
    await tamper(engine.db, `update audit_seal set sealed_at = sealed_at + interval '1 day' where id = 3`)
    expect((await verifyAudit(engine.db)).breaks).toEqual([{ kind: 'seal-changed', seal: 3 }])
    await tamper(engine.db, `delete from audit_seal where id = 2`)
    expect((await verifyAudit(engine.db)).breaks).toEqual([
      { kind: 'seal-missing', seal: 2 },
      { kind: 'seal-changed', seal: 3 },
    ])
  })

  test('shows that its end was cut off, or all of it written anew, to whoever kept a hash', async () => {
    const { lastSha256 } = await verifyAudit(engine.db)
    await tamper(engine.db, `delete from audit_event where id >= ${String(ids[3])}`)
    await tamper(engine.db, `delete from audit_seal where id > 1`)
    expect((await verifyAudit(engine.db)).breaks).toEqual([])
    expect((await verifyAudit(engine.db, lastSha256)).breaks).toEqual([{ kind: 'kept-hash-unknown' }])
  })

  test('is searched by who, what, when and about whom', async () => {
    await insertAuditEvents(engine.db, [
      event('village:v', 'opened', '2024-02-01T16:59:59.999Z'),
      event('village:v', 'opened', '2024-02-01T17:00:00.000Z'),
    ])
    const list = async (filter: Partial<Parameters<typeof listAuditEvents>[1]>) =>
      (await listAuditEvents(engine.db, { limit: 50, ...filter })).rows.length
    expect(await list({ actions: ['opened'] })).toBe(2)
    expect(await list({ actions: ['opened'], from: '2024-02-02' })).toBe(1)
    expect(await list({ actions: ['opened'], to: '2024-02-01' })).toBe(1)
    expect(await list({ actor: 'nobody' })).toBe(0)
    expect(await list({ within: ['v'] })).toBe(2)
    expect(await list({ subject: { kind: 'group', id: 'a' } })).toBe(1)
    expect(await list({ subject: { kind: 'group' } })).toBe(8)
    expect(await list({ subject: { id: 'a' } })).toBe(1)
    expect(await list({ subject: { kind: 'person', id: 'a' } })).toBe(0)
    expect(await listAuditActions(engine.db)).toEqual(['looked', 'opened'])
  })
})

/** What makes the subject `KIND-UNIT` of each kind lie in the unit: the rest of its row does not matter. */
const LYING: Readonly<Record<string, (unit: string) => readonly string[]>> = {
  unit: () => [],
  group: () => [],
  person: (unit) => [
    `insert into residence (person_id, unit_id, sort_key) values ('person-${unit}', '${unit}', '')`,
    `insert into appointment (person_id, position_id, unit_id) values ('person-${unit}', 'p', '${unit}')`,
  ],
  household: (unit) => [`insert into household (id, unit_id) values ('household-${unit}', '${unit}')`],
  account: (unit) => [roleOf('account', unit)],
  device: (unit) => [
    `insert into device (id, account_id, name) values ('device-${unit}', 'account-${unit}', '')`,
    roleOf('account', unit),
  ],
  run: (unit) => [
    `insert into run_group (run_id, group_id, unit_id, name, ordinal, state, due_at)
      values ('run-${unit}', 'village:${unit}', '${unit}', '', 1, 'waiting', now())`,
  ],
  announcement: (unit) => [
    `insert into announcement_group (announcement_id, group_id, unit_id, name, ordinal, state, due_at)
      values ('announcement-${unit}', 'village:${unit}', '${unit}', '', 1, 'waiting', now())`,
  ],
  task: (unit) => [
    `insert into task (id, group_id, subject, kind, asked_at) values ('task-${unit}', 'village:${unit}', 'x', 'create', now())`,
  ],
  'service-request': (unit) => [
    `insert into service_request (id, service, kind, account_id, group_id, asked_at)
      values ('service-request-${unit}', 's', 'join', '${unit}', 'village:${unit}', now())`,
  ],
  import: (unit) => [batchOf('import', unit)],
  reading: (unit) => [batchOf('reading', unit)],
  selection: (unit) => [
    `insert into selection_request (id, people, change, reason, fingerprint, unit_ids, asked_by, asked_at, expires_at)
      values ('selection-${unit}', '[]', '{}', '', '', '{${unit}}', 'x', now(), now())`,
  ],
  reform: (unit) => [`insert into reform_unit (reform_id, unit_id) values ('reform-${unit}', '${unit}')`],
  handover: (unit) => [
    `insert into handover_side (handover_id, side, unit_id) values ('handover-${unit}', 'giving', '${unit}')`,
  ],
  registration: (unit) => [
    `insert into self_registration (id, unit_id, name, name_folded, phone, purpose_id, notice_id, created_at)
      values ('registration-${unit}', '${unit}', '', '', '', '', '', now())`,
  ],
  'field-record': (unit) => [
    `insert into field_record (id, device_id, author, payload, state, unit_ids)
      values ('field-record-${unit}', '', '', '{}', 'applied', '{${unit}}')`,
  ],
}
const batchOf = (kind: string, unit: string): string =>
  `insert into change_batch (id, kind, people, author, at, unit_ids) values ('${kind}-${unit}', '${kind}', 1, 'x', now(), '{${unit}}')`
const roleOf = (account: string, unit: string): string =>
  `insert into account_role (id, account_id, role, unit_id, granted_by)
    values ('${unit}', '${account}-${unit}', 'officer', '${unit}', 'x')`

describeEngines('the audit log of an area', (engine) => {
  const subjectOf = (kind: string, unit: string) =>
    kind === 'unit' ? unit : kind === 'group' ? `village:${unit}~2` : `${kind}-${unit}`
  const note = (subjectKind: string, subjectId: string, data: object = {}) =>
    insertAuditEvents(engine.db, [{ at: NOW, actor: 'x', action: `${subjectKind}-done`, subjectKind, subjectId, data }])
  const listIn = async (within: readonly string[], kind: string) =>
    (await listAuditEvents(engine.db, { within, subject: { kind }, limit: 50 })).rows.map(({ subjectId }) => subjectId)

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    await tamper(
      engine.db,
      `insert into unit_ancestor (unit_id, ancestor_id, unit_tier, ancestor_tier, depth, nearest)
        values ('here', 'here', 'village', 'village', 0, true), ('here', 'above', 'village', 'commune', 1, true),
          ('there', 'there', 'village', 'village', 0, true), ('there', 'beside', 'village', 'commune', 1, true)`,
    )
  })

  test.each(LOCAL_KINDS)('holds what is done to a %s there, and nothing else', async (kind) => {
    for (const unit of ['here', 'there']) {
      for (const statement of LYING[kind]?.(unit) ?? ['nobody has said how it lies in a unit'])
        await tamper(engine.db, statement)
      await note(kind, subjectOf(kind, unit))
    }
    await note(kind, `${kind}-nowhere`)
    await note(kind, '')
    expect(await listIn(['above'], kind)).toEqual([subjectOf(kind, 'here')])
    expect(await listIn(['beside'], kind)).toEqual([subjectOf(kind, 'there')])
    expect((await listIn(['above', 'beside'], kind)).sort()).toEqual(['here', 'there'].map((u) => subjectOf(kind, u)))
    expect(await listIn(['elsewhere'], kind)).toEqual([])
    expect(await listAuditActions(engine.db, 'local')).toEqual([`${kind}-done`])
  })

  test.each(['setting', 'service', 'secret', 'notice', 'units'])(
    'holds nothing of a %s, and does not offer it',
    async (kind) => {
      await note(kind, 'here', { unitId: 'here' })
      expect(await listIn(['above'], kind)).toEqual([])
      expect(await listAuditActions(engine.db, 'local')).toEqual([])
      expect(await listAuditActions(engine.db)).toEqual([`${kind}-done`])
    },
  )

  test('holds of an account with a role for the whole program only what concerns the area', async () => {
    await tamper(engine.db, roleOf('account', 'here'))
    await tamper(
      engine.db,
      `insert into account_role (id, account_id, role, granted_by) values ('all', 'account-here', 'inspector', 'x')`,
    )
    await note('account', 'account-here')
    expect(await listIn(['above'], 'account')).toEqual([])
    await note('account', 'account-here', { unitId: 'here' })
    await note('account', 'account-here', { unitId: 'there' })
    expect(await listIn(['above'], 'account')).toEqual(['account-here'])
  })

  test('holds that a household moved away', async () => {
    await tamper(engine.db, `insert into household (id, unit_id) values ('household-there', 'there')`)
    await note('household', 'household-there', { unitIdBefore: 'here', unitId: 'there' })
    expect(await listIn(['above'], 'household')).toEqual(['household-there'])
    await note('household', 'household-there')
    expect(await listIn(['above'], 'household')).toHaveLength(1)
    expect(await listIn(['beside'], 'household')).toHaveLength(2)
  })
})

describePostgres('sealing beside others who write', () => {
  test('waits for no long transaction, and forgets nothing that commits late', async () => {
    const url = await createPostgresDatabase()
    const { db, close } = await openDatabase({ url })
    const writing = await db.startTransaction().execute()
    await insertAuditEvents(writing, [event('late')])
    await insertAuditEvents(db, [event('early')])
    expect(await sealAuditEvents(db, NOW)).toBeNull()
    await writing.commit().execute()
    expect(await sealAuditEvents(db, NOW)).toBe(2)
    const both = await Promise.all([
      insertAuditEvents(db, [event('x')]).then(() => sealAuditEvents(db, NOW)),
      insertAuditEvents(db, [event('y')]).then(() => sealAuditEvents(db, NOW)),
    ])
    expect((both[0] ?? 0) + (both[1] ?? 0)).toBe(2)
    expect(await verifyAudit(db)).toMatchObject({ sealed: 4, unsealed: 0, breaks: [] })
    await close()
    await dropPostgresDatabase(url)
  })
})
