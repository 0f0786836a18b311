/** Where it happened. The text of an error may quote a person's data, which has no place in a log. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? []
  const cause = error.cause === undefined ? '' : `\n  caused by ${traceOf(error.cause)}`
  return [error.name, ...frames].join('\n') + cause
}
