import type { GroupId, UnitId } from '@ketnoi/hierarchy'
import { NotFoundError } from '../errors.ts'

/** The unit that a group is of: what its authorisation is asked for, before anything is read. */
export function unitOfGroup(groupId: GroupId): UnitId {
  const separator = groupId.indexOf(':')
  if (separator < 1) throw new NotFoundError('group', groupId)
  return groupId.slice(separator + 1)
}
