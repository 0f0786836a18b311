import { withoutMentions, type WriteOutcome } from '@ketnoi/hierarchy'
import type { ZaloClient } from './client/client.ts'
import { refuse } from './client/errors.ts'

/** Sends a text to a group, mentioning nobody. After `effect: 'unknown'` nobody should send it again unseen. */
export async function announce(client: ZaloClient, groupId: string, text: string): Promise<WriteOutcome> {
  const clean = withoutMentions(text)
  if (clean === '') return refuse('refused', 'check-input', 'there is no text to send')
  if (clean.length > client.settings.textMaximum)
    return refuse('refused', 'check-input', `the text has ${String(clean.length)} characters`)
  const result = await client.sendToGroup(groupId, clean)
  return result.kind === 'done' ? { kind: 'done', already: false } : result
}
