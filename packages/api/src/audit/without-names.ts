import { createHash } from 'node:crypto'
import type { Household } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'

// The audit log is never changed, so nothing may stand in it that names somebody: only ids, and hashes of what is no id.

/** What became of a household. What an office calls it is often the name of its head: only that it changed. */
export function describeHouseholdChange(
  before: Household | null,
  after: Household,
  /** When it moves. */
  from: Day | null = null,
): Readonly<Record<string, string | boolean | null>> {
  return {
    ...(from === null ? {} : { from }),
    unitIdBefore: before?.unitId ?? null,
    unitId: after.unitId,
    labelChanged: (before?.label ?? null) !== after.label,
  }
}

const ROW_KEY = /^(?:name|phone|account):/u

/** A person by id; a row of a member list, which is known by a name or a phone, by the hash of what it is known by. */
export function describeSubject(subject: string): Readonly<Record<string, string>> {
  return ROW_KEY.test(subject)
    ? { rowSha256: createHash('sha256').update(subject).digest('hex') }
    : { personId: subject }
}
