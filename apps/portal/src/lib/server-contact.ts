import { problemOf } from './problem.ts'

/** One lost answer is the network; several in a row are a server that is gone. */
const LOST_AFTER = 3

/** Whether the server still answers what a page asks by itself. */
export interface ServerContact {
  /** Takes note of what becomes of a question, and passes it on. */
  readonly note: <T>(asked: Promise<T>) => Promise<T>
  /** Nobody asks any more. */
  readonly forget: () => void
}

/** `tell` hears when the server is gone, and when it is there again. */
export function createServerContact(tell: (lost: boolean) => void): ServerContact {
  let missed = 0
  const set = (now: number): void => {
    const [before, lost] = [missed >= LOST_AFTER, now >= LOST_AFTER]
    missed = now
    if (lost !== before) tell(lost)
  }
  return {
    note: async (asked) => {
      try {
        const answer = await asked
        set(0)
        return answer
      } catch (error) {
        // A refusal is an answer as well.
        set(problemOf(error).code === 'offline' ? missed + 1 : 0)
        throw error
      }
    },
    forget: () => set(0),
  }
}
