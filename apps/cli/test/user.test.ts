import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { run, type Ran } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'ketnoi-user-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ketnoi = (...args: readonly string[]): Promise<Ran> => run('user', ...args, '--data', folder)

it('lets an operator in whom nobody else can', { timeout: 120_000 }, async () => {
  const made = await ketnoi('add-administrator', 'quan-tri', '--name', 'Quản Trị')
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(made.out).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}\n$/)
  expect((await ketnoi('list')).out).toBe('quan-tri\tQuản Trị\tchưa đăng nhập lần đầu\tquản trị viên (toàn hệ thống)\n')
  expect((await ketnoi('list', '--lang', 'en')).out).toBe(
    'quan-tri\tQuản Trị\tnot logged in yet\tadministrator (everywhere)\n',
  )
  expect(JSON.parse((await ketnoi('list', '--json')).out)).toMatchObject({
    userName: 'quan-tri',
    state: 'first-password',
  })
  const reset = await ketnoi('reset-password', 'Quan-Tri', '--second-factor')
  expect(reset.code).toBe(0)
  expect(reset.out).not.toBe(made.out)
  expect(await ketnoi('add-administrator', 'quan-tri')).toMatchObject({
    code: 1,
    err: 'ketnoi: đã có tài khoản mang tên đăng nhập này: ketnoi user list [user-name-taken]\n',
  })
  expect(await ketnoi('add-administrator', 'quan-tri', '--lang', 'en')).toMatchObject({
    code: 1,
    err: 'ketnoi: an account has this user name already: ketnoi user list [user-name-taken]\n',
  })
  expect(await ketnoi('reset-password', 'nobody')).toEqual({
    code: 1,
    out: '',
    err: 'ketnoi: không có tài khoản nào mang tên đăng nhập nobody: ketnoi user list\n',
  })
})
