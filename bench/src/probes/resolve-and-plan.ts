import { createActual, createPlan, resolveMembers } from '@ketnoi/hierarchy'
import { compareByHand, resolveByHand } from '../practical-limit.ts'
import { report } from '../probe.ts'
import { median, prepareWorkload, timeOf } from '../workload.ts'

const size = process.argv[2] ?? 'S'
const { directory, directoryMs, readings, facts, actualColumns } = prepareWorkload(size)
globalThis.gc?.()

const limitTimes: number[] = []
const ownTimes: number[] = []
const layOutTimes: number[] = []
let byHand = 0
let memberships = 0
let changes = 0
for (let round = 0; round < 6; round++) {
  limitTimes.push(
    timeOf(() => {
      const desired = resolveByHand(facts)
      memberships = desired.starts.at(-1) ?? 0
      byHand = compareByHand(desired, actualColumns, facts.ids.length).count
    }),
  )
  // The limit is given numbers; the readings are laid out as numbers apart, like the directory.
  const start = performance.now()
  const actual = createActual(directory.people, readings)
  layOutTimes.push(performance.now() - start)
  ownTimes.push(
    timeOf(() => {
      const plan = createPlan({ desired: resolveMembers(directory), actual })
      changes = plan.changes.length + plan.held.length
      if (plan.summary.desired !== memberships)
        throw new Error(`${plan.summary.desired} memberships, by hand ${memberships}`)
    }),
  )
}
if (changes !== byHand) throw new Error(`${changes} changes, by hand ${byHand}`)
report({
  people: directory.people.ids.length,
  memberships,
  changes,
  directoryMs,
  limitColdMs: limitTimes[0] ?? 0,
  limitWarmMs: median(limitTimes.slice(1)),
  ownColdMs: ownTimes[0] ?? 0,
  ownWarmMs: median(ownTimes.slice(1)),
  layOutColdMs: layOutTimes[0] ?? 0,
  layOutWarmMs: median(layOutTimes.slice(1)),
})
