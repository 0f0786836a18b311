import type { UnitId } from '../id.ts'
import { addDays, type Interval } from '../interval.ts'
import { childrenOn } from '../units/unit-tree.ts'
import { closeFact, isOpenFact, joinFact, laterOf, type Joining } from './dated-facts.ts'
import type { Relocation } from './relocation.ts'

/** That an account has a role at a unit, for a time. */
export interface ScopeGrant extends Interval {
  readonly role: string
  readonly unitId: UnitId
}

/** A grant that ends and that a person must say the place of. */
export interface ScopeQuestion {
  readonly role: string
  readonly unitId: UnitId
  /** The parts of a split unit; or, where no unit follows, those that the ones below it went to. */
  readonly candidates: readonly UnitId[]
}

/** What one account may do after a reform. */
export interface RelocatedScopes<T extends ScopeGrant> {
  /** The same list where nothing changes. */
  readonly grants: readonly T[]
  readonly asked: readonly ScopeQuestion[]
}

/**
 * Gives what an account may do after a reform. A role over a merged unit goes on over the result, once, however many of the merged
 * units it was given at. One over a split unit ends, and is asked: nobody gets both halves by default. So does one over a unit that
 * no other follows. Idempotent.
 *
 * @example
 * relocateScopes(relocation, [{ role: 'officer', unitId: 'vn-c-24022a', from: null, to: null }])
 */
export function relocateScopes<T extends ScopeGrant>(relocation: Relocation, grants: readonly T[]): RelocatedScopes<T> {
  const { day, ended, placeOf } = relocation.successions
  const asked: ScopeQuestion[] = []
  const continued: (T & { from: string })[] = []
  let relocated = grants
  for (const grant of grants) {
    const ending = isOpenFact(grant, day) ? ended.get(grant.unitId) : undefined
    if (ending === undefined) continue
    relocated = closeFact(relocated, grant, day)
    const [only] = ending.successors
    if (only !== undefined && ending.successors.length === 1)
      continued.push({ ...grant, unitId: only.unitId, from: laterOf(grant.from, day) })
    else {
      const parts = ending.successors.map(({ unitId }) => unitId)
      const below = childrenOn(relocation.tree, grant.unitId, addDays(day, -1)).map((child) => {
        const successors = ended.get(child)?.successors.map(({ unitId }) => unitId)
        return successors !== undefined && successors.length > 0
          ? successors
          : [placeOf(child)].filter((id) => id !== null)
      })
      const candidates = parts.length > 0 ? parts : below.flat()
      asked.push({ role: grant.role, unitId: grant.unitId, candidates: [...new Set(candidates)].sort() })
    }
  }
  const joining: Joining<T> = {
    isSame: (a, b) => a.role === b.role && a.unitId === b.unitId,
    join: (a) => a,
    says: () => true,
  }
  return { grants: continued.reduce<readonly T[]>((all, grant) => joinFact(all, grant, joining), relocated), asked }
}
