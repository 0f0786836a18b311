import { insertAccountRole, type AccountRole, type Db } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import {
  createCaller,
  errorCodeOf,
  loadActor,
  LOCAL_ADMINISTRATOR,
  type Actor,
  type Caller,
  type Context,
} from '../src/index.ts'
import type { JobView } from '../src/jobs/job-view.ts'
import { createTestQueue } from './test-queue.ts'

export const DAY = '2024-02-01'

/** A context whose ids count up, over a database that a test opened. */
export function contextOf(db: Db, kind: Context['kind'], actor: Actor = LOCAL_ADMINISTRATOR): Context {
  let last = 0
  return {
    db,
    kind,
    actor,
    visit: null,
    now: () => new Date().toISOString(),
    today: () => DAY,
    newId: () => `id-${process.hrtime.bigint()}-${++last}`,
    clientAddress: '192.0.2.1',
    exampleFolder: null,
    queue: async () => createTestQueue(db),
    connectTo: async () => null,
    trial: null,
    officialAccount: null,
  }
}

/** The same on a day that the test moves on, early in the morning. */
export function contextOn(engine: Pick<Context, 'db' | 'kind'>, today: () => Day): Context & { now: () => string } {
  return { ...contextOf(engine.db, engine.kind), today, now: () => `${today()}T01:00:00.000Z` }
}

/** A role that holds for good, an officer's unless said otherwise. */
export function roleOf(role: Partial<AccountRole>): AccountRole {
  return {
    id: '',
    accountId: '',
    role: 'officer',
    unitId: null,
    seeUnitId: null,
    searchUnitId: null,
    grantedBy: 'test',
    grantedAt: '2024-01-01T00:00:00.000Z',
    from: null,
    to: null,
    ...role,
  }
}

/** A caller with one role of its own. */
export async function callerWith(ctx: Context, role: Partial<AccountRole>): Promise<Caller> {
  const accountId = ctx.newId()
  await insertAccountRole(ctx.db, roleOf({ id: accountId, accountId, ...role }))
  return createCaller({ ...ctx, actor: await loadActor(ctx, { id: accountId, name: accountId }) })
}

/** The code that something is refused with. */
export function codeOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(() => 'no failure', errorCodeOf)
}

const unit = (uid: string, kind: string, name: string, parent: string | null) => ({
  uid,
  kind,
  kind_vi: kind,
  name,
  full_name: name,
  parent_uid: parent,
  code: null,
  aliases: [],
  valid_from: null,
  valid_to: null,
  successors: [],
})

/** One district with two communes and three villages, as a catalogue. */
export const CATALOGUE = {
  units: [
    unit('d', 'district', 'Huyện Mẫu', null),
    unit('c1', 'commune', 'Xã Một', 'd'),
    unit('c2', 'commune', 'Xã Hai', 'd'),
    unit('v1', 'village', 'Làng Trên', 'c1'),
    unit('v2', 'village', 'Làng Dưới', 'c1'),
    unit('v3', 'village', 'Buôn Xa', 'c2'),
  ],
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Ten households of the upper village, one row without a name, one of an unknown village. */
export const PEOPLE_CSV = [
  'STT,Mã hộ,Họ và tên,Ngày sinh,Số điện thoại,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm',
  ...NAMES().map(
    (name, i) => `${i + 1},H${i + 1},${name},0${(i % 9) + 1}/03/19${60 + i},08300020${10 + i},Làng Trên,x,x`,
  ),
  '11,H11,,01/01/1990,,Làng Trên,,',
  '12,H12,Rơ Mah Lạc,01/01/1990,,Làng Không Có,,',
].join('\n')

function NAMES(): readonly string[] {
  return [
    'Siu Klon',
    'Nay Groanh',
    'Ksor Phan',
    'Rơ Châm Joal',
    'Kpă Goo',
    'Hiao Breo',
    'Rơ Ô Pru',
    'Nguyễn Văn Hùng',
    'Trần Thị Lan',
    'Đinh Uých',
  ]
}

export const VILLAGERS = NAMES()

/** Sets up the model and the units of the small district. */
export async function setUpDistrict(api: Caller): Promise<void> {
  await api.setup.startEmpty({ model: 'ia-pa-2024' })
  const bytes = bytesOf(JSON.stringify(CATALOGUE))
  const { fingerprint, issues } = await api.units.importDryRun({ fileName: 'units.json', bytes })
  if (issues.length > 0) throw new Error(JSON.stringify(issues))
  const { jobId } = await api.units.importConfirm({ fileName: 'units.json', bytes, fingerprint })
  await finished(api, jobId ?? '')
}

/** Waits for the end of long work. */
export async function finished(api: Caller, id: string): Promise<JobView> {
  for (;;) {
    const job = await api.jobs.byId({ id })
    if (job.state !== 'running') return job
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Drops a roster in and judges it; what needs a decision is left. */
export async function dropRoster(api: Caller, csv: string): Promise<string> {
  const { importId } = await api.imports.upload({ fileName: 'nhan-dan.csv', bytes: bytesOf(csv) })
  await api.imports.dryRun({ id: importId })
  return importId
}

/** Drops the people of the upper village in and imports them. */
export async function importVillagers(api: Caller): Promise<string> {
  const importId = await dropRoster(api, PEOPLE_CSV)
  const { jobId } = await api.imports.confirm({ id: importId, leaveUndecided: true })
  await finished(api, jobId)
  return importId
}

export { createCaller }
