import { listAuditEvents } from '@ketnoi/db'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { describeEngines, emptyAuditLog, emptyDatabase } from '../../../db/test/engines.ts'
import { totpCode } from '../../../../test/totp.ts'
import { createAuthenticator, type Authenticator } from '../../test/authenticator.ts'
import { createTestServer, type Browser, type TestServer } from '../../test/browser.ts'
import { contextOf, createCaller, setUpDistrict } from '../../test/small-district.ts'
import { errorCodeOf } from '../index.ts'

const PASSWORD = 'correct horse'
const codeOf = (asked: Promise<unknown>) => asked.then(() => null, errorCodeOf)

/** Adds a passkey, and answers the recovery codes that came with it. */
async function add(browser: Browser, device: Authenticator, name = 'Điện thoại', password = PASSWORD) {
  const { options, recoveryCodes } = await browser.visit((api) => api.session.startPasskey({ password }))
  await browser.visit((api) => api.session.addPasskey({ name, response: device.create(options) }))
  return recoveryCodes
}

/** Answers what the log-in asks a passkey for. */
async function answer(browser: Browser, device: Authenticator, afterPassword: boolean) {
  const options = await browser.visit((api) => api.session.startPasskeyLogIn({ afterPassword }))
  return browser.visit((api) => api.session.logInWithPasskey({ response: device.get(options) }))
}

const password = (browser: Browser, handle = 'admin', text = PASSWORD) =>
  browser.visit((api) => api.session.logIn({ handle, password: text }))
const groups = (browser: Browser) => codeOf(browser.visit((api) => api.groups.list({})))
const own = (browser: Browser) => browser.visit((api) => api.session.own())
const remove = (browser: Browser, passkeyId: string | null, text = PASSWORD) =>
  codeOf(browser.visit((api) => api.session.removeSecondFactor({ password: text, passkeyId })))

describeEngines('passkeys', (engine) => {
  let server: TestServer
  let admin: Browser
  let device: Authenticator

  beforeAll(async () => {
    await emptyDatabase(engine.db)
    await setUpDistrict(createCaller(contextOf(engine.db, engine.kind)))
  })
  beforeEach(async () => {
    for (const table of ['account', 'account_lock', 'account_role', 'account_verification'] as const)
      await engine.db.deleteFrom(table).execute()
    await emptyAuditLog(engine.db)
    server = createTestServer(engine.db, engine.kind)
    admin = server.open()
    device = createAuthenticator()
    const code = server.firstCode.text
    await admin.visit((api) =>
      api.session.becomeFirstAdministrator({ code, name: 'Quản Trị', userName: 'admin', password: PASSWORD }),
    )
  })

  /** An officer who has chosen a password. */
  async function makeOfficer(text: string): Promise<Browser> {
    const { firstPassword } = await admin.visit((api) =>
      api.accounts.create({
        name: 'Cán Bộ',
        userName: 'can-bo',
        phone: null,
        roles: [{ role: 'officer', unitId: 'c1', from: '2024-01-01', to: null }],
      }),
    )
    const browser = server.open()
    await password(browser, 'can-bo', firstPassword)
    await browser.visit((api) => api.session.changePassword({ password: text }))
    return browser
  }

  it('are a second factor: an administrator who has one needs no app', async () => {
    expect(await groups(admin)).toBe('first-steps')
    const codes = await add(admin, device)
    expect(codes.length).toBeGreaterThanOrEqual(8)
    expect(await groups(admin)).toBeNull()
    expect(await own(admin)).toMatchObject({
      secondFactor: true,
      app: false,
      recoveryCodesLeft: codes.length,
      passkeys: [{ name: 'Điện thoại', host: 'localhost', usedAt: null }],
    })

    const browser = server.open()
    expect(await password(browser)).toEqual({ next: 'second-factor', app: false, passkey: true })
    expect(await groups(browser)).toBe('not-logged-in')
    expect(await answer(browser, device, true)).toEqual({ next: 'done' })
    expect(await groups(browser)).toBeNull()
    expect((await own(browser)).passkeys[0]?.usedAt).not.toBeNull()

    const other = server.open()
    await password(other)
    await other.visit((api) => api.session.verify({ code: codes[0] ?? '' }))
    expect(await groups(other)).toBeNull()
  })

  it('need the password to be added, and the answer that was asked for in this session', async () => {
    expect(await codeOf(add(admin, device, 'x', 'wrong'))).toBe('password-wrong')
    const { options } = await admin.visit((api) => api.session.startPasskey({ password: PASSWORD }))
    const offer = (browser: Browser, from: Authenticator, asked = options) =>
      codeOf(browser.visit((api) => api.session.addPasskey({ name: 'x', response: from.create(asked) })))
    expect(await offer(admin, createAuthenticator({ origin: 'http://localhost.evil.example' }))).toBe('passkey-refused')
    // Each challenge is answered once, rightly or wrongly.
    expect(await offer(admin, device)).toBe('passkey-refused')
    const again = await admin.visit((api) => api.session.startPasskey({ password: PASSWORD }))
    const other = server.open()
    await password(other)
    expect(await offer(other, device, again.options)).toBe('passkey-refused')
    const late = await admin.visit((api) => api.session.startPasskey({ password: PASSWORD }))
    server.pass(301)
    await codeOf(admin.visit((api) => api.session.unlock({ password: PASSWORD })))
    expect(await offer(admin, device, late.options)).toBe('passkey-refused')
    expect((await own(admin)).passkeys).toEqual([])
  })

  it('log in without a password when they know their owner by themselves', async () => {
    await add(admin, device)
    const browser = server.open()
    expect(await answer(browser, device, false)).toEqual({ next: 'done' })
    expect(await groups(browser)).toBeNull()
    const event = (await listAuditEvents(engine.db, { limit: 1 })).rows[0]
    expect(event).toMatchObject({ action: 'session.log-in', data: { secondFactor: true, passkey: true } })

    const careless = createAuthenticator({ verifies: false })
    await add(admin, careless, 'USB')
    expect(await codeOf(answer(server.open(), careless, false))).toBe('passkey-refused')
    const withPassword = server.open()
    await password(withPassword)
    expect(await answer(withPassword, careless, true)).toEqual({ next: 'done' })
  })

  it('are those of the account whose password was given, and answer one question once', async () => {
    await add(admin, device)
    const officer = await makeOfficer('qua suối rồi qua đồi')
    const theirs = createAuthenticator()
    await add(officer, theirs, 'Máy xã', 'qua suối rồi qua đồi')

    const browser = server.open()
    await password(browser)
    expect(await codeOf(answer(browser, theirs, true))).toBe('passkey-refused')
    // Nor does the browser of somebody else go on with what was asked in this one.
    const options = await browser.visit((api) => api.session.startPasskeyLogIn({ afterPassword: true }))
    const response = device.get(options)
    const thief = server.open()
    expect(await codeOf(thief.visit((api) => api.session.logInWithPasskey({ response })))).toBe('second-factor-expired')
    const right = await browser.visit((api) => api.session.startPasskeyLogIn({ afterPassword: true }))
    const once = device.get(right)
    await browser.visit((api) => api.session.logInWithPasskey({ response: once }))
    expect(await codeOf(browser.visit((api) => api.session.logInWithPasskey({ response: once })))).toBe(
      'passkey-refused',
    )
    expect(await codeOf(server.open().visit((api) => api.session.startPasskeyLogIn({ afterPassword: true })))).toBe(
      'second-factor-expired',
    )
  })

  it('are refused from a foreign address, after the time, and count with wrong passwords', async () => {
    await add(admin, device)
    const browser = server.open()
    const asked = await browser.visit((api) => api.session.startPasskeyLogIn({ afterPassword: false }))
    const phished = device.get(asked, 'https://ketnoi.evil.example')
    expect(await codeOf(browser.visit((api) => api.session.logInWithPasskey({ response: phished })))).toBe(
      'passkey-refused',
    )
    const late = await browser.visit((api) => api.session.startPasskeyLogIn({ afterPassword: false }))
    server.pass(301)
    expect(await codeOf(browser.visit((api) => api.session.logInWithPasskey({ response: device.get(late) })))).toBe(
      'passkey-refused',
    )
    // A signature that is not the key's.
    const forged = async () => {
      const options = await browser.visit((api) => api.session.startPasskeyLogIn({ afterPassword: false }))
      const { response, ...rest } = device.get(options)
      return browser.visit((api) =>
        api.session.logInWithPasskey({ response: { ...rest, response: { ...response, signature: 'AAAA' } } }),
      )
    }
    for (let i = 0; i < 2; i++) expect(await codeOf(forged())).toBe('passkey-refused')
    expect(await codeOf(password(browser, 'admin', 'wrong'))).toBe('log-in-locked')
    expect(await codeOf(answer(browser, device, false))).toBe('log-in-locked')
    // A key that nobody knows is refused like a wrong one.
    const stranger = createAuthenticator()
    stranger.create(await admin.visit((api) => api.session.startPasskeyLogIn({ afterPassword: false })).then(asNew))
    expect(await codeOf(answer(server.open(), stranger, false))).toBe('passkey-refused')
  })

  it('work at the address that they were made at', async () => {
    await add(admin, device)
    const elsewhere = server.open('https://ketnoi.example.vn')
    expect(await password(elsewhere)).toEqual({ next: 'second-factor', app: false, passkey: false })
    expect(await codeOf(answer(elsewhere, device, true))).toBe('passkey-refused')
  })

  it('do not open an account that is disabled, and go with the second factor that an administrator takes off', async () => {
    await add(admin, device)
    const officer = await makeOfficer('qua suối rồi qua đồi')
    const theirs = createAuthenticator()
    await add(officer, theirs, 'Máy xã', 'qua suối rồi qua đồi')
    const id = (await admin.visit((api) => api.accounts.list())).find((one) => one.userName === 'can-bo')?.id ?? ''
    await admin.visit((api) => api.accounts.disable({ id }))
    expect(await codeOf(answer(server.open(), theirs, false))).toBe('account-disabled')
    await admin.visit((api) => api.accounts.enable({ id }))
    // A handed-out password must be replaced first, whichever way somebody comes in.
    await admin.visit((api) => api.accounts.resetPassword({ id }))
    const browser = server.open()
    await answer(browser, theirs, false)
    expect(await groups(browser)).toBe('first-steps')
    await admin.visit((api) => api.accounts.resetSecondFactor({ id }))
    expect(await codeOf(answer(server.open(), theirs, false))).toBe('passkey-refused')
  })

  it('are named, and taken off one by one: administrators keep a last one', async () => {
    await add(admin, device)
    await add(admin, createAuthenticator(), 'USB')
    const [first, second] = (await own(admin)).passkeys
    await admin.visit((api) => api.session.renamePasskey({ id: first?.id ?? '', name: 'Điện thoại mới' }))
    expect((await own(admin)).passkeys.map(({ name }) => name)).toEqual(['Điện thoại mới', 'USB'])
    expect(await remove(admin, 'none')).toBe('not-found')
    expect(await remove(admin, second?.id ?? '', 'wrong')).toBe('password-wrong')
    expect(await remove(admin, second?.id ?? '')).toBeNull()
    expect(await remove(admin, first?.id ?? '')).toBe('second-factor-required')
    expect(await remove(admin, null)).toBe('second-factor-off')

    const officer = await makeOfficer('qua suối rồi qua đồi')
    await add(officer, createAuthenticator(), 'Máy xã', 'qua suối rồi qua đồi')
    const [theirs] = (await own(officer)).passkeys
    // Somebody else's are not theirs to touch.
    expect(await codeOf(officer.visit((api) => api.session.renamePasskey({ id: first?.id ?? '', name: 'x' })))).toBe(
      'not-found',
    )
    expect(await remove(officer, first?.id ?? '', 'qua suối rồi qua đồi')).toBe('not-found')
    expect(await remove(officer, theirs?.id ?? '', 'qua suối rồi qua đồi')).toBeNull()
    expect(await own(officer)).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0, passkeys: [] })
    expect(await password(server.open(), 'can-bo', 'qua suối rồi qua đồi')).toEqual({ next: 'done' })
  })

  describe('beside an app', () => {
    it('each works, the recovery codes of the first stay, and either can be taken off', async () => {
      const codes = await add(admin, device)
      const made = await admin.visit((api) => api.session.startSecondFactor({ password: PASSWORD }))
      expect(made.recoveryCodes).toEqual([])
      // Until its code was seen, the app counts for nothing.
      expect(await password(server.open())).toMatchObject({ app: false, passkey: true })
      const given = [totpCode(made.secret)]
      await admin.visit((api) => api.session.confirmSecondFactor({ code: given[0] ?? '' }))
      expect(await own(admin)).toMatchObject({ app: true, recoveryCodesLeft: codes.length })
      const browser = server.open()
      expect(await password(browser)).toEqual({ next: 'second-factor', app: true, passkey: true })
      given.push(totpCode(made.secret, Date.now() + 30_000))
      await browser.visit((api) => api.session.verify({ code: given[1] ?? '' }))

      expect(await remove(admin, null)).toBeNull()
      expect(await own(admin)).toMatchObject({ app: false, secondFactor: true, recoveryCodesLeft: codes.length })
      const last = server.open()
      expect(await password(last)).toMatchObject({ app: false, passkey: true })
      // One that nobody has given yet, whichever half minute it is by now.
      const codesNow = [-30_000, 0, 30_000].map((ms) => totpCode(made.secret, Date.now() + ms))
      const old = codesNow.find((code) => !given.includes(code)) ?? ''
      expect(await codeOf(last.visit((api) => api.session.verify({ code: old })))).toBe('second-factor-wrong')
      // What the app knew does not turn it on again.
      expect(await codeOf(admin.visit((api) => api.session.confirmSecondFactor({ code: old })))).toBe(
        'second-factor-wrong',
      )
      await last.visit((api) => api.session.verify({ code: codes[1] ?? '' }))
      expect(await groups(last)).toBeNull()
    })
  })
})

/** A question as if a new key were asked for. */
function asNew({ challenge, rpId = '' }: { readonly challenge: string; readonly rpId?: string }) {
  const user = { id: 'AA', name: 'x', displayName: 'x' }
  return { challenge, rp: { id: rpId, name: 'x' }, user, pubKeyCredParams: [] }
}
