/** What a run is about, to tell it from others: its first group, and how many more there are. */
export function runTitle(
  run: { readonly firstGroup: string; readonly groupCount: number },
  words: {
    readonly runOf: (name: string, more: string | null) => string
    readonly number: (value: number) => string
  },
): string {
  return words.runOf(run.firstGroup, run.groupCount > 1 ? words.number(run.groupCount - 1) : null)
}
