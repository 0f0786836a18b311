import { listAuditEvents } from '@ketnoi/db'
import { getMigrations } from 'better-auth/db/migration'
import { beforeEach, describe, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { totpCode } from '../../../../test/totp.ts'
import { createTestServer, type Browser, type TestServer } from '../../test/browser.ts'
import { contextOf, createCaller, setUpDistrict } from '../../test/small-district.ts'
import { errorCodeOf, errorDataOf, type Caller } from '../index.ts'
import { authOptions } from './auth.ts'

const PASSWORD = 'correct horse'
const codeOf = (asked: Promise<unknown>) => asked.then(() => null, errorCodeOf)
const dataOf = (asked: Promise<unknown>) => asked.then(() => null, errorDataOf)

/** The first administrator, with a second factor, and the secret of it. */
async function setUp(server: TestServer): Promise<{ admin: Browser; secret: string }> {
  const admin = server.open()
  const code = server.firstCode.text
  await admin.visit((api) =>
    api.session.becomeFirstAdministrator({ code, name: 'Quản Trị', userName: 'Admin', password: PASSWORD }),
  )
  return { admin, secret: await enrol(admin, PASSWORD) }
}

async function enrol(browser: Browser, password: string): Promise<string> {
  const { secret } = await browser.visit((api) => api.session.startSecondFactor({ password }))
  await browser.visit((api) => api.session.confirmSecondFactor({ code: totpCode(secret) }))
  return secret
}

const officer = (unitId: string, userName: string | null, phone: string | null = null) => ({
  name: 'Cán Bộ',
  userName,
  phone,
  roles: [{ role: 'officer' as const, unitId, from: '2024-01-01', to: null }],
})
const logIn = (handle: string, password: string) => (api: Caller) => api.session.logIn({ handle, password })

describeEngines('accounts', (engine) => {
  let server: TestServer

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    await setUpDistrict(createCaller(contextOf(engine.db, engine.kind)))
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
      expect(await browser.visit(logIn(' ADMIN ', PASSWORD))).toEqual({ next: 'second-factor' })
      expect(await codeOf(browser.visit((api) => api.groups.list({})))).toBe('not-logged-in')
      expect(await codeOf(browser.visit((api) => api.session.verify({ code: '000000' })))).toBe('second-factor-wrong')
      expect(await browser.visit((api) => api.session.verify({ code: totpCode(secret) }))).toEqual({ next: 'done' })
      expect((await browser.visit((api) => api.groups.list({}))).total).toBe(6)

      const codes = await browser.visit((api) => api.session.renewRecoveryCodes({ password: PASSWORD }))
      expect(codes.length).toBeGreaterThanOrEqual(8)
      const other = server.open()
      await other.visit(logIn('admin', PASSWORD))
      await other.visit((api) => api.session.verify({ code: codes[0] ?? '' }))
      expect(await other.visit((api) => api.session.own())).toMatchObject({ recoveryCodesLeft: codes.length - 1 })
      const third = server.open()
      await third.visit(logIn('admin', PASSWORD))
      expect(await codeOf(third.visit((api) => api.session.verify({ code: codes[0] ?? '' })))).toBe(
        'second-factor-wrong',
      )
      await other.visit((api) => api.session.logOut())
      expect(await codeOf(other.visit((api) => api.groups.list({})))).toBe('not-logged-in')
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
})
