import type { Issue, PartialDate, Result } from '@ketnoi/hierarchy'
import { cleanText, inspectName, readBirthOn, readPhones } from '@ketnoi/rosters'

/** What a roster is told as a doubt, a form is told as an error: each has its own words. */
const FAULTS = {
  'name-missing': { code: 'name-missing', message: 'a name has letters' },
  'name-damaged': { code: 'name-damaged', message: 'a letter of the name is lost' },
  'name-markup': { code: 'name-invalid', message: 'code of a page is no name' },
  'name-too-long': { code: 'name-too-long', message: 'longer than any name' },
  'name-unusual': { code: 'name-invalid', message: 'names have letters, apostrophes, hyphens and dots' },
} as const

/** A name as somebody typed it: composed (NFC), every letter and apostrophe kept. The same checks as in rosters, but none may fail. */
export function readTypedName(text: string): Result<string> {
  const name = cleanText(text)
  const found = inspectName(name)
  if (found === null) return { ok: true, value: name }
  return fault({ ...FAULTS[found], path: ['name'] })
}

/** A date of birth as somebody typed it: dd/mm/yyyy, mm/yyyy or yyyy. */
export function readTypedBirth(text: string, today: string): Result<PartialDate | null> {
  if (text.trim() === '') return { ok: true, value: null }
  const { birth, issue } = readBirthOn(text, today)
  // What a roster merely doubts, a person means: the day after 1 January is not guessed at here.
  if (birth !== null && (issue === null || issue === 'birth-day-doubtful')) return { ok: true, value: birth }
  return issue === 'birth-future'
    ? fault({ code: 'birth-future', message: 'born after today', path: ['birth'] })
    : fault({ code: 'birth-invalid', message: 'no date of birth', path: ['birth'] })
}

/** One phone number as somebody typed it, in E.164 form; prefixes of before 2018 become today's. */
export function readTypedPhone(text: string): Result<string> {
  if (/\p{L}/u.test(text)) return fault({ code: 'phone-letters', message: 'a number has no letters', path: ['number'] })
  const [number, ...more] = readPhones(text).phones
  if (number === undefined) return fault({ code: 'phone-invalid', message: 'no phone number', path: ['number'] })
  if (more.length > 0) return fault({ code: 'phone-several', message: 'one number at a time', path: ['number'] })
  return { ok: true, value: number }
}

function fault(issue: Issue): Result<never> {
  return { ok: false, issues: [issue] }
}
