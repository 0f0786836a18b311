import type { PassResult } from '@ketnoi/api/testing'
import type { Random } from '@ketnoi/hierarchy/testing'

/** Where somebody stands still: until the scheduler lets them go on, and not before an instant. */
interface Stop {
  readonly label: string
  readonly notBefore: number
  /** A call on its way to the service, which arrives even if whoever made it is dead by then. */
  readonly arrives: (() => Promise<unknown>) | null
  readonly goOn: () => void
}

/** What a pass asks of the scheduler. */
export interface Gate {
  /** A call that something may happen before, and if it `writes` also between its effect and the answer. */
  readonly call: <T>(where: 'store' | 'service', label: string, writes: boolean, effect: () => Promise<T>) => Promise<T>
  readonly sleep: (milliseconds: number) => Promise<void>
}

/** One worker's pass over a group. Whoever crashes never goes on: neither its calls nor its clean-up happen any more. */
export interface Pass {
  readonly worker: string
  stop: Stop | null
  end: { readonly result: PassResult } | { readonly error: unknown } | null
}

/** Lets one pass go on at a time, from one call to the next. */
export interface Passes {
  readonly list: () => readonly Pass[]
  /** Begins a pass, up to its first call. */
  readonly begin: (worker: string, run: (gate: Gate, pass: Pass) => Promise<PassResult>) => Promise<Pass>
  readonly step: (pass: Pass) => Promise<void>
  /** The process is gone. A call that it had just made may arrive later. */
  readonly crash: (pass: Pass) => void
  /** The process stands still, as a machine does that sleeps. Not on its way to the service: there a time-out ends it. */
  readonly freeze: (pass: Pass, until: number) => boolean
  /** Passes that may go on now. */
  readonly ready: () => readonly Pass[]
  /** When the next one may. */
  readonly nextAt: () => number | null
}

export interface PassesOptions {
  readonly random: Random
  readonly now: () => number
  readonly tell: (line: string) => void
  readonly later: (at: number, label: string, effect: () => Promise<unknown>) => void
}

/** How late a call may still arrive whose caller is dead. */
const LATEST_ARRIVAL_MS = 10_000

export function createPasses({ random, now, tell, later }: PassesOptions): Passes {
  const passes = new Set<Pass>()
  /** Ends the step of the pass that goes on at this moment. */
  let stopped: () => void = () => {}

  const wait = (pass: Pass, label: string, notBefore: number, arrives: Stop['arrives'] = null): Promise<void> =>
    new Promise((goOn) => {
      pass.stop = { label, notBefore, arrives, goOn }
      stopped()
    })

  const gateOf = (pass: Pass): Gate => ({
    call: async (where, label, writes, effect) => {
      await wait(pass, `${where} ${label}`, now(), where === 'service' && writes ? effect : null)
      tell(`${pass.worker} ${label}`)
      const answer = await effect()
      if (writes) await wait(pass, `answer to ${label}`, now())
      return answer
    },
    sleep: (milliseconds) => wait(pass, 'sleep', now() + milliseconds),
  })

  const untilStop = async (go: () => void): Promise<void> => {
    const stop = new Promise<void>((resolve) => {
      stopped = resolve
    })
    go()
    await stop
  }

  const end = (pass: Pass, how: Pass['end']): void => {
    pass.end = how
    passes.delete(pass)
    stopped()
  }

  return {
    list: () => [...passes],
    begin: async (worker, run) => {
      const pass: Pass = { worker, stop: null, end: null }
      passes.add(pass)
      await untilStop(() => {
        void run(gateOf(pass), pass).then(
          (result) => end(pass, { result }),
          (error: unknown) => end(pass, { error }),
        )
      })
      return pass
    },
    step: async (pass) => {
      const { stop } = pass
      if (stop === null) throw new Error('a pass that does not wait')
      pass.stop = null
      await untilStop(stop.goOn)
    },
    crash: (pass) => {
      tell(`${pass.worker} crashes before ${pass.stop?.label ?? 'its end'}`)
      passes.delete(pass)
      const arrives = pass.stop?.arrives ?? null
      if (arrives !== null && random() < 0.5)
        later(
          now() + Math.floor(random() * LATEST_ARRIVAL_MS),
          `of dead ${pass.worker}: ${pass.stop?.label ?? ''}`,
          arrives,
        )
    },
    freeze: (pass, until) => {
      if (pass.stop?.label.startsWith('store ') !== true) return false
      tell(`${pass.worker} stands still before ${pass.stop.label} for ${String(Math.round((until - now()) / 1_000))} s`)
      pass.stop = { ...pass.stop, notBefore: until }
      return true
    },
    ready: () => [...passes].filter(({ stop }) => stop !== null && stop.notBefore <= now()),
    nextAt: () => {
      const instants = [...passes].flatMap(({ stop }) => (stop === null ? [] : [stop.notBefore]))
      return instants.length === 0 ? null : Math.min(...instants)
    },
  }
}
