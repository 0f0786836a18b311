import { findPerson } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { callerWith, codeOf, contextOn, createCaller, setUpDistrict } from '../../test/small-district.ts'
import { turnDay } from '../days/turn-day.ts'
import type { Caller, Context, RouterInputs } from '../index.ts'

type Handover = RouterInputs['handovers']['preview']['handover']
type Line = Handover['lines'][number]

const HEAD = 'commune-police-head'
const OFFICER = 'commune-police-officer'
const IN_CHARGE = 'village-officer-in-charge'
const VILLAGE = 'village:v1'
const ON = '2024-03-01'

describeEngines('handing over', (engine) => {
  let ctx: Context
  let api: Caller
  let today: Day
  let head: string
  let second: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    today = '2024-02-01'
    ctx = contextOn(engine, () => today)
    api = createCaller(ctx)
    await setUpDistrict(api)
    head = await officer('Nguyễn Văn Trưởng', 'c1', HEAD, '0830002001')
    second = await officer('Trần Văn Hai', 'c1', OFFICER, '0830002002')
    await turnDay(ctx)
  })

  async function officer(name: string, unitId: string, positionId: string, phone = ''): Promise<string> {
    const added = await api.people.add({
      name,
      reachability: 'reachable',
      unitId,
      householdId: null,
      representsHousehold: false,
      phone,
      from: '2020-01-01',
    })
    if (added.kind !== 'added') throw new Error(`${name} is known`)
    const { revisions } = await api.seats.ofUnit({ unitId })
    await api.seats.appoint({ unitId, positionId, personId: added.id, on: '2022-01-01', revisions })
    return added.id
  }
  const transfer = (facts: Partial<Line> = {}, on: Day = ON): Handover => ({
    on,
    lines: [
      {
        kind: 'transfer',
        personId: head,
        until: null,
        ends: [{ positionId: HEAD, unitId: 'c1', next: { kind: 'successor', personId: second } }],
        begins: [{ positionId: OFFICER, unitId: 'c2', beside: false }],
        ...facts,
      },
    ],
  })
  const propose = async (handover: Handover, by: Caller = api, reason = 'điều động') => {
    const { revisions } = await by.handovers.preview({ handover })
    return by.handovers.propose({ handover, reason, revisions })
  }
  const confirm = async (id: string, by: Caller, reason = '') => {
    const { revision, revisions } = await by.handovers.byId({ id })
    return by.handovers.confirm({ id, revision, revisions, reason })
  }
  const commune = (unitId: string) => callerWith(ctx, { role: 'commune-administrator', unitId })
  const seats = async (id: string): Promise<string[]> =>
    ((await findPerson(ctx.db, id))?.person.appointments ?? []).map(
      ({ positionId, unitId, from, to }) => `${positionId} ${unitId} ${from ?? ''}–${to ?? ''}`,
    )

  it('goes on about whoever was made one person with somebody else meanwhile', async () => {
    const { id } = await propose(transfer())
    const known = await api.people.add({
      name: 'Kpă Hải',
      reachability: 'reachable',
      unitId: 'c1',
      householdId: null,
      representsHousehold: false,
      phone: '',
      from: '2020-01-01',
    })
    const kept = known.kind === 'added' ? known.id : ''
    const revisionOf = async (personId: string) => (await api.people.byId({ id: personId })).revision
    await api.duplicates.merge({
      kept: { id: kept, revision: await revisionOf(kept) },
      merged: { id: second, revision: await revisionOf(second) },
    })
    const page = await api.handovers.byId({ id })
    expect(page.lines[0]?.ends[0]?.next).toMatchObject({ personId: kept, personName: 'Kpă Hải' })
    expect(page.plan).not.toBeNull()
    expect((await api.handovers.ofPerson({ personId: kept })).coming.map((row) => row.id)).toEqual([id])
    await api.handovers.cancel({ id, revision: page.revision, reason: 'thôi điều động' })
    expect((await findPerson(engine.db, kept))?.person.appointments).toMatchObject([{ positionId: OFFICER, to: null }])
  })

  it('shows every group that is joined and left, who leads it, and what is missing', async () => {
    const { plan, issues, sides } = await api.handovers.preview({ handover: transfer() })
    expect(issues).toEqual([])
    expect(sides.map(({ side, unitName }) => `${side} ${unitName}`)).toEqual(['giving Xã Một', 'receiving Xã Hai'])
    const lines = plan?.groups.map(({ groupId, people }) =>
      [groupId, ...people.map(({ personName, before, after }) => `${personName}: ${before}–${after}`)].join('; '),
    )
    expect(lines).toEqual([
      'commune-committee:c1; Trần Văn Hai: null–member; Nguyễn Văn Trưởng: member–null',
      'village:v1; Trần Văn Hai: member–leader; Nguyễn Văn Trưởng: leader–null',
      'village:v2; Trần Văn Hai: member–leader; Nguyễn Văn Trưởng: leader–null',
      'village:v3; Nguyễn Văn Trưởng: null–member',
    ])
    expect(plan?.groups.map(({ losesLeader }) => losesLeader)).toEqual([false, false, false, false])
    expect(plan?.warnings).toEqual([])
  })

  it('says which seats a successor keeps, which end in the same handover where somebody says so', async () => {
    const { keeps } = await api.handovers.preview({ handover: transfer() })
    expect(keeps).toMatchObject([
      { personName: 'Trần Văn Hai', seats: [{ positionId: OFFICER, unitId: 'c1', unitName: 'Xã Một' }] },
    ])
    const [line] = transfer().lines
    const old = { positionId: OFFICER, unitId: 'c1', next: { kind: 'vacant', accepted: false } } as const
    const both: Handover = {
      ...transfer(),
      lines: [
        ...(line === undefined ? [] : [line]),
        { kind: 'transfer', personId: second, until: null, ends: [old], begins: [] },
      ],
    }
    expect(await api.handovers.preview({ handover: both })).toMatchObject({ issues: [], keeps: [] })
    const { id } = await propose(both)
    expect((await api.handovers.byId({ id })).keeps).toEqual([])
    expect(await seats(second)).toEqual([`${OFFICER} c1 2022-01-01–2024-03-01`, `${HEAD} c1 2024-03-01–`])
    expect((await api.handovers.ofPerson({ personId: second })).seats).toMatchObject([
      { positionId: OFFICER, several: true },
      { positionId: HEAD, several: false },
    ])
  })

  it('says which seats whoever leaves keeps, until each of them is given up', async () => {
    const { revisions } = await api.seats.ofUnit({ unitId: 'v1' })
    await api.seats.appoint({ unitId: 'v1', positionId: IN_CHARGE, personId: second, on: '2022-01-01', revisions })
    const retires = (...seats: readonly { readonly positionId: string; readonly unitId: string }[]): Handover => ({
      on: ON,
      lines: [
        {
          kind: 'retirement',
          personId: second,
          until: null,
          ends: seats.map((seat) => ({ ...seat, next: { kind: 'vacant', accepted: true } })),
          begins: [],
        },
      ],
    })
    const [police, village] = [
      { positionId: OFFICER, unitId: 'c1' },
      { positionId: IN_CHARGE, unitId: 'v1' },
    ]
    const one = retires(police)
    expect((await api.handovers.preview({ handover: one })).keeps).toMatchObject([
      { personName: 'Trần Văn Hai', seats: [{ ...village, unitName: 'Làng Trên' }] },
    ])
    expect((await api.handovers.preview({ handover: retires(police, village) })).keeps).toEqual([])
    const { id } = await propose(one)
    expect((await api.handovers.byId({ id })).keeps).toMatchObject([{ personId: second, seats: [village] }])
  })

  it('D14 says that a group would be without a leader, and asks for a word about it', async () => {
    const vacant = (accepted: boolean): Handover =>
      transfer({ ends: [{ positionId: HEAD, unitId: 'c1', next: { kind: 'vacant', accepted } }] })
    expect((await api.handovers.preview({ handover: vacant(false) })).issues.map(({ code }) => code)).toEqual([
      'seat-leads-group',
    ])
    expect(await codeOf(propose(vacant(false)))).toBe('seat-leads-group')
    const { plan } = await api.handovers.preview({ handover: vacant(true) })
    expect(plan?.groups.filter(({ losesLeader }) => losesLeader).map(({ groupId }) => groupId)).toEqual([
      'village:v1',
      'village:v2',
    ])
  })

  it('is written when both sides have agreed, on its day and not before', async () => {
    const giving = await commune('c1')
    const receiving = await commune('c2')
    const { id, state } = await propose(transfer(), giving)
    expect(state).toBe('proposed')
    expect(await seats(head)).toEqual([`${HEAD} c1 2022-01-01–`])
    // Somebody elsewhere may neither look nor agree.
    const elsewhere = await callerWith(ctx, { role: 'commune-administrator', unitId: 'v3' })
    expect(await codeOf(elsewhere.handovers.byId({ id }))).toBe('forbidden')
    expect(await codeOf(confirm(id, giving))).toBe('forbidden')
    const page = await receiving.handovers.byId({ id })
    expect(page.lines[0]?.personName).toBe('Nguyễn Văn Trưởng')
    expect(page.sides.map(({ side, confirmedAt, mayConfirm }) => [side, confirmedAt !== null, mayConfirm])).toEqual([
      ['giving', true, false],
      ['receiving', false, true],
    ])
    expect((await receiving.handovers.list()).rows.map((row) => row.id)).toEqual([id])
    expect(await confirm(id, receiving)).toEqual({ id, state: 'agreed' })
    expect(await seats(head)).toEqual([`${HEAD} c1 2022-01-01–${ON}`, `${OFFICER} c2 ${ON}–`])
    expect(await seats(second)).toContain(`${HEAD} c1 ${ON}–`)
    expect(await codeOf(confirm(id, receiving))).toBe('handover-settled')

    const leaders = async () =>
      (await api.groups.byId({ id: VILLAGE })).lines
        .filter((line) => line.desiredRole === 'leader')
        .map(({ name }) => name)
    expect(await leaders()).toEqual(['Nguyễn Văn Trưởng'])
    today = ON
    await turnDay(ctx)
    expect(await leaders()).toEqual(['Trần Văn Hai'])
    expect((await api.handovers.byId({ id })).state).toBe('in-force')
    expect(await codeOf(api.handovers.cancel({ id, revision: 3, reason: 'nhầm' }))).toBe('handover-in-force')
  })

  it('leaves nothing to prolong: the end is decided, and two would hold the seat', async () => {
    const prolong = async () => {
      const { revision } = await api.people.byId({ id: head })
      const change = { kind: 'appoint', positionId: HEAD, unitId: 'c1', from: ON } as const
      return api.people.update({ id: head, revision, reason: 'gia hạn', change })
    }
    const listed = async () => (await api.expiring.list()).facts.map((fact) => `${fact.kind} ${fact.personName}`)
    const vacant = { positionId: HEAD, unitId: 'c1', next: { kind: 'vacant', accepted: true } } as const
    const { id } = await propose(transfer({ ends: [vacant] }))
    expect(await listed()).toEqual([])
    expect(await codeOf(prolong())).toBe('seat-handed-over')
    const { revision } = await api.handovers.byId({ id })
    await api.handovers.cancel({ id, revision, reason: 'hoãn' })
    await propose(transfer({ begins: [] }))
    expect(await listed()).toEqual([])
    expect(await codeOf(prolong())).toBe('seat-handed-over')
    const { revisions } = await api.seats.ofUnit({ unitId: 'c1' })
    const again = { unitId: 'c1', positionId: HEAD, personId: head, on: ON, revisions }
    expect(await codeOf(api.seats.appoint(again))).toBe('seat-handed-over')
  })

  it('is agreed to for both sides at once only with a reason', async () => {
    expect(await codeOf(propose(transfer(), api, ''))).toBe('handover-reason-missing')
    expect((await propose(transfer())).state).toBe('agreed')
  })

  it('writes nothing on what somebody else has changed meanwhile', async () => {
    const giving = await commune('c1')
    const receiving = await commune('c2')
    const handover = transfer()
    const { revisions } = await giving.handovers.preview({ handover })
    const edit = async (personId: string) => {
      const { revision } = await api.people.byId({ id: personId })
      await api.people.update({ id: personId, revision, reason: '', change: { kind: 'set', birth: '1980' } })
    }
    await edit(head)
    expect(await codeOf(giving.handovers.propose({ handover, reason: '', revisions }))).toBe('revision-conflict')
    const { id } = await propose(handover, giving)
    const seen = await receiving.handovers.byId({ id })
    await edit(second)
    const late = receiving.handovers.confirm({ id, revision: seen.revision, revisions: seen.revisions, reason: '' })
    expect(await codeOf(late)).toBe('revision-conflict')
    expect(await codeOf(receiving.handovers.confirm({ ...seen, revision: 1, reason: '' }))).toBe('revision-conflict')
    // The seat was ended meanwhile: said, and nothing is written.
    const { revisions: ofUnit } = await api.seats.ofUnit({ unitId: 'c1' })
    await api.seats.end({ unitId: 'c1', positionId: HEAD, personId: head, on: '2024-02-10', revisions: ofUnit })
    expect((await receiving.handovers.byId({ id })).issues.map(({ code }) => code)).toEqual(['not-the-holder'])
    expect(await codeOf(confirm(id, receiving))).toBe('not-the-holder')
    expect((await receiving.handovers.byId({ id })).state).toBe('proposed')
  })

  it('is taken back before its day, whole', async () => {
    const before = [await seats(head), await seats(second)]
    const { id } = await propose(transfer())
    const { revision } = await api.handovers.byId({ id })
    expect(await codeOf(api.handovers.cancel({ id, revision, reason: '' }))).toBe('reason-missing')
    await api.handovers.cancel({ id, revision, reason: 'hoãn' })
    expect([await seats(head), await seats(second)]).toEqual(before)
    expect(await api.handovers.byId({ id })).toMatchObject({ state: 'cancelled', cancelled: { reason: 'hoãn' } })
  })

  it('is not taken back over what somebody changed since', async () => {
    const { id } = await propose(transfer())
    const { revisions } = await api.seats.ofUnit({ unitId: 'c2' })
    await api.seats.end({ unitId: 'c2', positionId: OFFICER, personId: head, on: '2024-06-01', revisions })
    const { revision } = await api.handovers.byId({ id })
    expect(await codeOf(api.handovers.cancel({ id, revision, reason: 'hoãn' }))).toBe('handover-changed-since')
    expect((await api.handovers.byId({ id })).state).toBe('agreed')
  })

  it('brings the seats back after a leave, by itself', async () => {
    const acting = { positionId: HEAD, unitId: 'c1', next: { kind: 'acting', personId: second, until: null } } as const
    await propose(transfer({ kind: 'leave', until: '2024-05-01', ends: [acting], begins: [] }))
    const leader = async (day: Day) => {
      today = day
      await turnDay(ctx)
      return (await api.groups.byId({ id: VILLAGE })).lines.find((line) => line.desiredRole === 'leader')?.name
    }
    expect(await leader(ON)).toBe('Trần Văn Hai')
    expect(await leader('2024-04-30')).toBe('Trần Văn Hai')
    expect(await leader('2024-05-01')).toBe('Nguyễn Văn Trưởng')
  })

  it('E7 nobody stays beyond the days of grace, and whoever comes back within them was never out', async () => {
    await api.drift.setPolicies({ policies: { village: { ways: {}, graceDays: 10 } } })
    await api.readings.save({
      groupId: VILLAGE,
      source: { kind: 'text', text: 'Nguyễn Văn Trưởng\nTrần Văn Hai' },
      completeness: 'complete',
    })
    // The first plan of a group removes nobody.
    await engine.db.updateTable('actual_group').set({ first_run: false }).execute()
    const { plan } = await api.handovers.preview({ handover: transfer({ begins: [] }) })
    expect(plan?.groups.find(({ groupId }) => groupId === VILLAGE)?.outBy).toBe('2024-03-11')
    await propose(transfer({ begins: [] }))
    const about = async (day: Day) => {
      today = day
      await turnDay(ctx)
      const made = await api.groups.plan({ id: VILLAGE })
      return [
        ...made.changes.flatMap((one) => ('personId' in one && one.personId === head ? [one.kind as string] : [])),
        ...made.held.flatMap((one) => (one.personId === head ? [one.code as string] : [])),
      ]
    }
    expect(await about('2024-03-02')).toEqual(['grace-period'])
    expect(await about('2024-03-12')).toEqual(['remove'])
    const { revisions } = await api.seats.ofUnit({ unitId: 'c1' })
    await api.seats.appoint({ unitId: 'c1', positionId: OFFICER, personId: head, on: '2024-03-08', revisions })
    expect(await about('2024-03-09')).not.toContain('remove')
    expect(await about('2024-03-12')).not.toContain('remove')
  })

  it('names the roles of accounts that end with the seat, to whoever may give roles', async () => {
    const { id: accountId } = await api.accounts.create({
      name: 'Trưởng',
      userName: 'truong',
      phone: '0830002001',
      roles: [{ role: 'officer', unitId: 'c1', seeUnitId: null, searchUnitId: null, from: '2024-01-01', to: null }],
    })
    const { id } = await propose(transfer())
    const { roles } = await api.handovers.byId({ id })
    expect(roles).toMatchObject([{ accountId, role: 'officer', mayEnd: true, begins: [{ unitId: 'c2' }] }])
    const { roles: shown } = await (await callerWith(ctx, { role: 'officer', unitId: 'c1' })).handovers.byId({ id })
    expect(shown).toMatchObject([{ mayEnd: false, begins: [] }])
  })
})
