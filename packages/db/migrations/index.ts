import type { Migration } from 'kysely/migration'
import { up as first } from './0001-first.ts'
import { up as unitCount } from './0003-unit-count.ts'
import { up as roles } from './0004-roles.ts'
import { up as accounts } from './0005-accounts.ts'
import { up as records } from './0006-records.ts'
import { up as consents } from './0007-consents.ts'
import { up as onboarding } from './0008-onboarding.ts'
import { up as coverage } from './0010-coverage.ts'
import { up as duplicates } from './0013-duplicates.ts'
import { up as rowLevelSecurity } from './0014-row-level-security.ts'
import { up as runs } from './0015-runs.ts'
import { up as passkeys } from './0016-passkeys.ts'
import { up as search } from './0017-search.ts'
import { up as officialAccount } from './0018-official-account.ts'
import { up as announcements } from './0019-announcements.ts'
import { up as drift } from './0020-drift.ts'
import { up as history } from './0021-history.ts'
import { up as auditSeals } from './0022-audit-seals.ts'
import { up as handover } from './0023-handover.ts'
import { up as reform } from './0025-reform.ts'
import { up as changeBatches } from './0027-change-batches.ts'
import { up as retention } from './0028-retention.ts'
import { up as review } from './0030-review.ts'
import { up as overrideHistory } from './0031-override-history.ts'
import { up as undo } from './0033-undo.ts'
import { up as retentionPurposes } from './0034-retention-purposes.ts'
import { up as provinceIndexes } from './0037-province-indexes.ts'
import { up as consentEventKey } from './0038-consent-event-key.ts'
import { up as furtherGroups } from './0039-further-groups.ts'
import { up as spareGroup } from './0040-spare-group.ts'
import { up as waiting } from './0043-waiting.ts'
import { up as taskTakenBack } from './0054-task-taken-back.ts'
import { up as selectionRequest } from './0055-selection-request.ts'
import { up as selectionDone } from './0056-selection-done.ts'
import { up as runChangesInPlace } from './0057-run-changes-in-place.ts'
import { up as runChangesWithRoom } from './0058-run-changes-with-room.ts'
import { up as peopleWithRoom } from './0059-people-with-room.ts'

/** In order and by name, instead of a scan of the folder: a bundle has no folder to scan. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': { up: first },
  '0003-unit-count': { up: unitCount },
  '0004-roles': { up: roles },
  '0005-accounts': { up: accounts },
  '0006-records': { up: records },
  '0007-consents': { up: consents },
  '0008-onboarding': { up: onboarding },
  '0010-coverage': { up: coverage },
  '0013-duplicates': { up: duplicates },
  '0014-row-level-security': { up: rowLevelSecurity },
  '0015-runs': { up: runs },
  '0016-passkeys': { up: passkeys },
  '0017-search': { up: search },
  '0018-official-account': { up: officialAccount },
  '0019-announcements': { up: announcements },
  '0020-drift': { up: drift },
  '0021-history': { up: history },
  '0022-audit-seals': { up: auditSeals },
  '0023-handover': { up: handover },
  '0025-reform': { up: reform },
  '0027-change-batches': { up: changeBatches },
  '0028-retention': { up: retention },
  '0030-review': { up: review },
  '0031-override-history': { up: overrideHistory },
  '0033-undo': { up: undo },
  '0034-retention-purposes': { up: retentionPurposes },
  '0037-province-indexes': { up: provinceIndexes },
  '0038-consent-event-key': { up: consentEventKey },
  '0039-further-groups': { up: furtherGroups },
  '0040-spare-group': { up: spareGroup },
  '0043-waiting': { up: waiting },
  '0054-task-taken-back': { up: taskTakenBack },
  '0055-selection-request': { up: selectionRequest },
  '0056-selection-done': { up: selectionDone },
  '0057-run-changes-in-place': { up: runChangesInPlace },
  '0058-run-changes-with-room': { up: runChangesWithRoom },
  '0059-people-with-room': { up: peopleWithRoom },
}
