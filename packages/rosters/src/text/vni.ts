import { UNICODE_ONLY } from './unicode-only.ts'

const [GRAVE, ACUTE, HOOK, TILDE, DOT, CIRCUMFLEX, BREVE] = [
  '\u0300',
  '\u0301',
  '\u0309',
  '\u0303',
  '\u0323',
  '\u0302',
  '\u0306',
]

/** The sign that VNI-Windows writes after a vowel, and the marks that it stands for. */
const TONES: Readonly<Record<string, string>> = { ø: GRAVE, ù: ACUTE, û: HOOK, õ: TILDE, ï: DOT }
const CIRCUMFLEXES: Readonly<Record<string, string>> = {
  â: CIRCUMFLEX,
  à: CIRCUMFLEX + GRAVE,
  á: CIRCUMFLEX + ACUTE,
  å: CIRCUMFLEX + HOOK,
  ã: CIRCUMFLEX + TILDE,
  ä: CIRCUMFLEX + DOT,
}
const BREVES: Readonly<Record<string, string>> = {
  ê: BREVE,
  è: BREVE + GRAVE,
  é: BREVE + ACUTE,
  ú: BREVE + HOOK,
  ü: BREVE + TILDE,
  ë: BREVE + DOT,
}
/** Vowels: as VNI writes them, as they are, and the signs that may follow. */
const VOWELS: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>> = {
  a: ['a', { ...TONES, ...CIRCUMFLEXES, ...BREVES }],
  e: ['e', { ...TONES, ...CIRCUMFLEXES }],
  o: ['o', { ...TONES, ...CIRCUMFLEXES }],
  u: ['u', TONES],
  y: ['y', TONES],
  ô: ['ơ', TONES],
  ö: ['ư', TONES],
}
const SINGLES: Readonly<Record<string, string>> = {
  ñ: 'đ',
  í: 'í',
  ì: 'ì',
  æ: 'ỉ',
  ó: 'ĩ',
  ò: 'ị',
  î: 'ỵ',
  ô: 'ơ',
  ö: 'ư',
}

const TO_UNICODE = new Map<string, string>()
for (const [code, letter] of Object.entries(SINGLES)) {
  TO_UNICODE.set(code, letter)
  TO_UNICODE.set(code.toUpperCase(), letter.toUpperCase())
}
for (const [code, [letter, signs]] of Object.entries(VOWELS)) {
  for (const [sign, marks] of Object.entries(signs)) {
    const whole = (letter + marks).normalize('NFC')
    TO_UNICODE.set(code + sign, whole)
    for (const capitalSign of [sign, sign.toUpperCase()])
      TO_UNICODE.set(code.toUpperCase() + capitalSign, whole.toUpperCase())
  }
}
const FROM_UNICODE = new Map<string, string>()
for (const [code, letter] of TO_UNICODE) FROM_UNICODE.set(letter, code)

const SIGNS = 'øùûõïâàáåãäêèéúüëØÙÛÕÏÂÀÁÅÃÄÊÈÉÚÜË'
const TOKENS = new RegExp(`[aeouyôöAEOUYÔÖ][${SIGNS}]|[ñíìæóòîôöÑÍÌÆÓÒÎÔÖ]`, 'gu')
/** Pairs that Unicode Vietnamese never writes: `aø`, `oâ`, `ôù` … but not `oà`, `oá`, `uý`, which it does, nor `Aê`, a word of Ê Đê. */
const EVIDENCE =
  /[aeouyôöAEOUYÔÖ][øûïåäüëØÛÏÅÄÜË]|[aeoAEO][âÂ]|[aA][àáãèéúÀÁÃÈÉÚ]|[aA][êÊ][cmnptCMNPT]|[eE][àáãõùÀÁÃÕÙ]|[oO][õùÕÙ]|[uUyY][ùõÙÕ]|[ôöÔÖ][ùõÙÕ]|[öÖ]/u

/** Answers whether a text can only be VNI-Windows. */
export function looksLikeVni(text: string): boolean {
  return EVIDENCE.test(text) && !UNICODE_ONLY.test(text)
}

/** Turns VNI-Windows text into Unicode. */
export function fromVni(text: string): string {
  return text.replace(TOKENS, (token) => TO_UNICODE.get(token) ?? token).normalize('NFC')
}

/** Turns Unicode into VNI-Windows text. */
export function toVni(text: string): string {
  let result = ''
  for (const letter of text.normalize('NFC'))
    result += letter < '\u0080' ? letter : (FROM_UNICODE.get(letter) ?? letter)
  return result
}
