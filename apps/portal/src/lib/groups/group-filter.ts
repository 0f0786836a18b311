import type { RouterInputs, RouterOutputs } from '@ketnoi/api'

type GroupState = RouterOutputs['groups']['byId']['group']['state']

export const GROUP_STATES = [
  'differs',
  'undecided',
  'in-order',
  'unread',
  'unlinked',
  'invalid',
] as const satisfies readonly GroupState[]

/** What the list is sorted by; the first is what it is without asking. */
export const GROUP_ORDERS = [
  'unit',
  'missing',
  'required',
  'surplus',
  'unmatched',
] as const satisfies readonly NonNullable<RouterInputs['groups']['list']['order']>[]

/** What narrows and sorts the list of groups, as it stands in the address: a filtered list can be sent to somebody. */
export interface GroupFilter {
  readonly text: string | undefined
  readonly unitId: string | undefined
  readonly kind: string | undefined
  readonly state: GroupState | undefined
  readonly order: (typeof GROUP_ORDERS)[number]
}

export const NO_FILTER: Omit<GroupFilter, 'order'> = {
  text: undefined,
  unitId: undefined,
  kind: undefined,
  state: undefined,
}

const LONGEST_TEXT = 200

export function parseGroupFilter(parameters: URLSearchParams): GroupFilter {
  return {
    text: parameters.get('text')?.trim().slice(0, LONGEST_TEXT) || undefined,
    unitId: parameters.get('unit') || undefined,
    kind: parameters.get('kind') || undefined,
    state: GROUP_STATES.find((known) => known === parameters.get('state')),
    order: GROUP_ORDERS.find((known) => known === parameters.get('sort')) ?? 'unit',
  }
}

export function groupListAddress(filter: GroupFilter): string {
  const parameters = new URLSearchParams()
  if (filter.text) parameters.set('text', filter.text)
  if (filter.unitId) parameters.set('unit', filter.unitId)
  if (filter.kind) parameters.set('kind', filter.kind)
  if (filter.state) parameters.set('state', filter.state)
  if (filter.order !== 'unit') parameters.set('sort', filter.order)
  const query = parameters.toString()
  return query === '' ? '/groups' : `/groups?${query}`
}
