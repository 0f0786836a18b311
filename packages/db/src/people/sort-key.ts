/** What Vietnamese lists are sorted by: the given name, which comes last, then the rest, and the marks last of all. */
export function sortKey(name: string, folded: string): string {
  const space = folded.lastIndexOf(' ')
  return `${folded.slice(space + 1)} ${space < 0 ? '' : folded.slice(0, space)} ${name.toLowerCase()}`
}
