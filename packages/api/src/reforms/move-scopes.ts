import {
  endAccountRole,
  insertAccountRole,
  insertReformSteps,
  listAccountRoles,
  type AccountRole,
  type Db,
} from '@ketnoi/db'
import { relocateScopes, type Relocation, type ScopeGrant, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { relocationOf, type KnownReform, type ReformEffects, type ScopeChoice } from './reform-store.ts'

/** What becomes of one role of an account: it stays, ends, begins, or both. */
interface RoleChange {
  readonly before: AccountRole | null
  readonly after: AccountRole | null
}

/**
 * Lets roles of accounts go on where their units go on, from the day on: once on a result, however many of the merged units somebody
 * had. What nobody carries on ends, and begins again only where somebody said so.
 */
export async function moveScopes(ctx: Context, trx: Db, known: KnownReform, effects: ReformEffects): Promise<void> {
  const relocation = await relocationOf(ctx, trx, effects)
  const roles = await listAccountRoles(trx)
  for (const [accountId, own] of Map.groupBy(roles, (role) => role.accountId)) {
    const choices = known.scopeChoices.filter((choice) => choice.accountId === accountId)
    const changes = changesOf(relocation, own, choices, ctx.newId)
    for (const { before, after } of changes) {
      if (before !== null && after?.to !== before.to)
        await endAccountRole(trx, before.id, effects.record.reform.effectiveOn)
      if (before === null && after !== null) await insertAccountRole(trx, after)
    }
    await insertReformSteps(
      trx,
      known.stored.id,
      changes.map(({ before, after }) => ({
        kind: 'scope',
        subjectId: before?.id ?? after?.id ?? '',
        before,
        after,
      })),
      ctx.now(),
    )
  }
}

function changesOf(
  relocation: Relocation,
  roles: readonly AccountRole[],
  choices: readonly ScopeChoice[],
  newId: () => string,
): RoleChange[] {
  const day = relocation.reform.effectiveOn
  const held = roles.flatMap(({ unitId, ...role }) => (unitId === null ? [] : [{ ...role, unitId }]))
  const { grants, asked } = relocateScopes(relocation, held)
  const byId = new Map(held.map((role) => [role.id, role]))
  const changes: RoleChange[] = []
  const kept = new Set<string>()
  const begin = (role: AccountRole & { readonly unitId: UnitId }): void => {
    const id = newId()
    changes.push({ before: null, after: { ...role, id, ...besideOf(relocation, role, day) } })
  }
  for (const grant of grants) {
    const before = byId.get(grant.id)
    if (before === undefined || before.unitId !== grant.unitId) {
      begin(grant)
      continue
    }
    kept.add(grant.id)
    if (before.to !== grant.to) changes.push({ before, after: grant })
  }
  for (const role of held) if (!kept.has(role.id)) changes.push({ before: role, after: null })
  for (const { role, unitId, candidates } of asked) {
    const source = held.find((one) => one.role === role && one.unitId === unitId)
    const chosen = choices.find((choice) => choice.role === role && choice.unitId === unitId)?.becomes ?? []
    // Whoever decides about a part of a unit decides about nothing beyond it.
    const becomes = chosen.filter((unit) => candidates.includes(unit))
    const already = new Set(grants.flatMap((grant) => (grant.role === role ? [grant.unitId] : [])))
    if (source === undefined) continue
    for (const unit of becomes)
      if (!already.has(unit))
        begin({ ...source, unitId: unit, from: source.from !== null && source.from > day ? source.from : day })
  }
  return changes
}

/** Where more may be seen or looked up than changed goes on with its unit as well; what nobody follows is left out. */
function besideOf(
  relocation: Relocation,
  { role, seeUnitId, searchUnitId }: AccountRole,
  day: string,
): Pick<AccountRole, 'seeUnitId' | 'searchUnitId'> {
  const follow = (unitId: UnitId | null): UnitId | null => {
    if (unitId === null) return null
    const { grants } = relocateScopes<ScopeGrant>(relocation, [{ role, unitId, from: null, to: null }])
    return grants.find(({ to }) => to === null || to > day)?.unitId ?? null
  }
  return { seeUnitId: follow(seeUnitId), searchUnitId: follow(searchUnitId) }
}
