import { foldName } from '@ketnoi/hierarchy'

/** What Vietnamese lists are sorted by: the given name, which comes last, then the rest, and the marks last of all. */
export function sortKey(name: string): string {
  const words = foldName(name).split(' ')
  return `${words.at(-1) ?? ''} ${words.slice(0, -1).join(' ')} ${name.toLowerCase()}`
}
