import type { MemoryRuns } from '@ketnoi/api/testing'
import type { Random } from '@ketnoi/hierarchy/testing'
import type { DividedVillage } from './divided-village.ts'
import { pick, type SimulatedService, type TrueGroup } from './simulated-service.ts'
import { expectGroup, ROLES, type SimulationStart } from './start.ts'
import { Violation, type Cause, type Watch } from './watch.ts'

export interface EventsOptions {
  readonly start: SimulationStart
  readonly village: DividedVillage
  readonly runs: MemoryRuns
  readonly service: SimulatedService
  readonly watch: Watch
  readonly random: Random
  readonly tell: (line: string) => void
  readonly instant: () => string
  readonly runIds: string[]
  readonly look: () => Promise<void>
}

/** Makes what happens beside the work of the engine: each call one thing. */
export function createEvents(options: EventsOptions): () => Promise<Cause> {
  const { start, village, runs, service, watch, random, tell, instant, runIds, look } = options
  const person = () => pick(random, start.people)
  const expected = () =>
    pick(
      random,
      start.groups.filter(({ wanted }) => wanted !== null),
    )
  const runIn = (state: ReturnType<MemoryRuns['stateOf']>) =>
    pick(
      random,
      runIds.filter((runId) => runs.stateOf(runId) === state),
    )

  /** Somebody does something in the service by themselves. */
  const outside = (what: string, act: (group: TrueGroup) => string | null): void => {
    const group = pick(random, service.truth())
    const who = group === undefined ? null : act(group)
    if (group === undefined || who === null) return
    tell(`${who} ${what} ${group.name}`)
    watch.outside(group.externalId)
  }

  const edit = (): void => {
    const group = expected()
    const one = person()
    if (group === undefined || one === undefined) return
    const role = random() < 0.4 ? null : (pick(random, ROLES) ?? 'member')
    runs.want(group.groupId, one.personId, role)
    tell(`${one.personId} is ${role === null ? 'not wanted' : `wanted as ${role}`} in ${group.groupId}`)
  }

  const approve = (): void => {
    const runId = runs.approve(runs.plan(), instant())
    if (runId === null) return
    runIds.push(runId)
    tell(`${runId} is approved`)
    if (random() < 0.8) begin(runId)
  }

  const begin = (runId: string | undefined): void => {
    if (runId === undefined) return
    tell(`${runId} begins`)
    if (!runs.begin(runId)) throw new Violation(`${runId} did not begin`)
    if (runs.begin(runId)) throw new Violation(`${runId} began twice`)
  }

  const stop = (how: 'paused' | 'cancelled', runId: string | undefined): void => {
    if (runId === undefined) return
    tell(`${runId} is ${how}`)
    if (how === 'paused') runs.pause(runId)
    else runs.cancel(runId, instant())
  }

  const resume = (runId: string | undefined): void => {
    if (runId === undefined) return
    tell(`${runId} goes on`)
    runs.resume(runId)
  }

  const leave = ({ externalId, members }: TrueGroup): string | null => {
    const accountId = pick(random, [...members.keys()])
    return accountId !== undefined && service.leave(externalId, accountId) ? accountId : null
  }

  const join = ({ externalId, members }: TrueGroup): string | null => {
    const invited = [...members].flatMap(([accountId, { state }]) => (state === 'invited' ? [accountId] : []))
    const accountId = pick(random, [...invited, person()?.accountId ?? '', start.stranger])
    return accountId !== undefined && service.join(externalId, accountId) ? accountId : null
  }

  const setRole = ({ externalId, members }: TrueGroup): string | null => {
    const accountId = pick(
      random,
      [...members].flatMap(([id, { state }]) => (state === 'member' ? [id] : [])),
    )
    const role = pick(random, ROLES) ?? 'member'
    return accountId !== undefined && service.setRole(externalId, accountId, role) ? `${accountId} (${role})` : null
  }

  const bind = (): void => {
    const one = start.people.find(({ account }) => account === 'unbound')
    if (one === undefined) return
    tell(`${one.accountId} is said to be ${one.personId}`)
    runs.setAccount(one.personId, one.accountId)
  }

  /** Somebody moves into the divided village or away, or one of its groups is given up. */
  const editVillage = (): void => {
    if (random() < 0.2) {
      const given = village.giveUp()
      if (given !== null) tell(`${given} is given up`)
      return
    }
    const one = person()
    if (one === undefined) return
    const isWanted = random() < 0.7
    village.want(one.personId, isWanted)
    tell(`${one.personId} ${isWanted ? 'lives' : 'does not live'} in ${start.divided.name}`)
  }

  const expectOrNot = (): void => {
    const group = start.groups.find(({ groupId, wanted }) => wanted === null && !village.isOf(groupId))
    if (group === undefined) return
    const isExpected = runs.wanted(group.groupId).size > 0
    tell(`${group.groupId} is ${isExpected ? 'not expected' : 'expected'}`)
    if (isExpected) runs.unexpect(group.groupId)
    else {
      expectGroup(runs, group.groupId, group.name)
      runs.want(group.groupId, 'p1', 'leader')
    }
  }

  const read = async (): Promise<void> => {
    tell('somebody reads the groups')
    await look()
  }

  const upset = (): void => tell(`goes wrong from now on: ${service.upset(random)}`)

  const calm = (): void => {
    tell('nothing goes wrong for now')
    service.calm()
  }

  const settle = (): void => {
    tell('what was accepted for later is done')
    service.settle()
  }

  /** How often each happens, beside the others. */
  const happenings: readonly (readonly [number, () => unknown])[] = [
    [3, edit],
    [1, editVillage],
    [6, approve],
    [2, () => begin(runIn('approved'))],
    [2, read],
    [2, () => outside('leaves', leave)],
    [2, () => outside('joins', join)],
    [1, () => outside('is given another role in', setRole)],
    [3, upset],
    [4, calm],
    [1, settle],
    [1, () => stop('paused', runIn('running'))],
    [2, () => resume(runIn('paused'))],
    [1, () => stop('cancelled', pick(random, [runIn('running'), runIn('paused')]))],
    [1, bind],
    [1, expectOrNot],
  ]
  const total = happenings.reduce((sum, [weight]) => sum + weight, 0)

  return async () => {
    let draw = random() * total
    const [, happening] = happenings.find(([weight]) => (draw -= weight) < 0) ?? [0, edit]
    await happening()
    return happening === settle ? 'settled' : 'outside'
  }
}
