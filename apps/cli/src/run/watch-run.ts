import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '@ketnoi/api'
import type { Db } from '@ketnoi/db'
import type { Language } from '@ketnoi/hierarchy'
import { refuse } from '../failure.ts'
import type { Output } from '../output.ts'
import { withApi, type DataArguments } from '../with-api.ts'
import { isLeftToPeople, isOver, isProved, progressLine, settledOf, type RunPage } from './run-progress.ts'
import { RUN_TEXTS } from './run-texts.ts'

const MOST_LISTED = 300

export interface ListArguments extends DataArguments {
  readonly json?: boolean
}

/** Prints the newest runs, with how far each one is. */
export async function listRuns(given: ListArguments, output: Output): Promise<void> {
  const text = RUN_TEXTS[given.lang]
  await withApi(given, async (api) => {
    let after: string | null = null
    let printed = 0
    do {
      const page: Awaited<ReturnType<Caller['runs']['list']>> = await api.runs.list({ after })
      const lines = page.rows.map((run) =>
        given.json === true
          ? JSON.stringify(run)
          : [
              run.id,
              run.expired ? text.expired : text.states[run.state],
              text.changeCount(settledOf(run), run.changeCount),
              ...((run.counts.changes['with-people'] ?? 0) > 0
                ? [text.withPeople(run.counts.changes['with-people'] ?? 0)]
                : []),
              run.groupCount > 1 ? text.groups(run.firstGroup, run.groupCount - 1) : run.firstGroup,
              run.approvedAt,
              run.approvedBy,
            ].join('\t'),
      )
      await output.out(lines.map((line) => `${line}\n`).join(''))
      printed += lines.length
      after = page.next
    } while (after !== null && printed < MOST_LISTED)
  })
}

export interface WatchArguments extends DataArguments {
  readonly json?: boolean
  readonly once?: boolean
  readonly every: string
}

/** Shows a run until it is over or only people have something to do; answers whether everything is proved. */
export async function watchRun(given: WatchArguments, runId: string, output: Output): Promise<boolean> {
  const every = Number(given.every)
  if (!(every >= 1 && every <= 3_600)) throw refuse(RUN_TEXTS, (text) => text.watch.wrongEvery(given.every))
  let proved = false
  await withApi(given, async (api, _today, db) => {
    const show = given.json === true ? changesTo(output, db) : progressTo(output, given.lang)
    for (;;) {
      const run = await api.runs.byId({ id: runId })
      const last = given.once === true || isOver(run.state) || run.expired || isLeftToPeople(run)
      await show(run, last)
      proved = isProved(run)
      if (last) break
      await sleep(every * 1_000)
    }
  })
  return proved
}

type Show = (run: RunPage, last: boolean) => Promise<void>

/** A line for each time that something is different, and over the one before where somebody looks at a terminal. */
function progressTo(output: Output, language: Language): Show {
  let before = ''
  return async (run, last) => {
    const line = progressLine(run, language)
    if (output.rewrite !== undefined) await output.rewrite(line, last)
    else if (line !== before) await output.out(`${line}\n`)
    before = line
  }
}

/** A line of JSON for each change whenever it is in another state, and one for the run. */
function changesTo(output: Output, db: Db): Show {
  const seen = new Map<string, string>()
  let before = ''
  return async (run) => {
    const { listBegunChanges, listPersonNames } = await import('@ketnoi/db')
    const different = (await listBegunChanges(db, run.id)).filter(({ groupId, place, state, code, attempts }) => {
      const key = `${place} ${groupId}`
      const now = `${state} ${code ?? ''} ${attempts}`
      const isDifferent = seen.get(key) !== now
      seen.set(key, now)
      return isDifferent
    })
    const people = different.flatMap(({ change }) => ('personId' in change ? [change.personId] : []))
    const names = await listPersonNames(db, [...new Set(people)])
    const lines: object[] = different.map((line) => ({
      kind: 'change',
      ...line,
      personName: 'personId' in line.change ? (names.get(line.change.personId) ?? null) : null,
    }))
    const { id, state, expired, counts, changeCount, groupCount, perMinute } = run
    const total = { kind: 'run', id, state, expired, counts, changeCount, groupCount, perMinute }
    if (JSON.stringify(total) !== before) lines.push(total)
    before = JSON.stringify(total)
    await output.out(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  }
}
