import type { Issue } from '@ketnoi/hierarchy'

/** Why the command cannot do its work, in sentences that say what to do. Anything else that is thrown is a bug. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly lines: readonly string[]

  constructor(message: string, lines: readonly string[] = []) {
    super(message)
    this.lines = lines
  }
}

/** How many issues of one file are printed: the first ones tell what is wrong with all of them. */
const SHOWN = 20

/** Says what is wrong with a document, place by place. */
export function documentFailure(file: string, what: string, issues: readonly Issue[]): CommandFailure {
  const lines = issues.slice(0, SHOWN).map((issue) => `  ${placeOf(issue)}${issue.message} [${issue.code}]`)
  if (issues.length > SHOWN) lines.push(`  … and ${issues.length - SHOWN} more`)
  return new CommandFailure(`${file}: ${what}`, lines)
}

function placeOf(issue: Issue): string {
  return issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `
}
