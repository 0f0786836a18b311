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

export class NotFoundError extends ApiError {
  constructor(what: string, id: string) {
    super('not-found', `${what} not found`, { what, id })
  }
}

/** The status of a failure by its code; whatever is not listed is the caller's to mend. */
const STATUS: Readonly<Record<string, TRPC_ERROR_CODE_KEY>> = {
  forbidden: 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  'job-running': 'CONFLICT',
  'import-state': 'CONFLICT',
  'import-stale': 'CONFLICT',
  unexpected: 'INTERNAL_SERVER_ERROR',
}

/** The stable code of an error that a procedure ended with. */
export function codeOf(error: unknown): string {
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error
  if (cause instanceof ApiError) return cause.code
  if (error instanceof TRPCError && error.code === 'BAD_REQUEST') return 'input-invalid'
  if (error instanceof TRPCError && error.code === 'NOT_FOUND') return 'not-found'
  return 'unexpected'
}

/** What the text of the code needs. */
export function dataOf(error: unknown): Readonly<Record<string, unknown>> {
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error
  return cause instanceof ApiError ? cause.data : {}
}

/** The failure as tRPC carries it, with the status that fits its code. */
export function toTrpcError(error: TRPCError): TRPCError {
  const code = codeOf(error)
  if (error.code !== 'INTERNAL_SERVER_ERROR' || code === 'unexpected') return error
  return new TRPCError({ code: STATUS[code] ?? 'BAD_REQUEST', message: error.message, cause: error.cause })
}

/** An issue as the browser gets it: `message` is for developers, the screen has its own text for `code`. */
export interface WireIssue {
  readonly code: string
  readonly message: string
  readonly path: readonly (string | number)[]
  readonly data: Readonly<Record<string, unknown>>
}
