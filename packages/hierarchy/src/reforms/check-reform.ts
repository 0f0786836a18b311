import { createDocumentReader, type Path } from '../document.ts'
import type { TierId, UnitId } from '../id.ts'
import { isValidOn, type Interval } from '../interval.ts'
import type { Model } from '../model/model.ts'
import type { Issue } from '../result.ts'
import type { Unit } from '../units/unit.ts'
import { ancestorsOn, findUnit } from '../units/unit-tree.ts'
import { checkChoices } from './check-choices.ts'
import { tierOf, type Check } from './check.ts'
import { changeUnits } from './change-units.ts'
import type { Reform, ReformOperation, ReformWorld } from './reform.ts'
import { reformedModel } from './reformed-model.ts'
import { createSuccessions, parentAfter, type Successions } from './successions.ts'

/** Names everything that stands between a reform and these units; `reform-applied` alone where it holds already. */
export function checkReform(reform: Reform, world: ReformWorld): readonly Issue[] {
  const { model, tree } = world
  const reader = createDocumentReader()
  const after = reformedModel(reform, model)
  const successions = createSuccessions(reform, tree)
  if (holdsAlready(reform, world, after, successions)) {
    return [{ code: 'reform-applied', message: `${reform.id} holds already`, path: [], data: { id: reform.id } }]
  }
  const check: Check = {
    report: reader.report,
    issues: reader.issues,
    reform,
    tree,
    model: after,
    successions,
    tierOrder: new Map(after.tiers.map((tier, place) => [tier.id, place])),
    endedTiers: new Set(reform.operations.flatMap((o) => (o.kind === 'end-tier' ? [o.tier] : []))),
  }
  checkNewUnits(check)
  for (const [i, operation] of reform.operations.entries()) checkOperation(check, operation, ['operations', i], model)
  refuseChangedTwice(check)
  checkCodes(check)
  checkChildren(check)
  checkChoices(check)
  return reader.issues
}

/** Whether all that a reform does is recorded already, and done by it. */
function holdsAlready(reform: Reform, { model, tree }: ReformWorld, after: Model, successions: Successions): boolean {
  if (reform.operations.length + reform.newUnits.length === 0 || after !== model) return false
  const day = reform.effectiveOn
  const goesOn = (id: UnitId): boolean => {
    const unit = findUnit(tree, id)
    return unit !== undefined && isValidOn(unit, day)
  }
  const isDone = (operation: ReformOperation): boolean => {
    switch (operation.kind) {
      case 'merge':
        return operation.sources.length > 0 && operation.sources.every((id) => findUnit(tree, id)?.to === day)
      case 'split':
        return findUnit(tree, operation.source)?.to === day
      case 'end':
        return findUnit(tree, operation.unitId)?.to === day
      case 'end-tier':
        return model.tiers.some(({ id, to }) => id === operation.tier && to === day)
      case 'begin-tier':
        return model.tiers.some(({ id, from }) => id === operation.tier.id && from === day)
      case 'rename':
      case 'recode':
      case 'move':
      case 'change-kind':
        return goesOn(operation.unitId)
    }
  }
  return (
    reform.newUnits.every(({ id }) => findUnit(tree, id)?.from === day) &&
    reform.operations.every(isDone) &&
    changeUnits(reform, successions, tree).length === 0
  )
}

function checkNewUnits(check: Check): void {
  const { report, reform, tree, successions, tierOrder } = check
  const parents = new Set([...reform.newUnits.map(({ parent }) => parent), ...successions.moved.values()])
  const seen = new Set<UnitId>()
  for (const [i, unit] of reform.newUnits.entries()) {
    const path: Path = ['newUnits', i]
    if (findUnit(tree, unit.id) !== undefined || seen.has(unit.id))
      report('unit-duplicate', `${unit.id} exists already`, [...path, 'id'], { id: unit.id })
    seen.add(unit.id)
    if (!tierOrder.has(unit.tier))
      report('tier-unknown', `there is no tier ${unit.tier}`, [...path, 'tier'], { id: unit.tier })
    if (unit.parent !== null) checkParent(check, unit.parent, unit.tier, [...path, 'parent'])
    if (!successions.targets.has(unit.id) && !parents.has(unit.id))
      report('new-unit-unused', `nothing becomes ${unit.id} or lies in it`, path, { id: unit.id })
  }
}

function checkOperation(check: Check, operation: ReformOperation, path: Path, before: Model): void {
  const { report } = check
  switch (operation.kind) {
    case 'merge': {
      for (const [i, id] of operation.sources.entries()) checkEnding(check, id, [...path, 'sources', i])
      if (operation.target !== '') checkTarget(check, operation.target, operation.sources, [...path, 'target'])
      return
    }
    case 'split': {
      if (operation.source !== '') checkEnding(check, operation.source, [...path, 'source'])
      const ids = operation.targets.map(({ unitId }) => unitId)
      for (const [i, id] of ids.entries())
        if (id !== '') checkTarget(check, id, [operation.source], [...path, 'targets', i, 'unitId'])
      if (operation.rest !== null && !ids.includes(operation.rest))
        report('rest-not-a-target', `${operation.rest} is no result of the split`, [...path, 'rest'], {
          id: operation.rest,
        })
      return
    }
    case 'move': {
      const unit = checkGoesOn(check, operation.unitId, [...path, 'unitId'])
      if (operation.parent === operation.unitId)
        report('target-among-sources', `${operation.parent} cannot lie in itself`, [...path, 'parent'], {
          id: operation.parent,
        })
      else if (operation.parent !== '' && unit !== undefined)
        checkParent(check, operation.parent, unit.tier, [...path, 'parent'])
      return
    }
    case 'rename':
    case 'recode':
    case 'change-kind':
      checkGoesOn(check, operation.unitId, [...path, 'unitId'])
      return
    case 'end':
      checkEnding(check, operation.unitId, [...path, 'unitId'])
      return
    case 'end-tier': {
      const tier = before.tiers.find(({ id }) => id === operation.tier)
      if (tier === undefined || (tier.to !== null && tier.to < check.reform.effectiveOn))
        report('tier-unknown', `there is no tier ${operation.tier} on the day`, [...path, 'tier'], {
          id: operation.tier,
        })
      return
    }
    case 'begin-tier': {
      if (before.tiers.some(({ id }) => id === operation.tier.id))
        report('tier-duplicate', `tier ${operation.tier.id} exists already`, [...path, 'tier', 'id'], {
          id: operation.tier.id,
        })
      if (operation.above !== null && !before.tiers.some(({ id }) => id === operation.above))
        report('tier-unknown', `there is no tier ${operation.above}`, [...path, 'above'], { id: operation.above })
      return
    }
  }
}

/** A unit that ends must have begun before the day and not have ended earlier. */
function checkEnding(check: Check, id: UnitId, path: Path): void {
  const day = check.reform.effectiveOn
  const unit = checkKnown(check, id, path)
  if (unit === undefined) return
  if ((unit.from !== null && unit.from >= day) || (unit.to !== null && unit.to <= day))
    refuseNotValid(check, unit, path)
}

function checkGoesOn(check: Check, id: UnitId, path: Path): Unit | undefined {
  const unit = checkKnown(check, id, path)
  if (unit !== undefined && !isValidOn(unit, check.reform.effectiveOn)) refuseNotValid(check, unit, path)
  return unit
}

function checkKnown(check: Check, id: UnitId, path: Path): Unit | undefined {
  if (id === '') return undefined
  const { report, successions, tree } = check
  const unit = findUnit(tree, id)
  if (unit === undefined) {
    if (successions.created.has(id))
      report('unit-new', `${id} begins with this reform: say it in newUnits`, path, { id })
    else report('unit-unknown', `there is no unit ${id}`, path, { id })
  } else if (hasLaterFacts(unit, check.reform.effectiveOn)) {
    report('unit-changed-later', `unit ${id} changes after ${check.reform.effectiveOn} already`, path, { id })
  }
  return unit
}

function refuseNotValid({ report, reform }: Check, unit: Unit, path: Path): void {
  const { id, from, to } = unit
  report('unit-not-valid', `unit ${id} does not exist on ${reform.effectiveOn}: the dates overlap`, path, {
    id,
    from,
    to,
  })
}

function hasLaterFacts(unit: Unit, day: string): boolean {
  const isLater = ({ from, to }: Interval): boolean => (from !== null && from > day) || (to !== null && to > day)
  return [unit, ...unit.names, ...unit.codes, ...unit.parents].some(isLater)
}

function checkTarget(check: Check, target: UnitId, sources: readonly UnitId[], path: Path): void {
  const { report, tree, reform, successions } = check
  if (sources.includes(target))
    report('target-among-sources', `${target} cannot result from itself`, path, { id: target })
  else checkExistsAfter(check, target, 'target-ends', path)
  const inside = ancestorsOn(tree, target, reform.effectiveOn).find((ancestor) => sources.includes(ancestor))
  if (inside !== undefined)
    report('target-inside-source', `${target} lies inside ${inside}`, path, { id: target, inside })
  const tier = tierOf(check, target)
  const other = sources.find((id) => {
    const own = findUnit(tree, id)?.tier
    // A unit of a tier that ends has to become one of another: island districts became communes.
    return own !== undefined && tier !== undefined && own !== tier && !check.endedTiers.has(own)
  })
  if (other !== undefined && inside === undefined && !successions.ended.has(target))
    report('target-of-other-tier', `${target} is of another tier than ${other}`, path, { id: target, source: other })
}

function checkExistsAfter(check: Check, id: UnitId, ends: 'target-ends' | 'parent-ends', path: Path): boolean {
  const { report, tree, reform, successions } = check
  if (successions.created.has(id)) return true
  const unit = findUnit(tree, id)
  if (unit === undefined) report('unit-unknown', `there is no unit ${id}; list it in newUnits`, path, { id })
  else if (successions.ended.has(id)) report(ends, `${id} ends with this reform`, path, { id })
  else if (!isValidOn(unit, reform.effectiveOn)) refuseNotValid(check, unit, path)
  else return true
  return false
}

function checkParent(check: Check, parent: UnitId, tier: TierId, path: Path): void {
  if (!checkExistsAfter(check, parent, 'parent-ends', path)) return
  const own = check.tierOrder.get(tier)
  const above = check.tierOrder.get(tierOf(check, parent) ?? '')
  if (own !== undefined && above !== undefined && above >= own)
    check.report('parent-tier-invalid', `${parent} is not of a tier above ${tier}`, path, { id: parent, tier })
}

function refuseChangedTwice({ report, reform }: Check): void {
  const before = new Map<string, number>()
  const once = (i: number, what: string, id: string): void => {
    const other = before.get(`${what} ${id}`)
    if (other !== undefined)
      report('unit-changed-twice', `${id} is changed twice (operations ${other} and ${i})`, ['operations', i], { id })
    before.set(`${what} ${id}`, i)
  }
  for (const [i, operation] of reform.operations.entries()) {
    if (operation.kind === 'merge') for (const id of operation.sources) once(i, 'end', id)
    else if (operation.kind === 'split') once(i, 'end', operation.source)
    else if (operation.kind === 'end') once(i, 'end', operation.unitId)
    else if (operation.kind === 'end-tier') once(i, 'tier', operation.tier)
    else if (operation.kind === 'begin-tier') once(i, 'tier', operation.tier.id)
    else if (operation.kind === 'recode') once(i, operation.system, operation.unitId)
    else once(i, operation.kind, operation.unitId)
  }
  for (const [i, operation] of reform.operations.entries()) {
    if (!('unitId' in operation) || operation.kind === 'end') continue
    const other = before.get(`end ${operation.unitId}`)
    if (other !== undefined && operation.unitId !== '')
      report('unit-changed-twice', `${operation.unitId} ends in operation ${other}`, ['operations', i], {
        id: operation.unitId,
      })
  }
}

/** No two units bear one code on the day: an ended or recoded unit frees its own. */
function checkCodes({ report, reform, tree, successions }: Check): void {
  const day = reform.effectiveOn
  const recoded = new Set<string>()
  const taken = new Map<string, UnitId>()
  const wanted: { readonly unitId: UnitId; readonly system: string; readonly code: string; readonly path: Path }[] = []
  for (const [i, operation] of reform.operations.entries()) {
    if (operation.kind !== 'recode') continue
    recoded.add(`${operation.unitId} ${operation.system}`)
    if (operation.code !== null) wanted.push({ ...operation, code: operation.code, path: ['operations', i, 'code'] })
  }
  for (const [i, unit] of reform.newUnits.entries())
    for (const [c, code] of unit.codes.entries())
      wanted.push({ unitId: unit.id, ...code, path: ['newUnits', i, 'codes', c] })
  for (const { unitId, system, code, path } of wanted) {
    const bearer =
      taken.get(`${system} ${code}`) ??
      (tree.codes.get(code) ?? []).find(
        (id) =>
          id !== unitId &&
          !successions.ended.has(id) &&
          !recoded.has(`${id} ${system}`) &&
          findUnit(tree, id)?.codes.some((c) => c.code === code && c.system === system && isStillBorne(c, day)),
      )
    if (bearer !== undefined && bearer !== unitId)
      report('unit-code-clash', `code ${code} is borne by ${bearer} on the day`, path, {
        id: unitId,
        other: bearer,
        code,
      })
    taken.set(`${system} ${code}`, unitId)
  }
}

function isStillBorne({ to }: Interval, day: string): boolean {
  return to === null || to > day
}

function checkChildren(check: Check): void {
  const { report, tree, successions, tierOrder } = check
  if (successions.ended.size === 0) return
  for (const unit of tree.units.values()) {
    if (!isValidOn(unit, successions.day) || successions.ended.has(unit.id) || successions.moved.has(unit.id)) continue
    const parent = parentAfter(successions, tree, unit.id)
    if (parent === undefined) continue
    if (hasLaterFacts(unit, successions.day))
      report('unit-changed-later', `unit ${unit.id} changes after ${successions.day} already`, ['operations'], {
        id: unit.id,
      })
    const own = tierOrder.get(unit.tier)
    const above = parent === null ? undefined : tierOrder.get(tierOf(check, parent) ?? '')
    // Where a step is wrong anyway, it is that step that has to be mended.
    const isBelow = own === undefined || above === undefined || above < own || check.issues.length > 0
    if (parent !== null && isBelow) continue
    report(
      'child-without-parent',
      `${unit.id} lies in a unit that ends, and nobody says where it goes`,
      ['operations'],
      {
        id: unit.id,
      },
    )
  }
}
