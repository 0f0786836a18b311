import { forgetRecord, forgetRecords, nextRecords, type DeviceStore } from './device-store.ts'
import { unseal, type Sealed } from './vault.ts'

/** What the server says became of a record. */
export interface RecordAnswer {
  readonly id: string
  readonly outcome: 'applied' | 'open' | 'dismissed' | 'failed'
  /** Why it was not applied. */
  readonly code: string | null
}

export interface QueueRecord {
  readonly id: string
  readonly payload: unknown
}

export interface SendOptions {
  readonly store: DeviceStore
  readonly key: CryptoKey
  /** Throws when there is no answer; the records may have arrived all the same. */
  readonly submit: (records: readonly QueueRecord[]) => Promise<readonly RecordAnswer[]>
  readonly locks: Pick<LockManager, 'request'>
  /** Keeps what somebody has to be told of the answers, before the records leave the queue. */
  readonly keep?: (answers: readonly RecordAnswer[]) => Promise<void>
  /** Told after each part that has gone. */
  readonly onsent?: (answers: readonly RecordAnswer[]) => void
}

/** `busy`: another tab is sending; `kept`: the server could not take some of them in yet. */
export type SendOutcome = 'done' | 'kept' | 'busy'

/** Few enough that a weak line takes them through before it breaks. */
const BATCH = 20
const LOCK = 'ketnoi-field-send'

/**
 * Sends everything that waits, in its order. A record leaves the queue only after the server has answered for it: where the line
 * breaks in between it is sent again, and the server, which knows it by its id, gives the same answer once more.
 */
export async function sendQueue(options: SendOptions): Promise<SendOutcome> {
  return options.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock === null ? 'busy' : sendAll(options)))
}

/** Takes a record out of the queue, with the pack that shows it; `false`: it has gone, or may be on its way at this moment. */
export async function unqueue(options: {
  readonly store: DeviceStore
  readonly locks: Pick<LockManager, 'request'>
  readonly id: string
  readonly pack: { readonly name: string; readonly sealed: Sealed }
}): Promise<boolean> {
  const { store, locks, id, pack } = options
  return locks.request(LOCK, { ifAvailable: true }, async (lock) => lock !== null && forgetRecord(store, id, pack))
}

async function sendAll({ store, key, submit, keep, onsent }: SendOptions): Promise<SendOutcome> {
  let kept = false
  for (let after = 0; ;) {
    const batch = await nextRecords(store, after, BATCH)
    const last = batch.at(-1)
    if (last === undefined) return kept ? 'kept' : 'done'
    after = last.place
    const records = await Promise.all(
      batch.map(async (sealed) => ({ id: sealed.id, payload: await unseal(key, sealed.id, sealed) })),
    )
    const answers = await submit(records)
    await keep?.(answers)
    const taken = new Set(answers.filter(({ outcome }) => outcome !== 'failed').map(({ id }) => id))
    kept ||= taken.size < batch.length
    await forgetRecords(
      store,
      batch.filter(({ id }) => taken.has(id)).map(({ place }) => place),
    )
    onsent?.(answers)
  }
}

const SHORTEST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 60_000

/** How long to wait before the next try: twice as long each time, and never the same for two devices that lost the line together. */
export function waitBefore(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** attempt)
  return Math.round(longest * (0.5 + random() / 2))
}
