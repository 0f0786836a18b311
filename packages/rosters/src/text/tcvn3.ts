import { UNICODE_ONLY } from './unicode-only.ts'

/**
 * TCVN 5712:1993 (VN3, "ABC") as it reaches us: bytes 0xA1–0xFE read as Latin-1. One row per first hexadecimal digit; a full
 * stop is a position that the standard leaves empty.
 */
const ROWS: readonly (readonly [number, string])[] = [
  [0xa1, 'ĂÂÊÔƠƯĐăâêôơưđ'],
  [0xb5, 'àảãáạ.ằẳẵắ'],
  [0xc6, 'ặầẩẫấậè.ẻẽ'],
  [0xd0, 'éẹềểễếệìỉ...ĩíịò'],
  [0xe1, 'ỏõóọồổỗốộờởỡớợù'],
  [0xf1, 'ủũúụừửữứựỳỷỹýỵ'],
]

const TO_UNICODE = new Map<string, string>()
for (const [first, letters] of ROWS) {
  for (const [offset, letter] of Array.from(letters).entries()) {
    if (letter !== '.') TO_UNICODE.set(String.fromCharCode(first + offset), letter)
  }
}
const FROM_UNICODE = new Map([...TO_UNICODE].map(([code, letter]) => [letter, code]))
const CODES = /[\u00a1-\u00fe]/gu

/**
 * Signs that no Vietnamese or highland name contains in Unicode, but that TCVN3 uses for its most frequent letters. The soft
 * hyphen is `ư`; letters that Unicode Vietnamese shares (é, ê, ó, ô, ñ …) prove nothing.
 */
const EVIDENCE = /[¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇËÎÏÑÖ×ØÜÞßåäæçëîïöø÷ûüþ]/u

/** Answers whether a text can only be TCVN3. */
export function looksLikeTcvn3(text: string): boolean {
  return EVIDENCE.test(text) && !UNICODE_ONLY.test(text)
}

/** Turns TCVN3 text into Unicode. Capitals typed in a capital font (`.VnTimeH`) are lower case in the bytes: `capitals` restores them. */
export function fromTcvn3(text: string, capitals = false): string {
  const converted = text.replace(CODES, (code) => TO_UNICODE.get(code) ?? code).normalize('NFC')
  return capitals ? converted.toLocaleUpperCase('vi') : converted
}

/** Turns Unicode into TCVN3 text; the encoding has no capitals with tone marks, they become small letters. */
export function toTcvn3(text: string): string {
  let result = ''
  for (const letter of text.normalize('NFC')) {
    result +=
      letter < '\u0080' ? letter : (FROM_UNICODE.get(letter) ?? FROM_UNICODE.get(letter.toLowerCase()) ?? letter)
  }
  return result
}
