/**
 * ASCII signs that fonts for Jrai, Bahnar and Ê Đê showed as letters. Source: pairs read off pages of VOV4 before and after they
 * moved to Unicode. It differs by language and year, therefore only ever proposed.
 */
const SIGNS: Readonly<Record<string, string>> = { '[': 'ƀ', '{': 'Ƀ', '}': 'Č', '^': 'ĭ', '`': 'ñ' }
const EVIDENCE = /[[\]{}\\^|#`]/u
const BREVE_AFTER = /([\p{L}])[\\|]/gu
const CIRCUMFLEX_BREVE_AFTER = /([eoêôEOÊÔ])#/gu
/** `H`Bích`: a backtick after the letter of a marker or a clan is an apostrophe, elsewhere the letter ñ. */
const APOSTROPHE = /(^|\s)([HKRYhkry])`(?=\s?\p{Lu})/gu

/** Gives a name with the stand-in signs turned into letters, or `null` when it holds none. */
export function proposeMinorityLetters(text: string): string | null {
  if (!EVIDENCE.test(text)) return null
  const proposed = text
    .replace(APOSTROPHE, "$1$2'")
    .replace(/([cC])\\/gu, (_, letter: string) => (letter === 'c' ? 'č' : 'Č'))
    .replace(CIRCUMFLEX_BREVE_AFTER, (_, letter: string) => `${letter.normalize('NFD')[0] ?? letter}\u0302\u0306`)
    .replace(BREVE_AFTER, '$1\u0306')
    .replace(/[[{}^`]/gu, (sign) => SIGNS[sign] ?? sign)
    .normalize('NFC')
  return proposed === text ? null : proposed
}
