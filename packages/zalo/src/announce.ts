import { withoutMentions } from '@ketnoi/hierarchy'
import type { ZaloClient } from './client/client.ts'
import type { ZaloFailure } from './client/errors.ts'

/** What came of an announcement in one group. After `effect: 'unknown'` nobody should send it again unseen. */
export type AnnounceOutcome =
  | { readonly kind: 'sent'; readonly messageId: string | null }
  | { readonly kind: 'not-sent'; readonly reason: 'empty' | 'too-long'; readonly length: number }
  | ZaloFailure

/** Sends a text to a group, mentioning nobody. */
export async function announce(client: ZaloClient, groupId: string, text: string): Promise<AnnounceOutcome> {
  const clean = withoutMentions(text)
  if (clean === '') return { kind: 'not-sent', reason: 'empty', length: 0 }
  if (clean.length > client.settings.textMaximum) return { kind: 'not-sent', reason: 'too-long', length: clean.length }
  const result = await client.sendToGroup(groupId, clean)
  return result.kind === 'done' ? { kind: 'sent', messageId: result.data.messageId } : result
}
