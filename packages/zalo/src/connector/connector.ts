import type { GroupReader, GroupWriter, WriteOutcome } from '@ketnoi/hierarchy'
import type { ZaloAsset, ZaloClient } from '../client/client.ts'
import { createMembersWriter } from './change-members.ts'
import { createGroupCreation } from './create-group.ts'
import { archiveGroup, renameGroup, unarchiveGroup } from './change-group.ts'
import { createZaloReader, type RoleSources } from './reader.ts'
import { createRoleNotes } from './role-notes.ts'

export interface ZaloConnectorOptions extends RoleSources {
  readonly client: ZaloClient
  /** Users who found every new group; at least one of them administers the account. Without any, no group can be created. */
  readonly founderIds?: readonly string[]
  /** Chooses among the assets that no group uses; `pickAsset` by default. */
  readonly pickAsset?: (free: readonly ZaloAsset[], name: string) => ZaloAsset | null
  /** Whether a group of the service is already known to belong to an expected group. */
  readonly isClaimed?: (externalId: string) => Promise<boolean> | boolean
}

export interface ZaloConnector {
  readonly reader: GroupReader
  readonly writer: GroupWriter
  /** Lets in people who asked to join: only those whom a person approved. One outcome each, in their order. */
  readonly acceptRequests: (externalId: string, accountIds: readonly string[]) => Promise<readonly WriteOutcome[]>
}

/** Connects to the groups of an Official Account. What the service did not say is never taken for done; see docs/decisions/0040. */
export function createZaloConnector(options: ZaloConnectorOptions): ZaloConnector {
  const { client, roleNotes = createRoleNotes() } = options
  const reader = createZaloReader(client, { ...options, roleNotes })
  const { acceptRequests, ...members } = createMembersWriter(client, reader, roleNotes)
  return {
    reader,
    writer: {
      createGroup: createGroupCreation(options),
      renameGroup: async (externalId, name) => await renameGroup(client, externalId, name),
      archiveGroup: async (externalId) => await archiveGroup(client, externalId),
      unarchiveGroup: async (externalId) => await unarchiveGroup(client, externalId),
      ...members,
    },
    acceptRequests,
  }
}
