import { fail, ok, type Issue, type Result } from '@ketnoi/hierarchy'
import { isFields, type Fields } from './client/fields.ts'
import { EVENT_NAMES } from './webhook/event-names.ts'
import { DEFAULT_ZALO_SETTINGS, type ZaloSettings, type ZaloSettingsChanges } from './settings.ts'

/** Settings whose texts are some of a few. */
const CHOICES: Readonly<Partial<Record<keyof ZaloSettings, readonly string[]>>> = {
  inviteEffect: ['member', 'asked', 'unknown'],
  roles: ['leader', 'deputy', 'member'],
  eventNames: Object.keys(EVENT_NAMES),
}
/** Tables with the names that they have, and no others. */
const CLOSED: readonly (keyof ZaloSettings)[] = ['paths', 'groupSettings']

/**
 * Reads changed settings that came from outside, e.g. from a form or the environment. Codes: `unknown-setting`, and `wrong-setting` for
 * a value of another type than the one it stands for.
 */
export function parseZaloSettings(value: unknown): Result<ZaloSettingsChanges> {
  if (!isFields(value)) return fail([{ code: 'wrong-setting', message: 'settings are an object', path: [] }])
  const issues: Issue[] = []
  for (const [name, given] of Object.entries(value)) {
    if (!isSetting(name)) issues.push({ code: 'unknown-setting', message: `there is no setting ${name}`, path: [name] })
    else if (!fits(name, given))
      issues.push({ code: 'wrong-setting', message: `${name} is not like what it stands for`, path: [name] })
  }
  // Each of its settings is known and fits.
  return issues.length === 0 ? ok(value as ZaloSettingsChanges) : fail(issues)
}

function isSetting(name: string): name is keyof ZaloSettings {
  return Object.hasOwn(DEFAULT_ZALO_SETTINGS, name)
}

function fits(name: keyof ZaloSettings, given: unknown): boolean {
  const base: unknown = DEFAULT_ZALO_SETTINGS[name]
  if (Array.isArray(base))
    return Array.isArray(given) && given.every((element: unknown) => typeof element === typeof base[0])
  if (isFields(base)) return isFields(given) && fitsTable(name, base, given)
  if (name === 'bindingCode') return typeof given === 'string' && isPattern(given)
  if (typeof base === 'number') return typeof given === 'number' && Number.isFinite(given) && given >= 0
  return typeof given === typeof base && (CHOICES[name]?.includes(String(given)) ?? true)
}

function fitsTable(name: keyof ZaloSettings, base: Fields, given: Fields): boolean {
  const [example = ''] = Object.values(base)
  return Object.entries(given).every(
    ([key, value]) =>
      (!CLOSED.includes(name) || Object.hasOwn(base, key)) &&
      isLike(value, example) &&
      (CHOICES[name]?.includes(String(value)) ?? true),
  )
}

function isLike(value: unknown, example: unknown): boolean {
  if (!isFields(example)) return typeof value === typeof example
  return isFields(value) && Object.keys(example).every((key) => Object.hasOwn(value, key))
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== ''
  } catch {
    return false
  }
}
