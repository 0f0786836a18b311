import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeEngines } from '../test/engines.ts'
import { openDatabase } from './connect.ts'
import {
  DatabaseTooOld,
  DatabaseUnreachable,
  DataFolderInUse,
  DataFolderNotWritable,
  DataFolderUnreadable,
} from './errors.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'db-connect-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function holdElsewhere(dataDir: string): Promise<ChildProcess> {
  const holder = spawn(
    process.execPath,
    [fileURLToPath(new URL('../test/hold-data-folder.ts', import.meta.url)), dataDir],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await once(holder.stdout, 'data')
  return holder
}

describe('the embedded database', () => {
  test('keeps what was written, and gives the folder back when it is closed', async () => {
    const dataDir = join(folder, 'kept')
    const first = await openDatabase({ dataDir })
    expect(first.kind).toBe('pglite')
    expect(first.version).toMatch(/^\d+\.\d+$/)
    await sql`insert into setting (name, value) values ('a', '1')`.execute(first.db)
    await first.close()
    const second = await openDatabase({ dataDir })
    expect(await second.db.selectFrom('setting').select('value').execute()).toEqual([{ value: 1 }])
    await second.close()
    expect(await readdir(dataDir)).toEqual(['pglite'])
  }, 60_000)

  test('is not opened twice, by this process or by another one, which is named', async () => {
    const dataDir = join(folder, 'twice')
    const holder = await holdElsewhere(dataDir)
    const refused = openDatabase({ dataDir })
    await expect(refused).rejects.toThrow(DataFolderInUse)
    await expect(refused).rejects.toThrow(`process ${String(holder.pid)}`)
    const gone = once(holder, 'exit')
    holder.kill('SIGKILL')
    await gone
    // Killed without a word: the next one takes the folder over at once, and keeps it for itself.
    const started = Date.now()
    const opened = await openDatabase({ dataDir })
    expect(Date.now() - started).toBeLessThan(15_000)
    await expect(openDatabase({ dataDir })).rejects.toThrow(DataFolderInUse)
    await opened.close()
  }, 60_000)

  test('says when the folder cannot be written', async () => {
    const file = join(folder, 'a-file')
    await writeFile(file, '')
    await expect(openDatabase({ dataDir: join(file, 'below') })).rejects.toThrow(DataFolderNotWritable)
    await expect(openDatabase({ dataDir: file })).rejects.toThrow(DataFolderNotWritable)
    // Of a file system that has no folders to make.
    if (existsSync('/proc/self'))
      await expect(openDatabase({ dataDir: '/proc/ketnoi/data' })).rejects.toThrow(DataFolderNotWritable)
  })

  test.skipIf(process.getuid?.() === 0)('says when the folder is read-only', async () => {
    const dataDir = join(folder, 'read-only')
    await mkdir(dataDir)
    await chmod(dataDir, 0o555)
    await expect(openDatabase({ dataDir })).rejects.toThrow(DataFolderNotWritable)
  })

  test('says when the folder holds something else, and gives it back', async () => {
    const dataDir = join(folder, 'broken')
    await mkdir(join(dataDir, 'pglite'), { recursive: true })
    await writeFile(join(dataDir, 'pglite', 'PG_VERSION'), '9')
    await expect(openDatabase({ dataDir })).rejects.toThrow(DataFolderUnreadable)
    await expect(openDatabase({ dataDir })).rejects.toThrow(DataFolderUnreadable)
  })
})

describe('a PostgreSQL server', () => {
  test('that nobody answers for is unreachable, and the password is not told', async () => {
    const refused = openDatabase({ url: 'postgres://somebody:secret@127.0.0.1:1/ketnoi' })
    await expect(refused).rejects.toThrow(DatabaseUnreachable)
    await expect(refused).rejects.toThrow('127.0.0.1:1/ketnoi')
    await expect(refused).rejects.not.toThrow('secret')
    await expect(openDatabase({ url: 'postgres://%' })).rejects.toThrow(DatabaseUnreachable)
  })

  test('that is too old is refused', async () => {
    const old = await pretendToBe('14.11')
    await expect(openDatabase({ url: `postgres://a@127.0.0.1:${String(old.port)}/a` })).rejects.toThrow(DatabaseTooOld)
    old.server.close()
  })
})

describeEngines('values', (engine) => {
  test('arrive the same from both engines', async () => {
    const { rows } = await sql`
      select date '2024-02-29' as day, date 'infinity' as never, 5::int8 as count, 9007199254740993::int8 as large,
        timestamptz '2024-02-01 07:00:00.25+07' as instant, timestamptz 'infinity' as end, '{"a": [1, null]}'::jsonb as json,
        array['a', null]::text[] as texts, 1.5::float8 as float, true as yes, null::text as nothing, '\\x00ff'::bytea as bytes,
        sum(n) as sum from (values (1), (2)) as v (n)
    `.execute(engine.db)
    expect(rows).toStrictEqual([
      {
        day: '2024-02-29',
        never: 'infinity',
        count: 5,
        large: '9007199254740993',
        instant: '2024-02-01T00:00:00.250Z',
        end: 'infinity',
        json: { a: [1, null] },
        texts: ['a', null],
        float: 1.5,
        yes: true,
        nothing: null,
        bytes: new Uint8Array([0, 255]),
        sum: 3,
      },
    ])
  })

  test('go in and come out the same', async () => {
    const values = ['2024-02-29', '-infinity', '2024-02-01T00:00:00.250Z', JSON.stringify(['x']), 'Kpă H’Nhươn']
    const { rows } = await sql`
      select ${values[0]}::date as day, ${values[1]}::date as open, ${values[2]}::timestamptz as instant, ${values[3]}::jsonb as json,
        ${values[4]}::text as name, ${[1, 2]}::int[] as numbers, ${[null, '2024-01-01']}::date[]::text[] as days,
        ${[true, null]}::boolean[] as flags, ${new Uint8Array([1, 2])}::bytea as bytes, ${['a"b', 'c,d', '{}', '\\', '']}::text[] as texts
    `.execute(engine.db)
    expect(rows).toStrictEqual([
      {
        day: '2024-02-29',
        open: '-infinity',
        instant: '2024-02-01T00:00:00.250Z',
        json: ['x'],
        name: 'Kpă H’Nhươn',
        numbers: [1, 2],
        days: [null, '2024-01-01'],
        flags: [true, null],
        bytes: new Uint8Array([1, 2]),
        texts: ['a"b', 'c,d', '{}', '\\', ''],
      },
    ])
  })
})

/** A server that speaks just enough of the protocol to name its version. */
async function pretendToBe(version: string): Promise<{ port: number; server: Server }> {
  const message = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(5)
    head.write(type)
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  const text = (value: string): Buffer => Buffer.from(`${value}\0`)
  const int = (value: number, bytes: 2 | 4): Buffer => {
    const buffer = Buffer.alloc(bytes)
    buffer.writeIntBE(value, 0, bytes)
    return buffer
  }
  const number = `${version.split('.')[0] ?? ''}00${version.split('.')[1] ?? ''}`
  const fields = ['server_version_num', 'server_version']
  const columns = fields.map((name) =>
    Buffer.concat([text(name), int(0, 4), int(0, 2), int(25, 4), int(-1, 2), int(-1, 4), int(0, 2)]),
  )
  const values = [number, version].map((value) => Buffer.concat([int(value.length, 4), Buffer.from(value)]))
  const ready = message('Z', Buffer.from('I'))
  const server = createServer((socket) => {
    let greeted = false
    socket.on('error', () => {})
    socket.on('data', (data) => {
      if (!greeted) {
        greeted = true
        socket.write(Buffer.concat([message('R', int(0, 4)), ready]))
      } else if (data[0] !== 'X'.charCodeAt(0)) {
        socket.write(
          Buffer.concat([
            ...(data[0] === 'Q'.charCodeAt(0) ? [] : [message('1', Buffer.alloc(0)), message('2', Buffer.alloc(0))]),
            message('T', Buffer.concat([int(2, 2), ...columns])),
            message('D', Buffer.concat([int(2, 2), ...values])),
            message('C', text('SELECT 1')),
            ready,
          ]),
        )
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { port: typeof address === 'object' && address !== null ? address.port : 0, server }
}
