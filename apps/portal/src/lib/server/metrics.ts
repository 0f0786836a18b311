import type { WorkHealth } from '@ketnoi/db'

// The text format of Prometheus, which every monitoring reads: a few lines, no library.

const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Route {
  readonly counts: Map<string, number>
  readonly buckets: number[]
  sum: number
  count: number
}

// server.ts and the built application share the process, and the development server makes this module anew.
const KEY = Symbol.for('ketnoi.metrics')
interface Counted {
  readonly routes: Map<string, Route>
  readonly failures: Map<string, number>
  /** When those that are not answered yet began. */
  readonly open: Set<{ readonly since: number }>
}
const shared = globalThis as { [KEY]?: Counted | undefined }
const { routes, failures, open } = (shared[KEY] ??= {
  routes: new Map<string, Route>(),
  failures: new Map<string, number>(),
  open: new Set(),
})

/** Counts work in the background that failed. */
export function countFailure(work: string): void {
  failures.set(work, (failures.get(work) ?? 0) + 1)
}

/** Counts a request until it is answered: one that hangs is in no other figure. */
export function openRequest(since: number): () => void {
  const one = { since }
  open.add(one)
  return () => open.delete(one)
}

/** Counts an answer. `route` is a pattern of the application, of which there are not many. */
export function countRequest(method: string, route: string, status: number, seconds: number): void {
  const one = routes.get(route) ?? {
    counts: new Map<string, number>(),
    buckets: BUCKETS.map(() => 0),
    sum: 0,
    count: 0,
  }
  routes.set(route, one)
  const labels = `method="${method}",status="${String(status)}"`
  one.counts.set(labels, (one.counts.get(labels) ?? 0) + 1)
  BUCKETS.forEach((limit, at) => {
    if (seconds <= limit) one.buckets[at] = (one.buckets[at] ?? 0) + 1
  })
  one.sum += seconds
  one.count++
}

export interface Measured {
  readonly version: string
  readonly database: 'pglite' | 'postgres'
  /** `null`: it did not answer. */
  readonly databaseSeconds: number | null
  readonly ready: boolean
  /** `null` while the database does not answer. */
  readonly work: WorkHealth | null
}

/** Everything that is known, as text. */
export function metricsText(measured: Measured): string {
  const { work } = measured
  const memory = process.memoryUsage()
  const lines = [
    ...gauge('ketnoi_info', 'Version of the program and kind of database.', [
      [`version="${measured.version}",database="${measured.database}"`, 1],
    ]),
    ...gauge('ketnoi_ready', 'Whether /readyz answers 200.', [['', Number(measured.ready)]]),
    ...gauge('ketnoi_database_up', 'Whether the database answers.', [['', Number(measured.databaseSeconds !== null)]]),
    ...gauge('ketnoi_database_answer_seconds', 'How long the simplest question took.', [
      ['', measured.databaseSeconds],
    ]),
    ...gauge(
      'ketnoi_jobs',
      'Jobs of the last seven days.',
      Object.entries(work?.jobs ?? {}).map(([status, count]) => [`status="${status}"`, count] as const),
    ),
    ...gauge('ketnoi_jobs_stuck', 'Open jobs without a sign of life.', [['', work?.stuck ?? null]]),
    ...gauge('ketnoi_queue_due', 'Pieces of queued work that are due.', [['', work?.queue?.due ?? null]]),
    ...gauge('ketnoi_queue_oldest_seconds', 'How long the oldest of them has been due.', [
      ['', work?.queue?.oldestSeconds ?? null],
    ]),
    ...gauge('ketnoi_queue_failed', 'Queued work that was given up.', [['', work?.queue?.failed ?? null]]),
    ...gauge('process_resident_memory_bytes', 'Memory of the process.', [['', memory.rss]]),
    ...gauge('nodejs_heap_size_used_bytes', 'What its objects take, with those that nobody needs any more.', [
      ['', memory.heapUsed],
    ]),
    ...gauge('nodejs_external_memory_bytes', 'What they hold outside the heap.', [['', memory.external]]),
    ...gauge('process_uptime_seconds', 'Since the start of the process.', [['', process.uptime()]]),
    ...gauge('ketnoi_requests_open', 'Requests that are not answered yet.', [['', open.size]]),
    ...gauge('ketnoi_request_oldest_seconds', 'How long the oldest of them has waited.', [['', oldestSeconds()]]),
    ...failureLines(),
    ...requestLines(),
  ]
  return `${lines.join('\n')}\n`
}

function oldestSeconds(): number {
  // They are in the order in which they came.
  const [oldest] = open
  return oldest === undefined ? 0 : (performance.now() - oldest.since) / 1_000
}

function failureLines(): string[] {
  return [
    '# HELP ketnoi_background_failures_total Work that nobody waited for and that failed, since the start of the process.',
    '# TYPE ketnoi_background_failures_total counter',
    ...[...failures].map(([work, count]) => `ketnoi_background_failures_total{work="${work}"} ${String(count)}`),
  ]
}

function requestLines(): string[] {
  const sorted = [...routes].sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    '# HELP ketnoi_requests_total Requests by pattern of the page, method and status.',
    '# TYPE ketnoi_requests_total counter',
    ...sorted.flatMap(([route, { counts }]) =>
      [...counts].map(([labels, count]) => `ketnoi_requests_total{route="${route}",${labels}} ${String(count)}`),
    ),
    '# HELP ketnoi_request_seconds How long answers took.',
    '# TYPE ketnoi_request_seconds histogram',
    ...sorted.flatMap(([route, { buckets, sum, count }]) => [
      ...BUCKETS.map(
        (limit, at) => `ketnoi_request_seconds_bucket{route="${route}",le="${String(limit)}"} ${String(buckets[at])}`,
      ),
      `ketnoi_request_seconds_bucket{route="${route}",le="+Inf"} ${String(count)}`,
      `ketnoi_request_seconds_sum{route="${route}"} ${sum.toFixed(3)}`,
      `ketnoi_request_seconds_count{route="${route}"} ${String(count)}`,
    ]),
  ]
}

/** What is not known is left out: no value is not the same as nought. */
function gauge(name: string, help: string, values: readonly (readonly [string, number | null])[]): string[] {
  const known = values.filter(([, value]) => value !== null)
  if (known.length === 0) return []
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...known.map(([labels, value]) => `${name}${labels === '' ? '' : `{${labels}}`} ${String(value)}`),
  ]
}
