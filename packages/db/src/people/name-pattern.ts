import { sql, type RawBuilder } from 'kysely'
import { PART } from './sort-key.ts'

/** A text that is looked for among names, folded. */
export interface NamePattern {
  readonly text: string
  readonly words: readonly string[]
  readonly last: string
  /** The words before the last one. */
  readonly before: string
}

export function namePattern(text: string): NamePattern {
  const words = text.split(' ')
  return { text, words, last: words.at(-1) ?? '', before: words.slice(0, -1).join(' ') }
}

/** How well a name fits, best first: it is the text, ends with it, begins with it; its given name begins with a word; any part. */
export const RANK = { whole: 0, end: 1, beginning: 2, givenName: 3, anyPart: 4 } as const

/** The rank of a sort key that holds every word. */
export function rankOf(pattern: NamePattern, key: RawBuilder<unknown>): RawBuilder<number> {
  const { text, words, last, before } = pattern
  const beginning = [
    like(key, `%${PART}${escaped(text)}%`),
    like(key, [`${escaped(last)}%`, escaped(before), '%'].join(PART)),
  ]
  const given = words.map((word) => like(key, `${escaped(word)}%`))
  return sql`case
    when starts_with(${key}, ${[last, before, ''].join(PART)}) then ${sql.lit(RANK.whole)}
    when ${endsLike(pattern, key)} then ${sql.lit(RANK.end)}
    when ${sql.join(beginning, sql` or `)} then ${sql.lit(RANK.beginning)}
    when ${sql.join(given, sql` or `)} then ${sql.lit(RANK.givenName)}
    else ${sql.lit(RANK.anyPart)}
  end`
}

/** Whether the name ends with the text, and is longer. */
export function endsLike({ last, before }: NamePattern, key: RawBuilder<unknown>): RawBuilder<unknown> {
  return like(key, [escaped(last), before === '' ? '%' : `% ${escaped(before)}${PART}%`].join(PART))
}

/** Whether a sort key, or a folded name, holds every word, wherever in it. */
export function holdsWords({ words }: NamePattern, key: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql.join(
    words.map((word) => like(key, `%${escaped(word)}%`)),
    sql` and `,
  )
}

function like(value: RawBuilder<unknown>, pattern: string): RawBuilder<unknown> {
  return sql`${value} like ${pattern}`
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/gu, '\\$&')
}
