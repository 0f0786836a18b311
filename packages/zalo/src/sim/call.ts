import { idOf, type Fields } from '../client/fields.ts'
import type { ZaloEventMeaning } from '../webhook/event-names.ts'
import { isDisabled } from './groups.ts'
import type { SimGroup, SimWorld } from './world.ts'

export interface SimError {
  readonly kind: 'error'
  readonly code: number
  readonly message: string
}

/** What comes of a call: nothing is changed before `apply`. */
export type SimOutcome =
  | SimError
  | { readonly kind: 'read'; readonly data: unknown }
  | {
      readonly kind: 'write'
      readonly apply: () => void
      readonly data: () => unknown
      /** Told although something was done. */
      readonly error: SimError | null
    }

export interface SimCallInput {
  readonly world: SimWorld
  readonly fields: Fields
  readonly now: number
  /** The members as reads see them. */
  readonly seen: (group: SimGroup) => Pick<SimGroup, 'members' | 'pending'>
  readonly newId: () => string
  readonly emit: (meaning: ZaloEventMeaning, groupId: string, userIds: readonly string[]) => void
  readonly remember: (message: { readonly recipient: string; readonly text: string | null }) => void
}

export type SimCall = (input: SimCallInput) => SimOutcome

export const DAY = 86_400_000

/** A change that answers with nothing. */
export const OK = (): undefined => undefined

export function error(code: number, message: string): SimError {
  return { kind: 'error', code, message }
}

export function invalid(field: string): SimError {
  return error(-201, `${field} is invalid!`)
}

export function write(apply: () => void, data: () => unknown, told: SimError | null = null): SimOutcome {
  return { kind: 'write', apply, data, error: told }
}

export function inGroup(input: SimCallInput, call: (group: SimGroup) => SimOutcome): SimOutcome {
  const group = input.world.groups.get(idOf(input.fields['group_id']) ?? '')
  return group === undefined ? error(-403, 'OA is not in group') : call(group)
}

export function inEnabledGroup(input: SimCallInput, call: (group: SimGroup) => SimOutcome): SimOutcome {
  return inGroup(input, (group) => {
    const asset = input.world.assets.get(group.assetId)
    if (asset !== undefined && isDisabled(asset, input.now)) return error(-237, 'The group is disabled')
    return call(group)
  })
}

export function page<T>(
  { world, fields }: SimCallInput,
  all: readonly T[],
  field: string,
  countField: string,
  show: (row: T) => unknown = (row) => row,
): SimOutcome {
  const offset = Number(fields['offset'] ?? 0)
  const count = Number(fields['count'] ?? 5)
  if (!Number.isInteger(offset) || offset < 0) return invalid('offset')
  if (!Number.isInteger(count) || count < 1) return invalid('count')
  if (count > world.semantics.largestPage) return error(-210, 'count exceeds allowable limit')
  const rows = all.slice(offset, offset + count).map(show)
  return { kind: 'read', data: { offset, count, total: all.length, [countField]: rows.length, [field]: rows } }
}

export function idsOf(fields: Fields): readonly string[] | null {
  const value = fields['member_user_ids']
  if (!Array.isArray(value)) return null
  const ids = value.map(idOf)
  return ids.every((id) => id !== null) ? [...new Set(ids)] : null
}

export function inviteError({ world, now }: SimCallInput, userId: string): SimError | null {
  const user = world.users.get(userId)
  if (user === undefined) return invalid('member_user_ids')
  if (!user.active) return error(-227, 'User has been banned or has been inactive for more than 45 days')
  const wrote = user.interactedAt !== null && now - user.interactedAt <= world.semantics.interactionDays * DAY
  return user.follows || user.administers || wrote ? null : error(-213, 'User has not followed OA')
}
