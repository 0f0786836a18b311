import { insertReading, listActualGroups, listUnits, updateUnits } from '@ketnoi/db'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { contextOf, createCaller, DAY, importVillagers, setUpDistrict, VILLAGERS } from '../../test/small-district.ts'
import { errorCodeOf, errorDataOf, type Caller, type Context } from '../index.ts'
import { bumpWorld } from '../world.ts'

const V1 = 'village:v1'
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'no failure', errorCodeOf)
const paste = (names: readonly string[]) => ({ kind: 'text' as const, text: names.join('\n') })

describeEngines('groups', (engine) => {
  let ctx: Context
  let api: Caller

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
  })

  it('lists the groups that ought to exist: one, one per commune, one per village', async () => {
    const { counts, rows, total } = await api.groups.list({})
    expect(total).toBe(6)
    expect(counts.byKind).toEqual({ 'district-committee': 1, 'commune-committee': 2, village: 3 })
    expect(rows.find((row) => row.id === V1)).toMatchObject({ desired: 10, actual: null, state: 'unlinked' })
    const page = await api.groups.list({ limit: 4 })
    const rest = await api.groups.list({ limit: 4, after: page.next ?? '' })
    expect([...page.rows, ...rest.rows].map((row) => row.id)).toEqual(rows.map((row) => row.id))
  })

  it('shows who should be and who is, the difference with its reasons, and the plan', async () => {
    await api.readings.save({
      groupId: V1,
      source: paste([...VILLAGERS.slice(0, 8), 'Người lạ']),
      completeness: 'complete',
    })
    const page = await api.groups.byId({ id: V1 })
    expect(page.group).toMatchObject({ desired: 10, actual: 8, toAdd: 2, unmatched: 1 })
    const missing = page.lines.filter((line) => line.presence === 'absent')
    expect(missing.map((line) => line.name).sort()).toEqual(VILLAGERS.slice(8).sort())
    expect(missing[0]?.reasons).toEqual([{ kind: 'rule', clause: 'households' }])
    expect(missing.map((line) => line.change)).toEqual(['add', 'add'])
    expect(page.plan.counts).toMatchObject({ add: 2, remove: 0, unmatched: 1 })
    expect(page.plan.fingerprint).toBe((await api.groups.plan({ id: V1 })).fingerprint)
    const checklist = await api.groups.checklist({ id: V1 })
    expect(checklist.sections.map((section) => [section.kind, section.lines.length])).toEqual([
      ['add', 2],
      ['decide', 1],
    ])
    const phones = checklist.sections.flatMap(({ lines }) => lines.flatMap((line) => line.maskedPhones))
    expect(phones.join()).toMatch(/•/u)
    const revealed = Object.values((await api.groups.revealPhones({ id: V1 })).phones)
    expect(revealed.flat().sort()).toEqual(['0830002018', '0830002019'])
  })

  it('a further group in which nobody was seen is gone as soon as it is given up', async () => {
    const second = `${V1}~2`
    await api.groups.setLink({ id: V1, joinLink: '', capacity: 6 })
    await api.groups.setLink({ id: second, joinLink: 'https://zalo.me/g/abcxyz124' })
    await api.groups.setLink({ id: V1, joinLink: '', capacity: 20 })
    expect((await api.groups.byId({ id: second })).group).toMatchObject({ isSpare: true })
    expect(await api.groups.giveUp({ id: second })).toEqual({ gone: true })
    expect((await api.groups.byId({ id: V1 })).group.desired).toBe(10)
  })

  it('after a list that could not be read says so, counts nobody as missing, and still shows the last one that could', async () => {
    await api.readings.save({ groupId: V1, source: paste(VILLAGERS.slice(0, 8)), completeness: 'complete' })
    const before = (await api.groups.byId({ id: V1 })).reading
    const [actual] = await listActualGroups(ctx.db, { groupIds: [V1] })
    await insertReading(ctx.db, {
      id: ctx.newId(),
      actualGroupId: actual?.id ?? '',
      readAt: new Date(Date.parse(ctx.now()) + 60_000).toISOString(),
      completeness: 'failed',
      source: 'nhom-khac.csv',
      author: 'admin',
      rows: [],
    })
    const page = await api.groups.byId({ id: V1 })
    expect(page.group).toMatchObject({ state: 'unread', actual: null, toAdd: null, toRemove: null })
    expect(page.reading).toMatchObject({
      completeness: 'failed',
      lastList: { readAt: before?.readAt, completeness: 'complete', members: 8 },
    })
    expect(page.lines.filter((line) => line.presence === 'present')).toHaveLength(8)
    expect(page.lines.filter((line) => line.change !== 'none')).toEqual([])
    const unread = await api.groups.list({ state: 'unread' })
    expect(unread.rows.map(({ id }) => id)).toEqual([V1])
    expect(unread.counts.byState).toMatchObject({ unread: 1, differs: 0 })
  })

  it('asks about an unmatched name once and remembers the answer', async () => {
    const names = [...VILLAGERS.slice(0, 8), 'Người lạ', 'bé Lan']
    await api.readings.save({ groupId: V1, source: paste(names), completeness: 'complete' })
    const [stranger, nickname] = (await api.groups.byId({ id: V1 })).unmatched
    const { rows } = await api.people.search({ text: 'tran thi lan' })
    const personId = rows[0]?.id ?? ''
    expect(
      await api.readings.decide({ groupId: V1, key: nickname?.key ?? '', decision: { kind: 'person', personId } }),
    ).toEqual({ unmatched: 1 })
    expect(
      await api.readings.decide({ groupId: V1, key: stranger?.key ?? '', decision: { kind: 'stranger' } }),
    ).toEqual({ unmatched: 0 })
    const saved = await api.readings.save({ groupId: V1, source: paste(names), completeness: 'complete' })
    expect(saved).toMatchObject({ matched: 9, unmatched: 0 })
    const page = await api.groups.byId({ id: V1 })
    expect(page.unmatched).toEqual([])
    expect(page.strangers.map((one) => one.displayName)).toEqual(['Người lạ'])
    expect(page.plan.counts).toMatchObject({ add: 1 })
    expect(page.decided.map((one) => [one.displayName, one.personId]).sort()).toEqual([
      ['Người lạ', null],
      ['bé Lan', personId],
    ])

    // A wrong decision is taken back by itself, and the name is asked about again, also on the next list.
    const key = nickname?.key ?? ''
    expect(await api.readings.undecide({ groupId: V1, key })).toEqual({ unmatched: 1 })
    await expect(api.readings.undecide({ groupId: V1, key })).rejects.toThrow()
    const after = await api.groups.byId({ id: V1 })
    expect(after.unmatched.map((one) => one.displayName)).toEqual(['bé Lan'])
    expect(after.decided.map((one) => one.displayName)).toEqual(['Người lạ'])
    expect(after.plan.counts).toMatchObject({ add: 2 })
    const again = await api.readings.save({ groupId: V1, source: paste(names), completeness: 'complete' })
    expect(again).toMatchObject({ matched: 8, unmatched: 1 })
    const log = await api.audit.list({ subject: { kind: 'group', id: V1 } })
    expect(log.rows.map(({ action }) => action).filter((action) => action.startsWith('name-'))).toEqual([
      'name-undecided',
      'name-decided',
      'name-decided',
    ])
  })

  it('warns of groups that fill up, by what the service or a person says they can hold', async () => {
    const level = async () => (await api.groups.list({})).rows.find(({ id }) => id === V1)?.level
    expect(await level()).toBe('free')
    const link = { id: V1, joinLink: 'https://zalo.me/g/lang' }
    for (const [capacity, expected] of [
      [12, 'filling'],
      [11, 'tight'],
      [10, 'full'],
    ] as const) {
      await api.groups.setLink({ ...link, capacity })
      expect(await level()).toBe(expected)
    }
    // Another link says nothing of how many there is room for.
    await api.groups.setLink(link)
    expect((await api.groups.byId({ id: V1 })).link.capacity).toBe(10)
    await api.groups.setLink({ ...link, capacity: null })
    expect((await api.groups.byId({ id: V1 })).group).toMatchObject({ capacity: 1_000, level: 'free' })
  })

  it('notices the list of another group and asks before anything is compared', async () => {
    const source = paste(VILLAGERS)
    // Somebody is wanted there, so that the list can be known to be another one's.
    const { rows } = await api.people.search({ text: 'dinh uych' })
    const include = { kind: 'include', groupId: 'village:v3', reason: 'giúp việc', to: '2025-01-01' } as const
    await api.overrides.add({ ...include, personId: rows[0]?.id ?? '' })
    const preview = await api.readings.preview({ groupId: 'village:v3', source })
    expect(preview).toMatchObject({ rows: 10, looksLikeWrongGroup: true })
    expect(preview.likelyGroups[0]).toMatchObject({ groupId: V1, matched: 10 })
    const given = { groupId: 'village:v3', source, completeness: 'complete' } as const
    const failure = await api.readings.save(given).catch((error: unknown) => error)
    expect(errorCodeOf(failure)).toBe('looks-like-wrong-group')
    expect(errorDataOf(failure)).toMatchObject({ rows: 10 })
    expect((await api.groups.byId({ id: 'village:v3' })).reading).toBeNull()
    await api.readings.save({ ...given, confirmWrongGroup: true })
    expect((await api.groups.byId({ id: 'village:v3' })).reading).toMatchObject({ completeness: 'complete' })
  })

  it('F1 F2 an exclusion takes somebody out with its reason, and its end lets the rule decide again', async () => {
    const { rows } = await api.people.search({ text: 'siu klon' })
    const personId = rows[0]?.id ?? ''
    const given = { kind: 'exclude', groupId: V1, personId, reason: 'xin ra', to: '2025-01-01' } as const
    const { overrideId } = await api.overrides.add(given)
    const page = await api.groups.byId({ id: V1 })
    expect(page.group.desired).toBe(9)
    expect(page.overrides).toMatchObject([{ id: overrideId, personName: 'Siu Klon', reason: 'xin ra', state: 'holds' }])
    const again = await api.overrides.add(given).catch((error: unknown) => error)
    expect(errorCodeOf(again)).toBe('override-repeated')
    const { explanation } = await api.people.explain({ id: personId, groupId: V1 })
    expect(explanation).toMatchObject({
      wanted: false,
      overrides: [{ reason: 'xin ra', author: 'local-administrator' }],
    })
    expect(await api.people.groups({ id: personId })).toEqual([])
    await api.overrides.end({ overrideId, groupId: V1, reason: 'đổi ý' })
    expect((await api.groups.byId({ id: V1 })).group.desired).toBe(10)
    expect(await api.people.groups({ id: personId })).toMatchObject([
      { groupId: V1, role: 'member', presence: 'unknown' },
    ])
  })

  it('F2 F3 what held and what is to come stays visible on the group and on the person', async () => {
    const { rows } = await api.people.search({ text: 'siu klon' })
    const personId = rows[0]?.id ?? ''
    const given = { kind: 'exclude', groupId: V1, personId, reason: 'đi làm xa' } as const
    const past = await api.overrides.add({ ...given, from: '2024-01-01', to: '2024-06-01' })
    await api.overrides.end({ overrideId: past.overrideId, groupId: V1, reason: 'đã về' })
    const later = await api.overrides.add({ ...given, from: '2024-03-01', to: '2024-04-01' })
    const page = await api.groups.byId({ id: V1 })
    expect(page.group.desired).toBe(10)
    expect(page.overrides).toMatchObject([
      { id: later.overrideId, state: 'later' },
      { id: past.overrideId, state: 'ended', from: '2024-01-01', to: DAY },
    ])
    expect((await api.people.byId({ id: personId })).overrides).toEqual(page.overrides)
  })

  it('D12 the first reading of an adopted group removes nobody, the second one may', async () => {
    const { rows } = await api.people.search({ text: 'siu klon' })
    const personId = rows[0]?.id ?? ''
    await api.overrides.add({ kind: 'exclude', groupId: V1, personId, reason: 'xin ra', to: '2025-01-01' })
    const reading = { groupId: V1, source: paste(VILLAGERS), completeness: 'complete' } as const
    await api.readings.save(reading)
    // Names are looked up among those wanted alone: who somebody else is, is for a person to say.
    const [unmatched] = (await api.groups.byId({ id: V1 })).unmatched
    expect(unmatched?.displayName).toBe('Siu Klon')
    await api.readings.decide({ groupId: V1, key: unmatched?.key ?? '', decision: { kind: 'person', personId } })
    expect((await api.groups.plan({ id: V1 })).held).toMatchObject([{ code: 'first-run', change: 'remove' }])
    await api.readings.save(reading)
    expect((await api.groups.plan({ id: V1 })).counts).toMatchObject({ remove: 1, held: 0 })
    await api.readings.save({ ...reading, completeness: 'partial' })
    expect((await api.groups.plan({ id: V1 })).counts).toMatchObject({ remove: 0, held: 1 })
  })

  it('a list that is not whole adds to what is known: whoever was on the list before stays', async () => {
    await api.readings.save({ groupId: V1, source: paste(VILLAGERS), completeness: 'complete' })
    const few = { groupId: V1, source: paste([...VILLAGERS.slice(0, 2), 'Người Lạ']), completeness: 'partial' } as const
    await api.readings.save(few)
    const page = await api.groups.byId({ id: V1 })
    expect(page.group).toMatchObject({ actual: VILLAGERS.length })
    expect(page.reading).toMatchObject({ completeness: 'partial' })
    expect(page.unmatched.map(({ displayName }) => displayName)).toEqual(['Người Lạ'])
    expect((await api.groups.plan({ id: V1 })).counts).toMatchObject({ add: 0, remove: 0 })
    // Whoever was not on the whole list after it has left.
    const whole = { groupId: V1, source: paste(VILLAGERS.slice(1)), completeness: 'complete' } as const
    await api.readings.save(whole)
    expect((await api.groups.byId({ id: V1 })).group.actual).toBe(VILLAGERS.length - 1)
  })

  it('a list that says nobody’s role leaves roles as they are known; one that says some says all', async () => {
    const [first = '', second = '', ...others] = VILLAGERS
    const save = async (names: readonly string[], completeness: 'complete' | 'partial' = 'complete') => {
      const list = { groupId: V1, source: paste(names) }
      const { tellsRoles } = await api.readings.preview(list)
      await api.readings.save({ ...list, completeness })
      const { lines } = await api.groups.byId({ id: V1 })
      const roleOf = (name: string) => lines.find((line) => line.name === name)?.actualRole
      return [tellsRoles, roleOf(first), roleOf(second)]
    }
    expect(await save(VILLAGERS)).toEqual([false, 'member', 'member'])
    const led = [`${first} (Trưởng nhóm)`, `${second} (Phó nhóm)`, ...others]
    expect(await save(led)).toEqual([true, 'leader', 'deputy'])
    expect(await save(VILLAGERS)).toEqual([false, 'leader', 'deputy'])
    expect(await save([first], 'partial')).toEqual([false, 'leader', 'deputy'])
    expect(await save([first, `${second} (Trưởng nhóm)`, ...others])).toEqual([true, 'member', 'leader'])
  })

  it('a role is kept over a list in which a name is not clear', async () => {
    const [first = '', ...others] = VILLAGERS
    await api.readings.save({
      groupId: V1,
      source: paste([`${first} (Trưởng nhóm)`, ...others]),
      completeness: 'complete',
    })
    await api.readings.save({ groupId: V1, source: paste([first, ...VILLAGERS]), completeness: 'complete' })
    const { unmatched, plan } = await api.groups.byId({ id: V1 })
    // Until somebody says which line they are, nobody invites them anew.
    expect([plan.counts.add, plan.held.map(({ code }) => code)]).toEqual([0, ['maybe-present']])
    const { counts } = await api.plans.all()
    expect(counts).toMatchObject({ held: 1 })
    const { sections } = await api.groups.checklist({ id: V1 })
    expect(sections.map(({ kind, lines }) => [kind, lines.length])).toEqual([
      ['decide', 2],
      ['held', 1],
    ])
    const personId = unmatched[1]?.candidates[0]?.personId ?? ''
    await api.readings.decide({ groupId: V1, key: unmatched[1]?.key ?? '', decision: { kind: 'person', personId } })
    const { lines } = await api.groups.byId({ id: V1 })
    expect(lines.find((line) => line.personId === personId)).toMatchObject({ name: first, actualRole: 'leader' })
  })

  it('of a group whose names are all unclear the plan over all groups invites nobody either', async () => {
    const [first = ''] = VILLAGERS
    await api.readings.save({ groupId: V1, source: paste([first, first]), completeness: 'complete' })
    const { plan } = await api.groups.byId({ id: V1 })
    expect(plan.counts).toMatchObject({ add: VILLAGERS.length - 1, held: 1 })
    const all = (await api.plans.all()).groups.find(({ id }) => id === V1)
    expect(all?.counts).toMatchObject({ add: VILLAGERS.length - 1, held: 1 })
    // A stranger, as somebody decided, may be nobody.
    for (const key of [`name:${first}`, `name:${first}#2`])
      await api.readings.decide({ groupId: V1, key, decision: { kind: 'stranger' } })
    expect((await api.groups.byId({ id: V1 })).plan.counts).toMatchObject({ add: VILLAGERS.length, held: 0 })
  })

  it('keeps the join link, and a linked group is filled, not created', async () => {
    expect((await api.groups.plan({ id: V1 })).counts).toMatchObject({ create: 1, add: 10 })
    expect(await codeOf(api.groups.setLink({ id: V1, joinLink: 'https://nhom.example/g/abc' }))).toBe('input-invalid')
    await api.groups.setLink({ id: V1, joinLink: 'zalo.example/g/abc' })
    const page = await api.groups.byId({ id: V1 })
    expect(page.link.joinLink).toBe('https://zalo.example/g/abc')
    expect(page.plan.counts).toMatchObject({ create: 0, add: 10, remove: 0 })
    // Whoever scanned the code of the other village would end up in this one.
    const other = { id: 'village:v2', joinLink: 'https://zalo.example/g/abc' }
    expect(await codeOf(api.groups.setLink(other))).toBe('link-taken')
    expect((await api.groups.setLink({ id: V1, joinLink: '' })).joinLink).toBeNull()
    expect(await codeOf(api.groups.setLink(other))).toBe('no failure')
  })

  it('the plan over all groups agrees with its groups, and is told in words', async () => {
    const all = await api.plans.all()
    expect(all.counts).toMatchObject({ create: 6, add: 10 })
    expect(all.groups.find((group) => group.id === V1)?.counts.add).toBe(10)
    const { text } = await api.plans.describe({ language: 'vi', groupId: V1 })
    expect(text).toContain('Siu Klon')
  })

  it('shows units with their coverage, and finds them without marks', async () => {
    const { units } = await api.units.tree({ parentId: 'd' })
    expect(units.map((one) => [one.id, one.coverage.people, one.coverage.groups])).toEqual([
      ['c2', 0, 2],
      ['c1', 10, 3],
    ])
    expect(await api.units.search({ text: 'lang tr' })).toMatchObject([{ id: 'v1', parentName: 'Xã Một' }])
    expect(await api.units.byId({ id: 'v1' })).toMatchObject({
      groups: [{ id: V1 }],
      ancestors: [{ id: 'd' }, { id: 'c1' }],
    })
  })

  it('calls a unit what it is called on the day: a commune that became a ward', async () => {
    const [commune] = await listUnits(engine.db, ['c1'])
    if (commune === undefined) throw new Error('there is no commune')
    const ward = { short: 'Một', full: 'Phường Một', kind: 'phường', from: DAY, to: null }
    const before = commune.names.map((name) => ({ ...name, to: DAY }))
    await updateUnits(engine.db, [{ ...commune, names: [...before, ward] }])
    await bumpWorld(engine.db)
    expect(await api.units.byId({ id: 'c1' })).toMatchObject({ name: 'Phường Một', kind: 'phường' })
    const { units } = await api.units.tree({ parentId: 'd' })
    expect(units.map(({ id, kind }) => [id, kind])).toContainEqual(['c1', 'phường'])
  })

  it('masks phones until somebody asks, and records who did', async () => {
    const { rows } = await api.people.search({ text: 'nay groanh' })
    const person = await api.people.byId({ id: rows[0]?.id ?? '' })
    expect(person.phones.map((phone) => phone.masked)).toEqual(['083•••••11'])
    expect(await api.people.revealPhone({ id: person.id, index: 0, reason: 'gọi' })).toEqual({ number: '0830002011' })
    const events = await ctx.db.selectFrom('audit_event').select('action').where('subject_id', '=', person.id).execute()
    expect(events).toEqual([{ action: 'phone-revealed' }])
  })
})

describeEngines('what is refused', (engine) => {
  let ctx: Context
  let api: Caller

  beforeAll(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
  })

  describe('with its code', () => {
    it('before set-up', async () => {
      expect(await api.setup.status()).toMatchObject({ ready: false, counts: { people: 0 } })
      expect(await api.models.active()).toBeNull()
      expect(await codeOf(api.groups.list({}))).toBe('not-set-up')
    })

    it('after it', async () => {
      await setUpDistrict(api)
      expect(await codeOf(api.setup.startEmpty({ model: 'gia-lai-2025' }))).toBe('already-set-up')
      expect(await codeOf(api.groups.byId({ id: 'village:nowhere' }))).toBe('not-found')
      expect(await codeOf(api.people.byId({ id: 'nobody' }))).toBe('not-found')
      expect(await codeOf(api.units.byId({ id: 'nowhere' }))).toBe('not-found')
      expect(await codeOf(api.groups.setLink({ id: V1, joinLink: 'javascript:alert(1)' }))).toBe('input-invalid')
      expect(await codeOf(api.setup.loadExample())).toBe('example-missing')
    })

    it('units that are no tree, all of them named, none stored', async () => {
      const broken = { uid: 'x', kind: 'village', kind_vi: 'thôn', name: 'X', full_name: 'X', parent_uid: 'gone' }
      const bytes = new TextEncoder().encode(
        JSON.stringify({ units: [broken, { ...broken, uid: 'y', kind: 'planet' }] }),
      )
      const { issues, fingerprint } = await api.units.importDryRun({ fileName: 'u.json', bytes })
      expect(issues.map((issue) => issue.code).sort()).toEqual([
        'tier-unknown',
        'unit-parent-unknown',
        'unit-parent-unknown',
      ])
      expect(await api.units.importConfirm({ fileName: 'u.json', bytes, fingerprint })).toMatchObject({ added: 0 })
      expect(await codeOf(api.units.byId({ id: 'x' }))).toBe('not-found')
      expect(await codeOf(api.units.importConfirm({ fileName: 'u.json', bytes, fingerprint: 'other' }))).toBe(
        'import-stale',
      )
    })
  })
})
