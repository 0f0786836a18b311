import { createSubscriber } from 'svelte/reactivity'
import { problemOf } from './problem.ts'

/** One lost answer is the network; several in a row are a server that is gone. */
const LOST_AFTER = 3

/** Whether the server still answers what pages ask by themselves. */
export interface ServerContact {
  readonly lost: boolean
  /** Takes note of what becomes of a question, and passes it on. */
  readonly note: <T>(asked: Promise<T>) => Promise<T>
  /** Nobody asks any more. */
  readonly forget: () => void
}

export function createServerContact(): ServerContact {
  let missed = 0
  let changed = (): void => {}
  const subscribe = createSubscriber((update) => {
    changed = update
    return () => (changed = () => {})
  })
  const set = (now: number): void => {
    const differs = now >= LOST_AFTER !== missed >= LOST_AFTER
    missed = now
    if (differs) changed()
  }
  return {
    get lost() {
      subscribe()
      return missed >= LOST_AFTER
    },
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

/** Of this page. */
export const serverContact = createServerContact()
