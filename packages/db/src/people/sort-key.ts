/** Parts the key. No folded name holds it, and it comes before everything that one holds. */
export const PART = '\t'
/** What comes right after `PART`: keys that begin alike end before it. */
export const AFTER_PART = '\n'

/** What Vietnamese lists are sorted by: the given name, which comes last, then the rest, and the marks last of all. */
export function sortKey(name: string, folded: string): string {
  const space = folded.lastIndexOf(' ')
  return [folded.slice(space + 1), space < 0 ? '' : folded.slice(0, space), name.toLowerCase()].join(PART)
}
