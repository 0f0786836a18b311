import { foldName } from '@ketnoi/hierarchy'
import type { GroupLine } from './split-lines.ts'

/** The lines whose name or home has every word, with or without marks, as the search for people has it. */
export function filterLines(lines: readonly GroupLine[], text: string): readonly GroupLine[] {
  const words = foldName(text)
    .split(' ')
    .filter((word) => word !== '')
  if (words.length === 0) return lines
  return lines.filter((line) => {
    const folded = foldName(`${line.name} ${line.unitName ?? ''}`)
    return words.every((word) => folded.includes(word))
  })
}
