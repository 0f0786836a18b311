import type { ChangeOfMembers } from '../client/client.ts'
import type { ZaloResult } from '../client/errors.ts'

/** Makes a change for many accounts and says for each what came of it. */
export type ChangeMany = (
  change: ChangeOfMembers,
  externalId: string,
  accountIds: readonly string[],
) => Promise<ReadonlyMap<string, ZaloResult<null>>>

/**
 * The service answers for a call, not for each account. So a refusal that may be about one account splits the call, by halves down to
 * that account: with b bad ones among n, about b·log n calls more. How many accounts a call may name is learnt and remembered.
 */
export function createChangeMany(firstBatchSize: number): ChangeMany {
  let batchSize = firstBatchSize
  return async (change, externalId, accountIds) => {
    const results = new Map<string, ZaloResult<null>>()
    // A refused call for several may have been carried out for some of them all the same.
    const doubtful = new Set<string>()
    const open: (readonly string[])[] = []
    for (let start = 0; start < accountIds.length; start += batchSize)
      open.push(accountIds.slice(start, start + batchSize))
    for (let batch = open.shift(); batch !== undefined; batch = open.shift()) {
      const result = await change(externalId, batch)
      const tooMany = result.kind === 'failed' && result.action === 'send-fewer'
      if (result.kind === 'failed' && batch.length > 1 && (tooMany || result.scope === 'account')) {
        const half = Math.ceil(batch.length / 2)
        if (tooMany) batchSize = Math.min(batchSize, half)
        else for (const accountId of batch) doubtful.add(accountId)
        open.unshift(batch.slice(0, half), batch.slice(half))
        continue
      }
      // What stands in the way of the group or of every call would only be told again.
      const stops = result.kind === 'failed' && (result.scope === 'group' || result.scope === 'service')
      const notAsked = stops ? open.splice(0).flat() : []
      for (const accountId of [...batch, ...notAsked]) {
        const isOpen = result.kind === 'failed' && doubtful.has(accountId)
        results.set(accountId, isOpen ? { ...result, effect: 'unknown' } : result)
      }
    }
    return results
  }
}
