import { parseGroupId, type GroupId, type UnitId } from '@ketnoi/hierarchy'
import { NotFoundError } from '../errors.ts'

/** The unit that a group is of: what its authorisation is asked for, before anything is read. */
export function unitOfGroup(groupId: GroupId): UnitId {
  const parts = parseGroupId(groupId)
  if (parts === null) throw new NotFoundError('group', groupId)
  return parts.unitId
}
