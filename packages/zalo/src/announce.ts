import type { ZaloClient } from './client/client.ts'
import type { ZaloFailure } from './client/errors.ts'

/** What came of an announcement in one group. After `effect: 'unknown'` nobody should send it again unseen. */
export type AnnounceOutcome =
  | { readonly kind: 'sent'; readonly messageId: string | null }
  | { readonly kind: 'not-sent'; readonly reason: 'empty' | 'too-long'; readonly length: number }
  | ZaloFailure

/** Does not come between a bracket and what it mentions: spaces and characters that nobody sees. */
const UNSEEN = /[\s\p{Cf}]/u

/**
 * Gives a text in which nobody is mentioned: `[@…]` in a message rings at one member, or at all of them, and may have come in with
 * a text that somebody pasted. In one pass, so that what a mention leaves behind cannot become another one.
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

/** Sends a text to a group, mentioning nobody. */
export async function announce(client: ZaloClient, groupId: string, text: string): Promise<AnnounceOutcome> {
  const clean = withoutMentions(text)
  if (clean === '') return { kind: 'not-sent', reason: 'empty', length: 0 }
  if (clean.length > client.settings.textMaximum) return { kind: 'not-sent', reason: 'too-long', length: clean.length }
  const result = await client.sendToGroup(groupId, clean)
  return result.kind === 'done' ? { kind: 'sent', messageId: result.data.messageId } : result
}
