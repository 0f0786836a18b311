import { findSecretReplacement, listAuditEvents } from '@ketnoi/db'
import { getMigrations } from 'better-auth/db/migration'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { describeEngines, emptyAuditLog, emptyDatabase } from '../../../db/test/engines.ts'
import { totpCode } from '../../../../test/totp.ts'
import { createTestServer, TEST_SECRET, type Browser, type TestServer } from '../../test/browser.ts'
import { contextOf, createCaller, setUpDistrict } from '../../test/small-district.ts'
import { errorCodeOf, errorDataOf, replaceSecret, type Caller } from '../index.ts'
import { authOptions } from './auth.ts'

const PASSWORD = 'correct horse'
const codeOf = (asked: Promise<unknown>) => asked.then(() => null, errorCodeOf)
const dataOf = (asked: Promise<unknown>) => asked.then(() => null, errorDataOf)

/** The first administrator, with a second factor, the secret of it, and the code that turned it on. */
async function setUp(server: TestServer): Promise<{ admin: Browser; secret: string; code: string }> {
  const admin = server.open()
  const first = { code: server.firstCode.text, name: 'Quản Trị', userName: 'Admin', password: PASSWORD }
  await admin.visit((api) => api.session.becomeFirstAdministrator(first))
  return { admin, ...(await enrol(admin, PASSWORD)) }
}

async function enrol(browser: Browser, password: string): Promise<{ secret: string; code: string }> {
  const { secret } = await browser.visit((api) => api.session.startSecondFactor({ password }))
  const code = totpCode(secret)
  await browser.visit((api) => api.session.confirmSecondFactor({ code }))
  return { secret, code }
}

/** The code after the one that turned the app on, which is spent. */
const nextCode = (secret: string) => totpCode(secret, Date.now() + 30_000)

const officer = (unitId: string, userName: string | null, phone: string | null = null) => ({
  name: 'Cán Bộ',
  userName,
  phone,
  roles: [{ role: 'officer' as const, unitId, from: '2024-01-01', to: null }],
})
const logIn = (handle: string, password: string) => (api: Caller) => api.session.logIn({ handle, password })

describeEngines('accounts', (engine) => {
  let server: TestServer

  beforeAll(async () => {
    await emptyDatabase(engine.db)
    await setUpDistrict(createCaller(contextOf(engine.db, engine.kind)))
  })
  beforeEach(async () => {
    for (const table of ['account', 'account_lock', 'account_role'] as const)
      await engine.db.deleteFrom(table).execute()
    await emptyAuditLog(engine.db)
    server = createTestServer(engine.db, engine.kind)
  })

  it('the tables are those that the library asks for', async () => {
    const { compileMigrations } = await getMigrations(authOptions(engine.db, 'x'.repeat(40)))
    expect((await compileMigrations()).trim()).toBe(';')
  })

  describe('the first administrator', () => {
    it('is made once, with the code that the server printed, and must have a second factor before anything else', async () => {
      const browser = server.open()
      const input = { name: 'Quản Trị', userName: 'admin', password: PASSWORD }
      const become = (code: string) => browser.visit((api) => api.session.becomeFirstAdministrator({ code, ...input }))
      expect(await codeOf(become('aaaa-bbbb-cccc'))).toBe('first-code-wrong')
      await become(server.firstCode.text.toUpperCase().replaceAll('-', ' '))
      expect(await codeOf(browser.visit((api) => api.groups.list({})))).toBe('first-steps')
      await enrol(browser, PASSWORD)
      expect((await browser.visit((api) => api.groups.list({}))).total).toBe(6)
      expect(await codeOf(become(server.firstCode.text))).toBe('accounts-exist')
    })

    it('cannot be guessed: after ten wrong codes none is right', async () => {
      const browser = server.open()
      const become = (code: string) =>
        browser.visit((api) =>
          api.session.becomeFirstAdministrator({ code, name: 'A', userName: 'admin', password: PASSWORD }),
        )
      for (let i = 0; i < 10; i++) expect(await codeOf(become(`wrong-${i}`))).toBe('first-code-wrong')
      expect(await codeOf(become(server.firstCode.text))).toBe('first-code-void')
    })

    it('there is no other sign-up', async () => {
      const { auth } = (await server.open().context()).visit!
      const body = { email: 'x@account.invalid', name: 'X', password: PASSWORD }
      await expect(auth.api.signUpEmail({ body })).rejects.toThrow()
    })
  })

  describe('logging in', () => {
    it('takes the password and then the second factor, a code of the app or a recovery code once', async () => {
      const { secret } = await setUp(server)
      const browser = server.open()
      expect(await codeOf(browser.visit((api) => api.groups.list({})))).toBe('not-logged-in')
      expect(await browser.visit(logIn(' ADMIN ', PASSWORD))).toEqual({
        next: 'second-factor',
        app: true,
        passkey: false,
      })
      expect(await codeOf(browser.visit((api) => api.groups.list({})))).toBe('not-logged-in')
      expect(await codeOf(browser.visit((api) => api.session.verify({ code: '000000' })))).toBe('second-factor-wrong')
      expect(await browser.visit((api) => api.session.verify({ code: nextCode(secret) }))).toEqual({ next: 'done' })
      expect((await browser.visit((api) => api.groups.list({}))).total).toBe(6)

      const codes = await browser.visit((api) => api.session.renewRecoveryCodes({ password: PASSWORD }))
      expect(codes.length).toBeGreaterThanOrEqual(8)
      // Copied by hand: nothing that looks like something else, and however it is typed.
      for (const code of codes) expect(code).toMatch(/^(?:[a-hj-km-np-z2-9]{4}-){2}[a-hj-km-np-z2-9]{4}$/)
      const asTyped = (codes[0] ?? '').toUpperCase().replaceAll('-', ' ')
      const other = server.open()
      await other.visit(logIn('admin', PASSWORD))
      await other.visit((api) => api.session.verify({ code: asTyped }))
      expect(await other.visit((api) => api.session.own())).toMatchObject({ recoveryCodesLeft: codes.length - 1 })
      const third = server.open()
      await third.visit(logIn('admin', PASSWORD))
      expect(await codeOf(third.visit((api) => api.session.verify({ code: codes[0] ?? '' })))).toBe(
        'second-factor-wrong',
      )
      await other.visit((api) => api.session.logOut())
      expect(await codeOf(other.visit((api) => api.groups.list({})))).toBe('not-logged-in')
    })

    it('takes a code of the app once, and not from two at the same time', async () => {
      const { secret, code: first } = await setUp(server)
      const browsers = [server.open(), server.open(), server.open()] as const
      for (const browser of browsers) await browser.visit(logIn('admin', PASSWORD))
      const give = (browser: Browser, code: string) => codeOf(browser.visit((api) => api.session.verify({ code })))
      // The one that turned it on.
      expect(await give(browsers[0], first)).toBe('second-factor-spent')
      const code = nextCode(secret)
      const both = await Promise.all([give(browsers[0], code), give(browsers[1], code)])
      expect(both.toSorted()).toEqual(['second-factor-spent', null].toSorted())
      expect(await give(browsers[2], code)).toBe('second-factor-spent')
    })

    it('takes the app and the recovery codes under another secret of the server, and nothing under the one before', async () => {
      const { admin, secret } = await setUp(server)
      const to = 'another secret of the tests, long enough as well'
      const sealer = { idOf: (one: string) => one.slice(0, 7), reseal: () => null }
      const replace = () => replaceSecret(contextOf(engine.db, engine.kind), { from: TEST_SECRET, to }, sealer)
      const done = { services: 0, secondFactors: 1, unreadable: 0 }
      expect(await replace()).toEqual(done)
      // Killed after that, it is asked for again: nothing is left to do.
      expect(await replace()).toEqual(done)
      const { rows } = await listAuditEvents(engine.db, { limit: 9 })
      expect(rows.filter(({ action }) => action === 'secret-replaced')).toHaveLength(1)
      expect(await findSecretReplacement(engine.db, TEST_SECRET.slice(0, 7))).toBe('another')
      expect(await codeOf(admin.visit((api) => api.groups.list({})))).toBe('not-logged-in')
      const next = createTestServer(engine.db, engine.kind, to).open()
      await next.visit(logIn('admin', PASSWORD))
      await next.visit((api) => api.session.verify({ code: nextCode(secret) }))
      expect((await next.visit((api) => api.groups.list({}))).total).toBe(6)
      const old = server.open()
      await old.visit(logIn('admin', PASSWORD))
      await expect(
        old.visit((api) => api.session.verify({ code: totpCode(secret, Date.now() - 30_000) })),
      ).rejects.toThrow()
      expect(await codeOf(old.visit((api) => api.groups.list({})))).toBe('not-logged-in')
    })

    it('asks for the second factor of the account whose password was given, whoever else is logged in', async () => {
      const { admin, secret } = await setUp(server)
      const { firstPassword } = await admin.visit((api) => api.accounts.create(officer('c1', 'can-bo')))
      const other = server.open()
      await other.visit(logIn('can-bo', firstPassword))
      await other.visit((api) => api.session.changePassword({ password: 'qua suối rồi qua đồi' }))
      await enrol(other, 'qua suối rồi qua đồi')

      const thief = server.open()
      await thief.visit(logIn('can-bo', 'qua suối rồi qua đồi'))
      const context = await thief.context()
      const both = [await admin.context(), context].map(({ visit }) => visit?.headers.get('cookie'))
      const visit = { ...context.visit!, headers: new Headers({ cookie: both.join('; ') }) }
      expect(await codeOf(createCaller({ ...context, visit }).session.verify({ code: nextCode(secret) }))).toBe(
        'second-factor-wrong',
      )
    })

    it('locks after five failures, longer each time, whoever asks and whether or not there is such an account', async () => {
      const { admin } = await setUp(server)
      await admin.visit((api) => api.accounts.create(officer('c1', 'can-bo', '0912 345 678')))
      for (const handles of [['can-bo', '0912345678', '+84912345678'], ['nobody']]) {
        const tries = Array.from({ length: 5 }, (_, i) => handles[i % handles.length] ?? '')
        const codes: unknown[] = []
        for (const handle of tries) codes.push(await codeOf(server.open().visit(logIn(handle, 'wrong'))))
        expect(codes).toEqual([...Array.from({ length: 4 }, () => 'log-in-failed'), 'log-in-locked'])
        const seconds = async () =>
          Number((await dataOf(server.open().visit(logIn(handles[0] ?? '', 'wrong'))))?.['seconds'])
        expect(await seconds()).toBeCloseTo(60, -1)
        server.pass(61)
        expect(await seconds()).toBe(120)
        server.pass(121)
        expect(await seconds()).toBe(240)
        server.pass(241)
      }
    })

    it('lets no more than five of many at once', async () => {
      const { admin } = await setUp(server)
      await admin.visit((api) => api.accounts.create(officer('c1', 'can-bo')))
      const codes = await Promise.all(
        Array.from({ length: 12 }, () => codeOf(server.open().visit(logIn('can-bo', 'wrong')))),
      )
      expect(codes.filter((code) => code === 'log-in-failed').length).toBeLessThan(5)
      const events = await listAuditEvents(engine.db, { limit: 100 })
      const reasons = events.rows.map(({ data }) => (data as { why?: string }).why)
      expect(reasons.filter((why) => why === 'log-in-failed')).toHaveLength(5)
    })

    it('counts wrong codes with wrong passwords, so that a known password gives no endless guesses', async () => {
      await setUp(server)
      const codes: unknown[] = []
      for (let i = 0; i < 5; i++) {
        const browser = server.open()
        await browser.visit(logIn('admin', PASSWORD))
        codes.push(await codeOf(browser.visit((api) => api.session.verify({ code: '000000' }))))
      }
      expect(codes).toEqual([...Array.from({ length: 4 }, () => 'second-factor-wrong'), 'log-in-locked'])
      expect(await codeOf(server.open().visit(logIn('admin', PASSWORD)))).toBe('log-in-locked')
    })
  })

  describe('a handed-out password', () => {
    it('is shown once, must be replaced before anything else, and is worth nothing a week later', async () => {
      const { admin } = await setUp(server)
      const { id, firstPassword } = await admin.visit((api) => api.accounts.create(officer('c1', 'can-bo')))
      const browser = server.open()
      await browser.visit(logIn('can-bo', firstPassword))
      expect(await codeOf(browser.visit((api) => api.groups.list({})))).toBe('first-steps')
      const choose = (password: string) => browser.visit((api) => api.session.changePassword({ password }))
      expect(await dataOf(choose('ngắn quá'))).toMatchObject({ least: 14 })
      expect(await codeOf(choose('can-bo can-bo can-bo'))).toBe('password-too-easy')
      expect(await codeOf(choose(firstPassword))).toBe('password-same')
      await choose('qua suối rồi qua đồi')
      // One commune of two: its own group and those of its villages.
      expect((await browser.visit((api) => api.groups.list({}))).total).toBe(3)
      expect(await codeOf(server.open().visit(logIn('can-bo', firstPassword)))).toBe('log-in-failed')

      const reset = await admin.visit((api) => api.accounts.resetPassword({ id }))
      expect(await codeOf(browser.visit((api) => api.groups.list({})))).toBe('not-logged-in')
      server.pass(8 * 86_400)
      expect(await codeOf(server.open().visit(logIn('can-bo', reset.firstPassword)))).toBe('first-password-expired')
    })
  })

  describe('a session', () => {
    it('locks after 15 minutes, for administrators after 5, and the password opens it again', async () => {
      const { admin } = await setUp(server)
      const list = () => admin.visit((api) => api.groups.list({}))
      server.pass(290)
      await list()
      server.pass(290)
      await list()
      // What the page asks by itself does not keep it open.
      server.pass(200)
      await admin.visit((api) => api.jobs.active(), { background: true })
      expect((await admin.visit((api) => api.session.state(), { background: true })).secondsLeft).toBeLessThan(101)
      server.pass(101)
      expect(await codeOf(list())).toBe('session-locked')
      expect(await codeOf(admin.visit((api) => api.session.own()))).toBe('session-locked')
      expect(await codeOf(admin.visit((api) => api.session.unlock({ password: 'wrong' })))).toBe('password-wrong')
      await admin.visit((api) => api.session.unlock({ password: PASSWORD }))
      await list()
      // The clock jumps a day ahead, and is put back.
      for (const seconds of [86_400, -86_400]) {
        server.pass(seconds)
        expect(await codeOf(list())).toBe('session-locked')
        await admin.visit((api) => api.session.unlock({ password: PASSWORD }))
        await list()
      }

      const { firstPassword } = await admin.visit((api) => api.accounts.create(officer('c1', 'can-bo')))
      const browser = server.open()
      await browser.visit(logIn('can-bo', firstPassword))
      await browser.visit((api) => api.session.changePassword({ password: 'qua suối rồi qua đồi' }))
      server.pass(890)
      await browser.visit((api) => api.groups.list({}))
      server.pass(901)
      expect(await codeOf(browser.visit((api) => api.groups.list({})))).toBe('session-locked')
      // Guessing there counts like guessing at the log-in.
      const guesses: unknown[] = []
      for (let i = 0; i < 5; i++)
        guesses.push(await codeOf(browser.visit((api) => api.session.unlock({ password: 'wrong' }))))
      expect(guesses.at(-1)).toBe('log-in-locked')
      expect(await codeOf(server.open().visit(logIn('can-bo', 'qua suối rồi qua đồi')))).toBe('log-in-locked')
    })
  })

  describe('administration', () => {
    it('disables what has been out of use for 45 days, and an administrator enables it again', async () => {
      const { admin, secret } = await setUp(server)
      const { id, firstPassword } = await admin.visit((api) => api.accounts.create(officer('c1', 'can-bo')))
      const browser = server.open()
      await browser.visit(logIn('can-bo', firstPassword))
      await browser.visit((api) => api.session.changePassword({ password: 'qua suối rồi qua đồi' }))
      server.pass(46 * 86_400)
      await admin.visit((api) => api.session.unlock({ password: PASSWORD }))
      const row = async () => (await admin.visit((api) => api.accounts.list())).find((one) => one.id === id)
      expect(await row()).toMatchObject({ state: 'idle' })
      expect(await codeOf(server.open().visit(logIn('can-bo', 'qua suối rồi qua đồi')))).toBe('account-disabled')
      expect(await row()).toMatchObject({ state: 'disabled' })
      await admin.visit((api) => api.accounts.enable({ id }))
      await browser.visit(logIn('can-bo', 'qua suối rồi qua đồi'))
      await admin.visit((api) => api.accounts.disable({ id }))
      expect(await codeOf(browser.visit((api) => api.groups.list({})))).toBe('not-logged-in')
      // Whoever does not know the password is told nothing.
      expect(await codeOf(browser.visit(logIn('can-bo', 'wrong')))).toBe('log-in-failed')
      expect(secret).not.toBe('')
    })

    it('gives no role above or beside one’s own, and edits no account that has one', async () => {
      const { admin } = await setUp(server)
      const role = (
        name: 'officer' | 'commune-administrator' | 'inspector' | 'administrator',
        unitId: string | null,
      ) => ({
        role: name,
        unitId,
        from: '2024-01-01',
        to: null,
      })
      const made = await admin.visit((api) =>
        api.accounts.create({ ...officer('c1', 'xa-mot'), roles: [role('commune-administrator', 'c1')] }),
      )
      const commune = server.open()
      await commune.visit(logIn('xa-mot', made.firstPassword))
      await commune.visit((api) => api.session.changePassword({ password: 'qua suối' }))
      await enrol(commune, 'qua suối')
      const own = await commune.visit((api) => api.accounts.create(officer('v1', 'can-bo-mot')))
      const other = await admin.visit((api) => api.accounts.create(officer('c2', 'can-bo-hai')))
      const give = (id: string, one: ReturnType<typeof role>) =>
        codeOf(commune.visit((api) => api.accounts.grantRole({ id, ...one })))
      expect(await give(own.id, role('officer', 'c2'))).toBe('forbidden')
      expect(await give(own.id, role('administrator', 'c1'))).toBe('role-beyond')
      expect(await give(own.id, role('commune-administrator', 'c1'))).toBe('role-beyond')
      expect(await give(other.id, role('officer', 'c1'))).toBe('forbidden')
      expect(await give(own.id, role('inspector', 'c1'))).toBeNull()
      expect((await commune.visit((api) => api.accounts.list())).map(({ userName }) => userName).sort()).toEqual([
        'can-bo-mot',
        'xa-mot',
      ])
      // With a role elsewhere the account is not theirs alone any more.
      await admin.visit((api) => api.accounts.grantRole({ id: own.id, ...role('officer', 'c2') }))
      expect(await codeOf(commune.visit((api) => api.accounts.resetPassword({ id: own.id })))).toBe('forbidden')
      expect(await codeOf(commune.visit((api) => api.accounts.disable({ id: made.id })))).toBe('account-own')
    })

    it('lets others see and search no further than oneself does', async () => {
      const { admin } = await setUp(server)
      const made = await admin.visit((api) =>
        api.accounts.create({
          ...officer('c1', 'xa-mot'),
          roles: [{ role: 'commune-administrator', unitId: 'c1', searchUnitId: 'c2', from: '2024-01-01', to: null }],
        }),
      )
      const commune = server.open()
      await commune.visit(logIn('xa-mot', made.firstPassword))
      await commune.visit((api) => api.session.changePassword({ password: 'qua suối' }))
      await enrol(commune, 'qua suối')
      const wider = (more: { readonly seeUnitId?: string; readonly searchUnitId?: string }) =>
        commune.visit((api) =>
          api.accounts.create({
            ...officer('v1', null, '0912345678'),
            roles: [{ role: 'officer', unitId: 'v1', from: '2024-01-01', to: null, ...more }],
          }),
        )
      expect(await codeOf(wider({ seeUnitId: 'c2' }))).toBe('role-beyond')
      const { id } = await wider({ seeUnitId: 'c1', searchUnitId: 'c2' })
      const page = await commune.visit((api) => api.accounts.byId({ id }))
      expect(page.roles).toHaveLength(1)
      expect(page.roles[0]?.seeUnitName).not.toBeNull()
      expect(page.roles[0]?.searchUnitName).not.toBeNull()
    })

    it('keeps one administrator of everything', async () => {
      const { admin } = await setUp(server)
      const [first] = await admin.visit((api) => api.accounts.list())
      const id = first?.id ?? ''
      const roleId = first?.roles[0]?.id ?? ''
      const end = () => codeOf(admin.visit((api) => api.accounts.endRole({ id, roleId, day: '2024-02-01' })))
      expect(await end()).toBe('last-administrator')
      await admin.visit((api) =>
        api.accounts.create({
          ...officer('c1', 'thu-hai'),
          roles: [{ role: 'administrator', unitId: null, from: '2024-01-01', to: null }],
        }),
      )
      expect(await end()).toBeNull()
      expect(await codeOf(admin.visit((api) => api.accounts.list()))).toBe('forbidden')
    })

    it('is on record, without passwords, codes or phones', async () => {
      const { admin } = await setUp(server)
      const { id, firstPassword } = await admin.visit((api) => api.accounts.create(officer('c1', null, '0912345678')))
      await codeOf(server.open().visit(logIn('0912345678', 'a wrong one')))
      await server.open().visit(logIn('0912345678', firstPassword))
      await admin.visit((api) => api.accounts.resetSecondFactor({ id }))
      const { rows } = await admin.visit((api) => api.accounts.events({ id }))
      expect(rows.map(({ action }) => action)).toEqual([
        'account.reset-second-factor',
        'session.log-in',
        'session.refuse',
        'account.grant-role',
        'account.create',
      ])
      const all = JSON.stringify(await listAuditEvents(engine.db, { limit: 1000 }))
      for (const secret of [PASSWORD, firstPassword, 'a wrong one', '912345678', server.firstCode.text])
        expect(all).not.toContain(secret)
    })

    it('takes user names and phones in any form once', async () => {
      const { admin } = await setUp(server)
      const create = (userName: string | null, phone: string | null) =>
        codeOf(admin.visit((api) => api.accounts.create(officer('c1', userName, phone))))
      expect(await create('Can.Bo', '+84 912 345 678')).toBeNull()
      expect(await create('can.bo', null)).toBe('user-name-taken')
      expect(await create(null, '0912-345-678')).toBe('phone-taken')
      expect(await create(null, null)).toBe('handle-missing')
      expect(await create('0912345679', null)).toBe('user-name-invalid')
      expect(await create('cán bộ', null)).toBe('user-name-invalid')
      expect(await create(null, 'không có')).toBe('phone-invalid')
    })
  })
})
