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

/** Does the work; a circumstance that a person can mend becomes a failure of the command. */
export async function namedFailures(work: () => Promise<void>): Promise<void> {
  // Loaded on demand: plans from files need neither.
  const [{ DatabaseError }, { StartProblem }] = await Promise.all([import('@ketnoi/db'), import('@ketnoi/settings')])
  try {
    await work()
  } catch (error) {
    if (error instanceof DatabaseError || error instanceof StartProblem) throw new CommandFailure(error.message)
    throw error
  }
}
