import { api, BACKGROUND } from '#lib/api.ts'
import { problemOf } from '#lib/problem.ts'
import { countRecords } from './device-store.ts'
import type { OpenDevice } from './sealed-packs.ts'
import { sendQueue, waitBefore, type RecordAnswer } from './send-queue.ts'

/** Why what waits has not been sent. */
export type SendState = 'idle' | 'sending' | 'waiting' | 'log-in' | 'other-account' | 'failing'

/** A call that hangs on a dying line is given up and made again. */
export const PATIENCE_MS = 30_000

/** The device whose records are sent. */
export interface SendingDevice {
  /** `null`: it is locked. */
  readonly opened: () => OpenDevice | null
  /** What it says of itself with every call. */
  readonly claim: () => { readonly deviceId: string; readonly passwordSetAt: string | null }
  /** Counts what waits. */
  readonly recount: () => Promise<number>
  /** Keeps what became of answers to tasks, before they leave the queue. */
  readonly note: (answers: readonly RecordAnswer[]) => Promise<void>
  /** What a refusal of the server means for the device. */
  readonly refused: (code: string) => Promise<SendState>
  readonly onsent: () => void
}

/** Sends what waits on a device, and tries again for as long as there is no line. */
export interface RecordSender {
  readonly state: SendState
  /** Records that a person has to decide about, since this page was opened. */
  readonly held: number
  /** After how many seconds it is tried again by itself, as of the last try; `null`: it is not, or nothing waits. */
  readonly retriesIn: number | null
  readonly send: () => void
  /** The same when there is a reason to try at once: the waiting begins anew. */
  readonly again: () => void
  readonly stop: () => void
}

export function createRecordSender(device: SendingDevice): RecordSender {
  let state = $state<SendState>('idle')
  let held = $state(0)
  let retriesIn = $state<number | null>(null)
  let attempt = 0
  let retry: ReturnType<typeof setTimeout> | undefined

  function send(): void {
    stop()
    void sendNow({})
  }

  function again(): void {
    attempt = 0
    send()
  }

  function stop(): void {
    clearTimeout(retry)
  }

  /** `by`: a try that nobody set off does not keep the session alive. */
  async function sendNow(by: Partial<typeof BACKGROUND>): Promise<void> {
    const open = device.opened()
    if (open === null || state === 'sending') return
    state = 'sending'
    try {
      // A device that has nothing to send hears what there is to hear all the same.
      if ((await countRecords(open.store)) === 0)
        await api.onboarding.checkDevice.mutate(device.claim(), { signal: AbortSignal.timeout(PATIENCE_MS), ...by })
      const outcome = await sendQueue({
        ...open,
        locks: navigator.locks,
        submit: async (records) => {
          const given = { ...device.claim(), records: [...records] }
          const patience = { signal: AbortSignal.timeout(PATIENCE_MS), ...by }
          return (await api.onboarding.submit.mutate(given, patience)).answers
        },
        keep: async (answers) => {
          // Locked meanwhile: sent again once it is open, when what came of it can be kept.
          if (device.opened() === null) throw new Error('the device is locked')
          await device.note(answers)
        },
        onsent: (answers) => {
          held += answers.filter(({ outcome }) => outcome === 'open').length
          void device.recount()
          device.onsent()
        },
      })
      attempt = outcome === 'done' ? 0 : attempt + 1
      state = outcome === 'done' ? 'idle' : 'waiting'
    } catch (error) {
      attempt += 1
      state = await device.refused(problemOf(error).code)
    }
    const left = await device.recount()
    // One that was added while the last part was on its way.
    if (state === 'idle' && left > 0) state = 'waiting'
    const triesAgain = left > 0 && device.opened() !== null && state !== 'log-in' && state !== 'other-account'
    const wait = triesAgain ? waitBefore(attempt) : null
    retriesIn = wait === null ? null : Math.ceil(wait / 1_000)
    if (wait !== null) retry = setTimeout(() => void sendNow(BACKGROUND), wait)
  }

  return {
    get state() {
      return state
    },
    get held() {
      return held
    },
    get retriesIn() {
      return retriesIn
    },
    send,
    again,
    stop,
  }
}
