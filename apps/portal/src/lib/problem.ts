import { TRPCClientError } from '@trpc/client'
import type { ProblemData } from './i18n/about.ts'
import type { Messages } from './i18n/vi/index.ts'

/** Why a call failed, as far as a person needs to know. */
export interface Problem {
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>
}

export function problemOf(error: unknown): Problem {
  if (!(error instanceof TRPCClientError)) return { code: 'unexpected', data: {} }
  const data: unknown = error.data
  // Without data no answer came back at all: the network or the server is gone.
  if (typeof data !== 'object' || data === null || !('code' in data)) return { code: 'offline', data: {} }
  const details = 'details' in data && typeof data.details === 'object' && data.details !== null ? data.details : {}
  return { code: String(data.code), data: { ...details } }
}

/** `files`: pages that take no files are not sent what may be wrong with one. */
export function problemText(
  t: Pick<Messages, 'problems'> & Partial<Pick<Messages, 'files'>>,
  problem: Problem,
): string {
  const texts: Readonly<Record<string, (data: ProblemData) => string>> = { ...t.problems.texts, ...t.files?.texts }
  const text = texts[problem.code]
  if (text === undefined) return t.problems.other(problem.code)
  return text(Object.fromEntries(Object.entries(problem.data).flatMap(([key, value]) => asText(key, value))))
}

function asText(key: string, value: unknown): readonly (readonly [string, string])[] {
  return typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : []
}
