import type { TestInfo } from '@playwright/test'

/** Measures steps of a journey; `tell` puts how long each took, in milliseconds, into what the run prints and reports. */
export function createTimes(info: TestInfo) {
  const times: Record<string, number> = {}
  return {
    measured: async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const from = Date.now()
      const done = await work()
      times[name] = Date.now() - from
      return done
    },
    tell: (): void => {
      const description = JSON.stringify(times)
      info.annotations.push({ type: 'milliseconds', description })
      process.stdout.write(`${info.title}: ${description}\n`)
    },
  }
}
