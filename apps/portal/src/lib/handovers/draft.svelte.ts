import type { RouterInputs, RouterOutputs } from '@ketnoi/api'

export type Handover = RouterInputs['handovers']['preview']['handover']
type Line = Handover['lines'][number]
type Start = RouterOutputs['handovers']['ofPerson']
interface Named {
  readonly id: string
  readonly name: string
}

const NOTHING = { seat: null, successor: null }

/** What somebody has chosen for one seat so far. */
export interface SeatDraft {
  readonly seat: Start['seats'][number]
  given: boolean
  next: 'successor' | 'acting' | 'vacant'
  person: Named | null
  until: string
  accepted: boolean
}

/** What somebody has chosen for one officer so far. */
export interface LineDraft {
  readonly person: Named
  readonly seats: SeatDraft[]
  kind: Line['kind']
  until: string
  unit: (Named & { readonly tier: string }) | null
  positionId: string
  beside: boolean
}

/** What somebody came with: one seat instead of all, and whoever follows. */
interface Asked {
  readonly seat: { readonly positionId: string; readonly unitId: string } | null
  readonly successor: Named | null
}

export function createLineDraft(start: Start, { seat: asked, successor }: Asked = NOTHING): LineDraft {
  const draft = $state<LineDraft>({
    person: { id: start.personId, name: start.personName },
    seats: start.seats
      .filter(({ follows }) => !follows)
      .map((seat) => {
        const given = asked === null || (seat.positionId === asked.positionId && seat.unitId === asked.unitId)
        // Of several who hold it one may go without anybody in their place.
        const next = seat.several && successor === null ? 'vacant' : 'successor'
        return { seat, given, next, person: given ? successor : null, until: '', accepted: false }
      }),
    kind: 'transfer',
    until: '',
    unit: null,
    positionId: '',
    beside: false,
  })
  return draft
}

/** Whether a new unit is chosen and not yet what somebody is to be there: it must not be left out in silence. */
export function lacksPosition({ kind, unit, positionId }: LineDraft): boolean {
  return kind === 'transfer' && unit !== null && positionId === ''
}

/** The handover, or `null` while somebody has yet to choose who follows, or what an officer is to be in the new unit. */
export function handoverOf(on: string, drafts: readonly LineDraft[]): Handover | null {
  if (drafts.some(lacksPosition)) return null
  const lines: Line[] = []
  for (const { person, seats, kind, until, unit, positionId, beside } of drafts) {
    const given = seats.filter((seat) => seat.given)
    if (given.some((one) => one.next !== 'vacant' && one.person === null)) return null
    lines.push({
      kind,
      personId: person.id,
      until: kind === 'leave' && until !== '' ? until : null,
      ends: given.map((one) => ({
        positionId: one.seat.positionId,
        unitId: one.seat.unitId,
        next:
          one.next === 'vacant' || one.person === null
            ? { kind: 'vacant', accepted: one.accepted }
            : one.next === 'acting'
              ? { kind: 'acting', personId: one.person.id, until: one.until === '' ? null : one.until }
              : { kind: 'successor', personId: one.person.id },
      })),
      begins: kind === 'transfer' && unit !== null ? [{ positionId, unitId: unit.id, beside }] : [],
    })
  }
  return on === '' || lines.every(({ ends, begins }) => ends.length + begins.length === 0) ? null : { on, lines }
}
