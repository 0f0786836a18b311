import type { ConversionKind, RosterDecisions } from '@ketnoi/rosters'
import { refuse, type CommandFailure } from '../failure.ts'
import { readJson } from './read-files.ts'
import { REFUSAL_TEXTS } from './refusal-texts.ts'
import { personIdOf } from './roster-names.ts'

/** Answers to questions, by the id of the question. */
export type Decisions = ReadonlyMap<string, string>

/** Reads a file of `--decisions`: `{ "decisions": { "<id of a question>": "<answer>" } }`. */
export async function readDecisions(path: string | undefined): Promise<Decisions> {
  if (path === undefined) return new Map()
  const document = await readJson(path)
  const given =
    typeof document === 'object' && document !== null && 'decisions' in document ? document.decisions : undefined
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw refuse(REFUSAL_TEXTS, (text) => text.decisionsShape(path))
  const wrong = Object.entries(given).filter(([, answer]) => typeof answer !== 'string')
  if (wrong.length > 0)
    throw refuse(
      REFUSAL_TEXTS,
      (text) => text.answerNoText(path),
      () => wrong.map(([id]) => `  ${id}`),
    )
  return new Map(Object.entries(given).map(([id, answer]) => [id, String(answer)]))
}

/** The id of a question about a file: the same as long as the file is. */
export function questionId(file: string, kind: 'conversion' | 'unit' | 'person', key: string): string {
  return `${file}:${kind}:${key}`
}

/** What was decided about one file, of `names` altogether. `conversions` are carried out in every file unless it is said otherwise. */
export function decisionsOf(
  file: string,
  given: Decisions,
  options: {
    readonly names: readonly string[]
    readonly conversions: readonly ConversionKind[]
    readonly hasUnit: (unitId: string) => boolean
  },
): RosterDecisions {
  const conversions = new Map<string, 'accept' | 'keep'>(options.conversions.map((kind) => [kind, 'accept']))
  const units = new Map<string, string | null>()
  const people = new Map<string, NonNullable<RosterDecisions['people']>[string]>()
  for (const [id, answer] of given) {
    if (!id.startsWith(`${file}:`)) continue
    const [kind = '', ...rest] = id.slice(file.length + 1).split(':')
    const key = rest.join(':')
    if (kind === 'conversion' && (answer === 'accept' || answer === 'keep')) conversions.set(key, answer)
    else if (kind === 'unit' && answer === 'refuse') units.set(key, null)
    else if (kind === 'unit' && options.hasUnit(answer)) units.set(key, answer)
    else if (kind === 'person' && (answer === 'new' || answer === 'refuse')) people.set(key, { kind: answer })
    else if (kind === 'person') {
      const personId = personIdOf(answer, options.names)
      if (personId === null) throw noAnswer(id, answer)
      people.set(key, { kind: 'same', personId })
    } else if (kind === 'conversion' || kind === 'unit') throw noAnswer(id, answer)
  }
  return {
    conversions: Object.fromEntries(conversions),
    units: Object.fromEntries(units),
    people: Object.fromEntries(people),
  }
}

/** Says that a question has no such answer. */
export function noAnswer(id: string, answer: string): CommandFailure {
  return refuse(REFUSAL_TEXTS, (text) => text.noAnswer(id, answer))
}
