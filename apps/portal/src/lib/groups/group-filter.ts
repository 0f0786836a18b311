import type { RouterOutputs } from '@ketnoi/api'

type GroupState = RouterOutputs['groups']['byId']['group']['state']

export const GROUP_STATES = [
  'differs',
  'undecided',
  'in-order',
  'unread',
  'unlinked',
  'invalid',
] as const satisfies readonly GroupState[]

/** What narrows the list of groups, as it stands in the address: a filtered list can be sent to somebody. */
export interface GroupFilter {
  readonly text: string | undefined
  readonly unitId: string | undefined
  readonly kind: string | undefined
  readonly state: GroupState | undefined
}

export const NO_FILTER: GroupFilter = { text: undefined, unitId: undefined, kind: undefined, state: undefined }

const LONGEST_TEXT = 200

export function parseGroupFilter(parameters: URLSearchParams): GroupFilter {
  return {
    text: parameters.get('text')?.trim().slice(0, LONGEST_TEXT) || undefined,
    unitId: parameters.get('unit') || undefined,
    kind: parameters.get('kind') || undefined,
    state: GROUP_STATES.find((known) => known === parameters.get('state')),
  }
}

export function groupListAddress(filter: GroupFilter): string {
  const parameters = new URLSearchParams()
  if (filter.text) parameters.set('text', filter.text)
  if (filter.unitId) parameters.set('unit', filter.unitId)
  if (filter.kind) parameters.set('kind', filter.kind)
  if (filter.state) parameters.set('state', filter.state)
  const query = parameters.toString()
  return query === '' ? '/groups' : `/groups?${query}`
}
