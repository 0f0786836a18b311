import type { Issue, Language } from '@ketnoi/hierarchy'
import type { Sentence } from '@ketnoi/settings'
import { describeIssue } from './issue-texts.ts'

type Lines = Readonly<Record<Language, readonly string[]>>

/**
 * Why the command cannot do its work, in sentences that say what to do. Anything else that is thrown is a bug. In both languages, since
 * whoever throws it need not know which one is spoken; the message is the English one.
 */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly sentence: Sentence
  readonly lines: Lines

  constructor(sentence: Sentence, lines: Lines = { vi: [], en: [] }) {
    super(sentence.en)
    this.sentence = sentence
    this.lines = lines
  }
}

/** One of the texts of a command, in both languages. */
export function inBoth<T>(texts: Readonly<Record<Language, T>>, say: (text: T) => string): Sentence {
  return { vi: say(texts.vi), en: say(texts.en) }
}

/** Refuses in the words of a command: `refuse(TEXTS, (text) => text.noSuchFile(path))`. */
export function refuse<T>(
  texts: Readonly<Record<Language, T>>,
  say: (text: T) => string,
  linesIn: (text: T, language: Language) => readonly string[] = () => [],
): CommandFailure {
  return new CommandFailure(inBoth(texts, say), { vi: linesIn(texts.vi, 'vi'), en: linesIn(texts.en, 'en') })
}

/** How many issues of one file are printed: the first ones tell what is wrong with all of them. */
const SHOWN = 20
const MORE: Readonly<Record<Language, (count: number) => string>> = {
  vi: (count) => `  … và ${count} chỗ nữa`,
  en: (count) => `  … and ${count} more`,
}

/** Says what is wrong with a document, place by place. */
export function documentFailure(
  file: string,
  what: Sentence,
  issues: readonly Issue[],
  describe: (issue: Issue, language: Language) => string = describeIssue,
): CommandFailure {
  const linesIn = (language: Language): string[] => [
    ...issues.slice(0, SHOWN).map((issue) => `  ${placeOf(issue)}${describe(issue, language)} [${issue.code}]`),
    ...(issues.length > SHOWN ? [MORE[language](issues.length - SHOWN)] : []),
  ]
  return new CommandFailure(
    { vi: `${file}: ${what.vi}`, en: `${file}: ${what.en}` },
    { vi: linesIn('vi'), en: linesIn('en') },
  )
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
    if (error instanceof DatabaseError || error instanceof StartProblem) throw new CommandFailure(error.sentence)
    throw error
  }
}
