/** What was looked at: right, worth a look, to be mended, or not looked at. */
export interface Check {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'mend' | 'skipped'
  /** What is right, or what to do: in English, for programs, and in Vietnamese. */
  readonly text: string
  readonly vi: string
}

export function ok(name: string, text: string, vi: string): Check {
  return { name, state: 'ok', text, vi }
}

export function warning(name: string, text: string, vi: string): Check {
  return { name, state: 'warning', text, vi }
}

export function mend(name: string, text: string, vi: string): Check {
  return { name, state: 'mend', text, vi }
}

export function skipped(name: string, text: string, vi: string): Check {
  return { name, state: 'skipped', text, vi }
}
