import type { GroupKindId, LocalText, Model } from '@ketnoi/hierarchy'
import type { WireIssue } from '../errors.ts'
import { notBuilt } from '../not-built.ts'
import { procedure, router } from '../trpc.ts'

export interface ModelInspection {
  readonly id: string
  readonly version: string
  readonly name: LocalText
  readonly kinds: readonly {
    readonly id: GroupKindId
    readonly name: LocalText
    readonly groups: number
    readonly clauses: readonly {
      readonly id: string
      readonly name: LocalText
      readonly role: 'member' | 'deputy' | 'leader'
      readonly required: boolean
      readonly references: {
        readonly tiers: readonly string[]
        readonly positions: readonly string[]
        readonly bodies: readonly string[]
        readonly purposes: readonly string[]
        readonly groupKinds: readonly string[]
      }
    }[]
    readonly issues: readonly WireIssue[]
  }[]
}

export const modelsRouter = router({
  /** The whole active model: pages take names of positions, clauses and kinds from it. `null` before set-up. */
  active: procedure('models.read').query((): Model | null => notBuilt()),
  inspect: procedure('models.read').query((): ModelInspection => notBuilt()),
})
