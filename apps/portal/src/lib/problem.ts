import { TRPCClientError } from '@trpc/client'
import type { ProblemData } from './i18n/about.ts'
import type { Messages } from './i18n/vi/index.ts'

/** Why a call failed, as far as a person needs to know. */
export interface Problem {
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Something that could not be done and never reached the server. */
export class LocalProblem extends Error {
  readonly code: string

  constructor(code: string, cause: unknown) {
    super(code, { cause })
    this.code = code
  }
}

/** Said by the call of its error: it was on its way to the server, where it may have been carried out without an answer. */
export const SENT = 'ketnoi.sent'

export function problemOf(error: unknown): Problem {
  if (error instanceof LocalProblem) return { code: error.code, data: {} }
  if (!(error instanceof TRPCClientError)) return { code: 'unexpected', data: {} }
  const data: unknown = error.data
  // Without data no answer came back at all: the network or the server is gone.
  if (typeof data !== 'object' || data === null || !('code' in data))
    return { code: 'offline', data: error.meta?.[SENT] === true ? { sent: 'yes' } : {} }
  const details = 'details' in data && typeof data.details === 'object' && data.details !== null ? data.details : {}
  return { code: String(data.code), data: { ...details } }
}

/** Pages are not sent what can only go wrong on others. */
export function problemText(
  t: Pick<Messages, 'problems'> &
    Partial<
      Pick<
        Messages,
        | 'accounts'
        | 'drift'
        | 'announcements'
        | 'changes'
        | 'duplicates'
        | 'failures'
        | 'files'
        | 'handovers'
        | 'login'
        | 'onboarding'
        | 'records'
        | 'reforms'
        | 'reviews'
        | 'runs'
        | 'services'
        | 'tasks'
        | 'trial'
        | 'villagers'
      >
    >,
  problem: Problem,
): string {
  const texts: Readonly<Record<string, (data: ProblemData) => string>> = {
    ...t.problems.texts,
    ...t.failures?.problems,
    ...t.files?.texts,
    ...t.records?.problems,
    ...t.duplicates?.problems,
    ...t.accounts?.problems,
    ...t.login?.problems,
    ...t.onboarding?.problems,
    ...t.villagers?.problems,
    ...t.runs?.problems,
    ...t.services?.problems,
    ...t.tasks?.problems,
    ...t.drift?.problems,
    ...t.handovers?.problems,
    ...t.changes?.problems,
    ...t.reforms?.problems,
    ...t.reviews?.problems,
    ...t.trial?.problems,
    ...t.announcements?.problems,
  }
  const text = texts[problem.code]
  if (text === undefined) return t.problems.other(problem.code)
  return text(Object.fromEntries(Object.entries(problem.data).flatMap(([key, value]) => asText(key, value))))
}

/** What is wrong, by the field that it is wrong in: the last step of the path of each issue. */
export function fieldErrors(t: Messages, problem: Problem | null): Readonly<Record<string, string>> {
  const issues: unknown = problem?.data['issues']
  if (!Array.isArray(issues)) return {}
  return Object.fromEntries(
    issues.flatMap((issue: unknown) => {
      if (typeof issue !== 'object' || issue === null || !('code' in issue) || !('path' in issue)) return []
      const field: unknown = Array.isArray(issue.path) ? issue.path.at(-1) : undefined
      const data = 'data' in issue && typeof issue.data === 'object' ? { ...issue.data } : {}
      return typeof field === 'string' ? [[field, problemText(t, { code: String(issue.code), data })]] : []
    }),
  )
}

function asText(key: string, value: unknown): readonly (readonly [string, string])[] {
  return typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : []
}
