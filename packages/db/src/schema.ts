import type { Kysely } from 'kysely'
import type { AccountsTables } from './accounts/accounts.tables.ts'
import type { AnnouncementsTables } from './announcements/announcements.tables.ts'
import type { AuditTables } from './audit/audit.tables.ts'
import type { ChangesTables } from './changes/changes.tables.ts'
import type { ConsentsTables } from './consents/consents.tables.ts'
import type { CoverageTables } from './coverage/coverage.tables.ts'
import type { DriftTables } from './drift/drift.tables.ts'
import type { GroupsTables } from './groups/groups.tables.ts'
import type { HandoversTables } from './handovers/handovers.tables.ts'
import type { ImportsTables } from './imports/imports.tables.ts'
import type { JobsTables } from './jobs/jobs.tables.ts'
import type { ModelsTables } from './models/models.tables.ts'
import type { OnboardingTables } from './onboarding/onboarding.tables.ts'
import type { OverridesTables } from './overrides/overrides.tables.ts'
import type { PeopleTables } from './people/people.tables.ts'
import type { PrivateLinksTables } from './private-links/private-links.tables.ts'
import type { ReadingsTables } from './readings/readings.tables.ts'
import type { ReformsTables } from './reforms/reforms.tables.ts'
import type { RegistrationsTables } from './registrations/registrations.tables.ts'
import type { RetentionTables } from './retention/retention.tables.ts'
import type { ReviewsTables } from './reviews/reviews.tables.ts'
import type { RunsTables } from './runs/runs.tables.ts'
import type { SelectionsTables } from './selections/selections.tables.ts'
import type { ServicesTables } from './services/services.tables.ts'
import type { SettingsTables } from './settings/settings.tables.ts'
import type { UnitsTables } from './units/units.tables.ts'

/** All tables: each folder names its own. */
export interface Database
  extends
    AccountsTables,
    AnnouncementsTables,
    AuditTables,
    ChangesTables,
    ConsentsTables,
    CoverageTables,
    DriftTables,
    GroupsTables,
    HandoversTables,
    ImportsTables,
    JobsTables,
    ModelsTables,
    OnboardingTables,
    OverridesTables,
    PeopleTables,
    PrivateLinksTables,
    ReadingsTables,
    ReformsTables,
    RegistrationsTables,
    RetentionTables,
    ReviewsTables,
    RunsTables,
    SelectionsTables,
    ServicesTables,
    SettingsTables,
    UnitsTables {}

/** The handle of every query: the database, or a transaction on it. */
export type Db = Kysely<Database>
