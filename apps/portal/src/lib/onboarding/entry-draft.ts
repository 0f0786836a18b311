import type { PersonEntry } from './person-entry.ts'

/** What an officer has typed about somebody and not recorded yet. People of the roster stand in it by their ids. */
export interface EntryDraft {
  readonly unitId: string
  /** When it was last changed, an ISO instant. */
  readonly at: string
  readonly name: string
  readonly phone: string
  readonly knownId: string | null
  readonly distinctFrom: readonly string[]
  readonly householdText: string
  readonly householdId: string | null
  readonly represents: boolean
  readonly adult: boolean
  readonly reachability: PersonEntry['reachability']
  readonly proxyText: string
  readonly proxyId: string | null
  /** The texts that were agreed to: where another one has taken its place meanwhile, it has to be read out again. */
  readonly noticeIds: readonly string[]
  /** Missing where an older program kept it. */
  readonly paperDay?: string | null
}

/** Whoever was recorded last, until the officer goes on to the next: they are still to scan the code of their group. */
export interface RecordedEntry {
  readonly unitId: string
  readonly recordId: string
  readonly name: string
  readonly householdId: string | null
  /** Whether they can join on the spot. */
  readonly canJoin: boolean
  /** The group whose code was shown; `null`: there was none. */
  readonly groupId: string | null
}

/** What an officer is at: somebody whom they type, or whom they have recorded. */
export type EntryAtHand = EntryDraft | RecordedEntry

export interface DraftPlace {
  readonly read: () => Promise<unknown>
  /** `null` takes it away. */
  readonly write: (entry: EntryAtHand | null) => Promise<void>
  readonly locks: () => Pick<LockManager, 'request'>
}

export interface DraftKeeper {
  /** Takes over what is kept and gives it; `null`: there is nothing, or another tab is at it. */
  readonly open: () => Promise<EntryAtHand | null>
  /** Keeps what is there now; what came while another was being written is skipped. */
  readonly keep: (entry: EntryAtHand | null) => void
  /** Until nothing is being written any more, and nothing that waited is going to be; `false`: what is kept is another tab's. */
  readonly stop: () => Promise<boolean>
  readonly close: () => void
}

const LOCK = 'ketnoi-field-draft'

export function createDraftKeeper(place: DraftPlace): DraftKeeper {
  let close: (() => void) | null = null
  let waiting: { readonly entry: EntryAtHand | null } | null = null
  let writing: Promise<void> | null = null

  /** One tab alone: two that keep the same draft would have the same person recorded twice. */
  function own(): Promise<boolean> {
    if (close !== null) return Promise.resolve(true)
    return new Promise((resolve, reject) => {
      place
        .locks()
        .request(LOCK, { ifAvailable: true }, (lock) => {
          resolve(lock !== null)
          return lock === null
            ? undefined
            : new Promise<void>((end) => {
                close = () => {
                  close = null
                  end()
                }
              })
        })
        .catch(reject)
    })
  }

  async function writeAll(): Promise<void> {
    while (waiting !== null) {
      const { entry } = waiting
      waiting = null
      // What could not be kept is still on the screen, and the next letter is the next try.
      await place.write(entry).catch(() => undefined)
    }
    writing = null
  }

  return {
    open: async () => {
      if (!(await own())) return null
      const found = await place.read()
      return isRecorded(found) || isDraft(found) ? found : null
    },
    keep: (entry) => {
      if (close === null) return
      waiting = { entry }
      writing ??= writeAll()
    },
    stop: async () => {
      waiting = null
      await writing
      return close !== null
    },
    close: () => close?.(),
  }
}

export function isRecorded(value: unknown): value is RecordedEntry {
  return typeof value === 'object' && value !== null && 'recordId' in value && 'unitId' in value
}

/** The seal says that this program wrote it; which version of it, the shape says. */
function isDraft(value: unknown): value is EntryDraft {
  return typeof value === 'object' && value !== null && 'noticeIds' in value && 'unitId' in value
}
