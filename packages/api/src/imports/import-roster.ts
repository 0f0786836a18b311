import {
  copyImport,
  getImport,
  insertAuditEvents,
  inTransaction,
  listUnitsOfPeople,
  lockImport,
  lockPeople,
  lockWork,
  materialiseDesired,
  mergePendingNames,
  updateBatch,
  updateCoverageDay,
  updateConsentLedger,
  updateImport,
  updatePeople,
} from '@ketnoi/db'
import { rowKey, type RosterComparison, type RowIssueCode } from '@ketnoi/rosters'
import { followPositions, type PersonId } from '@ketnoi/hierarchy'
import { deriveConsents } from '../consents/record-consent.ts'
import type { Context } from '../context.ts'
import { ApiError, errorCodeOf, errorDataOf } from '../errors.ts'
import type { JobView } from '../jobs/job-view.ts'
import { startJob, type Report } from '../jobs/run-job.ts'
import { unitsAhead } from '../people/person-names.ts'
import { bumpPeople, getWorld } from '../world.ts'
import type { RowCounts } from './import-view.ts'
import { forgetJudgedImports, importReach, judgeImport, openImportFile } from './judge-import.ts'
import { getStoredImport, storedOf, type ImportDraft } from './stored-import.ts'

/** Above this many changed people it is cheaper to derive all groups anew than those of each of them. */
const DERIVE_ALL_FROM = 2_000

/** Starts the import of a file that was judged. Twice is once: one that is under way or done is refused with `import-state`. */
export async function confirmImport(
  ctx: Context,
  input: { readonly id: string; readonly leaveUndecided: boolean },
): Promise<{ readonly jobId: string; readonly finished: Promise<JobView> }> {
  const { draft, judgement, state, row } = await getStoredImport(ctx, input.id)
  if ((state !== 'dry-run' && state !== 'failed') || judgement === null)
    throw new ApiError('import-state', `the import is ${state}`, { importId: input.id, state })
  if (judgement.undecided > 0 && !input.leaveUndecided)
    throw new ApiError('undecided', 'questions are open', { importId: input.id, undecided: judgement.undecided })
  const { outcome } = judgement
  const workbook = await openImportFile(ctx, input.id, row.fileName)
  const given = { importId: input.id, createdAt: row.createdAt, draft, workbook, reach: importReach(ctx) }
  const now = await judgeImport(ctx.db, await getWorld(ctx), given)
  if (outcome === undefined || now.judgement.outcome !== outcome) throw staleImport(input.id)
  return startJob(ctx, 'import-roster', { importId: input.id, fileName: row.fileName }, async (report, jobId) => {
    await updateImport(ctx.db, input.id, { jobId })
    const counts = await importRoster(ctx, input.id, { report, judged: outcome, keepUndecided: true })
    // What fails here costs a search some time and nothing else: the import is done.
    await mergePendingNames(ctx.db).catch(() => {})
    return counts
  })
}

function staleImport(importId: string): ApiError {
  return new ApiError('import-stale', 'the import would do something else than the dry run said', { importId })
}

export interface ImportOptions {
  readonly report: Report
  /** What the dry run said that was confirmed (`ImportJudgement.outcome`): anything else is not carried out. */
  readonly judged?: string
  /** Whether who should be in which group is derived in the same transaction. Default: yes. */
  readonly deriveDesired?: boolean
  /** Whether rows that nobody decided about are kept as an import of their own. Default: no. */
  readonly keepUndecided?: boolean
}

/**
 * Carries an import out in one transaction: people, groups and the mark that it is done, or nothing of it. Everything that the
 * file says was said in the dry run; this writes exactly that.
 */
export async function importRoster(ctx: Context, id: string, options: ImportOptions): Promise<RowCounts> {
  const { report } = options
  const taken = await lockImport(ctx.db, id)
  if (taken === null) {
    const { status } = await getImport(ctx.db, id)
    throw new ApiError('import-state', `the import is ${status}`, { importId: id, state: status })
  }
  try {
    report('reading', 0, 0)
    const { draft, row } = storedOf(taken)
    const workbook = await openImportFile(ctx, id, row.fileName)
    const counts = await inTransaction(ctx.db, async (trx) => {
      await lockWork(trx, 'import')
      const world = await getWorld(ctx, trx)
      report('comparing', 0, 0)
      const given = { importId: id, createdAt: row.createdAt, draft, workbook, reach: importReach(ctx) }
      const before = await judgeImport(trx, world, given)
      const expected = options.judged ?? before.judgement.outcome
      const changed = changedBy(before.comparison)
      await lockPeople(trx, changed)
      // Whoever was edited between the comparison and the lock would be put back to what they were: after it, nobody edits them.
      const { comparison, judgement } = await judgeImport(trx, world, given)
      for (const judged of [before.judgement, judgement]) if (judged.outcome !== expected) throw staleImport(id)
      const total = comparison.upserts.length
      report('people', 0, total)
      const undecided = options.keepUndecided === true ? undecidedRows(comparison) : []
      const [eventId = null] = await insertAuditEvents(trx, [
        {
          at: ctx.now(),
          actor: ctx.actor.id,
          action: 'roster-imported',
          subjectKind: 'import',
          subjectId: id,
          data: { fileName: row.fileName, counts: comparison.counts, undecided: undecided.length },
        },
      ])
      const unitsBefore = await listUnitsOfPeople(trx, changed, world.asOf)
      const changes = await updatePeople(
        trx,
        comparison.upserts.map((person) => followPositions(world.model, person)),
        (written) => report('people', written, total),
        eventId,
      )
      await updateBatch(trx, {
        id,
        kind: 'import',
        what: { fileName: row.fileName },
        reason: null,
        people: changes.inserted.length + changes.updated.length,
        unitIds: [...unitsBefore, ...comparison.upserts.flatMap((person) => unitsAhead(person, world.asOf))],
        author: ctx.actor.id,
        at: ctx.now(),
      })
      const personIds = [...changes.inserted, ...changes.updated]
      const doubtful = await updateConsentLedger(trx, consentsTold(comparison), {
        asOf: world.asOf,
        at: ctx.now(),
        recorder: ctx.actor.id,
        evidence: `${row.fileName} (${id})`,
      })
      for (const personId of doubtful) await deriveConsents(trx, personId, eventId)
      if (options.deriveDesired !== false && total > 0) {
        report('desired', 0, 0)
        await materialiseDesired(
          trx,
          world.model,
          world.asOf,
          personIds.length > DERIVE_ALL_FROM ? undefined : { personIds },
        )
      }
      if (total > 0) await bumpPeople(trx)
      if (options.deriveDesired !== false) await updateCoverageDay(trx, ctx.today())
      const rest = undecided.length === 0 ? null : { importId: ctx.newId(), rows: undecided.length }
      if (rest !== null) {
        const mapping: ImportDraft = { ...draft, rest: { of: id, rows: undecided } }
        await copyImport(trx, id, { id: rest.importId, mapping })
      }
      await updateImport(trx, id, { status: 'done', summary: rest === null ? judgement : { ...judgement, rest } })
      return comparison.counts
    })
    return counts
  } catch (error) {
    await updateImport(ctx.db, id, {
      status: 'failed',
      error: { code: errorCodeOf(error), data: errorDataOf(error) },
    })
    throw error
  } finally {
    forgetJudgedImports()
  }
}

/** Whom it changes of those who are known. */
function changedBy({ rows, upserts }: RosterComparison): PersonId[] {
  const added = addedBy(rows)
  return upserts.flatMap(({ id }) => (added.has(id) ? [] : id))
}

/** Of whom it says something that the ledger of consents does not: whoever agrees from the beginning, and whose consents it changes. */
function consentsTold({ rows, upserts }: RosterComparison): PersonId[] {
  const added = addedBy(rows)
  const changed = new Set(
    rows.flatMap(({ personId, changes }) => (changes.some(({ field }) => field === 'consents') ? personId : [])),
  )
  return upserts.flatMap(({ id, consents }) => ((added.has(id) ? consents.length > 0 : changed.has(id)) ? id : []))
}

function addedBy(rows: RosterComparison['rows']): ReadonlySet<PersonId> {
  return new Set(rows.flatMap((row) => (row.outcome === 'new' ? (row.personId ?? []) : [])))
}

/** Refused only until somebody answers; other refused rows have to be mended in the file. */
const WAITING: ReadonlySet<RowIssueCode> = new Set(['conversion-undecided', 'unit-unknown', 'unit-ambiguous'])

/** The rows of a file that were left out because nobody has decided about them. */
function undecidedRows(comparison: RosterComparison): string[] {
  return comparison.rows
    .filter(
      ({ outcome, draft }) =>
        outcome === 'possible-duplicate' ||
        (outcome === 'refused' && draft.issues.some((issue) => WAITING.has(issue.code))),
    )
    .map(({ draft }) => rowKey(draft.row))
}
