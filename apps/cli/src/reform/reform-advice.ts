import type { Issue } from '@ketnoi/hierarchy'
import { documentFailure, inBoth, type CommandFailure } from '../failure.ts'
import { describeIssue } from '../issue-texts.ts'
import { ADVICE } from './advice-texts.ts'
import { REFORM_TEXTS } from './reform-texts.ts'

/** Says what is wrong with a reform, place by place, and what to do about it. */
export function reformFailure(file: string, issues: readonly Issue[]): CommandFailure {
  return documentFailure(
    file,
    inBoth(REFORM_TEXTS, (text) => text.doesNotFit),
    issues,
    (issue, language) => {
      const advice = ADVICE[issue.code]?.[language]
      return `${describeIssue(issue, language)}${advice === undefined ? '' : `: ${advice}`}`
    },
  )
}
