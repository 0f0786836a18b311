import type { Messages } from '#lib/i18n/vi/index.ts'

type Words = Pick<Messages['reforms'], 'old' | 'new'>

/** Names from before and after a reform: those that are the same say which is which. */
export function toldApart(
  words: Words,
  before: readonly string[],
  after: readonly string[],
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  return {
    before: before.map((name) => (after.includes(name) ? words.old(name) : name)),
    after: after.map((name) => (before.includes(name) ? words.new(name) : name)),
  }
}
