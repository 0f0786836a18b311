import type { RouterOutputs } from '@ketnoi/api'

export type GroupLine = RouterOutputs['groups']['byId']['lines'][number]

/** The lines of a group in the order in which somebody has to care about them. A line is in exactly one part. */
export interface Difference {
  readonly requiredMissing: readonly GroupLine[]
  readonly othersMissing: readonly GroupLine[]
  readonly wrongRole: readonly GroupLine[]
  readonly noLongerWanted: readonly GroupLine[]
  readonly held: readonly GroupLine[]
}

export function splitLines(lines: readonly GroupLine[]): Difference {
  const requiredMissing: GroupLine[] = []
  const othersMissing: GroupLine[] = []
  const wrongRole: GroupLine[] = []
  const noLongerWanted: GroupLine[] = []
  const held: GroupLine[] = []
  for (const line of lines) {
    if (line.held !== null) held.push(line)
    else if (line.change === 'add' || line.change === 'reinvite')
      (line.required ? requiredMissing : othersMissing).push(line)
    else if (line.change === 'promote' || line.change === 'demote') wrongRole.push(line)
    else if (line.change === 'remove' || line.change === 'withdraw-invitation') noLongerWanted.push(line)
  }
  return { requiredMissing, othersMissing, wrongRole, noLongerWanted, held }
}
