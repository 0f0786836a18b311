import {
  deleteAccountRole,
  deleteOverride,
  insertAccountRole,
  insertFurtherGroup,
  insertOverride,
  updateActualGroup,
  updateRegistrationUnit,
  type AccountRole,
  type Db,
  type ReformStep,
} from '@ketnoi/db'
import type { Override } from '@ketnoi/hierarchy'

/** Gives one thing back as it was before the reform. */
export async function undoStep(trx: Db, { kind, subjectId, before }: ReformStep): Promise<void> {
  // Each was written as what it was before, by the part of the reform that is named by its kind.
  if (kind === 'scope') {
    await deleteAccountRole(trx, subjectId)
    if (before !== null) await insertAccountRole(trx, before as AccountRole)
  } else if (kind === 'override') {
    await deleteOverride(trx, subjectId)
    if (before !== null) await insertOverride(trx, before as Override)
  } else if (kind === 'group') {
    const group = before as { readonly groupId: string }
    await updateActualGroup(trx, subjectId, group)
    await insertFurtherGroup(trx, group.groupId)
  } else await updateRegistrationUnit(trx, subjectId, (before as { readonly unitId: string }).unitId)
}
