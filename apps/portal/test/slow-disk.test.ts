import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { loadActor, type Context } from '@ketnoi/api'
import { findAccountByHandle, findPerson, openDatabase, type OpenDatabase } from '@ketnoi/db'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { contextOf, createCaller, importVillagers, setUpDistrict } from '../../../packages/api/test/small-district.ts'
import { findReplayFaults, planReplay, replay, type ReplayAnswer } from '../../../packages/db/test/replay.ts'
import { slowPostgres } from '../../../packages/db/test/slow-postgres.ts'
import { startPortal, type Portal } from './portal.ts'
import { enter, Refused, type Visitor } from './visitor.ts'

/** A disk that takes its time for each transaction, and now and then does nothing at all. */
interface SlowDisk {
  readonly env: Readonly<Record<string, string>>
  readonly open: () => Promise<OpenDatabase>
  /** From now on. */
  readonly slow: () => Promise<void>
  /** How long what is written takes at least, from then on. */
  readonly slowMs: number
  /** From then on nothing is written, until what it gives is called. */
  readonly hang: () => Promise<() => Promise<void>>
  readonly end: () => Promise<void>
}

const EDITORS = 4
const ROSTER = 60
/** Longer than Node keeps a connection by itself. */
const HANG_MS = 6_000

test.each(['postgres', 'pglite'] as const)(
  'a disk that is slow and hangs: who is answered is told the truth, nothing is lost and nothing is double, on %s',
  { timeout: 240_000 },
  async (kind) => {
    const disk = kind === 'postgres' ? await slowServer() : slowFolder()
    let portal: Portal | null = null
    try {
      const { firstPassword, people } = await prepare(disk)
      portal = await startPortal({ ...disk.env, KETNOI_SECRET: 'a secret of the tests, long enough for it' })
      const { url } = portal
      const officer = await enter(url, 'can-bo', firstPassword)
      const devices = await Promise.all(
        Array.from({ length: 4 }, () => officer.call('onboarding.prepareDevice', { name: 'x', password: PASSWORD })),
      )
      const { id: noticeId } = (await officer.call('consents.notice', { purposeId: PURPOSE, language: 'vi' })) as Named
      const uploaded = await uploadRoster(officer)
      await disk.slow()

      const importing = await confirmRoster(officer, uploaded)
      const over = new AbortController()
      const editing = people.slice(0, EDITORS).map((id) => edit(officer, id, over.signal))
      const looking = look(officer, people.at(-1) ?? '', over.signal)
      const plan = { officers: 4, records: 3, sharedEvery: 3, batch: 2, lostEvery: 5 }
      const recorded = planReplay({ ...plan, noticeId, purposeId: PURPOSE, villageIds: ['v1', 'v2'] })
      const replaying = replay(
        { ...plan, noticeId, purposeId: PURPOSE, villageIds: [] },
        recorded,
        async (at, records) => {
          const { deviceId } = devices[at] as { readonly deviceId: string }
          return ((await officer.call('onboarding.submit', { deviceId, records })) as { answers: ReplayAnswer[] })
            .answers
        },
      )
      await setTimeout(500)
      const goOn = await disk.hang()
      const crowd = Promise.all(Array.from({ length: 15 }, () => answerOf(officer.call('units.tree', {}))))
      const watched = await watch(url)
      await goOn()
      await expect.poll(() => statusOf(`${url}/readyz`), { timeout: 20_000 }).toBe(200)
      const told = await crowd
      const job = await endOf(officer, importing)
      const result = await replaying
      await setTimeout(500)
      over.abort()
      const edits = await Promise.all(editing)
      const looks = await looking

      if (kind === 'postgres') {
        expect(watched).toMatchObject({ readyz: 503, healthz: 503, ready: '0', database: '0' })
        expect(watched.oldestSeconds).toBeGreaterThan(1)
      }
      // The embedded database keeps the whole program waiting: who watches over it hears nothing meanwhile.
      else expect(watched.ms).toBeGreaterThan(HANG_MS - 1_000)
      expect(new Set(told)).toEqual(new Set(['200']))
      const all = [...told, ...looks, ...edits.flatMap(({ answers }) => answers)]
      expect(
        all.filter((one) => !/^(?:200|503 (?:database-unreachable|outcome-unknown|database-busy))$/u.test(one)),
      ).toEqual([])
      expect(job).toBe('done')

      const together = await selectOthers(officer, people.slice(EDITORS))
      const goOnAgain = await disk.hang()
      const cut = answerOf(officer.call('selections.change', together))
      await setTimeout(1_000)
      await portal.kill()
      portal = null
      // It fell silent: nobody can know, and whoever presses again is told what came of it.
      expect(await cut).toMatch('fetch failed')
      // The embedded database stood still in the process that is gone.
      if (kind === 'postgres') await goOnAgain()
      const opened = await disk.open()
      try {
        const again = createCaller(await asOfficer(opened))
        expect(await again.selections.change(together)).toMatchObject({ changed: together.people.length, refused: [] })
        for (const { id, revision } of together.people)
          expect((await findPerson(opened.db, id))?.revision).toBe(revision + 1)
        expect(await findReplayFaults(opened.db, recorded, result)).toEqual([])
        for (const one of edits) {
          const { revision, noted } = await whatBecameOf(opened, one.id)
          expect(one.fastestMs).toBeGreaterThanOrEqual(disk.slowMs)
          expect(one.acknowledged).toBeGreaterThan(0)
          expect(revision - 1).toBeGreaterThanOrEqual(one.acknowledged)
          expect(revision - 1).toBeLessThanOrEqual(one.acknowledged + one.unknown)
          expect(noted).toBe(revision - 1)
        }
        const { rows } = await sql<{ count: number }>`
          select count(*) from person where name like 'Rah Lan %' and id in (select person_id from residence)
        `.execute(opened.db)
        expect(rows).toEqual([{ count: ROSTER }])
      } finally {
        await opened.close()
      }
    } finally {
      await portal?.kill()
      await disk.end()
    }
  },
)

const PASSWORD = 'con đường làng dài'
const PURPOSE = 'village-group'

interface Named {
  readonly id: string
}

async function prepare(
  disk: SlowDisk,
): Promise<{ readonly firstPassword: string; readonly people: readonly string[] }> {
  const opened = await disk.open()
  try {
    const api = createCaller(contextOf(opened.db, opened.kind))
    await setUpDistrict(api)
    await importVillagers(api)
    const { people } = await api.selections.match({ text: '', unitId: 'v1' })
    const roles = [{ role: 'commune-administrator' as const, unitId: 'c1', from: '2024-01-01', to: null }]
    const { firstPassword } = await api.accounts.create({ name: 'Cán Bộ', userName: 'can-bo', phone: null, roles })
    return { firstPassword, people: people.map(({ id }) => id) }
  } finally {
    await opened.close()
  }
}

interface Edits {
  readonly id: string
  readonly acknowledged: number
  /** They were told that nobody knows. */
  readonly unknown: number
  readonly answers: readonly string[]
  readonly fastestMs: number
}

/** Changes somebody again and again, as one sees them. */
async function edit({ call }: Visitor, id: string, signal: AbortSignal): Promise<Edits> {
  const [answers, times]: [string[], number[]] = [[], []]
  let [acknowledged, unknown, revision] = [0, 0, 0]
  for (let at = 0; !signal.aborted; at++) {
    if (revision === 0) {
      const person = await call('people.byId', { id }).catch(() => null)
      revision = (person as { readonly revision: number } | null)?.revision ?? 0
      continue
    }
    const begun = performance.now()
    const reachability = at % 2 === 0 ? 'shared-phone' : 'reachable'
    const change = { kind: 'set', reachability }
    const answer = await answerOf(
      call('people.update', { id, revision, reason: '', change }).then((done) => {
        revision = (done as { readonly revision: number }).revision
      }),
    )
    answers.push(answer)
    if (answer === '200') {
      acknowledged += 1
      times.push(performance.now() - begun)
    } else {
      revision = 0
      if (answer === '503 outcome-unknown') unknown += 1
    }
  }
  return { id, acknowledged, unknown, answers, fastestMs: Math.min(...times) }
}

/** A change of many people, as it was previewed. */
async function selectOthers({ call }: Visitor, ids: readonly string[]) {
  const found = (await call('selections.match', { text: '', unitId: 'v1' })) as {
    people: { id: string; revision: number }[]
  }
  const people = found.people.filter(({ id }) => ids.includes(id)).map(({ id, revision }) => ({ id, revision }))
  const input = { people, change: { kind: 'set', reachability: 'no-smartphone' } as const, reason: '' }
  return { ...input, id: ((await call('selections.preview', input)) as Named).id }
}

/** The day of the portal, which is over seven hours before it is in UTC. */
const TODAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })

/** The officer at the portal, after it has ended. */
async function asOfficer({ db, kind }: OpenDatabase): Promise<Context> {
  const account = await findAccountByHandle(db, { userName: 'can-bo' })
  const ctx = contextOf(db, kind)
  const id = account?.id ?? ''
  return { ...ctx, today: () => TODAY.format(new Date()), actor: await loadActor(ctx, { id, name: id }) }
}

async function look({ call }: Visitor, id: string, signal: AbortSignal): Promise<string[]> {
  const answers: string[] = []
  while (!signal.aborted) {
    answers.push(await answerOf(call('people.byId', { id })))
    await setTimeout(50)
  }
  return answers
}

async function uploadRoster({ call }: Visitor): Promise<string> {
  const rows = Array.from(
    { length: ROSTER },
    (_, at) => `${String(at + 1)},Rah Lan ${nameOf(at)},01/02/19${String(30 + at)},,Làng Dưới,x,x`,
  )
  const csv = ['STT,Họ và tên,Ngày sinh,Số điện thoại,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm', ...rows].join(
    '\n',
  )
  const bytes = new TextEncoder().encode(csv)
  return ((await call('imports.upload', { fileName: 'x.csv', bytes })) as { readonly importId: string }).importId
}

/** Begins the import, and gives its job. */
async function confirmRoster({ call }: Visitor, id: string): Promise<string> {
  await call('imports.dryRun', { id })
  return ((await call('imports.confirm', { id, leaveUndecided: true })) as { readonly jobId: string }).jobId
}

/** What became of long work; whoever gets no answer asks again. */
async function endOf({ call }: Visitor, id: string): Promise<string> {
  for (;;) {
    const job = await call('jobs.byId', { id }).catch(() => null)
    const state = (job as { readonly state: string } | null)?.state ?? 'running'
    if (state !== 'running') return state
    await setTimeout(200)
  }
}

/** Names that nobody takes for one another. */
const nameOf = (at: number): string => `${'BDGHKLMNRT'[at % 10] ?? ''}${'aeiouâêôơư'[Math.floor(at / 10)] ?? ''}m`

async function answerOf(asked: Promise<unknown>): Promise<string> {
  return await asked.then(
    () => '200',
    (error: unknown) => (error instanceof Refused ? `${String(error.status)} ${error.code}` : String(error)),
  )
}

interface Watched {
  readonly readyz: number
  readonly healthz: number
  readonly ready: string | undefined
  readonly database: string | undefined
  readonly oldestSeconds: number
  readonly ms: number
}

/** What whoever watches over the program is told. */
async function watch(url: string): Promise<Watched> {
  const begun = performance.now()
  const [readyz, healthz, metrics] = await Promise.all([
    statusOf(`${url}/readyz`),
    statusOf(`${url}/healthz`),
    fetch(`${url}/metrics`).then((answer) => answer.text()),
  ])
  const valueOf = (name: string) => new RegExp(`^${name} (.*)$`, 'mu').exec(metrics)?.[1]
  return {
    readyz,
    healthz,
    ready: valueOf('ketnoi_ready'),
    database: valueOf('ketnoi_database_up'),
    oldestSeconds: Number(valueOf('ketnoi_request_oldest_seconds')),
    ms: performance.now() - begun,
  }
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url)).status
}

async function whatBecameOf(
  { db }: OpenDatabase,
  id: string,
): Promise<{ readonly revision: number; readonly noted: number }> {
  const { rows } = await sql<{ revision: number; noted: number }>`
    select revision, (
      select count(*) from audit_event
      where subject_kind = 'person' and subject_id = ${id} and action = 'person-edited'
    ) as noted from person where id = ${id}
  `.execute(db)
  return rows[0] ?? { revision: 0, noted: 0 }
}

function slowFolder(): SlowDisk {
  const folder = mkdtempSync(join(tmpdir(), 'ketnoi-slow-'))
  const [dataDir, said] = [join(folder, 'data'), join(folder, 'slow')]
  const preload = pathToFileURL(join(import.meta.dirname, '..', '..', '..', 'packages', 'db', 'test', 'slow-writes.ts'))
  const slowMs = 25
  const slow = () => writeFileSync(said, String(slowMs))
  return {
    env: {
      DATABASE_URL: '',
      KETNOI_DATA: dataDir,
      KETNOI_SLOW_WRITES: said,
      NODE_OPTIONS: `--import ${preload.href}`,
    },
    open: () => openDatabase({ dataDir }),
    slow: async () => slow(),
    slowMs,
    hang: async () => {
      const over = setTimeout(HANG_MS)
      writeFileSync(said, `hang ${String(HANG_MS)}`)
      return async () => {
        await over
        slow()
      }
    },
    end: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  }
}

async function slowServer(): Promise<SlowDisk> {
  const server = await slowPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'ketnoi-slow-'))
  return {
    env: { DATABASE_URL: server.url, KETNOI_DATA: folder },
    open: () => openDatabase({ url: server.url }),
    slow: server.slow,
    slowMs: server.slowMs,
    hang: async () => {
      const goOn = await server.hang()
      return async () => goOn()
    },
    end: async () => {
      await server.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
