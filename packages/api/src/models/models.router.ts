import { countGroups } from '@ketnoi/db'
import {
  inspectRule,
  type GroupKindId,
  type LocalText,
  type Model,
  type Role,
  type RuleReferences,
} from '@ketnoi/hierarchy'
import { wireIssue, type WireIssue } from '../errors.ts'
import { procedure, router } from '../trpc.ts'
import { findWorld, getWorld } from '../world.ts'

/** What the rules of a model refer to, kind by kind and clause by clause. */
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
      readonly role: Role
      readonly required: boolean
      readonly references: RuleReferences
    }[]
    readonly issues: readonly WireIssue[]
  }[]
}

export const modelsRouter = router({
  /** The whole active model: pages take names of positions, clauses and kinds from it. `null` before set-up. */
  active: procedure('models.active').query(async ({ ctx }): Promise<Model | null> => {
    ctx.authorise(null)
    return (await findWorld(ctx))?.model ?? null
  }),
  inspect: procedure('models.inspect').query(async ({ ctx }): Promise<ModelInspection> => {
    ctx.authorise(null)
    const { model } = await getWorld(ctx)
    const kinds: ModelInspection['kinds'][number][] = []
    for (const kind of model.groupKinds) {
      kinds.push({
        id: kind.id,
        name: kind.name,
        groups: (await countGroups(ctx.db, { kind: kind.id })).total,
        clauses: kind.clauses.map(({ id, name, role, required, rule }) => ({
          id,
          name,
          role,
          required,
          references: inspectRule(rule),
        })),
        issues: kind.issues.map(wireIssue),
      })
    }
    return { id: model.id, version: model.version, name: model.name, kinds }
  }),
})
