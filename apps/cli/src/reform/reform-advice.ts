import type { Issue } from '@ketnoi/hierarchy'
import { documentFailure, type CommandFailure } from '../failure.ts'

/** What to do about an issue of a reform, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  'format-version-unknown': 'write "formatVersion": 1',
  'day-invalid': 'write the day as YYYY-MM-DD',
  'source-missing': 'name the unit or units by their ids in --units',
  'target-missing': 'name the unit that results, or use "end" where none does',
  'split-too-few': 'name two results or more, each once; use "rename" or "merge" for one',
  'split-share-invalid': 'leave "share": "full" at one result at most',
  'reform-empty': 'list at least one step under "operations"',
  'reform-applied': 'these units hold it already: there is nothing to do, and "ketnoi reform undo" takes it back',
  'unit-unknown': 'check the id against --units; a unit that begins with the reform belongs under "newUnits"',
  'unit-new': 'describe it as it should be under "newUnits" and take this step out',
  'unit-not-valid': 'check "effectiveOn", and whether these are the units from before the reform',
  'unit-changed-later': 'a later reform is recorded already: apply them in the order of their days',
  'unit-changed-twice': 'leave one of the steps',
  'unit-duplicate': 'give the new unit an id that no unit ever had',
  'new-unit-unused': 'name it as the result of a step or as the parent of a unit, or take it out',
  'target-among-sources': 'where a unit goes on and others join it, name only the others as sources',
  'target-inside-source': 'name a result outside of the unit that ends',
  'target-of-other-tier': 'name a result of the same tier',
  'target-ends': 'name a unit that exists on the day',
  'rest-not-a-target': 'name one of the "targets"',
  'parent-ends': 'name a parent that exists on the day',
  'parent-tier-invalid': 'name a parent of a tier above',
  'child-without-parent': 'say where it goes with a "move", or give the unit above it a successor',
  'tier-unknown': 'use a tier of the model',
  'tier-duplicate': 'give the new tier another id',
  'unit-code-clash': 'correct one of the codes, or recode the unit that bears it',
  'placement-not-a-target': 'name one of the results of the split',
  'placement-twice': 'leave one of the two',
  'position-unknown': 'use a position of the model',
  'position-not-here': 'use a position of the tier of the unit',
  'seat-follows-position': 'name who holds that position instead',
  'group-unknown': 'write <kind>:<unit> of a group that ought to exist on the day',
  'survivor-twice': 'leave one of the two',
}

/** Says what is wrong with a reform, place by place, and what to do about it. */
export function reformFailure(file: string, issues: readonly Issue[]): CommandFailure {
  return documentFailure(
    file,
    'this reform does not fit these units; nothing was changed',
    issues.map((issue) => {
      const advice = ADVICE[issue.code]
      return advice === undefined ? issue : { ...issue, message: `${issue.message}: ${advice}` }
    }),
  )
}
