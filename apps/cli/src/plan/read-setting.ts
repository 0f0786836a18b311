import {
  createUnitTree,
  foldName,
  parseDay,
  parseModel,
  parseUnits,
  PRESETS,
  type Day,
  type Model,
  type Unit,
  type UnitTree,
} from '@ketnoi/hierarchy'
import { createUnitFinder, readVillages } from '@ketnoi/rosters'
import { documentFailure, inBoth, refuse } from '../failure.ts'
import type { IssueText } from '../issue-texts.ts'
import { readJson, readTable } from './read-files.ts'
import { REFUSAL_TEXTS } from './refusal-texts.ts'
import type { SourceIssue } from './source-issue.ts'

/** What everything else is read with. */
export interface Setting {
  readonly model: Model
  readonly tree: UnitTree
  readonly asOf: Day
}

/** Reads the model: a preset by its id, or a document. */
export async function readModel(given: string): Promise<Model> {
  const preset = PRESETS[given]
  if (preset !== undefined) return preset
  if (!/[./\\]/u.test(given))
    throw refuse(REFUSAL_TEXTS, (text) => text.noPreset(given, Object.keys(PRESETS).join(', ')))
  const result = parseModel(await readJson(given))
  if (result.ok) return result.value
  throw documentFailure(
    given,
    inBoth(REFUSAL_TEXTS, (text) => text.modelWrong),
    result.issues,
  )
}

/** Reads the day; without one it is today where the model holds. */
export function readDay(given: string | undefined, model: Model, now: Date): Day {
  if (given === undefined) return new Intl.DateTimeFormat('en-CA', { timeZone: model.timeZone }).format(now)
  const result = parseDay(given)
  if (!result.ok) throw refuse(REFUSAL_TEXTS, (text) => text.noDay(given, '2024-02-01'))
  return result.value
}

/** Reads units from catalogues and lists of villages. */
export async function readUnits(
  paths: readonly string[],
  model: Model,
  asOf: Day,
  describe: IssueText,
): Promise<{ tree: UnitTree; issues: SourceIssue[] }> {
  const issues: SourceIssue[] = []
  const units: Unit[] = []
  const lists = paths.filter((path) => !path.toLowerCase().endsWith('.json'))
  for (const path of paths.filter((p) => !lists.includes(p))) {
    const result = parseUnits(await readJson(path))
    if (!result.ok)
      throw documentFailure(
        path,
        inBoth(REFUSAL_TEXTS, (text) => text.catalogueWrong),
        result.issues,
      )
    if (result.value.length === 0) throw refuse(REFUSAL_TEXTS, (text) => text.noVillages(path))
    units.push(...result.value)
  }
  for (const path of lists) {
    const workbook = await readTable(path)
    const finder = createUnitFinder(treeOf(paths, units), asOf)
    const reading = readVillages(workbook, {
      model,
      from: null,
      units: finder,
      unitId: null,
      newId: (seed) => `village-${foldName(seed).replaceAll(/[^a-z0-9]+/gu, '-')}`,
    })
    // Whatever is made of another file says that nothing is to be done, and would be believed. Rows that are refused say why.
    if (reading.units.length === 0 && reading.issues.every((issue) => typeof issue.path[1] !== 'number'))
      throw refuse(REFUSAL_TEXTS, (text) => text.noVillages(path))
    units.push(...reading.units)
    issues.push(
      ...reading.issues.map((issue): SourceIssue => ({
        code: issue.code,
        severity: 'refused',
        file: path,
        sheet: typeof issue.path[0] === 'string' ? issue.path[0] : null,
        row: typeof issue.path[1] === 'number' ? issue.path[1] : null,
        message: describe(issue),
      })),
    )
  }
  return { tree: treeOf(paths, units), issues }
}

function treeOf(paths: readonly string[], units: readonly Unit[]): UnitTree {
  const tree = createUnitTree(units)
  if (tree.ok) return tree.value
  throw documentFailure(
    paths.join(', '),
    inBoth(REFUSAL_TEXTS, (text) => text.unitsWrong),
    tree.issues,
  )
}
