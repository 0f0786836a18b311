import type { Device } from '@ketnoi/db'
import type { Context } from '../context.ts'
import { errorCodeOf } from '../errors.ts'
import { applyRecord, type FieldAnswer } from './apply-record.ts'
import type { FieldSubmission } from './field-payload.ts'

/** Takes records in one after the other: one that fails is sent again later, and does not hold up the others. */
export async function submitRecords(
  ctx: Context,
  device: Device,
  records: readonly FieldSubmission[],
): Promise<readonly FieldAnswer[]> {
  const answers: FieldAnswer[] = []
  for (const record of records) {
    answers.push(
      await applyRecord(ctx, device, record).catch((error: unknown) => ({
        id: record.id,
        outcome: 'failed' as const,
        code: errorCodeOf(error),
        personId: null,
      })),
    )
  }
  return answers
}
