import { problemOf, type Problem } from './problem.ts'

/** Something that a person set off: whether it is under way, and why the last try failed. */
export interface Attempt {
  readonly busy: boolean
  readonly problem: Problem | null
  /** Does the work; a second press while it is under way does nothing. What goes wrong is kept for the screen. */
  readonly run: (work: () => Promise<void>) => Promise<void>
  readonly forget: () => void
}

export function createAttempt(): Attempt {
  let busy = $state(false)
  let problem = $state<Problem | null>(null)
  return {
    get busy() {
      return busy
    },
    get problem() {
      return problem
    },
    run: async (work) => {
      if (busy) return
      busy = true
      problem = null
      try {
        await work()
      } catch (error) {
        problem = problemOf(error)
      } finally {
        busy = false
      }
    },
    forget: () => {
      problem = null
    },
  }
}
