import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@ketnoi/db'
import { afterAll, expect, it } from 'vitest'
import { DAY, loadExample, VILLAGE } from '../../../packages/db/test/example.ts'
import { run, type Ran } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'ketnoi-history-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ketnoi = (...args: readonly string[]): Promise<Ran> => run(...args, '--data', folder)

it(
  'tells who was in a group on a day, where somebody was, and whether the log is whole',
  { timeout: 180_000 },
  async () => {
    const { db, close } = await openDatabase({ dataDir: folder })
    await loadExample(db)
    await close()
    const group = await ketnoi('history', 'group', VILLAGE, '--on', DAY, '--compare', '2024-01-01')
    expect(group).toMatchObject({ code: 0, err: '' })
    expect(group.out).toContain('chief\tNguyễn Văn Bình\tcần có: trưởng nhóm\tthực tế: chưa biết\t')
    const english = await ketnoi('history', 'group', VILLAGE, '--on', DAY, '--lang', 'en')
    expect(english.out).toContain('chief\tNguyễn Văn Bình\tshould be: leader\twas: unknown\t')
    expect(JSON.parse((await ketnoi('history', 'group', VILLAGE, '--on', DAY, '--json')).out)).toMatchObject({
      groupId: VILLAGE,
      basis: 'known',
    })
    const person = await ketnoi('history', 'person', 'v1', '--from', '2024-01-01', '--to', DAY)
    expect(person.out).toContain(`cần có\t${VILLAGE}\t`)
    expect((await ketnoi('history', 'group', 'nope', '--on', DAY)).err).toContain('không có gì mang mã này')
    for (const day of ['yesterday', '2025-02-31']) {
      const refused = await ketnoi('history', 'group', VILLAGE, '--on', day)
      expect(refused).toMatchObject({ code: 1, out: '' })
      expect(refused.err).toContain(`${day} không phải là một ngày`)
    }

    const whole = await ketnoi('audit', 'verify')
    expect(whole).toMatchObject({ code: 0, err: '' })
    const [, hash = ''] = /dấu niêm cuối: ([0-9a-f]{64})/u.exec(whole.out) ?? []
    expect((await ketnoi('audit', 'verify', '--from', hash)).code).toBe(0)
    const other = await ketnoi('audit', 'verify', '--from', '0'.repeat(64))
    expect(other).toMatchObject({ code: 1, err: '' })
    expect(other.out).toContain('dấu niêm đã giữ không còn trong nhật ký [kept-hash-unknown]')
  },
)
