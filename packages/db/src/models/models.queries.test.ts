import { GIA_LAI_2025, IA_PA_2024 } from '@ketnoi/hierarchy'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../test/engines.ts'
import { insertAuditEvents, listAuditEvents } from '../audit/audit.queries.ts'
import { endOverrideOn, insertOverride, listOverrides } from '../overrides/overrides.queries.ts'
import { updatePeople } from '../people/write-people.ts'
import { buildPerson } from '@ketnoi/hierarchy/testing'
import { deleteSetting, findSetting, updateSetting } from '../settings/settings.queries.ts'
import { findActiveModel, updateActiveModel } from './models.queries.ts'

describeEngines('models and settings', (engine) => {
  beforeEach(() => emptyDatabase(engine.db))

  test('the model in force is the last that was put in force', async () => {
    expect(await findActiveModel(engine.db)).toBeNull()
    await updateActiveModel(engine.db, IA_PA_2024)
    await updateActiveModel(engine.db, GIA_LAI_2025)
    expect(await findActiveModel(engine.db)).toEqual(GIA_LAI_2025)
    const renamed = { ...IA_PA_2024, version: '2.0.0' }
    await updateActiveModel(engine.db, renamed)
    expect(await findActiveModel(engine.db)).toEqual(renamed)
  })

  test('E1 a rule that cannot be read freezes its kind', async () => {
    await updateActiveModel(engine.db, IA_PA_2024)
    const [first, ...others] = IA_PA_2024.groupKinds
    const clauses = first?.clauses.map((clause) => ({ ...clause, rule: { kind: 'unheard-of' } }))
    const document = JSON.stringify({ ...IA_PA_2024, groupKinds: [{ ...first, clauses }, ...others] })
    await engine.db.updateTable('model').set({ document }).execute()
    const model = await findActiveModel(engine.db)
    expect(model?.groupKinds.map((kind) => kind.issues.length > 0)).toEqual([true, false, false])
  })

  test('settings are remembered and forgotten, whatever their value', async () => {
    for (const value of ['text', 5, { a: [1] }, [], true]) {
      await updateSetting(engine.db, 'a', value)
      expect(await findSetting(engine.db, 'a')).toEqual(value)
    }
    await deleteSetting(engine.db, 'a')
    expect(await findSetting(engine.db, 'a')).toBeNull()
  })

  test('F3 overrides are found by group and by person', async () => {
    await updatePeople(engine.db, [buildPerson('p1'), buildPerson('p2')])
    const shared = { reason: 'asked for it', author: 'somebody', from: '2024-01-01', to: null } as const
    const first = {
      id: 'o1',
      kind: 'include',
      groupId: 'village:a',
      personId: 'p1',
      role: 'deputy',
      ...shared,
    } as const
    const second = {
      id: 'o2',
      kind: 'exclude',
      groupId: 'village:b',
      personId: 'p2',
      role: 'member',
      ...shared,
      to: '2024-02-01',
    } as const
    await insertOverride(engine.db, first)
    await insertOverride(engine.db, second)
    expect(await listOverrides(engine.db)).toEqual([first, second])
    expect(await listOverrides(engine.db, { groupIds: ['village:a'] })).toEqual([first])
    expect(await listOverrides(engine.db, { personIds: ['p2'], groupIds: [] })).toEqual([])
    expect(await listOverrides(engine.db, { personIds: ['p2'] })).toEqual([second])
    expect(await listOverrides(engine.db, { asOf: '2024-02-01' })).toEqual([first])
    // What held until today stays known; what is over already stays as it was.
    expect(await endOverrideOn(engine.db, first.id, '2024-02-02')).toBe(true)
    expect(await endOverrideOn(engine.db, second.id, '2024-02-02')).toBe(false)
    expect(await listOverrides(engine.db)).toEqual([{ ...first, to: '2024-02-02' }, second])
    await insertOverride(engine.db, { ...first, id: 'o3', from: '2024-03-01', to: '2024-04-01' })
    expect(await endOverrideOn(engine.db, 'o3', '2024-02-02')).toBe(true)
    expect(await listOverrides(engine.db)).toHaveLength(2)
  })

  test('what happened is listed newest first, page by page', async () => {
    const event = {
      at: '2024-02-01T00:00:00.000Z',
      actor: 'somebody',
      action: 'import',
      subjectKind: 'roster',
      data: { rows: 1 },
    }
    await insertAuditEvents(engine.db, [])
    await insertAuditEvents(
      engine.db,
      ['a', 'b', 'c'].map((subjectId) => ({ ...event, subjectId })),
    )
    const first = await listAuditEvents(engine.db, { limit: 2 })
    const rest = await listAuditEvents(engine.db, { limit: 2, after: first.next })
    expect([...first.rows, ...rest.rows].map((row) => row.subjectId)).toEqual(['c', 'b', 'a'])
    expect(rest.next).toBeNull()
    const own = await listAuditEvents(engine.db, {
      subject: { kind: 'roster', id: 'b' },
      limit: 2,
      after: 'tampered with',
    })
    expect(own.rows).toMatchObject([{ ...event, subjectId: 'b' }])
  })
})
