import type { Messages } from '../vi/index.ts'
import { accounts } from './accounts.ts'
import { announcements } from './announcements.ts'
import { audit } from './audit.ts'
import { changes } from './changes.ts'
import { common } from './common.ts'
import { consents } from './consents.ts'
import { coverage } from './coverage.ts'
import { days } from './days.ts'
import { drift } from './drift.ts'
import { duplicates } from './duplicates.ts'
import { expiring } from './expiring.ts'
import { failures } from './failures.ts'
import { checklist } from './checklist.ts'
import { readings } from './readings.ts'
import { files } from './files.ts'
import { groups } from './groups.ts'
import { handovers } from './handovers.ts'
import { history } from './history.ts'
import { imports } from './imports.ts'
import { overrides } from './overrides.ts'
import { login } from './login.ts'
import { newcomers } from './newcomers.ts'
import { onboarding } from './onboarding.ts'
import { overview } from './overview.ts'
import { people } from './people.ts'
import { plans } from './plans.ts'
import { problems } from './problems.ts'
import { records } from './records.ts'
import { reforms } from './reforms.ts'
import { lists } from './lists.ts'
import { retention } from './retention.ts'
import { reviews } from './reviews.ts'
import { runs } from './runs.ts'
import { seats } from './seats.ts'
import { selections } from './selections.ts'
import { services } from './services.ts'
import { session } from './session.ts'
import { setup } from './setup.ts'
import { tasks } from './tasks.ts'
import { trial } from './trial.ts'
import { units } from './units.ts'
import { villagers } from './villagers.ts'

export const en = {
  common,
  overview,
  setup,
  units,
  imports,
  coverage,
  days,
  duplicates,
  failures,
  checklist,
  readings,
  files,
  groups,
  handovers,
  changes,
  lists,
  retention,
  reviews,
  expiring,
  history,
  audit,
  overrides,
  people,
  plans,
  problems,
  consents,
  villagers,
  accounts,
  login,
  onboarding,
  records,
  reforms,
  runs,
  tasks,
  drift,
  trial,
  announcements,
  newcomers,
  seats,
  selections,
  services,
  session,
} satisfies Messages
