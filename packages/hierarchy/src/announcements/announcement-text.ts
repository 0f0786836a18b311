import { fail, ok, type Result } from '../result.ts'

/** What an Official Account may send at once; a longer text is not read on a phone anyway. Source: Zalo, text messages. */
export const LONGEST_ANNOUNCEMENT = 2_000

/** Does not come between a bracket and what it mentions: spaces and characters that nobody sees. */
const UNSEEN = /[\s\p{Cf}]/u
/** Control characters but for the tab and the end of a line: no text has them on purpose. */
const CONTROL = /[^\P{Cc}\t\n]/gu

/**
 * Gives a text in which nobody is mentioned, in NFC: `[@…]` in a message rings at one member, or at all of them, and may have come in
 * with a text that somebody pasted. In one pass, so that what a mention leaves behind cannot become another one; linear in the length.
 *
 * @example
 * withoutMentions('Họp lúc 19 giờ [@all]') // 'Họp lúc 19 giờ'
 */
export function withoutMentions(text: string): string {
  const kept: string[] = []
  /** Where in `kept` the brackets of mentions stand that were not closed yet. */
  const open: number[] = []
  for (const character of text.normalize('NFC')) {
    if (character === '@') {
      const before = lastSeen(kept, kept.length - 1)
      if (kept[before] === '[') open.push(before)
    }
    const bracket = character === ']' ? open.pop() : undefined
    if (bracket === undefined) kept.push(character)
    else kept.length = bracket
  }
  // What was never closed loses its brackets: it might be closed by what comes after it in the message.
  for (const bracket of open)
    for (let place = bracket; kept[place] === '['; place = lastSeen(kept, place - 1)) kept[place] = ''
  return kept.join('').trim()
}

function lastSeen(kept: readonly string[], from: number): number {
  let place = from
  while (place >= 0 && (kept[place] === '' || UNSEEN.test(kept[place] ?? ''))) place--
  return place
}

/**
 * Gives the text of an announcement exactly as it is sent: NFC, lines that end in `\n`, without control characters and without
 * mentions. What it gave is given again unchanged. Fails with `announcement-empty` when nothing is left, and with
 * `announcement-too-long` (`length`, `limit`, in UTF-16 units) beyond 2,000.
 *
 * @example
 * const text = parseAnnouncementText(' Mất điện từ 8 giờ.\r\n[@all] ')
 * // { ok: true, value: 'Mất điện từ 8 giờ.' }
 */
export function parseAnnouncementText(text: string): Result<string> {
  const plain = text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROL, '')
  // What stood on either side of a mention may become one letter.
  const clean = withoutMentions(plain).normalize('NFC')
  if (clean === '') return fail([{ code: 'announcement-empty', message: 'there is no text to send', path: [] }])
  const data = { length: clean.length, limit: LONGEST_ANNOUNCEMENT }
  if (data.length > data.limit)
    return fail([{ code: 'announcement-too-long', message: 'the text is longer than one message', path: [], data }])
  return ok(clean)
}
