import { DatabaseError, isAnswerLost } from '@ketnoi/db'
import type { Issue, Result } from '@ketnoi/hierarchy'
import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server'

/** An expected failure of a procedure. `code` is stable: the screen picks its text from it and fills it with `data`. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError'
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.code = code
    this.data = data
  }
}

export class ForbiddenError extends ApiError {
  constructor(action: string, unitId: string | null) {
    super('forbidden', 'not allowed to do this here', { action, unitId })
  }
}

/** Whoever asks has not logged in. */
export class NotLoggedInError extends ApiError {
  constructor() {
    super('not-logged-in', 'log in first')
  }
}

export class NotFoundError extends ApiError {
  constructor(what: string, id: string) {
    super('not-found', `${what} not found`, { what, id })
  }
}

/** The failure that the first of the issues names, with all of them as data. */
export function issuesError(issues: readonly Issue[]): ApiError {
  const first = issues[0]
  return new ApiError(first?.code ?? 'input-invalid', first?.message ?? 'the input is invalid', {
    ...first?.data,
    issues: issues.map(wireIssue),
  })
}

/** The value, or the failure that the issues name. */
export function need<T>(result: Result<T>): T {
  if (!result.ok) throw issuesError(result.issues)
  return result.value
}

/** The status of a failure by its code; whatever is not listed is the caller's to mend (BAD_REQUEST). */
const STATUS: Readonly<Record<string, TRPC_ERROR_CODE_KEY>> = {
  forbidden: 'FORBIDDEN',
  'not-logged-in': 'UNAUTHORIZED',
  'session-locked': 'UNAUTHORIZED',
  'first-steps': 'UNAUTHORIZED',
  'log-in-failed': 'UNAUTHORIZED',
  'log-in-locked': 'TOO_MANY_REQUESTS',
  'too-many-attempts': 'TOO_MANY_REQUESTS',
  'not-found': 'NOT_FOUND',
  'job-running': 'CONFLICT',
  'already-running': 'CONFLICT',
  'revision-conflict': 'CONFLICT',
  'person-merged': 'CONFLICT',
  'merge-changed-since': 'CONFLICT',
  'merge-later': 'CONFLICT',
  'undo-changed-since': 'CONFLICT',
  'nothing-to-undo': 'CONFLICT',
  'undo-not-waiting': 'CONFLICT',
  'undo-under-way': 'CONFLICT',
  'import-state': 'CONFLICT',
  'import-stale': 'CONFLICT',
  'not-empty': 'CONFLICT',
  'example-unfinished': 'CONFLICT',
  'already-set-up': 'CONFLICT',
  'looks-like-wrong-group': 'CONFLICT',
  'loses-many': 'CONFLICT',
  'drift-way-impossible': 'BAD_REQUEST',
  undecided: 'CONFLICT',
  'notice-changed': 'CONFLICT',
  'registration-decided': 'CONFLICT',
  'registration-waits-there': 'CONFLICT',
  'too-many-requests': 'TOO_MANY_REQUESTS',
  'already-decided': 'CONFLICT',
  'handover-settled': 'CONFLICT',
  'handover-in-force': 'CONFLICT',
  'handover-changed-since': 'CONFLICT',
  'seat-handed-over': 'CONFLICT',
  'reform-state': 'CONFLICT',
  'reform-moved': 'CONFLICT',
  'reform-under-way': 'CONFLICT',
  'undo-blocked': 'CONFLICT',
  'review-moved': 'CONFLICT',
  'review-not-open': 'CONFLICT',
  'task-closed': 'CONFLICT',
  'device-revoked': 'FORBIDDEN',
  'device-of-another': 'FORBIDDEN',
  'device-password-old': 'FORBIDDEN',
  'password-wrong': 'FORBIDDEN',
  'not-set-up': 'PRECONDITION_FAILED',
  'file-too-large': 'PAYLOAD_TOO_LARGE',
  'database-busy': 'SERVICE_UNAVAILABLE',
  'database-unreachable': 'SERVICE_UNAVAILABLE',
  'outcome-unknown': 'SERVICE_UNAVAILABLE',
  unexpected: 'INTERNAL_SERVER_ERROR',
}

interface Coded {
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>
}

function codedOf(error: unknown): Coded | null {
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error
  if (cause instanceof ApiError || cause instanceof DatabaseError) return cause
  if (isAnswerLost(cause)) return { code: 'outcome-unknown', data: {} }
  if (error instanceof TRPCError && error.code === 'BAD_REQUEST') return { code: 'input-invalid', data: {} }
  if (error instanceof TRPCError && error.code === 'NOT_FOUND') return { code: 'not-found', data: {} }
  return null
}

/** The stable code of an error that a procedure ended with. */
export function errorCodeOf(error: unknown): string {
  return codedOf(error)?.code ?? 'unexpected'
}

/** What the text of the code needs. */
export function errorDataOf(error: unknown): Readonly<Record<string, unknown>> {
  return codedOf(error)?.data ?? {}
}

/** The failure as tRPC carries it, with the status that fits its code. */
export function toTrpcError(error: TRPCError): TRPCError {
  const coded = codedOf(error)
  if (error.code !== 'INTERNAL_SERVER_ERROR' || coded === null) return error
  return new TRPCError({ code: STATUS[coded.code] ?? 'BAD_REQUEST', message: error.message, cause: error.cause })
}

/** What a procedure that was not even begun is refused with. */
export function refusal(cause: unknown): TRPCError {
  return toTrpcError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause }))
}

/** An issue as the browser gets it: `message` is for developers, the screen has its own text for `code`. */
export interface WireIssue {
  readonly code: string
  readonly message: string
  readonly path: readonly (string | number)[]
  readonly data: Readonly<Record<string, unknown>>
}

export function wireIssue(issue: Issue): WireIssue {
  return { code: issue.code, message: issue.message, path: issue.path, data: issue.data ?? {} }
}
