import { deleteOverride, listAuditEvents, listUnits, updateUnits } from '@ketnoi/db'
import { IA_PA_2024 } from '@ketnoi/hierarchy'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { daysAgo as ago, passDays } from '../../../db/test/pass-days.ts'
import {
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  DAY,
  importVillagers,
  setUpDistrict,
  VILLAGERS,
} from '../../test/small-district.ts'
import type { Caller, Context } from '../index.ts'
import { bumpWorld } from '../world.ts'

const V1 = 'village:v1'

describeEngines('history', (engine) => {
  let ctx: Context
  let api: Caller

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    await api.readings.save({
      groupId: V1,
      source: { kind: 'text', text: VILLAGERS.slice(0, 8).join('\n') },
      completeness: 'complete',
    })
    await passDays(engine.db, 20, 'everything')
  })

  const klon = async (): Promise<string> => (await api.people.search({ text: 'siu klon' })).rows[0]?.id ?? ''

  it('F5 tells who should have been in a group on a past day, who was, and why', async () => {
    const page = await api.history.ofGroup({ id: V1, on: DAY })
    expect(page.on).toMatchObject({ expected: true, name: expect.stringContaining('Làng Trên'), readings: [] })
    expect(page.on.lines).toHaveLength(10)
    expect(page.on.lines[0]).toMatchObject({
      desiredRole: 'member',
      reasons: [{ kind: 'rule', clause: 'households' }],
      actualRole: null,
      presence: 'unknown',
    })
    expect(page.on.clauses.map(({ id }) => id)).toContain('households')
    const later = await api.history.ofGroup({ id: V1, on: ago(10) })
    expect(later.on.readings).toMatchObject([{ completeness: 'complete', externalId: null }])
    expect(later.on.lines.filter(({ presence }) => presence === 'present')).toHaveLength(8)
    expect(later.on.lines.filter(({ presence }) => presence === 'absent')).toHaveLength(2)
  })

  it('F5 keeps apart what is known today and what was believed then, and compares two days', async () => {
    const personId = await klon()
    await api.overrides.add({
      kind: 'exclude',
      groupId: V1,
      personId,
      reason: 'xin ra',
      from: '2024-01-01',
      to: '2099-01-01',
    })
    await api.readings.save({
      groupId: V1,
      source: { kind: 'text', text: VILLAGERS.slice(1, 9).join('\n') },
      completeness: 'complete',
    })
    const known = await api.history.ofGroup({ id: V1, on: ago(10) })
    expect(known.on.lines.find((line) => line.personId === personId)).toMatchObject({
      desiredRole: null,
      presence: 'present',
    })
    const believed = await api.history.ofGroup({ id: V1, on: ago(10), compare: ago(0), basis: 'believed' })
    expect(believed.on.lines.find((line) => line.personId === personId)).toMatchObject({
      desiredRole: 'member',
      actualRole: 'member',
      reasons: [{ kind: 'rule', clause: 'households' }],
    })
    expect(believed.compared?.desired).toEqual([{ personId, name: 'Siu Klon', from: 'member', to: null }])
    expect(believed.compared?.actual.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['Trần Thị Lan', null, 'member'],
      ['Siu Klon', 'member', null],
    ])
  })

  it('F5 tells where somebody was, in what role, and keeps who looked', async () => {
    const id = await klon()
    await createCaller({ ...ctx, today: () => ago(0) }).people.update({
      id,
      revision: (await api.people.byId({ id })).revision,
      reason: 'chuyển làng',
      change: { kind: 'move', unitId: 'v2', householdId: null, representsHousehold: false, from: ago(5) },
    })
    const page = await api.history.ofPerson({ id, from: ago(15), to: ago(0) })
    expect(page.desired).toMatchObject([{ groupId: V1, role: 'member', from: ago(15), to: ago(5) }])
    expect(page.actual).toMatchObject([{ groupId: V1, role: 'member', to: null }])
    expect(page.recordedActual).toHaveLength(1)
    await api.history.ofGroup({ id: V1, on: DAY, compare: ago(1), basis: 'believed' })
    const { rows } = await listAuditEvents(engine.db, { limit: 2 })
    expect(rows).toMatchObject([
      { action: 'group-history-seen', subjectId: V1, data: { on: DAY, compare: ago(1), basis: 'believed' } },
      { action: 'person-history-seen', subjectId: id },
    ])
    const explained = await api.history.explain({ personId: id, groupId: V1, on: ago(1) })
    expect(explained.explanation.wanted).toBe(false)
    expect(explained.model.id).toBe(IA_PA_2024.id)
    const then = await api.history.explain({ personId: id, groupId: V1, on: ago(10), basis: 'believed' })
    expect(then.explanation.wanted).toBe(true)
    expect(await codeOf(api.history.explain({ personId: id, groupId: V1, on: ago(30), basis: 'believed' }))).toBe(
      'not-found',
    )
  })

  it('F5 explains what was believed by the exceptions that were recorded then, whatever became of them', async () => {
    const personId = await klon()
    const exception = {
      kind: 'include',
      groupId: 'village:v2',
      personId,
      to: '2099-01-01',
      from: '2024-01-01',
    } as const
    const { overrideId } = await api.overrides.add({ ...exception, reason: 'mời dự thính' })
    await passDays(engine.db, 10)
    await deleteOverride(engine.db, overrideId)
    await api.overrides.add({ ...exception, groupId: V1, kind: 'exclude', reason: 'ghi sau' })
    const explain = async (groupId: string, on: string, basis: 'known' | 'believed') => {
      const { explanation } = await api.history.explain({ personId, groupId, on, basis })
      return [explanation.wanted, ...explanation.overrides.map(({ reason }) => reason)]
    }
    expect(await explain('village:v2', ago(5), 'believed')).toEqual([true, 'mời dự thính'])
    expect(await explain('village:v2', ago(5), 'known')).toEqual([false])
    expect(await explain('village:v2', ago(0), 'believed')).toEqual([false])
    expect(await explain('village:v2', ago(15), 'believed')).toEqual([false])
    expect(await explain(V1, ago(5), 'believed')).toEqual([true])
    expect(await explain(V1, ago(5), 'known')).toEqual([false, 'ghi sau'])
    const { on } = await api.history.ofGroup({ id: 'village:v2', on: ago(5), basis: 'believed' })
    expect(on.lines.find((line) => line.personId === personId)?.reasons).toMatchObject([
      { kind: 'include', text: 'mời dự thính' },
    ])
  })

  it('answers for all days that can be written', async () => {
    const id = await klon()
    const { revision } = await api.people.byId({ id })
    await api.people.update({ id, revision, change: { kind: 'set', birth: '1961-03-04' } })
    const { desired } = await api.history.ofPerson({ id, from: '0001-01-01', to: '9999-12-31' })
    expect(desired.length).toBeGreaterThan(0)
  })

  it('F5 answers for a unit that has ended, with how many were in its groups', async () => {
    const units = await listUnits(engine.db, ['v1'])
    await updateUnits(
      engine.db,
      units.map((unit) => ({ ...unit, to: ago(3), successors: [{ unitId: 'v2', share: 'full' as const }] })),
    )
    await bumpWorld(engine.db)
    await api.setup.setAsOf({ asOf: ago(0) })
    const past = await api.history.ofUnit({ id: 'v1', on: ago(10) })
    expect(past).toMatchObject({ existed: true, to: ago(3) })
    expect(past.groups).toMatchObject([{ groupId: V1, desired: 10, actual: 8, recordedDesired: 10, recordedActual: 8 }])
    expect(await api.history.ofUnit({ id: 'v1', on: ago(1) })).toMatchObject({ existed: false })
    const group = await api.history.ofGroup({ id: V1, on: ago(10) })
    expect(group).toMatchObject({ unitExists: false, on: { expected: true } })
    expect(group.on.lines).toHaveLength(10)
    // By which list, and what is left unknown in it, as the page of the group says.
    const { readings, unmatched } = group.on
    expect(readings).toHaveLength(1)
    expect(past.groups[0]).toMatchObject({
      unmatched,
      readings: readings.map(({ readAt, completeness }) => ({ firstReadAt: readAt, completeness })),
    })
    expect(
      (await api.history.ofGroup({ id: V1, on: ago(1) })).on.lines.every((line) => line.desiredRole === null),
    ).toBe(true)
    // It opens for whoever answers for what the unit became, or for where it last belonged.
    const look = async (unitId: string) => {
      const caller = await callerWith(ctx, { role: 'commune-administrator', unitId })
      return [
        await codeOf(caller.history.ofGroup({ id: V1, on: ago(10) })),
        await codeOf(caller.history.ofUnit({ id: 'v1', on: ago(10) })),
      ]
    }
    expect(await look('v2')).toEqual(['no failure', 'no failure'])
    expect(await look('c1')).toEqual(['no failure', 'no failure'])
    expect(await look('c2')).toEqual(['forbidden', 'forbidden'])
  })

  it('is for those who may see the unit', async () => {
    const other = await callerWith(ctx, { role: 'inspector', unitId: 'c2' })
    expect(await codeOf(other.history.ofGroup({ id: V1, on: DAY }))).toBe('forbidden')
    expect(await codeOf(other.history.ofPerson({ id: await klon() }))).not.toBe('no failure')
    const own = await callerWith(ctx, { role: 'inspector', unitId: 'c1' })
    expect((await own.history.ofGroup({ id: V1, on: DAY })).on.lines).toHaveLength(10)
  })

  it('shows the log to administrators and inspectors: who did what to whom and why, and that it is whole', async () => {
    const personId = await klon()
    await api.overrides.add({ kind: 'exclude', groupId: V1, personId, reason: 'xin ra', to: '2099-01-01' })
    const own = await callerWith(ctx, { role: 'inspector', unitId: 'c1' })
    const page = await own.audit.list({ action: 'override-added' })
    expect(page.rows).toMatchObject([
      { subjectKind: 'group', subjectId: V1, reason: 'xin ra', subjectName: expect.stringContaining('Làng Trên') },
    ])
    const other = await callerWith(ctx, { role: 'inspector', unitId: 'c2' })
    expect((await other.audit.list({ action: 'override-added' })).rows).toEqual([])
    expect(await codeOf((await callerWith(ctx, { role: 'officer', unitId: 'c1' })).audit.list({}))).toBe('forbidden')
    expect(await codeOf(own.audit.verify())).toBe('forbidden')
    const verified = await api.audit.verify()
    expect(verified).toMatchObject({ breaks: [], unsealed: 0 })
    expect((await api.audit.list({ from: ago(0), to: ago(0) })).seal.verified).toEqual(verified)
  })
})
