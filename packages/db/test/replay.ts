import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../src/schema.ts'

/** Officers who come back from a round without signal, and send everything that they recorded at once. */
export interface ReplayPlan {
  readonly officers: number
  readonly records: number
  /** Of so many records in a row, the last one is about a person whom the officer beside them has recorded as well. */
  readonly sharedEvery: number
  /** Records in one request. */
  readonly batch: number
  /** Of so many answers one is lost, and its records are sent again. */
  readonly lostEvery: number
  readonly noticeId: string
  readonly purposeId: string
  /** Officers are spread over them two by two. */
  readonly villageIds: readonly string[]
}

interface SentRecord {
  readonly id: string
  readonly payload: Readonly<Record<string, unknown>>
}

export interface ReplayAnswer {
  readonly id: string
  readonly outcome: 'applied' | 'open' | 'dismissed' | 'failed'
  readonly code: string | null
}

export interface ReplayOfficer {
  readonly villageId: string
  readonly records: readonly SentRecord[]
}

/** Makes what the officers have recorded: new people, each with a phone, a household and a consent. */
export function planReplay(plan: ReplayPlan): ReplayOfficer[] {
  const { officers, records, sharedEvery, villageIds, noticeId, purposeId } = plan
  return Array.from({ length: officers }, (_, officer): ReplayOfficer => {
    const pair = Math.floor(officer / 2)
    const villageId = villageIds[pair % villageIds.length] ?? ''
    return {
      villageId,
      records: Array.from({ length: records }, (__, at): SentRecord => {
        const shared = at % sharedEvery === sharedEvery - 1
        const number = (shared ? pair * 2 : officer) * records + at
        const id = randomUUID()
        return {
          id,
          payload: {
            kind: 'person',
            unitId: villageId,
            recordedAt: new Date().toISOString(),
            name: nameOf(number),
            phone: `090${String(1_000_000 + number)}`,
            household: { id: `household of ${id}`, label: null },
            representsHousehold: true,
            adult: true,
            reachability: 'reachable',
            proxyId: null,
            consents: [{ purposeId, kind: 'given', noticeId }],
            personId: null,
            distinctFrom: [],
          },
        }
      }),
    }
  })
}

// Names that nobody takes for one another: each number has one.
const SYLLABLES = [
  'An',
  'Bơr',
  'Chư',
  'Đăk',
  'Êa',
  'Glar',
  'Hlơi',
  'Ia',
  'Jrai',
  'Kpă',
  'Lơ',
  'Mlah',
  'Nay',
  'Ơi',
  'Pleh',
  'Rah',
  'Siu',
  'Tul',
  'Ung',
  'Yang',
]

function nameOf(number: number): string {
  const words: string[] = []
  for (let rest = number; words.length < 4; rest = Math.floor(rest / SYLLABLES.length))
    words.push(SYLLABLES[rest % SYLLABLES.length] ?? '')
  return `Rơ Châm ${words.join(' ')}`
}

export interface ReplayResult {
  /** Milliseconds of each request that was answered. */
  readonly times: readonly number[]
  readonly answers: ReadonlyMap<string, ReplayAnswer>
  /** Requests that broke, or whose answer was lost. */
  readonly broken: number
  /** Why records were not taken in at once, with how often. */
  readonly problems: ReadonlyMap<string, number>
  readonly seconds: number
}

export type Send = (officer: number, records: readonly SentRecord[]) => Promise<readonly ReplayAnswer[]>

/** Sends everything as the devices do: a record is done only when its answer has come, else it is sent again. */
export async function replay(plan: ReplayPlan, officers: readonly ReplayOfficer[], send: Send): Promise<ReplayResult> {
  const times: number[] = []
  const answers = new Map<string, ReplayAnswer>()
  const problems = new Map<string, number>()
  const note = (problem: string): void => void problems.set(problem, (problems.get(problem) ?? 0) + 1)
  let broken = 0
  let sent = 0
  const begun = performance.now()
  await Promise.all(
    officers.map(async ({ records }, officer) => {
      let waiting = [...records]
      for (let failures = 0; waiting.length > 0;) {
        if (failures > 50) throw new Error(`the records of officer ${String(officer)} are never taken in`)
        const start = performance.now()
        const given = await send(officer, waiting.slice(0, plan.batch)).catch((error: unknown) => {
          note(error instanceof Error ? error.message.slice(0, 200) : typeof error)
          return null
        })
        sent += 1
        if (given === null || sent % plan.lostEvery === 0) {
          broken += 1
          failures += 1
          await setTimeout(20)
          continue
        }
        times.push(performance.now() - start)
        const taken = new Map(given.map((answer) => [answer.id, answer]))
        for (const answer of given) {
          if (answer.outcome === 'failed') note(`failed: ${String(answer.code)}`)
          else answers.set(answer.id, answer)
        }
        const before = waiting.length
        waiting = waiting.filter(({ id }) => (taken.get(id)?.outcome ?? 'failed') === 'failed')
        failures = waiting.length === before ? failures + 1 : 0
      }
    }),
  )
  return { times, answers, broken, problems, seconds: (performance.now() - begun) / 1_000 }
}

/** Ends a connection in the middle of what it does, again and again, until told to stop. Gives how many were ended. */
export async function breakConnections(db: Db, everyMs: number, signal: AbortSignal): Promise<number> {
  let ended = 0
  while (!signal.aborted) {
    await setTimeout(everyMs)
    const { rows } = await sql<{ ended: boolean }>`
      select pg_terminate_backend(pid) as ended from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state in ('active', 'idle in transaction')
        and backend_type = 'client backend'
      order by random() limit 1
    `.execute(db)
    ended += rows.length
  }
  return ended
}

/** What became of a record, counted in the database. */
interface Trace {
  readonly id: string
  readonly state: string | null
  readonly code: string | null
  readonly people: number
  readonly homes: number
  readonly households: number
  readonly phones: number
  readonly consents: number
  readonly said: number
  readonly events: number
  readonly memberships: number
}

const ONCE = { people: 1, homes: 1, households: 1, phones: 1, consents: 1, said: 1, events: 1, memberships: 1 }
const NOT_AT_ALL = { people: 0, homes: 0, households: 0, phones: 0, consents: 0, said: 0, events: 0, memberships: 0 }

/** Everything that is lost, double or told otherwise than it is; empty when all is well. */
export async function findReplayFaults(
  db: Db,
  officers: readonly ReplayOfficer[],
  { answers }: Pick<ReplayResult, 'answers'>,
): Promise<string[]> {
  const records = officers.flatMap((officer) => officer.records)
  const ids = records.map(({ id }) => id)
  const { rows } = await sql<Trace>`
    select sent.id, record.state, record.code,
      (select count(*) from person where person.id = sent.id) as people,
      (select count(*) from residence where residence.person_id = sent.id) as homes,
      (select count(*) from household where household.id = 'household of ' || sent.id) as households,
      (select count(*) from phone where phone.person_id = sent.id) as phones,
      (select count(*) from consent where consent.person_id = sent.id) as consents,
      (select count(*) from consent_event where consent_event.person_id = sent.id) as said,
      (select count(*) from audit_event where subject_kind = 'person' and subject_id = sent.id and action = 'person-onboarded') as events,
      (select count(*) from desired_member where desired_member.person_id = sent.id) as memberships
    from unnest(${ids}::text[]) as sent (id) left join field_record as record on record.id = sent.id
  `.execute(db)
  const faults: string[] = []
  const traces = new Map(rows.map((row) => [row.id, row]))
  for (const { id } of records) {
    const trace = traces.get(id)
    const { state = null, code = null } = trace ?? {}
    const wanted = { id, state, code, ...(state === 'applied' ? ONCE : NOT_AT_ALL) }
    if (state === null) faults.push(`${id} is lost`)
    else if (JSON.stringify(sorted(trace)) !== JSON.stringify(sorted(wanted)))
      faults.push(`${id}: ${JSON.stringify(trace)}`)
    const answer = answers.get(id)
    if (answer?.outcome !== state || answer.code !== code)
      faults.push(`${id} is ${String(state)} ${String(code)}, and was answered with ${JSON.stringify(answer)}`)
  }
  // Of two records about one person one is taken in, and a person is asked about the other one.
  for (const [name, same] of Map.groupBy(records, ({ payload }) => payload['name'])) {
    const said = same.map(({ id }) => `${String(traces.get(id)?.state)} ${String(traces.get(id)?.code)}`).sort()
    const wanted = same.length === 1 ? ['applied null'] : ['applied null', 'open same-person']
    if (said.join() !== wanted.join()) faults.push(`${String(name)}: ${said.join(', ')}`)
  }
  const { rows: counts } = await sql<{ fault: string }>`
    select 'the unit ' || unit_id || ' counts ' || people || ' of ' || lived as fault
    from unit_count join (select unit_id, count(*) as lived from residence where valid_to = 'infinity' group by unit_id) as real using (unit_id)
    where people <> lived
    union all
    select 'the group ' || group_id || ' counts ' || desired || ' of ' || wanted
    from group_count join (select group_id, count(*) as wanted from desired_member group by group_id) as real using (group_id)
    where desired <> wanted
  `.execute(db)
  return [...faults, ...counts.map(({ fault }) => fault)]
}

function sorted(value: object | undefined): unknown {
  return Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** The value that so many per cent of the times stay below. */
export function percentile(times: readonly number[], percent: number): number {
  const inOrder = [...times].sort((a, b) => a - b)
  return inOrder[Math.min(inOrder.length - 1, Math.floor((inOrder.length * percent) / 100))] ?? Number.NaN
}
