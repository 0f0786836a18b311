import type { Device } from '@ketnoi/db'
import pLimit from 'p-limit'
import type { Context } from '../context.ts'
import { errorCodeOf } from '../errors.ts'
import { applyRecord, type FieldAnswer } from './apply-record.ts'
import type { FieldSubmission } from './field-payload.ts'

/** A device waits half a minute for the answer; what it hears nothing of it sends again, while the server is busy with it still. */
const LONGEST_MS = 15_000

// They wait for one another in the database anyway. More of them would only keep connections that everybody else needs: with ten,
// and two hundred officers who came back at once, nobody got one within ten seconds.
const taking = pLimit(4)

/**
 * Takes records in one after the other: one that fails is sent again later, and does not hold up the others. What there is no time
 * left for has failed as well.
 */
export async function submitRecords(
  ctx: Context,
  device: Device,
  records: readonly FieldSubmission[],
): Promise<readonly FieldAnswer[]> {
  const answers: FieldAnswer[] = []
  const end = Date.parse(ctx.now()) + LONGEST_MS
  for (const record of records) {
    if (answers.length > 0 && Date.parse(ctx.now()) > end) {
      answers.push({ id: record.id, outcome: 'failed', code: 'database-busy', personId: null })
      continue
    }
    answers.push(
      await taking(() => applyRecord(ctx, device, record)).catch((error: unknown) => ({
        id: record.id,
        outcome: 'failed' as const,
        code: errorCodeOf(error),
        personId: null,
      })),
    )
  }
  return answers
}
