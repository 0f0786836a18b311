import { addDays, parseDay, parseReform, type Day, type Model, type Reform, type UnitTree } from '@ketnoi/hierarchy'
import { refuse } from '../failure.ts'
import type { IssueText } from '../issue-texts.ts'
import { readJson } from '../plan/read-files.ts'
import { readModel, readUnits } from '../plan/read-setting.ts'
import type { SourceIssue } from '../plan/source-issue.ts'
import { reformFailure } from './reform-advice.ts'
import { REFORM_TEXTS } from './reform-texts.ts'

/** What every command about a reform is given. */
export interface WorldArguments {
  readonly model: string
  readonly units: readonly string[]
}

/** A decision and the world that it changes. */
export interface ReadReform {
  readonly reform: Reform
  readonly model: Model
  readonly tree: UnitTree
  /** The last day before it holds. */
  readonly eve: Day
  readonly issues: readonly SourceIssue[]
}

/** Reads the decision against the model and the units. */
export async function readReform(file: string, given: WorldArguments, describe: IssueText): Promise<ReadReform> {
  const document = await readJson(file)
  const model = await readModel(given.model)
  const day = parseDay(fieldOf(document, 'effectiveOn'), ['effectiveOn'])
  if (!day.ok) throw reformFailure(file, day.issues)
  const eve = addDays(day.value, -1)
  const { tree, issues } = await readUnits(given.units, model, eve, describe)
  const reform = parseReform(document, { model, tree })
  if (reform.ok) return { reform: reform.value, model, tree, eve, issues }
  if (makesOnlyKnownUnits(document, tree))
    throw refuse(REFORM_TEXTS, (text) => text.applied(file, given.units.join(', ')))
  throw reformFailure(file, reform.issues)
}

/** A reform whose units are all there is, or is mixed up with, one that was carried out: its other issues would only confuse. */
function makesOnlyKnownUnits(document: unknown, tree: UnitTree): boolean {
  const units = fieldOf(document, 'newUnits')
  if (!Array.isArray(units) || units.length === 0) return false
  return units.every((unit) => tree.units.get(String(fieldOf(unit, 'id')))?.from === fieldOf(document, 'effectiveOn'))
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === field)?.[1]
    : undefined
}
