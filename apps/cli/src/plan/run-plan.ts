import { createDirectory, createPlan, describePlan, divideMembers, guardPlan, resolveMembers } from '@ketnoi/hierarchy'
import { issueText } from '../issue-texts.ts'
import type { Output } from '../output.ts'
import { parseConversions } from './conversions.ts'
import { readDecisions } from './decisions.ts'
import { describeSources } from './describe-sources.ts'
import { householdsOn } from './households-on.ts'
import { matchLists } from './match-lists.ts'
import { createPlanDocument } from './plan-document.ts'
import { findFiles } from './read-files.ts'
import { readLists } from './read-lists.ts'
import { readRosters } from './read-rosters.ts'
import { readDay, readModel, readUnits } from './read-setting.ts'
import { sayStepsTo } from './steps.ts'

/** The options of `ketnoi plan` as they are given. */
export interface PlanArguments {
  readonly model: string
  readonly units: readonly string[]
  readonly roster: readonly string[]
  readonly actual: readonly string[]
  readonly asOf?: string
  readonly convert?: string
  readonly decisions?: string
  readonly partial?: boolean
  readonly lang: 'vi' | 'en'
  readonly json?: boolean
}

/** Runs the whole job from files and prints the plan. Answers whether there is anything to do. */
export async function runPlan(given: PlanArguments, output: Output): Promise<boolean> {
  const say = sayStepsTo(output, given)
  const conversions = parseConversions(given.convert)
  await say((text) => text.units)
  const model = await readModel(given.model)
  const asOf = readDay(given.asOf, model, new Date())
  const describe = issueText(given)
  const units = await readUnits(given.units, model, asOf, describe)
  const setting = { model, asOf, tree: units.tree }
  const files = await findFiles(given.roster, 'roster')
  await say((text) => text.rosters(files.length))
  const rosters = await readRosters(files, setting, {
    conversions,
    decisions: await readDecisions(given.decisions),
    language: given.lang,
    describe,
  })
  const listFiles = await findFiles(given.actual, 'list')
  await say((text) => text.lists(rosters.people.length, listFiles.length))
  const lists = await readLists(listFiles, setting, given.partial === true, describe)

  await say((text) => text.compare)
  const whole = resolveMembers(createDirectory({ model, units: units.tree, asOf, people: rosters.people }))
  const matched = matchLists(lists.lists, whole, rosters.people, given.lang)
  const homes = householdsOn(rosters.people, asOf)
  const desired = divideMembers(whole, { householdOf: (id) => homes.get(id) ?? null, readings: matched.readings })
  const plan = createPlan({ desired, actual: matched.readings, incompleteSources: rosters.incompleteSources })
  const guarded = guardPlan(plan, { model })
  const issues = [...units.issues, ...rosters.issues, ...lists.issues, ...matched.issues]

  if (given.json === true) {
    await output.out(
      `${JSON.stringify(createPlanDocument(plan, guarded, { unmatched: matched.unmatched, questions: rosters.questions, issues }), null, 2)}\n`,
    )
  } else {
    const names = new Map(rosters.people.map((person) => [person.id, person.name]))
    const text = describePlan(plan, { model, language: given.lang, personName: (id) => names.get(id) ?? id, guarded })
    const groupNames = new Map(plan.groups.map((group) => [group.id, group.name]))
    const unmatched = matched.unmatched.map((row) => ({
      ...row,
      groupName: groupNames.get(row.groupId) ?? row.groupId,
    }))
    await output.out(`${text}${describeSources({ unmatched, questions: rosters.questions, issues }, given.lang)}`)
  }
  return plan.changes.length > 0
}
