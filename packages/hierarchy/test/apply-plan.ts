import type { ActualMember, Change, GroupReading, Plan } from '../src/index.ts'
import { plainReading } from './random-world.ts'

/** Carries one change out on the readings, as a service without faults would. */
export function applyChange(readings: Map<string, GroupReading>, change: Change): void {
  const { groupId } = change
  const reading = readings.get(groupId)
  switch (change.kind) {
    case 'create-group':
      readings.set(groupId, plainReading(groupId, change.name, []))
      return
    case 'rename-group':
      return edit(readings, reading, { name: change.to })
    case 'archive-group':
      return edit(readings, reading, { archived: true })
    case 'unarchive-group':
      return edit(readings, reading, { archived: false })
    case 'add':
    case 'reinvite':
    case 'promote':
    case 'demote':
      return editMember(readings, reading, change.personId, {
        personId: change.personId,
        role: change.role,
        state: 'member',
      })
    case 'withdraw-invitation':
    case 'remove':
      return editMember(readings, reading, change.personId, null)
  }
}

export function applyPlan(readings: ReadonlyMap<string, GroupReading>, plan: Plan): Map<string, GroupReading> {
  const after = new Map(readings)
  for (const change of plan.changes) applyChange(after, change)
  return after
}

function edit(readings: Map<string, GroupReading>, reading: GroupReading | undefined, by: Partial<GroupReading>): void {
  if (reading === undefined) throw new Error('a change of a group that does not exist')
  readings.set(reading.groupId ?? '', { ...reading, ...by })
}

function editMember(
  readings: Map<string, GroupReading>,
  reading: GroupReading | undefined,
  personId: string,
  member: ActualMember | null,
): void {
  const others = (reading?.members ?? []).filter((other) => other.personId !== personId)
  edit(readings, reading, { members: member === null ? others : [...others, member] })
}
