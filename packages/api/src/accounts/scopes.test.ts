import { beforeAll, describe, expect, it } from 'vitest'
import { insertAccountRole, listAuditEvents, type AccountRole } from '@ketnoi/db'
import { describeEngines } from '../../../db/test/engines.ts'
import {
  bytesOf,
  codeOf,
  contextOf,
  createCaller,
  dropRoster,
  finished,
  importVillagers,
  roleOf,
  setUpDistrict,
} from '../../test/small-district.ts'
import { ANONYMOUS, loadActor, type Caller, type Context } from '../index.ts'

// Three villages: v1 and v2 of commune c1, v3 of commune c2, all in district d. The people live in v1.

describeEngines('roles at units', (engine) => {
  let everywhere: Caller
  let as: (accountId: string) => Promise<Caller>
  let ctx: Context

  beforeAll(async () => {
    ctx = contextOf(engine.db, engine.kind)
    everywhere = createCaller(ctx)
    await setUpDistrict(everywhere)
    await importVillagers(everywhere)
    const roles: readonly (Partial<AccountRole> & { readonly accountId: string })[] = [
      { accountId: 'province', role: 'administrator' },
      { accountId: 'commune-1', role: 'commune-administrator', unitId: 'c1' },
      { accountId: 'commune-2', role: 'commune-administrator', unitId: 'c2', searchUnitId: 'd' },
      { accountId: 'officer-v1', unitId: 'v1' },
      { accountId: 'officer-v2', unitId: 'v2' },
      { accountId: 'inspector', role: 'inspector', unitId: 'd' },
      { accountId: 'watcher', unitId: 'v2', seeUnitId: 'c1' },
      { accountId: 'former', unitId: 'v1', to: '2024-02-01' },
      { accountId: 'moved', unitId: 'v1', to: '2024-02-01' },
      { accountId: 'moved', unitId: 'v3', from: '2024-02-01' },
    ]
    for (const [at, role] of roles.entries()) await insertAccountRole(engine.db, roleOf({ id: `r-${at}`, ...role }))
    as = async (accountId) => createCaller({ ...ctx, actor: await loadActor(ctx, { id: accountId, name: accountId }) })
  })

  it('H1 lists show what is theirs, and single things of others are refused', async () => {
    const officer = await as('officer-v1')
    expect((await officer.groups.list({})).rows.map((row) => row.id)).toEqual(['village:v1'])
    expect((await officer.units.tree({})).units.map((unit) => unit.id)).toEqual(['v1'])
    expect((await officer.plans.all()).groups.map((group) => group.id)).toEqual(['village:v1'])
    expect(await codeOf(officer.groups.byId({ id: 'village:v2' }))).toBe('forbidden')
    expect(await codeOf(officer.groups.list({ unitId: 'c1' }))).toBe('forbidden')
    expect(await codeOf(officer.units.byId({ id: 'c1' }))).toBe('forbidden')
    expect(await codeOf(officer.imports.list())).toBe('forbidden')
    expect(await codeOf(officer.setup.loadExample())).toBe('forbidden')
  })

  it('H1 a commune has its villages, and a district all of them', async () => {
    const commune = await as('commune-1')
    expect((await commune.groups.list({})).total).toBe(3)
    expect((await commune.units.tree({})).units.map((unit) => unit.id)).toEqual(['c1'])
    expect((await commune.units.tree({ parentId: 'c1' })).units.map((unit) => unit.id).sort()).toEqual(['v1', 'v2'])
    const inspector = await as('inspector')
    expect((await inspector.groups.list({})).total).toBe(6)
    expect(await codeOf(inspector.groups.setLink({ id: 'village:v1', joinLink: '' }))).toBe('forbidden')
    expect((await (await as('province')).groups.list({})).total).toBe(6)
  })

  it('H1 what is counted at the set-up is theirs', async () => {
    const counted = async (accountId: string) => (await (await as(accountId)).setup.status()).counts
    expect(await counted('province')).toEqual({ units: 6, people: 10, groups: 6 })
    expect(await counted('commune-1')).toEqual({ units: 3, people: 10, groups: 3 })
    expect(await counted('officer-v2')).toEqual({ units: 1, people: 0, groups: 1 })
  })

  it('H1 a person is found and opened where one may see, and the phone is revealed where one may change', async () => {
    const search = { text: 'tran thi lan' }
    const [lan] = (await (await as('officer-v1')).people.search(search)).rows
    const id = lan?.id ?? ''
    expect((await (await as('officer-v1')).people.byId({ id })).name).toBe('Trần Thị Lan')
    expect((await (await as('officer-v2')).people.search(search)).rows).toEqual([])
    expect(await codeOf((await as('officer-v2')).people.byId({ id }))).toBe('forbidden')
    const watcher = await as('watcher')
    expect((await watcher.people.search(search)).rows).toHaveLength(1)
    expect((await watcher.people.byId({ id })).name).toBe('Trần Thị Lan')
    expect(await codeOf(watcher.people.revealPhone({ id, index: 0 }))).toBe('forbidden')
    expect(await codeOf((await as('officer-v1')).people.revealPhone({ id, index: 0 }))).toBe('no failure')
  })

  it('H1 an officer without a home there is found where the seat is, by whoever answers for it, and nowhere else', async () => {
    const search = { text: 'kpa khach' }
    const added = await everywhere.people.add({
      name: 'Kpă Khách',
      reachability: 'reachable',
      unitId: 'v3',
      householdId: null,
      representsHousehold: false,
      from: '2020-01-01',
    })
    const id = added.kind === 'added' ? added.id : ''
    const found = async (accountId: string) => (await (await as(accountId)).people.search(search)).rows
    expect(await found('commune-1')).toEqual([])
    const seat = { unitId: 'c1', positionId: 'commune-police-officer', personId: id }
    const revisionsOf = async () => (await everywhere.seats.ofUnit({ unitId: 'c1' })).revisions
    await everywhere.seats.appoint({ ...seat, on: '2024-06-01', revisions: await revisionsOf() })
    // From a day to come, on the day, and when it is over; a village of the commune does not answer for its seats.
    expect((await found('commune-1')).map((row) => row.id)).toEqual([id])
    expect(await found('officer-v1')).toEqual([])
    const commune = await as('commune-1')
    expect((await commune.people.byId({ id })).name).toBe('Kpă Khách')
    const { revisions } = await commune.seats.ofUnit({ unitId: 'c1' })
    await commune.seats.appoint({ ...seat, positionId: 'commune-police-deputy-head', on: '2024-01-01', revisions })
    const [row] = await found('commune-1')
    expect(row?.positions.map(({ vi }) => vi)).toEqual(['Phó Trưởng Công an xã'])
    const outside = { name: 'kpa khach', unitId: 'c1', reason: 'tìm người kế nhiệm' }
    expect((await everywhere.people.searchOutside(outside)).rows.map((one) => one.id)).toEqual([id])
  })

  it('H1 nobody is brought into a group from where one may not see', async () => {
    const [lan] = (await everywhere.people.search({ text: 'tran thi lan' })).rows
    const exception = { kind: 'include', personId: lan?.id ?? '', reason: 'theo yêu cầu', to: '2024-12-31' } as const
    const commune = await as('commune-2')
    expect(await codeOf(commune.overrides.add({ ...exception, groupId: 'village:v3' }))).toBe('forbidden')
    expect(await codeOf(commune.overrides.add({ ...exception, groupId: 'village:v1' }))).toBe('forbidden')
  })

  it('holds from its first day to its last', async () => {
    expect(await codeOf((await as('former')).groups.list({}))).toBe('forbidden')
    const moved = await as('moved')
    expect((await moved.groups.list({})).rows.map((row) => row.id)).toEqual(['village:v3'])
    expect(await codeOf(moved.groups.byId({ id: 'village:v1' }))).toBe('forbidden')
    expect(await codeOf((await as('nobody')).jobs.active())).toBe('forbidden')
  })

  it('is asked to log in without an account, and told only whether set-up is over', async () => {
    const anonymous = createCaller({ ...ctx, actor: ANONYMOUS })
    expect(await codeOf(anonymous.groups.list({}))).toBe('not-logged-in')
    expect(await codeOf(anonymous.setup.status())).toBe('not-logged-in')
    expect(await anonymous.setup.ready()).toBe(true)
  })

  describe('H4 searching outside', () => {
    const reason = 'người mới chuyển đến'

    it('needs two things, a place where one may search, and a reason', async () => {
      const commune = await as('commune-2')
      expect(await codeOf(commune.people.searchOutside({ name: 'Lan', reason }))).toBe('search-too-broad')
      expect(await codeOf(commune.people.searchOutside({ name: 'Lan', birth: '1968', reason: '' }))).toBe(
        'reason-missing',
      )
      expect(await codeOf(commune.people.searchOutside({ name: 'Lan', phone: 'abc', reason }))).toBe('phone-letters')
      expect(await codeOf(commune.people.searchOutside({ name: 'Lan', birth: 'hôm qua', reason }))).toBe(
        'birth-invalid',
      )
      const found = await commune.people.searchOutside({ name: 'tran lan', birth: '1968', reason })
      expect(found.rows.map((row) => row.name)).toEqual(['Trần Thị Lan'])
      expect(found.rows[0]?.maskedPhone).toMatch(/•/u)
      // Found is not opened: the page stays with those who may see it.
      expect(await codeOf(commune.people.byId({ id: found.rows[0]?.id ?? '' }))).toBe('forbidden')
      const beside = await (await as('officer-v2')).people.searchOutside({ name: 'tran lan', birth: '1968', reason })
      expect(beside.rows).toEqual([])
      expect(await codeOf((await as('inspector')).people.searchOutside({ name: 'Lan', birth: '1968', reason }))).toBe(
        'forbidden',
      )
    })

    it('gives five rows at most and is on record with its reason', async () => {
      const commune = await as('commune-2')
      const found = await commune.people.searchOutside({ unitId: 'd', birth: '196', reason }).catch(() => null)
      expect(found).toBeNull()
      const many = await commune.people.searchOutside({ name: 'n', unitId: 'd', reason })
      expect(many.rows).toHaveLength(5)
      expect(many.more).toBe(true)
      const [event] = (await listAuditEvents(engine.db, { limit: 1 })).rows
      expect(event).toMatchObject({ actor: 'commune-2', action: 'people-searched-outside' })
      expect(event?.data).toEqual({ asked: ['name', 'unit'], reason, found: many.rows.map((row) => row.id) })
    })
  })

  describe('rosters', () => {
    const csv = (name: string, birth: string, phone: string, unit: string): string =>
      `STT,Họ và tên,Ngày sinh,Số điện thoại,"Thôn, làng"\n1,${name},${birth},${phone},${unit}\n`

    it('are cut to what one may change', async () => {
      const commune = await as('commune-1')
      const rows = `${csv('Ksor Mới', '01/02/1990', '', 'Làng Dưới')}2,Nay Xa,02/02/1990,,Buôn Xa\n`
      const id = await dropRoster(commune, rows)
      const page = await commune.imports.dryRun({ id })
      expect(page.counts).toMatchObject({ new: 1, refused: 1 })
      expect(page.rows.find((row) => row.outcome === 'refused')?.issues.map((issue) => issue.code)).toEqual([
        'unit-out-of-scope',
      ])
      const { jobId } = await commune.imports.confirm({ id })
      expect((await finished(commune, jobId)).state).toBe('done')
      expect((await everywhere.people.search({ text: 'nay xa' })).rows).toEqual([])
    })

    it('neither name nor change people of others', async () => {
      const commune = await as('commune-2')
      // The phone, the name and the day of birth of somebody in the other commune.
      const id = await dropRoster(commune, csv('Trần Thị Lan', '09/03/1968', '0830002018', 'Buôn Xa'))
      const { counts, rows } = await commune.imports.dryRun({ id })
      expect(counts).toMatchObject({ new: 1, changed: 0, 'possible-duplicate': 0 })
      expect(JSON.stringify(rows)).not.toContain('Làng Trên')
    })

    it('lie with whoever dropped them in, and with those who answer for everything', async () => {
      const { importId } = await (
        await as('commune-1')
      ).imports.upload({
        fileName: 'a.csv',
        bytes: bytesOf(csv('A B', '1990', '', 'Làng Dưới')),
      })
      expect(await codeOf((await as('commune-2')).imports.byId({ id: importId }))).toBe('not-found')
      expect(await codeOf((await as('commune-1')).imports.byId({ id: importId }))).toBe('no failure')
      expect(await codeOf((await as('province')).imports.byId({ id: importId }))).toBe('no failure')
      const listed = async (who: string): Promise<boolean> =>
        (await (await as(who)).imports.list()).some((row) => row.id === importId)
      expect(await listed('commune-1')).toBe(true)
      expect(await listed('commune-2')).toBe(false)
      expect(await listed('province')).toBe(true)
    })
  })

  // Somebody of the other commune has this number, and the name and day of birth beside it.
  const elsewhere = { name: 'Trần Thị Lan', phone: '0830002018' }

  describe('a phone of somebody elsewhere', () => {
    it('does not name them to whoever adds a person by hand', async () => {
      const newcomer = {
        ...elsewhere,
        birth: '09/03/1968',
        reachability: 'reachable',
        unitId: 'v3',
        householdId: null,
        representsHousehold: false,
        from: '2024-01-01',
      } as const
      expect(await (await as('province')).people.add(newcomer)).toMatchObject({ kind: 'likely-same' })
      expect(await (await as('commune-2')).people.add(newcomer)).toMatchObject({ kind: 'added' })
    })

    it('does not name them to whoever decides about a registration', async () => {
      const commune = await as('commune-2')
      const { token } = await commune.registrations.poster({ unitId: 'v3' })
      let now = Date.parse('2024-02-01T03:00:00.000Z')
      const visitor = createCaller({ ...ctx, actor: ANONYMOUS, now: () => new Date(now).toISOString() })
      const page = await visitor.registrations.page({ token, language: 'vi' })
      now += 20_000
      const { notice, formToken } = page
      await visitor.registrations.submit({
        token,
        ...elsewhere,
        agreed: true,
        noticeId: notice.id,
        formToken,
        trap: '',
      })
      const candidatesFor = async (who: string): Promise<readonly (string | null)[]> =>
        (await (await as(who)).registrations.list({})).rows.flatMap((row) =>
          row.candidates.map((candidate) => candidate.unitName),
        )
      expect(await candidatesFor('province')).toContain('Làng Trên')
      expect(await candidatesFor('commune-2')).not.toContain('Làng Trên')
    })
  })
})
