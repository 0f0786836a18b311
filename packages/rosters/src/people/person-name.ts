import { foldName } from '@ketnoi/hierarchy'

const INVISIBLE = /[\u200b-\u200f\u2060\ufeff]/gu
const SPACES = /[\s\u00a0]+/gu
const NEEDS_CLEANING = /[\u200b-\u200f\u2060\ufeff\t\n\r\u00a0]|^ | $| {2}/u
const USUAL = /^[\p{L}\p{M}'’‘ʼ´`.\- ]+$/u
const LETTER = /\p{L}/u
/** A question mark or the replacement character stands for a letter that is lost. */
const DAMAGED = /[\ufffd?]/u
/** Pieces of a page or a link, pasted into the cell. */
const MARKUP = /[<>{}]|&#?\w+;|https?:|www\./iu
/** 100 characters hold every name on record several times over; more is a cell that is not a name. */
const LONGEST = 100

/** Trims a text and makes its spaces single, in composed form (NFC); nothing else about it changes, apostrophes least of all. */
export function cleanText(text: string): string {
  const composed = text.normalize('NFC')
  return NEEDS_CLEANING.test(composed) ? composed.replace(INVISIBLE, '').replace(SPACES, ' ').trim() : composed
}

/** Answers what is the matter with a clean name. `null`: nothing. */
export function inspectName(
  name: string,
): 'name-missing' | 'name-damaged' | 'name-markup' | 'name-too-long' | 'name-unusual' | null {
  if (name === '' || !LETTER.test(name)) return 'name-missing'
  if (name.length <= LONGEST && USUAL.test(name)) return null
  if (MARKUP.test(name)) return 'name-markup'
  if (DAMAGED.test(name)) return 'name-damaged'
  return name.length > LONGEST ? 'name-too-long' : 'name-unusual'
}

/** Names and relations repeat: a file of 100,000 rows has a few thousand. Emptied before it can grow with a hostile file. */
const FOLDED_SIZE = 50_000
const folded = new Map<string, string>()

/** `foldName`, remembered. */
export function foldOnce(text: string): string {
  const known = folded.get(text)
  if (known !== undefined) return known
  if (folded.size >= FOLDED_SIZE) folded.clear()
  const key = foldName(text)
  folded.set(text, key)
  return key
}
