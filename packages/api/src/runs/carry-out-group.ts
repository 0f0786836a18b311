import type { ChangeMark, GroupKey, PassEnd } from '@ketnoi/db'
import {
  afterQuietHours,
  changeGroup,
  changingGroup,
  continuePlan,
  holdNow,
  orderChanges,
  proveChange,
  readGroups,
  readMembers,
  secondsBeforeAttempt,
  type Change,
  type ChangeStanding,
  type CreateOutcome,
  type LiveGroup,
  type Moved,
  type ReadList,
  type ServiceFailure,
  type ServiceFailureCode,
  type ServiceGroup,
  type WriteOutcome,
} from '@ketnoi/hierarchy'
import { LeaseLost, type Connection, type GroupWork, type ReadGroup, type RunPorts } from './run-ports.ts'

/** A change of a group with where it stands in this pass. */
interface Step extends ChangeStanding {
  readonly place: number
  readonly wanted: Change
  readonly attempts: number
  readonly message: string | null
  /** Whether this pass has asked for it. */
  readonly asked: boolean
}

/** What became of a pass; `not-taken` and `lost`: somebody else has the group, or its run is not running. */
export type PassResult = PassEnd['state'] | 'not-taken' | 'lost'

/** A service that has refused or lost a change so often will not do it today. */
const MOST_ATTEMPTS = 8
/** A service that says done and shows nothing is asked again once or twice: it may be slow, or not mean it. */
const MOST_WITHOUT_EFFECT = 3
/** Removals and proofs wait for a complete reading as long as that; the next plan has again what lacked one. */
const MOST_PARTIAL_READINGS = 4
/** And as long as that where the lists broke off because the service failed: the next one may be whole. */
const MOST_BROKEN_READINGS = 10
/** In a row, for the group to be given up: about an hour of waiting. */
const MOST_FAILURES = 10
const MOST_PASSES = 40
/** Noting that something is asked for renews the lease; whoever was stopped for longer before asking may have been replaced. */
const LONGEST_STOP_MS = 20_000
/** People who are added in one call: a lost answer is about no more than these. */
const MOST_ADDITIONS = 20

/**
 * Carries out what is left of an approved plan in one group, as far as it goes in one pass: reads who is in the group, makes the plan
 * anew, stops if the world has moved, asks for one change after the other, reads again and says what is proved. Whatever ends it, the
 * next pass begins with the same reading and goes on: no change is asked for without having been noted first.
 */
export async function carryOutGroup(ports: RunPorts, key: GroupKey): Promise<PassResult> {
  const work = await ports.store.take(key, ports.newId(), ports.now())
  if (work === null) return 'not-taken'
  try {
    return await createPass(ports, work).run()
  } catch (error) {
    if (error instanceof LeaseLost) return 'lost'
    // Nothing is lost: the next pass reads the group, and a change that was noted as started is looked for.
    await ports.store.release(work, againLater(ports, work.failures, null), [], ports.now()).catch(() => {})
    throw error
  }
}

function againLater(ports: RunPorts, failuresBefore: number, code: string | null): PassEnd {
  const failures = failuresBefore + 1
  const due = new Date(Date.parse(ports.now()) + secondsBeforeAttempt(failures) * 1_000).toISOString()
  return { state: 'waiting', code, detail: null, failures, dueAt: due, endedAt: null }
}

function createPass(ports: RunPorts, work: GroupWork) {
  const { store } = ports
  /** When the lease was renewed. */
  let heldAt = ports.now()
  /** Whether the last list broke off in the middle, because the service failed. */
  let brokenOff = false
  const approved = { changes: work.changes.map(({ change }) => change), held: work.held }
  const steps: Step[] = work.changes.map(({ place, change, state, code, attempts, message }) => ({
    place,
    wanted: change,
    // Codes are written by this file and by those who answer tasks, from the same lists.
    code: code as Step['code'],
    state,
    attempts,
    message,
    asked: false,
  }))

  const marksOf = (changed: readonly Step[], asked: boolean): ChangeMark[] =>
    changed.map(({ place, state, code, message }) => ({ place, state, code, message, asked }))

  /** Takes down where steps stand now: what was answered, and what is asked for next. */
  async function note(known: readonly Step[], asking: readonly Step[] = []): Promise<void> {
    if (known.length + asking.length === 0) return
    for (const step of [...known, ...asking]) steps[step.place] = step
    heldAt = ports.now()
    await store.mark(work, [...marksOf(known, false), ...marksOf(asking, true)], heldAt)
    if (asking.length > 0 && isLongAgo(heldAt)) throw new LeaseLost()
  }

  /** Renews the lease where that was not done for a while, or throws: another worker has the group. */
  async function stillHolds(): Promise<void> {
    if (!isLongAgo(heldAt)) return
    const now = ports.now()
    await store.mark(work, [], now)
    if (isLongAgo(now)) throw new LeaseLost()
    heldAt = now
  }

  function isLongAgo(instant: string): boolean {
    return Date.parse(ports.now()) - Date.parse(instant) > LONGEST_STOP_MS
  }

  async function end(state: PassEnd['state'], code: string | null, detail: unknown = null): Promise<PassResult> {
    const now = ports.now()
    const ended = { state, code, detail, failures: 0, dueAt: now, endedAt: state === 'with-people' ? null : now }
    await store.release(work, ended, marksOf(steps, false), now)
    return state
  }

  /** Ends a group that nothing more is done in. What was asked for may still come about. */
  async function giveUp(state: 'moved' | 'failed', code: string, detail: unknown = null): Promise<PassResult> {
    for (const step of steps) if (step.state === 'waiting') settle(step.place, { state: 'cancelled', code: null })
    return end(state, code, detail)
  }

  async function again(code: string | null): Promise<PassResult> {
    // Failures count in a row: a service that lets through a little in each pass is worth another one.
    const progress = countDone(steps) > countDone(work.changes)
    const next = againLater(ports, progress ? 0 : work.failures, code)
    if (next.failures > MOST_FAILURES) return giveUp('failed', code ?? 'gave-up')
    await store.release(work, next, marksOf(steps, false), ports.now())
    return 'waiting'
  }

  async function run(): Promise<PassResult> {
    const connection = await ports.connect(work, stillHolds)
    if (connection === null) return again('service-not-set-up')
    if (connection.carriedOutBy === 'program') {
      const open = afterQuietHours(ports.now(), ports.quietHours)
      if (Date.parse(open) > Date.parse(ports.now())) {
        const waiting = { state: 'waiting', code: 'quiet-hours', detail: null, failures: work.failures } as const
        await store.release(work, { ...waiting, dueAt: open, endedAt: null }, [], ports.now())
        return 'waiting'
      }
    }
    const externalId = work.externalId ?? (await createGroup(connection))
    if (typeof externalId !== 'string') return externalId.end()
    return workOn(connection, externalId)
  }

  /** Makes the group that does not exist yet, once: a lost answer is looked for in the service's list before asking again. */
  async function createGroup(connection: Connection): Promise<string | { readonly end: () => Promise<PassResult> }> {
    const step = steps.find(({ wanted }) => wanted.kind === 'create-group')
    if (step?.wanted.kind === 'create-group' && (step.state === 'started' || work.creationInDoubt)) {
      const { externalId, listed } = await findCreated(connection, step.wanted.name)
      if (externalId !== null) {
        await linkCreated(step, externalId)
        return externalId
      }
      if (listed !== 'complete') return { end: () => again('unreachable') }
    }
    const { plan, group } = await store.planNow(work.groupId)
    const continued = continuePlan(approved, plan, group)
    if (step?.wanted.kind !== 'create-group' || !continued.ok)
      return { end: () => giveUp('moved', 'plan-changed', continued.ok ? null : (continued.issues[0]?.data ?? null)) }
    if (step.state === 'failed') return { end: () => giveUp('failed', step.code ?? 'refused') }
    if (step.state !== 'pending') await note([], [{ ...step, state: 'started', code: null }])
    const outcome: CreateOutcome = await connection.writer.createGroup(step.wanted.name)
    if (outcome.kind === 'done') {
      await linkCreated({ ...step, asked: true }, outcome.externalId)
      return outcome.externalId
    }
    if (outcome.kind === 'pending') {
      steps[step.place] = { ...step, state: 'pending', code: null }
      return { end: () => end('with-people', null) }
    }
    const now = afterFailure({ ...step, attempts: step.attempts + 1 }, outcome)
    steps[step.place] = now
    return { end: () => (now.state === 'failed' ? giveUp('failed', outcome.code, said(outcome)) : again(outcome.code)) }
  }

  /** Looks for the group that bears the name and belongs to nobody yet. */
  async function findCreated(
    connection: Connection,
    name: string,
  ): Promise<{ readonly externalId: string | null; readonly listed: ReadList<ServiceGroup>['completeness'] }> {
    const { rows, completeness: listed } = await readGroups(connection.reader)
    for (const { externalId, name: borne, owner, archived } of rows) {
      const isSo = borne.normalize('NFC') === name.normalize('NFC') && owner === 'us' && !archived
      if (isSo && !(await store.isLinked(externalId))) return { externalId, listed }
    }
    return { externalId: null, listed }
  }

  async function linkCreated(step: Step, externalId: string): Promise<void> {
    const done: Step = { ...step, state: 'accepted', code: null }
    await store.link(work, externalId, marksOf([done], false), ports.now())
    steps[step.place] = done
  }

  async function workOn(connection: Connection, externalId: string): Promise<PassResult> {
    const read = await readGroup(connection, externalId)
    if ('kind' in read) {
      if (read.retry) return again(read.code)
      return read.code === 'group-unknown' ? withoutGroup(read) : giveUp('failed', read.code, said(read))
    }
    brokenOff = read.members.failure !== null
    if (connection.carriedOutBy === 'program') await store.keepReading(work, read, ports.now())
    const { plan, group } = await store.planNow(work.groupId)
    const continued = continuePlan(approved, plan, group)
    if (!continued.ok) {
      for (const step of steps) settle(step.place, proveChange(step.wanted, step, group))
      const [issue] = continued.issues
      const { disappeared = [] }: Partial<Moved> = issue?.data ?? {}
      // Nobody is to do by hand what is not wanted any more, while the rest waits to go on.
      if (connection.carriedOutBy === 'people')
        for (const step of steps)
          if (step.state === 'pending' && disappeared.includes(step.wanted))
            settle(step.place, { state: 'cancelled', code: null })
      return giveUp('moved', issue?.code ?? 'plan-changed', issue?.data ?? null)
    }
    if (group === null) return again('group-unknown')
    const { remaining, fulfilled, invited, held } = continued.value
    for (const place of fulfilled) settle(place, { state: 'proved', code: null })
    for (const place of invited) settle(place, { state: 'pending', code: null })
    for (const { place, code } of held)
      settle(place, waitsForReading(code) ? { state: 'waiting', code } : { state: 'held', code })

    const byPeople = connection.carriedOutBy === 'people'
    const due = remaining.filter(({ place }) => isDue(steps[place], group, byPeople))
    const { trouble, asked } = await carryOut(connection, group, due)
    if (asked && connection.carriedOutBy === 'program') {
      const after = await readGroup(connection, externalId)
      if ('kind' in after) return again(after.code)
      brokenOff = after.members.failure !== null
      const now = await store.keepReading(work, after, ports.now())
      for (const step of steps) settle(step.place, proveChange(step.wanted, step, now))
    }
    return decide(connection, trouble)
  }

  /** The service does not know the group. Where it said itself that it had made it, it is not there yet, or it never was. */
  async function withoutGroup(failure: ServiceFailure): Promise<PassResult> {
    const created = steps.find(({ wanted, state }) => wanted.kind === 'create-group' && state === 'accepted')
    if (created !== undefined && awaitsComplete()) return again(failure.code)
    if ((await store.unlink(work, ports.now())) && created !== undefined)
      settle(created.place, { state: 'without-effect', code: null })
    return giveUp('failed', failure.code, said(failure))
  }

  function waitsForReading(code: string): boolean {
    return code === 'reading-partial' && awaitsComplete()
  }

  function awaitsComplete(): boolean {
    return work.passes < (brokenOff ? MOST_BROKEN_READINGS : MOST_PARTIAL_READINGS)
  }

  function settle(place: number, standing: ChangeStanding): void {
    const step = steps[place]
    if (step !== undefined) steps[place] = { ...step, ...standing }
  }

  /**
   * Whether a change that is still needed may be asked for in this pass. People are asked again for what they have answered: their task
   * says the same once more, or that they took the answer back.
   */
  function isDue(step: Step | undefined, group: LiveGroup, byPeople: boolean): boolean {
    switch (step?.state) {
      case 'accepted': {
        if (byPeople) return true
        // The service has said that it is done, and a list that is not complete says nothing else of somebody whom it does not name.
        const { wanted } = step
        return group.completeness === 'complete' || !('personId' in wanted) || group.members.has(wanted.personId)
      }
      case 'waiting':
      case 'started':
      case 'pending':
      case 'held':
        return true
      case 'without-effect':
        return step.attempts < MOST_WITHOUT_EFFECT
      case 'failed':
        return byPeople && SAID_BY_PEOPLE.has(step.code)
      case 'proved':
      case 'cancelled':
      case undefined:
        return false
    }
  }

  /** Asks for one change after the other; stops when the service is in trouble. */
  async function carryOut(
    connection: Connection,
    before: LiveGroup,
    due: readonly { readonly place: number; readonly change: Change }[],
  ): Promise<{ readonly trouble: ServiceFailure | null; readonly asked: boolean }> {
    const group = changingGroup(before)
    let asked = false
    /** What is known of steps and not noted yet: it goes with what is asked for next. */
    let known: Step[] = []
    const acting = new Set(connection.actingPersons)
    const accounts = await store.accountsOf(
      work,
      due.flatMap(({ change }) => ('personId' in change ? [change.personId] : [])),
    )
    for (const batch of batchesOf(orderChanges(due, before))) {
      const now: { step: Step; change: Change; accountId: string }[] = []
      const filling = changingGroup(group)
      for (const { place, change } of batch) {
        const step = steps[place]
        if (step === undefined) continue
        const accountId = 'personId' in change ? accounts.get(change.personId) : ''
        const code = accountId === undefined ? 'no-account' : holdNow(change, filling, acting)
        if (code !== null || accountId === undefined) {
          known.push({ ...step, state: 'held', code })
          continue
        }
        changeGroup(filling, change)
        now.push({ step: { ...step, state: 'started', code: null, asked: true }, change, accountId })
      }
      if (now.length === 0) continue
      await note(
        known,
        now.map(({ step }) => step),
      )
      known = []
      asked = true
      const outcomes = await ask(connection, group, now)
      let trouble: ServiceFailure | null = null
      for (const [index, { step, change }] of now.entries()) {
        const outcome = outcomes[index] ?? NO_ANSWER
        if (outcome.kind === 'failed' && outcome.retry) trouble = outcome
        if (outcome.kind !== 'failed' || outcome.effect === 'unknown') changeGroup(group, change)
        known.push(afterAnswer({ ...step, attempts: step.attempts + 1 }, outcome))
      }
      if (trouble !== null) {
        await note(known)
        return { trouble, asked }
      }
    }
    await note(known)
    return { trouble: null, asked }
  }

  /** Says what becomes of the group, from where its changes stand after the last reading. */
  async function decide(connection: Connection, trouble: ServiceFailure | null): Promise<PassResult> {
    for (const step of steps) {
      if (step.state === 'without-effect' && step.attempts < MOST_WITHOUT_EFFECT)
        settle(step.place, { state: 'waiting', code: step.code })
      if (step.state === 'held' && step.code === 'reading-partial' && waitsForReading(step.code))
        settle(step.place, { state: 'waiting', code: step.code })
    }
    if (trouble !== null) return again(trouble.code)
    const states = new Set(steps.map(({ state }) => state))
    if (connection.carriedOutBy === 'people')
      return OPEN_STATES.some((state) => states.has(state)) ? end('with-people', null) : endWith(states)
    // A place that became free, and a successor who came, may have let others through.
    const opened = steps.some(
      ({ state, code }) => state === 'held' && (code === 'group-full' || code === 'last-leader') && madeWay(),
    )
    // What was said to be done stays so where no complete reading comes.
    const unproved = states.has('accepted') && awaitsComplete()
    if (states.has('waiting') || states.has('started') || unproved || opened) {
      if (work.passes < MOST_PASSES) return again(null)
      for (const step of steps)
        if (step.state === 'waiting' || step.state === 'started')
          settle(step.place, { state: 'failed', code: 'gave-up' })
    }
    return endWith(new Set(steps.map(({ state }) => state)))
  }

  function endWith(states: ReadonlySet<Step['state']>): Promise<PassResult> {
    return end([...states].every((state) => state === 'proved') ? 'proved' : 'incomplete', null)
  }

  /** Whether something that this pass did may let a held change through. */
  function madeWay(): boolean {
    return steps.some(({ asked, state }) => asked && state === 'proved')
  }

  return { run }
}

function countDone(changes: readonly Pick<Step, 'state'>[]): number {
  return changes.filter(({ state }) => state === 'proved' || state === 'accepted' || state === 'pending').length
}

/** Somebody still has to do it, or to prove it. */
const OPEN_STATES: readonly Step['state'][] = ['waiting', 'started', 'accepted', 'pending']

/** What only a person says of somebody, in answer to a task. */
const SAID_BY_PEOPLE: ReadonlySet<string | null> = new Set<ServiceFailureCode>([
  'account-unknown',
  'person-refused',
  'no-smartphone',
])

const NO_ANSWER: ServiceFailure = {
  kind: 'failed',
  code: 'unreachable',
  message: 'no answer about this one',
  retry: true,
  effect: 'unknown',
}

function afterAnswer(step: Step, outcome: WriteOutcome): Step {
  if (outcome.kind === 'failed') return afterFailure(step, outcome)
  return { ...step, state: outcome.kind === 'done' ? 'accepted' : 'pending' }
}

/** What was refused for good has failed; what may have been done all the same is looked for; the rest waits for another try. */
function afterFailure(step: Step, outcome: ServiceFailure): Step {
  const { message } = outcome
  if (outcome.code === 'group-full') return { ...step, state: 'held', code: 'group-full', message }
  if (outcome.effect === 'unknown') return { ...step, state: 'started', code: outcome.code, message }
  if (!outcome.retry) return { ...step, state: 'failed', code: outcome.code, message }
  if (step.attempts >= MOST_ATTEMPTS) return { ...step, state: 'failed', code: 'gave-up', message }
  return { ...step, state: 'waiting', code: outcome.code, message }
}

function said({ message }: ServiceFailure): { readonly message: string } {
  return { message }
}

/** A group as its service tells it now. */
export async function readGroup(
  connection: Pick<Connection, 'reader'>,
  externalId: string,
): Promise<ReadGroup | ServiceFailure> {
  const told = await connection.reader.findGroup(externalId)
  if (told.kind === 'failed') return told
  const members = await readMembers(connection.reader, externalId)
  if (members.completeness === 'failed') return members.failure ?? NO_ANSWER
  return { group: told.group, members }
}

/** One change at a time, but people who are added go together. */
function batchesOf<T extends { readonly change: Change }>(ordered: readonly T[]): T[][] {
  const batches: T[][] = []
  for (const one of ordered) {
    const last = batches.at(-1)
    const joins = isAddition(one.change) && last?.every(({ change }) => isAddition(change)) === true
    if (joins && last.length < MOST_ADDITIONS) last.push(one)
    else batches.push([one])
  }
  return batches
}

type Addition = Extract<Change, { kind: 'add' | 'reinvite' }>

function isAddition(change: Change): change is Addition {
  return change.kind === 'add' || change.kind === 'reinvite'
}

/** Asks the service for changes that go together. */
async function ask(
  { writer }: Connection,
  { externalId }: LiveGroup,
  asked: readonly { readonly change: Change; readonly accountId: string }[],
): Promise<readonly WriteOutcome[]> {
  const additions = asked.flatMap(({ change, accountId }) =>
    isAddition(change) ? [{ accountId, role: change.role }] : [],
  )
  if (additions.length > 0) return writer.addMembers(externalId, additions)
  return Promise.all(
    asked.map(async ({ change, accountId }) => {
      switch (change.kind) {
        case 'rename-group':
          return writer.renameGroup(externalId, change.to)
        case 'archive-group':
          return writer.archiveGroup(externalId)
        case 'unarchive-group':
          return writer.unarchiveGroup(externalId)
        case 'promote':
        case 'demote':
          return writer.changeRole(externalId, accountId, change.role)
        case 'withdraw-invitation':
          return writer.withdrawInvitation(externalId, accountId)
        case 'remove':
          return writer.removeMember(externalId, accountId)
        case 'create-group':
        case 'add':
        case 'reinvite':
          throw new TypeError(`${change.kind} is asked for elsewhere`)
      }
    }),
  )
}
