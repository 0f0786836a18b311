import { findPerson, inTransaction, listAuditEvents, type AccountRole } from '@ketnoi/db'
import { buildPerson } from '@ketnoi/hierarchy/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  importVillagers,
  setUpDistrict,
} from '../../test/small-district.ts'
import { type Caller, type Context } from '../index.ts'
import { savePeople } from '../people/save-person.ts'

const SINCE = { from: '2024-01-01', to: null }

describeEngines('duplicates', (engine) => {
  let ctx: Context
  let api: Caller
  let klon: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    klon = (await api.people.search({ text: 'siu klon' })).rows[0]?.id ?? ''
  })

  /** Siu Klon once more: with the phone that his wife has as well, in another household, holding a seat. */
  const recordAgain = async (unitId = 'v1'): Promise<void> => {
    const { person } = (await findPerson(ctx.db, klon)) ?? {}
    const phones = (person?.phones ?? []).map((phone) => ({ ...phone, ...SINCE }))
    const home = { unitId, householdId: 'h-new', representsHousehold: true, ...SINCE }
    const other = { number: '+84905123456', ...SINCE }
    await inTransaction(ctx.db, (trx) =>
      savePeople(
        ctx,
        trx,
        [
          {
            person: buildPerson('again', {
              name: 'Siu Klôn',
              phones: [...phones, other],
              residences: [home],
              appointments: [{ positionId: 'village-head', unitId, ...SINCE }],
              reachability: 'shared-phone',
            }),
            revision: null,
          },
          { person: buildPerson('wife', { name: 'Nay H’Lan', phones, residences: [home] }), revision: null },
          {
            person: buildPerson('mother', { name: 'Siu H’Bia', proxyId: 'again', residences: [home] }),
            revision: null,
          },
        ],
        { action: 'person-added' },
      ),
    )
  }
  const merge = async () => {
    const revision = async (id: string) => (await api.people.byId({ id })).revision
    return api.duplicates.merge({
      kept: { id: klon, revision: await revision(klon) },
      merged: { id: 'again', revision: await revision('again') },
      choices: { name: 'merged', home: 'kept' },
    })
  }

  it('are shown side by side, phones masked, and never for a phone that relatives share', async () => {
    await recordAgain()
    const { rows, next, isTooWide } = await api.duplicates.list({})
    expect({ next, isTooWide }).toEqual({ next: null, isTooWide: false })
    expect(rows).toHaveLength(1)
    expect(await api.duplicates.count()).toEqual({ count: 1 })
    const [pair] = rows
    expect(pair?.evidence).toEqual(['name', 'phone', 'unit'])
    expect(pair?.conflicts).toEqual(['name', 'households'])
    expect(pair?.questions).toEqual(['name', 'home'])
    expect(pair?.barred).toBeNull()
    const sides = [pair?.one, pair?.other]
    expect(sides.map((side) => side?.phones.filter((phone) => phone.shared).length)).toEqual([1, 1])
    expect(JSON.stringify(sides.map((side) => side?.phones))).not.toMatch(/\d{6}/u)
  })

  it('are remembered as two people once somebody says so', async () => {
    await recordAgain()
    await api.duplicates.distinguish({ oneId: 'again', otherId: klon })
    expect((await api.duplicates.list({})).rows).toEqual([])
    const { rows } = await listAuditEvents(ctx.db, { subject: { kind: 'person', id: klon }, limit: 1 })
    expect(rows[0]).toMatchObject({ action: 'people-distinguished', data: { fromId: 'again' } })
  })

  it('become one with everything of both, to which old links lead, and two again', async () => {
    await recordAgain()
    const [one, other] = [await findPerson(ctx.db, klon), await findPerson(ctx.db, 'again')]
    const { mergeId } = await merge()
    const page = await api.people.byId({ id: 'again' })
    expect(page).toMatchObject({ id: klon, name: 'Siu Klôn', reachability: 'shared-phone' })
    expect(page.phones).toHaveLength(2)
    expect(page.appointments.map((seat) => seat.positionId)).toEqual(['village-head'])
    expect(page.consents).toHaveLength(1)
    expect((await api.people.byId({ id: 'mother' })).proxy?.id).toBe(klon)
    expect((await api.people.history({ id: 'again' }))[0]).toMatchObject({ action: 'people-merged' })
    expect((await api.duplicates.list({})).rows).toEqual([])
    const { rows } = await listAuditEvents(ctx.db, { subject: { kind: 'person', id: 'again' }, limit: 1 })
    expect(rows[0]).toMatchObject({ action: 'people-merged', data: { mergeId, keptId: klon } })
    expect(await codeOf(api.people.update({ id: 'again', revision: 1, change: { kind: 'set', birth: '1950' } }))).toBe(
      'person-merged',
    )
    expect(await api.duplicates.ofPerson({ id: klon })).toMatchObject([{ mergeId, name: 'Siu Klôn', barred: null }])

    expect(await api.duplicates.undo({ mergeId })).toEqual({ restoredId: 'again' })
    expect((await findPerson(ctx.db, klon))?.person).toEqual(one?.person)
    expect((await findPerson(ctx.db, 'again'))?.person).toEqual(other?.person)
    expect((await api.people.byId({ id: 'mother' })).proxy?.id).toBe('again')
    expect((await api.duplicates.list({})).rows).toHaveLength(1)
    expect(await codeOf(api.duplicates.undo({ mergeId }))).toBe('not-found')
    // Every version has a number of its own, also after the way there and back.
    const { revision } = await api.people.byId({ id: 'again' })
    await api.people.update({ id: 'again', revision, change: { kind: 'set', birth: '1950' } })
    expect(await api.people.history({ id: 'again' })).toHaveLength(2)
  })

  it('stay one, with the reason, where what the merge made was changed since', async () => {
    await recordAgain()
    const { mergeId } = await merge()
    const { revision } = await api.people.byId({ id: klon })
    const update = (change: Parameters<typeof api.people.update>[0]['change'], revision: number) =>
      api.people.update({ id: klon, revision, change, reason: 'ghi nhầm' })
    await update({ kind: 'set', birth: '1955' }, revision)
    expect((await api.duplicates.ofPerson({ id: klon }))[0]?.barred).toBeNull()
    await update({ kind: 'remove', fact: 'phones', index: 0 }, revision + 1)
    expect((await api.duplicates.ofPerson({ id: klon }))[0]?.barred).toEqual({
      code: 'merge-changed-since',
      fields: ['phones'],
    })
    expect(await codeOf(api.duplicates.undo({ mergeId }))).toBe('merge-changed-since')
  })

  it('keep what was agreed to since with whoever agreed', async () => {
    await recordAgain()
    const { mergeId } = await merge()
    const [consent] = await api.consents.ofPerson({ personId: klon })
    await api.consents.record({
      personId: klon,
      purposeId: consent?.purposeId ?? '',
      kind: 'withdrawn',
      channel: 'spoken',
      day: '2024-02-01',
    })
    await api.duplicates.undo({ mergeId })
    // Given and withdrawn on one day.
    expect((await api.people.byId({ id: klon })).consents).toEqual([])
  })

  it('are merged once when two people do it at once, and not at all when somebody edits one of them', async () => {
    await recordAgain()
    const { revision } = await api.people.byId({ id: klon })
    const [one, other] = [
      { id: klon, revision },
      { id: 'again', revision: 1 },
    ]
    const tried = await Promise.all([
      codeOf(api.duplicates.merge({ kept: one, merged: other })),
      codeOf(api.duplicates.merge({ kept: other, merged: one })),
    ])
    expect(tried).toContain('no failure')
    expect(new Set(tried).size).toBe(2)
    const [merged] = await api.duplicates.ofPerson({ id: klon })
    await api.duplicates.undo({ mergeId: merged?.mergeId ?? '' })
    const again = await api.people.byId({ id: 'again' })
    const seen = { id: 'again', revision: again.revision }
    await api.people.update({ ...seen, change: { kind: 'set', birth: '1950' } })
    const now = await api.people.byId({ id: klon })
    expect(await codeOf(api.duplicates.merge({ kept: { id: klon, revision: now.revision }, merged: seen }))).toBe(
      'revision-conflict',
    )
  })

  describe('with roles at units', () => {
    const as = (role: Partial<AccountRole>): Promise<Caller> => callerWith(ctx, role)

    it('nobody learns of records elsewhere, or merges them', async () => {
      await recordAgain('v3')
      for (const caller of [await as({ unitId: 'v1' }), await as({ unitId: 'v3' }), await as({ unitId: 'v2' })])
        expect(await caller.duplicates.list({})).toEqual({ rows: [], next: null, isTooWide: false })
      const neighbour = await as({ unitId: 'v1' })
      expect(await codeOf(neighbour.duplicates.list({ unitId: 'v3' }))).toBe('forbidden')
      expect(await codeOf(neighbour.duplicates.distinguish({ oneId: klon, otherId: 'again' }))).toBe('forbidden')
      const pair = { kept: { id: klon, revision: 1 }, merged: { id: 'again', revision: 1 } }
      expect(await codeOf(neighbour.duplicates.merge(pair))).toBe('forbidden')
      const watcher = await as({ unitId: 'v1', role: 'commune-administrator', seeUnitId: 'd' })
      expect((await watcher.duplicates.list({})).rows[0]?.barred).toBe('elsewhere')
      expect(await codeOf(watcher.duplicates.merge(pair))).toBe('forbidden')
      const { mergeId } = await merge()
      expect(await codeOf(watcher.duplicates.undo({ mergeId }))).toBe('forbidden')
      expect(await codeOf((await as({ unitId: 'c2' })).duplicates.undo({ mergeId }))).toBe('forbidden')
    })

    it('seats are moved by those who fill seats', async () => {
      await recordAgain()
      const officer = await as({ unitId: 'v1' })
      const [pair] = (await officer.duplicates.list({})).rows
      expect(pair?.barred).toBe('seats')
      const sides = { kept: { id: klon, revision: 1 }, merged: { id: 'again', revision: 1 } }
      expect(await codeOf(officer.duplicates.merge(sides))).toBe('forbidden')
      const commune = await as({ unitId: 'c1', role: 'commune-administrator' })
      expect(await codeOf(commune.duplicates.merge(sides))).toBe('no failure')
    })
  })
})
