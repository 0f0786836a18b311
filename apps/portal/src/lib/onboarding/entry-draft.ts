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
}

export interface DraftPlace {
  readonly read: () => Promise<unknown>
  /** `null` takes it away. */
  readonly write: (draft: EntryDraft | null) => Promise<void>
  readonly locks: () => Pick<LockManager, 'request'>
}

export interface DraftKeeper {
  /** Takes the draft over and gives it; `null`: there is none, or another tab is at it. */
  readonly open: () => Promise<EntryDraft | null>
  /** Keeps what is there now; what came while another was being written is skipped. */
  readonly keep: (draft: EntryDraft | null) => void
  /** Until nothing is being written any more, and nothing that waited is going to be. */
  readonly stop: () => Promise<void>
  readonly close: () => void
}

const LOCK = 'ketnoi-field-draft'

export function createDraftKeeper(place: DraftPlace): DraftKeeper {
  let close: (() => void) | null = null
  let waiting: { readonly draft: EntryDraft | null } | null = null
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
      const { draft } = waiting
      waiting = null
      // What could not be kept is still on the screen, and the next letter is the next try.
      await place.write(draft).catch(() => undefined)
    }
    writing = null
  }

  return {
    open: async () => {
      if (!(await own())) return null
      const found = await place.read()
      return isDraft(found) ? found : null
    },
    keep: (draft) => {
      if (close === null) return
      waiting = { draft }
      writing ??= writeAll()
    },
    stop: async () => {
      waiting = null
      await writing
    },
    close: () => close?.(),
  }
}

/** The seal says that this program wrote it; which version of it, the shape says. */
function isDraft(value: unknown): value is EntryDraft {
  return typeof value === 'object' && value !== null && 'noticeIds' in value && 'unitId' in value
}
