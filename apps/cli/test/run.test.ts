import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCaller } from '@ketnoi/api'
import { openDatabase } from '@ketnoi/db'
import { afterAll, expect, it } from 'vitest'
import { contextOf } from '../../../packages/api/test/small-district.ts'
import { loadExample, VILLAGE } from '../../../packages/db/test/example.ts'
import { run, type Ran } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'ketnoi-run-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ketnoi = (...args: readonly string[]): Promise<Ran> => run('run', ...args, '--data', folder)
const linesOf = (text: string): readonly Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>) // what the command itself wrote

it('lists runs, and shows how one gets on', { timeout: 180_000 }, async () => {
  const { db, kind, close } = await openDatabase({ dataDir: folder })
  await loadExample(db)
  const api = createCaller(contextOf(db, kind))
  const scope = { groupId: VILLAGE }
  const { fingerprint } = await api.runs.proposal(scope)
  const { id } = await api.runs.approve({ scope, fingerprint })
  const { changeCount, firstGroup: groupName } = await api.runs.byId({ id })
  await close()

  expect((await ketnoi('list')).out).toContain(
    `${id}\tđã duyệt, chưa bắt đầu\t0/${changeCount} thay đổi\t${groupName}\t`,
  )
  const begun = await ketnoi('watch', id, '--once')
  expect(begun).toMatchObject({ code: 2, err: '' })
  expect(begun.out).toBe(`[${'.'.repeat(24)}] 0/${changeCount} · đã duyệt, chưa bắt đầu · đang chờ ${changeCount}\n`)

  // Everything but one is proved, and then that one as well.
  await settle('failed')
  const failed = await ketnoi('watch', id, '--json')
  expect(failed).toMatchObject({ code: 2, err: '' })
  const lines = linesOf(failed.out)
  expect(lines.filter(({ kind, state }) => kind === 'change' && state === 'failed')).toHaveLength(1)
  expect(lines.at(-1)).toMatchObject({ kind: 'run', id, state: 'done', changeCount })
  await settle('proved')
  expect(await ketnoi('watch', id)).toEqual({
    code: 0,
    out: `[${'#'.repeat(24)}] ${changeCount}/${changeCount} · xong · đã kiểm chứng ${changeCount}\n`,
    err: '',
  })

  expect(await ketnoi('watch', 'nowhere')).toMatchObject({ code: 1, out: '' })
  expect((await ketnoi('watch', 'nowhere')).err).toContain('[not-found]')
  expect((await ketnoi('watch', id, '--every', 'often')).code).toBe(1)

  async function settle(lastOne: 'failed' | 'proved'): Promise<void> {
    const again = await openDatabase({ dataDir: folder })
    await again.db.updateTable('run').set({ state: 'done' }).execute()
    const group = lastOne === 'proved' ? 'proved' : 'incomplete'
    await again.db.updateTable('run_group').set({ state: group }).execute()
    await again.db.updateTable('run_change').set({ state: 'proved' }).execute()
    await again.db.updateTable('run_change').set({ state: lastOne }).where('place', '=', 0).execute()
    await again.close()
  }
})

it('draws the bar over the line before where somebody looks at it', async () => {
  const written: [string, boolean][] = []
  const nothing = () => Promise.resolve()
  const { runKetnoi } = await import('../src/program.ts')
  const [row] = linesOf((await ketnoi('list', '--json')).out)
  await runKetnoi(['run', 'watch', String(row?.['id']), '--data', folder], {
    out: nothing,
    err: nothing,
    rewrite: (line, last) => {
      written.push([line, last])
      return nothing()
    },
  })
  expect(written).toMatchObject([[expect.stringContaining(' · xong · '), true]])
})
