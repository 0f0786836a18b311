import type { WriteOutcome } from '@ketnoi/hierarchy'
import type { ZaloClient, ZaloGroupChanges, ZaloGroupDetail } from '../client/client.ts'
import { refuse, type ZaloFailure } from '../client/errors.ts'
import type { ZaloSettings } from '../settings.ts'
import { isArchived } from './reader.ts'

export async function renameGroup(client: ZaloClient, externalId: string, name: string): Promise<WriteOutcome> {
  return (
    refuseName(client.settings, name) ??
    (await change(client, externalId, (group) => (group.name.normalize() === name.normalize() ? null : { name })))
  )
}

/** Closes a group and says so in it; it is never dissolved, which nobody could undo. */
export async function archiveGroup(client: ZaloClient, externalId: string): Promise<WriteOutcome> {
  const { archiveMark } = client.settings
  return await change(client, externalId, (group) =>
    isArchived(client.settings, group)
      ? null
      : {
          description: `${archiveMark} ${group.description}`.trim(),
          lockMessages: true,
          approveJoining: true,
          joinByLink: false,
        },
  )
}

export async function unarchiveGroup(client: ZaloClient, externalId: string): Promise<WriteOutcome> {
  const { archiveMark, groupSettings } = client.settings
  return await change(client, externalId, ({ enabled, description }) => {
    if (!enabled)
      return refuse('group-archived', 'renew-asset', 'the asset has run out: only another one brings it back', 'group')
    return description.startsWith(archiveMark)
      ? { description: description.slice(archiveMark.length).trim(), ...groupSettings }
      : null
  })
}

/** Why a group cannot bear a name; `null` if it can. */
export function refuseName({ groupNameMaximum }: ZaloSettings, name: string): ZaloFailure | null {
  const { length } = [...name.normalize()]
  if (length > 0 && length <= groupNameMaximum) return null
  const words = `a name has 1 to ${String(groupNameMaximum)} characters, this one ${String(length)}`
  return refuse('refused', 'check-input', words)
}

/** Changes a group as it is now; `null` where there is nothing to change. */
async function change(
  client: ZaloClient,
  externalId: string,
  decide: (group: ZaloGroupDetail) => ZaloGroupChanges | ZaloFailure | null,
): Promise<WriteOutcome> {
  const detail = await client.group(externalId)
  if (detail.kind === 'failed') return detail
  const changes = decide(detail.data)
  if (changes === null) return { kind: 'done', already: true }
  if ('kind' in changes) return changes
  const result = await client.updateGroup(externalId, changes)
  return result.kind === 'done' ? { kind: 'done', already: false } : result
}
