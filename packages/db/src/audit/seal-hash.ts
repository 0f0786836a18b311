import { createHash } from 'node:crypto'

/** An event as it is hashed: every column as text, the same on both engines. */
export interface SealedEvent {
  readonly id: number
  /** To the microsecond, in UTC. */
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly subjectKind: string
  readonly subjectId: string
  /** As `jsonb` writes it: keys in its own order, numbers as they are. */
  readonly data: string
}

export interface Seal {
  /** 1, 2, 3 …: one that is missing shows. */
  readonly id: number
  readonly firstEvent: number
  readonly lastEvent: number
  readonly events: number
  readonly leaves: Uint8Array
  readonly sha256: string
  readonly previousSha256: string
  readonly sealedAt: string
}

/** What the first seal follows. */
export const NO_SEAL = '0'.repeat(64)

const LEAF_BYTES = 40

/** The numbers and hashes of some events. */
export function leavesOf(events: readonly SealedEvent[]): Uint8Array {
  const leaves = Buffer.alloc(events.length * LEAF_BYTES)
  for (const [place, event] of events.entries()) {
    leaves.writeBigInt64BE(BigInt(event.id), place * LEAF_BYTES)
    createHash('sha256')
      .update(
        JSON.stringify([event.id, event.at, event.actor, event.action, event.subjectKind, event.subjectId, event.data]),
      )
      .digest()
      .copy(leaves, place * LEAF_BYTES + 8)
  }
  return new Uint8Array(leaves)
}

/** The hash of every event by its number. */
export function leafHashes(leaves: Uint8Array): Map<number, string> {
  const bytes = Buffer.from(leaves)
  const hashes = new Map<number, string>()
  for (let at = 0; at + LEAF_BYTES <= bytes.length; at += LEAF_BYTES)
    hashes.set(Number(bytes.readBigInt64BE(at)), bytes.toString('hex', at + 8, at + LEAF_BYTES))
  return hashes
}

/** The hash of a seal: over what it says, the events, and the seal before. */
export function sealHash(seal: Omit<Seal, 'sha256'>): string {
  const leaves = createHash('sha256').update(seal.leaves).digest('hex')
  return createHash('sha256')
    .update(
      JSON.stringify([
        seal.id,
        seal.firstEvent,
        seal.lastEvent,
        seal.events,
        leaves,
        seal.previousSha256,
        seal.sealedAt,
      ]),
    )
    .digest('hex')
}
