const CODES: ReadonlySet<string> = new Set(['not-logged-in', 'session-locked', 'first-steps'])

/** Where to log in and come back from: this page opens for everybody, what it asks for does not. */
export const LOG_IN = '/log-in?next=/onboard'

/** Whether the server refused because whoever sits here has to log in (again) first. */
export function needsLogIn(code: string): boolean {
  return CODES.has(code)
}
