import type { Rehearsal, UnitId } from '@ketnoi/hierarchy'
import type { ReformNames } from './reform-names.ts'
import type { ScopeChoice } from './reform-store.ts'

export interface ScopeView {
  readonly accountId: string
  readonly accountName: string
  readonly before: readonly { readonly role: string; readonly unitName: string }[]
  readonly after: readonly { readonly role: string; readonly unitName: string }[]
  readonly asked: readonly {
    readonly role: string
    readonly unitId: UnitId
    readonly unitName: string
    readonly candidates: readonly { readonly unitId: UnitId; readonly name: string }[]
    readonly chosen: readonly UnitId[]
  }[]
}

export function scopeViews(
  { scopes }: Rehearsal,
  choices: readonly ScopeChoice[],
  names: ReformNames,
  accounts: ReadonlyMap<string, string>,
): readonly ScopeView[] {
  return scopes.map(({ accountId, before, after, asked }) => ({
    accountId,
    accountName: accounts.get(accountId) ?? accountId,
    before: before.map(({ role, unitId }) => ({ role, unitName: names.unit(unitId) })),
    after: after.map(({ role, unitId }) => ({ role, unitName: names.unit(unitId) })),
    asked: asked.map(({ role, unitId, candidates }) => ({
      role,
      unitId,
      unitName: names.unit(unitId),
      candidates: candidates.map((id) => ({ unitId: id, name: names.unit(id) })),
      chosen:
        choices.find((one) => one.accountId === accountId && one.role === role && one.unitId === unitId)?.becomes ?? [],
    })),
  }))
}
