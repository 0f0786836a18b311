import type { Db } from '../schema.ts'
import { leafHashes, leavesOf, NO_SEAL, sealHash, type Seal, type SealedEvent } from './seal-hash.ts'
import { countUnsealed, listSealedEvents, listSeals } from './seals.queries.ts'

/** Where the log is not what was sealed. */
export type AuditBreak =
  /** A seal is not there any more. */
  | { readonly kind: 'seal-missing'; readonly seal: number }
  /** A seal does not say what it was made over, or does not follow the one before. */
  | { readonly kind: 'seal-changed'; readonly seal: number }
  | {
      readonly kind: 'event-changed' | 'event-missing' | 'event-added'
      readonly seal: number
      readonly event: number
    }
  /** The hash that was kept elsewhere is of no seal: the end of the log was cut off, or all of it was written anew. */
  | { readonly kind: 'kept-hash-unknown' }

export interface AuditVerification {
  readonly seals: number
  readonly sealed: number
  readonly unsealed: number
  /** To be kept elsewhere: whoever asks with it later sees whether the log still goes on from there. `null` before the first seal. */
  readonly lastSha256: string | null
  readonly lastSealedAt: string | null
  /** The first ones. Empty: nothing was touched. */
  readonly breaks: readonly AuditBreak[]
}

const SEALS_AT_A_TIME = 50
const MOST_BREAKS = 100

/**
 * Computes every seal anew from the events and compares. `kept`: the hash of a seal that was printed before. Costs one reading of the
 * whole log.
 */
export async function verifyAudit(db: Db, kept: string | null = null): Promise<AuditVerification> {
  const breaks: AuditBreak[] = []
  let last: Seal | null = null
  let sealed = 0
  let seals = 0
  let isKept = kept === null
  for (;;) {
    const some: readonly Seal[] = await listSeals(db, last?.id ?? 0, SEALS_AT_A_TIME)
    if (some.length === 0) break
    for (const seal of some) {
      breaks.push(...(await breaksOf(db, last, seal)))
      isKept ||= seal.sha256 === kept
      sealed += seal.events
      seals += 1
      last = seal
    }
  }
  if (!isKept) breaks.push({ kind: 'kept-hash-unknown' })
  return {
    seals,
    sealed,
    unsealed: await countUnsealed(db),
    lastSha256: last?.sha256 ?? null,
    lastSealedAt: last?.sealedAt ?? null,
    breaks: breaks.slice(0, MOST_BREAKS),
  }
}

async function breaksOf(db: Db, before: Seal | null, seal: Seal): Promise<AuditBreak[]> {
  const breaks: AuditBreak[] = []
  const next = (before?.id ?? 0) + 1
  for (let id = next; id < seal.id && breaks.length < MOST_BREAKS; id++) breaks.push({ kind: 'seal-missing', seal: id })
  const isWhole = seal.id === next
  const follows = !isWhole || seal.previousSha256 === (before?.sha256 ?? NO_SEAL)
  if (!follows || sealHash(seal) !== seal.sha256) breaks.push({ kind: 'seal-changed', seal: seal.id })
  // Where a seal is missing, what it covered is nobody's; otherwise nothing may stand between two seals.
  const from = !isWhole ? seal.firstEvent : before === null ? Number.MIN_SAFE_INTEGER : before.lastEvent + 1
  const events = await listSealedEvents(db, from, seal.lastEvent, seal.events + MOST_BREAKS)
  return [...breaks, ...compare(seal, events)]
}

function compare(seal: Seal, events: readonly SealedEvent[]): AuditBreak[] {
  const leaves = leavesOf(events)
  if (Buffer.compare(leaves, seal.leaves) === 0) return []
  const was = leafHashes(seal.leaves)
  const is = leafHashes(leaves)
  const breaks: AuditBreak[] = []
  for (const event of [...new Set([...was.keys(), ...is.keys()])].sort((a, b) => a - b)) {
    if (was.get(event) === is.get(event)) continue
    const kind = !is.has(event) ? 'event-missing' : was.has(event) ? 'event-changed' : 'event-added'
    breaks.push({ kind, seal: seal.id, event })
  }
  return breaks.slice(0, MOST_BREAKS)
}
