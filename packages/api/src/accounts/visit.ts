import {
  deleteSessions,
  findArrivedSession,
  updateAccount,
  updateSession,
  type Account,
  type AccountSession,
} from '@ketnoi/db'
import { ANONYMOUS, type Actor } from '../authorise.ts'
import type { ActorRole } from '../permissions.ts'
import type { Context } from '../context.ts'
import { NotLoggedInError } from '../errors.ts'
import { noteSettings, WORLD_SETTINGS, worldOf } from '../world.ts'
import { SESSION_COOKIE, type Auth } from './auth.ts'
import type { AttemptLimit } from './attempt-limit.ts'
import type { FirstCode } from './first-code.ts'
import { actorWith } from './load-actor.ts'
import { noteAccount } from './note-account.ts'
import { readSessionToken } from './session-token.ts'

/** What must be done before anything else: a password of one's own, a second factor. */
export type FirstStep = 'password' | 'second-factor'

/** Why a visitor may call nothing but public procedures. */
export type Barred = 'not-logged-in' | 'session-locked' | 'first-steps'

/** A session that has not ended, whoever sits in front of it now. */
export interface VisitSession extends AccountSession {
  readonly account: Account
  readonly actor: Actor
  readonly administrator: boolean
  readonly locked: boolean
  readonly steps: readonly FirstStep[]
  /** So long nobody may use it before it locks. */
  readonly idleSeconds: number
}

/** Whoever sends a request, as far as the request tells. */
export interface Visit {
  readonly auth: Auth
  /** The cookies, the browser and the address, and nothing else of the request. */
  readonly headers: Headers
  readonly address: string
  /** The address of this server as the browser knows it. */
  readonly site: URL
  readonly limit: AttemptLimit
  /** `null` once there is an account. */
  readonly firstCode: FirstCode | null
  /** Takes `Set-Cookie` lines for the answer. */
  readonly setCookies: (lines: readonly string[]) => void
  readonly session: VisitSession | null
}

/** What the web gives a visit; the session is found by it. */
export type Arrival = Omit<Visit, 'session'> & {
  /** Asked for by the page itself: it does not keep a session alive. */
  readonly background: boolean
}

// Level 2 of information systems (TCVN 14423:2026): 15 minutes, 5 for those who administer.
const IDLE_SECONDS = 15 * 60
const IDLE_SECONDS_OF_ADMINISTRATORS = 5 * 60
/** Activity is noted this often: writing at every request would make every reading one. */
const NOTED_EVERY_SECONDS = 20
const ADMINISTRATORS: readonly ActorRole[] = ['administrator', 'commune-administrator']

/** Whether somebody counts as an administrator: a second factor is then required, and the screen locks sooner. */
export function isAdministrator(actor: Actor): boolean {
  return actor.grants.some(({ role }) => ADMINISTRATORS.includes(role))
}

/** Clocks of two servers differ by less. */
const MOST_SECONDS_AHEAD = 60

/** Whoever was there in the future was there before the clock was put back: nobody knows how long ago that is. */
function isIdleTooLong(idle: number, most: number): boolean {
  return idle >= most || idle < -MOST_SECONDS_AHEAD
}

/** Finds out who is there, and notes that they are. */
export async function openVisit(
  ctx: Pick<Context, 'db' | 'kind' | 'today' | 'now'>,
  { background, ...arrival }: Arrival,
): Promise<Visit> {
  const opening = openSession(ctx, arrival, background)
  return { ...arrival, session: ctx.kind === 'pglite' ? await openPatiently(ctx, arrival, opening) : await opening }
}

// The embedded database answers one question at a time: behind the transaction of an import, whoever was there a moment ago is
// taken to be there still, so that the page that shows its progress goes on.
const PATIENCE_MS = 400
const MOST_KNOWN = 1_000
const known = new WeakMap<Context['db'], Map<string, VisitSession>>()

async function openPatiently(
  ctx: Pick<Context, 'db' | 'now'>,
  { headers }: Pick<Arrival, 'headers'>,
  opening: Promise<VisitSession | null>,
): Promise<VisitSession | null> {
  const sessions = known.get(ctx.db) ?? new Map<string, VisitSession>()
  known.set(ctx.db, sessions)
  const key = headers.get('cookie') ?? ''
  const noted = opening.then((session) => {
    sessions.delete(key)
    if (session !== null) sessions.set(key, session)
    const [oldest] = sessions.keys()
    if (sessions.size > MOST_KNOWN && oldest !== undefined) sessions.delete(oldest)
    return session
  })
  const before = sessions.get(key)
  if (before === undefined) return noted
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, PATIENCE_MS, 'late').unref())
  const first = await Promise.race([noted, late])
  if (first !== 'late') return first
  noted.catch(() => {})
  return {
    ...before,
    locked: before.locked || isIdleTooLong(secondsBetween(before.activeAt, ctx.now()), before.idleSeconds),
  }
}

async function openSession(
  ctx: Pick<Context, 'db' | 'today' | 'now'>,
  { auth, headers }: Pick<Arrival, 'auth' | 'headers'>,
  background: boolean,
): Promise<VisitSession | null> {
  if (!headers.get('cookie')?.includes(SESSION_COOKIE)) return null
  const today = ctx.today()
  const token = readSessionToken(headers.get('cookie') ?? '', auth.options.secret)
  const arrived =
    token === null ? null : await findArrivedSession(ctx.db, token, { asOf: today, settings: WORLD_SETTINGS })
  if (arrived === null) return null
  const { session, account, roles, settings } = arrived
  // The library sets the end by its own clock.
  if (Date.parse(session.expiresAt) < Date.now()) {
    await deleteSessions(ctx.db, account.id, { id: session.id })
    return null
  }
  if (account.disabledAt !== null) {
    await deleteSessions(ctx.db, account.id)
    return null
  }
  const actor = actorWith(account, roles, await worldOf({ ...ctx, lookAt: null }, settings), today)
  const administrator = isAdministrator(actor)
  const idleSeconds = administrator ? IDLE_SECONDS_OF_ADMINISTRATORS : IDLE_SECONDS
  const now = ctx.now()
  const idle = secondsBetween(session.activeAt, now)
  const locked = session.lockedAt !== null || isIdleTooLong(idle, idleSeconds)
  if (locked && session.lockedAt === null) await lockSession(ctx, session)
  if (!locked && !background && idle >= NOTED_EVERY_SECONDS) {
    await updateSession(ctx.db, session.id, { activeAt: now })
    await updateAccount(ctx.db, account.id, { activeAt: now })
  }
  const steps: FirstStep[] = []
  if (account.firstPasswordUntil !== null) steps.push('password')
  if (administrator && !account.secondFactor) steps.push('second-factor')
  const opened = {
    ...session,
    activeAt: !locked && !background ? now : session.activeAt,
    account,
    actor,
    administrator,
    locked,
    steps,
    idleSeconds,
  }
  noteSettings(opened, settings)
  return opened
}

/** Locks a session: it is refused until the password is given again. */
export async function lockSession(
  ctx: Pick<Context, 'db' | 'now'>,
  session: Pick<AccountSession, 'id' | 'accountId'>,
): Promise<void> {
  const now = ctx.now()
  await updateSession(ctx.db, session.id, { lockedAt: now })
  await noteAccount(ctx, ctx.db, session.accountId, 'session.lock')
}

/** Why the visitor may not go on; `null`: they may. */
export function barredBy({ session }: Pick<Visit, 'session'>): Barred | null {
  if (session === null) return 'not-logged-in'
  if (session.locked) return 'session-locked'
  return session.steps.length > 0 ? 'first-steps' : null
}

/** Who acts: nobody, unless nothing stands in the way. */
export function actorOf(visit: Pick<Visit, 'session'>): Actor {
  return visit.session !== null && barredBy(visit) === null ? visit.session.actor : ANONYMOUS
}

/** The visit of a procedure that only makes sense over the web. */
export function requireVisit(ctx: Pick<Context, 'visit'>): Visit {
  if (ctx.visit === null) throw new NotLoggedInError()
  return ctx.visit
}

export function secondsBetween(earlier: string, later: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / 1000
}
