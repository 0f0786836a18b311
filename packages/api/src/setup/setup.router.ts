import { countExpectedGroups, countPeopleWithin, countUnits, inTransaction, updateActiveModel } from '@ketnoi/db'
import { PRESETS, type Day, type UnitId } from '@ketnoi/hierarchy'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { noteEvent } from '../audit/note-event.ts'
import { areaOf } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { refreshDesired } from '../groups/refresh-desired.ts'
import type { JobView } from '../jobs/job-view.ts'
import { findLatestJob, liveJobOf } from '../jobs/run-job.ts'
import { procedure, router } from '../trpc.ts'
import { countUnitsFrom } from '../units/units-on-day.ts'
import { bumpWorld, findWorld, pinnedDay, saidOn, updatePinnedDay, type World } from '../world.ts'
import { loadExample } from './load-example.ts'

export interface SetupOutset {
  /** A model is active and no example is half loaded: set-up is over. */
  readonly ready: boolean
  /** The day that everything is computed for; `pinned` when it is not today (the example is of 2024). */
  readonly asOf: Day
  readonly pinned: boolean
  /** The day from which counts what somebody says now. */
  readonly saidOn: Day
}

export interface SetupStatus extends SetupOutset {
  readonly database: 'pglite' | 'postgres'
  readonly model: { readonly id: string; readonly version: string } | null
  readonly exampleAvailable: boolean
  /** The latest loading of the example, under way or ended. */
  readonly exampleJob: JobView | null
  /** What lies where whoever asks may see. */
  readonly counts: { readonly units: number; readonly people: number; readonly groups: number }
}

// What the last answer was: given again while the embedded database is busy with the transaction of an import.
const lastStatus = new WeakMap<Context['db'], Map<string, SetupStatus>>()
const lastOutset = new WeakMap<Context['db'], SetupOutset>()

export const setupRouter = router({
  /** Whether set-up is over: for whoever has not logged in, nothing else is told. */
  ready: procedure('setup.ready').query(async ({ ctx }): Promise<boolean> => {
    ctx.authorise(null)
    return lastOutset.get(ctx.db)?.ready === true || (await loadOutset(ctx)).ready
  }),
  /** What every page asks before anything else; it costs the same in a province as in a village. */
  outset: procedure('setup.outset').query(async ({ ctx }): Promise<SetupOutset> => {
    ctx.authorise(null)
    const before = lastOutset.get(ctx.db)
    return ctx.kind === 'pglite' && before !== undefined && liveWorkOf(ctx) !== null ? before : loadOutset(ctx)
  }),
  status: procedure('setup.status').query(async ({ ctx }): Promise<SetupStatus> => {
    ctx.authorise(null)
    // What is counted for some units is told to nobody who sees others.
    const key = (seenBy(ctx) ?? ['']).join(' ')
    const answers = lastStatus.get(ctx.db) ?? new Map<string, SetupStatus>()
    lastStatus.set(ctx.db, answers)
    const before = answers.get(key)
    if (ctx.kind === 'pglite' && before !== undefined && liveWorkOf(ctx) !== null)
      return { ...before, exampleJob: liveJobOf(ctx, 'load-example') ?? before.exampleJob }
    const status = await loadStatus(ctx)
    answers.set(key, status)
    return status
  }),
  /** Starts the loading; refused with `not-empty` where there are people already. */
  loadExample: procedure('setup.loadExample').mutation(async ({ ctx }): Promise<{ jobId: string }> => {
    ctx.authorise(null)
    const { jobId } = await loadExample(ctx)
    return { jobId }
  }),
  /** Refused with `example-unfinished` where the example is loaded only in part, with `already-set-up` where a model is active. */
  startEmpty: procedure('setup.startEmpty')
    .input(
      z.object({ model: z.enum(['ia-pa-2024', 'gia-lai-2025']), name: z.string().trim().min(1).max(200).optional() }),
    )
    .mutation(async ({ ctx, input }): Promise<{ modelId: string }> => {
      ctx.authorise(null)
      const exampleJob = await findLatestJob(ctx, 'load-example')
      if (exampleJob !== null && exampleJob.state !== 'done')
        throw new ApiError('example-unfinished', 'the example is being loaded, or loaded only in part')
      if ((await findWorld(ctx)) !== null) throw new ApiError('already-set-up', 'a model is active already')
      const preset = PRESETS[input.model]
      if (preset === undefined) throw new NotFoundError('model', input.model)
      const model = input.name === undefined ? preset : { ...preset, name: { vi: input.name, en: input.name } }
      await inTransaction(ctx.db, async (trx) => {
        await updateActiveModel(trx, model)
        await bumpWorld(trx)
      })
      return { modelId: model.id }
    }),
  /** The day that everything is computed for; `null` follows the calendar. Starts the refresh of the desired members. */
  setAsOf: procedure('setup.setAsOf')
    .input(z.object({ asOf: z.iso.date().nullable() }))
    .mutation(async ({ ctx, input }): Promise<{ jobId: string }> => {
      ctx.authorise(null)
      await inTransaction(ctx.db, async (trx) => {
        const before = await pinnedDay(trx)
        await updatePinnedDay(trx, input.asOf)
        await noteEvent(ctx, trx, {
          action: 'day-pinned',
          subjectKind: 'setting',
          subjectId: 'as-of',
          data: { before, after: input.asOf },
        })
      })
      return refreshDesired(ctx, { turned: true })
    }),
})

function liveWorkOf(ctx: Context): JobView | null {
  return liveJobOf(ctx, 'load-example') ?? liveJobOf(ctx, 'import-roster') ?? liveJobOf(ctx, 'refresh-desired')
}

async function loadOutset(ctx: Context): Promise<SetupOutset> {
  const [world, exampleJob, pinned] = await Promise.all([
    presentWorld(ctx),
    findLatestJob(ctx, 'load-example'),
    pinnedDay(ctx.db),
  ])
  const outset = {
    ready: world !== null && (exampleJob === null || exampleJob.state === 'done'),
    asOf: world?.asOf ?? ctx.today(),
    pinned: pinned !== null,
    saidOn: world === null ? ctx.today() : saidOn(ctx, world),
  }
  lastOutset.set(ctx.db, outset)
  return outset
}

async function loadStatus(ctx: Context): Promise<SetupStatus> {
  const world = await presentWorld(ctx)
  const seen = seenBy(ctx)
  return {
    ...(await loadOutset(ctx)),
    database: ctx.kind,
    model: world === null ? null : { id: world.model.id, version: world.model.version },
    exampleAvailable: ctx.exampleFolder !== null && existsSync(join(ctx.exampleFolder, 'units.json')),
    exampleJob: await findLatestJob(ctx, 'load-example'),
    counts: {
      units:
        seen === null || world === null
          ? await countUnits(ctx.db, world?.asOf ?? ctx.today())
          : countUnitsFrom(world, seen),
      people: await countPeopleWithin(ctx.db, seen),
      groups: world === null ? 0 : await countExpectedGroups(ctx.db, seen),
    },
  }
}

/** The units that whoever asks sees with all below them; `null`: everything. */
function seenBy(ctx: Context): readonly UnitId[] | null {
  const see = areaOf(ctx.actor, 'see')
  return see.kind === 'everywhere' ? null : see.roots
}

/** Kept for everybody: of the present day, whatever day is looked at. */
function presentWorld(ctx: Context): Promise<World | null> {
  return findWorld({ ...ctx, lookAt: null })
}
