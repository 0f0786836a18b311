import type { LocalText } from '../model/model.ts'
import type { Rehearsal } from './rehearsal.ts'

const MARKS = {
  before: { vi: '(cũ)', en: '(old)' },
  after: { vi: '(mới)', en: '(new)' },
} as const satisfies Readonly<Record<string, LocalText>>

/** Names from before and after a reform. */
export interface NamesAround {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/**
 * Gives names from before and after a reform as people can tell them apart: where both sides have one, each says which it is. For
 * people: the wording may change in any version.
 *
 * @example
 * tellApart({ before: ['Xã Ia Tul'], after: ['Xã Ia Tul'] }, 'en').after // ['Xã Ia Tul (new)']
 */
export function tellApart({ before, after }: NamesAround, language: keyof LocalText): NamesAround {
  const marked = (names: readonly string[], others: readonly string[], mark: LocalText): string[] =>
    names.map((name) => (others.includes(name) ? `${name} ${mark[language]}` : name))
  return { before: marked(before, after, MARKS.before), after: marked(after, before, MARKS.after) }
}

/** A name that several groups would have. */
export interface SameName {
  readonly name: string
  readonly count: number
}

/**
 * Lists the names that several groups would have after a reform, where it gives one of them its name. Cost: linear in the groups.
 *
 * @example
 * sameNames({ groups: [] }) // []
 */
export function sameNames({ groups }: Pick<Rehearsal, 'groups'>): SameName[] {
  const after = groups.filter(({ fate, name }) => fate !== 'merged-into' && fate !== 'archived' && name.after !== null)
  return [...Map.groupBy(after, ({ name }) => name.after ?? '')]
    .map(([name, all]) => ({
      name,
      count: new Set(all.map(({ groupId, becomes }) => becomes ?? groupId)).size,
      given: all.some(({ fate }) => fate !== 'kept'),
    }))
    .flatMap(({ name, count, given }) => (given && count > 1 ? [{ name, count }] : []))
}

/**
 * Says that several groups would have one name, and what to do. For people: the wording may change in any version.
 *
 * @example
 * describeSameName({ name: 'Thôn 1', count: 2 }, 'en')
 */
export function describeSameName({ name, count }: SameName, language: keyof LocalText): string {
  return language === 'vi'
    ? `${String(count)} nhóm cùng tên “${name}”: hãy đổi tên đơn vị để phân biệt.`
    : `${String(count)} groups have the name “${name}”: rename a unit to tell them apart.`
}
