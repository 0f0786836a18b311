/** Every character that is typed as an apostrophe in the names of the highlands. */
const APOSTROPHES = /['’‘ʼ´`′ʹ＇]\s*/gu
const MARKS = /\p{M}/gu
const LETTERS: Readonly<Record<string, string>> = { đ: 'd', ð: 'd', ƀ: 'b', ł: 'l' }

/**
 * Gives the key under which a name is searched and compared: without marks, apostrophes (and the space after one), case and
 * doubled spaces, so that `H' Nhươn`, `h’nhuon` and `H'NHƯƠN` meet. Never shown and never stored in place of the name.
 *
 * Uses NFD, not NFKC: NFKC turns an acute accent that was typed as an apostrophe into a space and a mark.
 *
 * @example
 * foldName("Ksor H' Nhươn") // 'ksor hnhuon'
 * foldName('Rơ Châm') // 'ro cham'
 */
export function foldName(text: string): string {
  return text
    .replace(APOSTROPHES, '')
    .normalize('NFD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(/[đðƀł]/gu, (letter) => LETTERS[letter] ?? letter)
    .replace(/\s+/gu, ' ')
    .trim()
}
