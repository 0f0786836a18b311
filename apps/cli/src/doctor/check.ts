/** What was looked at: right, worth a look, to be mended, or not looked at. */
export interface Check {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'mend' | 'skipped'
  /** What is right, or what to do. */
  readonly text: string
}

export function ok(name: string, text: string): Check {
  return { name, state: 'ok', text }
}

export function warning(name: string, text: string): Check {
  return { name, state: 'warning', text }
}

export function mend(name: string, text: string): Check {
  return { name, state: 'mend', text }
}

export function skipped(name: string, text: string): Check {
  return { name, state: 'skipped', text }
}
