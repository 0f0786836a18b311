import type { DesiredMember, GroupReading } from '@ketnoi/hierarchy'

/** The group as it is: two of those who belong are missing, and somebody from the next barangay is in it. */
export function readWarningGroup(members: readonly DesiredMember[]): GroupReading {
  const present = members.slice(2)
  return {
    id: 'reading-2026-03-01',
    readAt: '2026-03-01T00:00:00Z',
    completeness: 'complete',
    externalId: 'chanarian',
    groupId: 'barangay:basco-chanarian',
    name: 'Brgy. Chanarian',
    previousNames: [],
    owner: 'us',
    archived: false,
    firstRun: false,
    capacity: null,
    members: [
      ...present.map(({ personId, role }) => ({ personId, role, state: 'member' as const })),
      { personId: 'basco-san-antonio/household-1', role: 'member', state: 'member' },
    ],
    unmatched: [],
    departures: [],
  }
}
