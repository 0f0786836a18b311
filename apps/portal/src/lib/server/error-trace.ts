/** Where it happened. The text of an error may quote a person's data, which has no place in a log. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? []
  const code = codeOf(error)
  const cause = error.cause === undefined ? '' : `\n  caused by ${traceOf(error.cause)}`
  const parts =
    error instanceof AggregateError ? error.errors.map((one) => `\n  together with ${traceOf(one)}`).join('') : ''
  return [code === null ? error.name : `${error.name} ${code}`, ...frames].join('\n') + cause + parts
}

/** Such as `53100`, by which the database says that its disk is full. */
function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' && /^[A-Z][A-Z_]{1,29}$|^[0-9A-Z]{5}$/.test(error.code)
    ? error.code
    : null
}
