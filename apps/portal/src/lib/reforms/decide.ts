import type { RouterInputs } from '@ketnoi/api'

/** What somebody decides about a draft in one go. */
export type Decide = Omit<RouterInputs['reforms']['decide'], 'id' | 'revision'>
