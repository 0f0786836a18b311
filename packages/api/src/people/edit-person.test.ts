import { findHousehold, updateHousehold } from '@ketnoi/db'
import { beforeAll, expect, it } from 'vitest'
import { describeEngines } from '../../../db/test/engines.ts'
import { codeOf, contextOf, createCaller, DAY, importVillagers, setUpDistrict } from '../../test/small-district.ts'
import { turnDay } from '../days/turn-day.ts'
import { errorCodeOf, errorDataOf, type Actor, type Caller, type Context, type RouterInputs } from '../index.ts'

type Change = RouterInputs['people']['update']['change']

describeEngines('editing people', (engine) => {
  let ctx: Context
  let api: Caller

  // Each test has people of its own.
  beforeAll(async () => {
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
  })

  const idOf = async (text: string): Promise<string> => {
    const { rows } = await api.people.search({ text })
    return rows[0]?.id ?? ''
  }
  const change = async (id: string, what: Change, reason = '', by: Caller = api) => {
    const { revision } = await api.people.byId({ id })
    return by.people.update({ id, revision, change: what, reason })
  }
  const failure = async (work: Promise<unknown>): Promise<{ code: string; fields: unknown[] }> => {
    const error: unknown = await work.then(
      () => null,
      (reason: unknown) => reason,
    )
    const issues: unknown = errorDataOf(error)['issues']
    return {
      code: errorCodeOf(error),
      fields: Array.isArray(issues) ? issues.map((issue: { path: string[] }) => issue.path.at(-1)) : [],
    }
  }

  it('says at the field what is wrong with what was typed, and keeps every letter of a name', async () => {
    const id = await idOf('siu klon')
    const wrong: readonly (readonly [Change, string, string])[] = [
      [{ kind: 'set', name: 'x'.repeat(500) }, 'name-too-long', 'name'],
      [{ kind: 'set', name: '<p>Siu Klon</p>' }, 'name-invalid', 'name'],
      [{ kind: 'set', name: ' ' }, 'name-missing', 'name'],
      [{ kind: 'set', birth: '01/02/2025' }, 'birth-future', 'birth'],
      [{ kind: 'set', birth: '02/02/2024' }, 'birth-future', 'birth'],
      [{ kind: 'set', birth: 'hôm qua' }, 'birth-invalid', 'birth'],
      [{ kind: 'add-phone', number: '09x2345678', from: DAY }, 'phone-letters', 'number'],
      [{ kind: 'add-phone', number: '12', from: DAY }, 'phone-invalid', 'number'],
      [{ kind: 'add-phone', number: '0912345678, 0912345679', from: DAY }, 'phone-several', 'number'],
      [{ kind: 'add-phone', number: '0912345678', from: '2031-01-01' }, 'day-too-late', 'from'],
      [{ kind: 'leave', why: 'died', on: '2024-02-02' }, 'day-future', 'on'],
    ]
    for (const [what, code, field] of wrong) expect(await failure(change(id, what))).toEqual({ code, fields: [field] })
    await change(id, { kind: 'set', name: 'Siu  H’ Nhươn Ƀ'.normalize('NFD'), birth: '1960' })
    expect(await api.people.byId({ id })).toMatchObject({ name: 'Siu H’ Nhươn Ƀ', birth: '1960', revision: 2 })
    // A prefix of before 2018 is today's.
    await change(id, { kind: 'add-phone', number: '0162 345 6789', from: '2024-02-02' })
    expect((await api.people.byId({ id })).phones.at(-1)?.masked).toBe('032•••••89')
  })

  it('two who edit at once: the second learns field by field what the first did, and decides', async () => {
    const id = await idOf('nay groanh')
    const [{ revision }, second] = [await api.people.byId({ id }), createCaller({ ...ctx, actor: named('second') })]
    await second.people.update({ id, revision, change: { kind: 'set', birth: '1971', adult: true } })
    const stale = api.people.update({ id, revision, change: { kind: 'set', birth: '1972', reachability: 'refused' } })
    expect(await failure(stale)).toMatchObject({ code: 'revision-conflict' })
    // No number that the column cannot hold gets as far as the database.
    expect(await codeOf(api.people.changesSince({ id, revision: 2 ** 31 }))).toBe('input-invalid')
    const since = await api.people.changesSince({ id, revision })
    expect(since).toMatchObject({
      revision: 2,
      changes: [{ actor: 'second' }],
      values: { birth: '1971', adult: true, reachability: 'unknown' },
      lines: [
        { kind: 'value', field: 'birth', before: '1961-03-02', after: '1971' },
        { kind: 'value', field: 'adult', before: null, after: 'true' },
      ],
    })
    await api.people.update({ id, revision: since.revision, change: { kind: 'set', reachability: 'refused' } })
    expect(await api.people.byId({ id })).toMatchObject({ birth: '1971', adult: true, reachability: 'refused' })
  })

  it('keeps who changed what, when and why, the roster that brought the person included', async () => {
    const id = await idOf('ksor phan')
    await change(id, { kind: 'set', proxyId: await idOf('kpa goo') })
    await change(id, { kind: 'add-phone', number: '0912345670', from: '2024-02-02' })
    await change(id, { kind: 'end', fact: 'phones', index: 0, on: '2024-02-03' })
    expect(await failure(change(id, { kind: 'remove', fact: 'phones', index: 1 }))).toMatchObject({
      code: 'reason-missing',
    })
    await change(id, { kind: 'remove', fact: 'phones', index: 1 }, 'gõ nhầm số')
    const history = await api.people.history({ id })
    expect(history.map(({ action, reason }) => [action, reason])).toEqual([
      ['fact-removed', 'gõ nhầm số'],
      ['person-edited', null],
      ['person-edited', null],
      ['person-edited', null],
      ['roster-imported', 'nhan-dan.csv'],
    ])
    expect(history[0]?.lines).toMatchObject([{ field: 'phones', removed: [{ text: { vi: '091•••••70' } }] }])
    expect(history[1]?.lines).toMatchObject([
      { field: 'phones', altered: [{ before: { to: null }, after: { to: '2024-02-03' } }] },
    ])
    expect(history[3]?.lines).toEqual([{ kind: 'value', field: 'proxy', before: null, after: 'Kpă Goo' }])
  })

  it('who moves goes from one group to the other, and the past can be asked for', async () => {
    const id = await idOf('hiao breo')
    const home = { unitId: 'v2', householdId: 'new', representsHousehold: true } as const
    await change(id, { kind: 'move', ...home, from: DAY })
    expect((await api.people.groups({ id })).map(({ groupId }) => groupId)).toEqual(['village:v2'])
    expect((await api.people.groupsOn({ id, day: '2024-01-31' })).map(({ groupId }) => groupId)).toEqual([])
    expect((await api.people.groupsOn({ id, day: '2024-03-01' })).map(({ groupName }) => groupName)).toEqual([
      'Làng Dưới – Xã Một',
    ])
    await change(id, { kind: 'leave', why: 'moved-away', on: '2024-02-20' })
    expect((await api.people.groupsOn({ id, day: '2024-03-01' })).length).toBe(0)
    expect((await api.people.byId({ id })).residences.at(-1)).toMatchObject({
      to: '2024-02-20',
      endReason: 'moved-away',
    })
  })

  it('somebody new by hand: a namesake of the village is asked about first', async () => {
    const newcomer = {
      name: 'ĐINH UÝCH',
      reachability: 'reachable',
      unitId: 'v1',
      householdId: 'new',
      representsHousehold: true,
      phone: '0912345671',
      from: DAY,
    } as const
    const asked = await api.people.add(newcomer)
    expect(asked).toMatchObject({ kind: 'likely-same', people: [{ name: 'Đinh Uých', evidence: ['name', 'unit'] }] })
    const differentFrom = asked.kind === 'likely-same' ? asked.people.map((one) => one.id) : []
    const added = await api.people.add({ ...newcomer, differentFrom })
    const page = await api.people.byId({ id: added.kind === 'added' ? added.id : '' })
    expect(page).toMatchObject({ name: 'ĐINH UÝCH', phones: [{ masked: '091•••••71' }], revision: 1 })
    expect(await api.people.history({ id: page.id })).toMatchObject([{ action: 'person-added' }])
    // Everything that is wrong at once.
    expect(await failure(api.people.add({ ...newcomer, name: '', birth: 'x', phone: 'x' }))).toEqual({
      code: 'name-missing',
      fields: ['name', 'birth', 'number'],
    })
  })

  it('a household passes on who speaks for it, takes members in and moves as one', async () => {
    const id = await idOf('tran thi lan')
    const child = await idOf('nguyen van hung')
    const householdId = (await api.people.byId({ id })).residences[0]?.householdId ?? ''
    const update = async (what: RouterInputs['households']['update']['change']) => {
      const { revisions } = await api.households.byId({ id: householdId })
      return api.households.update({ id: householdId, revisions, change: what })
    }
    const old = (await api.households.byId({ id: householdId })).revisions
    await update({ kind: 'add', personId: child, from: DAY })
    await update({ kind: 'representative', personId: child, from: DAY })
    await update({ kind: 'label', label: 'Hộ 9' })
    const page = await api.households.byId({ id: householdId })
    expect(page).toMatchObject({ label: 'Hộ 9', unitName: 'Làng Trên' })
    expect(page.members.map(({ name, represents }) => [name, represents])).toEqual([
      ['Nguyễn Văn Hùng', true],
      ['Trần Thị Lan', false],
    ])
    const stale = api.households.update({
      id: householdId,
      revisions: old,
      change: { kind: 'representative', personId: id, from: DAY },
    })
    expect(await failure(stale)).toMatchObject({ code: 'revision-conflict' })
    await update({ kind: 'move', unitId: 'v2', from: '2024-02-10' })
    // Until the day it stays, and by then it moves by itself.
    expect(await api.households.byId({ id: householdId })).toMatchObject({
      unitId: 'v1',
      moves: { on: '2024-02-10', unitId: 'v2', unitName: 'Làng Dưới' },
    })
    const later = createCaller({ ...ctx, lookAt: '2024-02-10' })
    expect(await later.households.byId({ id: householdId })).toMatchObject({ unitId: 'v2', moves: null })
    const [newcomer, stays] = [await idOf('dinh uych'), await idOf('ro o pru')]
    await update({ kind: 'add', personId: newcomer, from: '2024-02-10' })
    expect((await api.people.byId({ id: newcomer })).residences.at(-1)).toMatchObject({ unitId: 'v2', householdId })
    await turnDay(ctx)
    await turnDay({ ...ctx, today: () => '2024-02-09' })
    expect(await findHousehold(ctx.db, householdId)).toMatchObject({ unitId: 'v1' })
    await turnDay({ ...ctx, today: () => '2024-02-12' })
    expect(await findHousehold(ctx.db, householdId)).toMatchObject({ unitId: 'v2', label: 'Hộ 9' })
    const home = (await api.people.byId({ id: stays })).residences[0]?.householdId ?? ''
    expect(await findHousehold(ctx.db, home)).toMatchObject({ unitId: 'v1' })
    await turnDay(ctx)
    expect(await findHousehold(ctx.db, householdId)).toMatchObject({ unitId: 'v1' })
    expect((await api.people.groupsOn({ id: child, day: '2024-02-10' }))[0]?.groupId).toBe('village:v2')
    await update({ kind: 'take-out', personId: id, from: '2024-02-11' })
    expect((await api.people.byId({ id })).residences.at(-1)).toMatchObject({ unitId: 'v2', householdId: null })
    // Into a household that there is, since a day that is none.
    const ofNobody = { name: 'Kpă Mới', reachability: 'reachable', unitId: 'v1', representsHousehold: false } as const
    expect(await failure(api.people.add({ ...ofNobody, householdId, from: '5' }))).toEqual({
      code: 'day-invalid',
      fields: ['from'],
    })
    const found = await api.households.search({ unitId: 'v1', text: 'kpa' })
    expect(found).toMatchObject([{ representative: 'Kpă Goo', members: 1 }])
  })

  it('a household of nobody moves at once, and on no day to come', async () => {
    await updateHousehold(ctx.db, { id: 'empty', unitId: 'v1', label: 'Nhà trống' })
    const move = (from: string) =>
      api.households.update({ id: 'empty', revisions: {}, change: { kind: 'move', unitId: 'v2', from } })
    expect(await failure(move('2024-03-01'))).toMatchObject({ code: 'household-of-nobody' })
    expect(await findHousehold(ctx.db, 'empty')).toMatchObject({ unitId: 'v1' })
    await move(DAY)
    expect(await findHousehold(ctx.db, 'empty')).toMatchObject({ unitId: 'v2' })
  })

  it('a seat is filled and ended', async () => {
    const [first, second] = [await idOf('ro cham joal'), await idOf('ro o pru')]
    const seat = { unitId: 'v1', positionId: 'village-head' }
    const revisions = async () => (await api.seats.ofUnit({ unitId: 'v1' })).revisions
    await api.seats.appoint({ ...seat, personId: first, on: '2024-01-01', revisions: {} })
    const stale = api.seats.end({ ...seat, personId: first, on: DAY, revisions: {} })
    expect(await failure(stale)).toMatchObject({ code: 'revision-conflict' })
    await api.seats.end({ ...seat, personId: first, on: DAY, revisions: await revisions() })
    await api.seats.appoint({ ...seat, personId: second, on: DAY, revisions: await revisions() })
    const page = await api.seats.ofUnit({ unitId: 'v1' })
    const head = page.bodies.flatMap(({ seats }) => seats).find(({ positionId }) => positionId === 'village-head')
    expect(head).toMatchObject({
      follows: null,
      holders: [{ personName: 'Rơ Ô Pru', from: DAY, to: null }],
      earlier: [{ personName: 'Rơ Châm Joal', from: '2024-01-01', to: DAY }],
    })
    expect((await api.people.history({ id: second }))[0]?.action).toBe('seat-appointed')
    await api.seats.end({ ...seat, personId: second, on: '2024-02-05', revisions: await revisions() })
    expect((await api.people.byId({ id: second })).appointments.at(-1)).toMatchObject({ to: '2024-02-05' })
  })

  it('H1 an officer edits the people of the own commune, elsewhere nobody and nowhere a seat', async () => {
    const id = await idOf('kpa goo')
    const at = (unitIds: readonly string[]) => createCaller({ ...ctx, actor: officer(unitIds) })
    const edit: Change = { kind: 'set', reachability: 'shared-phone' }
    expect(await failure(change(id, edit, '', at(['c2', 'v3'])))).toMatchObject({ code: 'forbidden' })
    await change(id, edit, '', at(['c1', 'v1', 'v2']))
    const home = { unitId: 'v3', householdId: null, representsHousehold: false }
    expect(await failure(change(id, { kind: 'move', ...home, from: DAY }, '', at(['c1', 'v1'])))).toMatchObject({
      code: 'forbidden',
    })
    const seat: Change = { kind: 'appoint', positionId: 'village-head', unitId: 'v1', from: DAY }
    expect(await failure(change(id, seat, '', at(['c1', 'v1'])))).toMatchObject({ code: 'forbidden' })
    expect((await at(['c1', 'v1']).people.byId({ id })).mayChange).toBe(true)
  })
})

function named(id: string): Actor {
  const everywhere = { kind: 'everywhere' } as const
  return {
    id,
    name: id,
    grants: [{ role: 'administrator', unitId: null, change: everywhere, see: everywhere, search: everywhere }],
  }
}

function officer(unitIds: readonly string[]): Actor {
  const own = { kind: 'units', roots: unitIds.slice(0, 1), unitIds: new Set(unitIds) } as const
  const grant = { role: 'officer', unitId: unitIds[0] ?? null, change: own, see: own, search: own } as const
  return { id: 'officer', name: 'officer', grants: [grant] }
}
