import type { ZaloCall } from '../settings.ts'
import { error, idsOf, inEnabledGroup, inGroup, invalid, inviteError, OK, page, write } from './call.ts'
import type { SimCall, SimCallInput, SimError, SimOutcome } from './call.ts'
import { isIn, takenPlaces } from './groups.ts'
import type { SimGroup } from './world.ts'

/** Who is in a group, who waits to be, and who leads it. */
export const MEMBER_CALLS = {
  invite: (input) =>
    inEnabledGroup(input, (group) => {
      const { semantics } = input.world
      let places = group.capacity - takenPlaces(input.world, group)
      return changeEach(input, group, {
        refuse: (userId) => {
          if (isIn(group, userId)) return repetition(input, 'user is already in the group')
          const refused = inviteError(input, userId)
          if (refused !== null) return refused
          return semantics.invite === 'adds' && places-- <= 0 ? error(-1405, 'group is full') : null
        },
        apply: (userIds) => {
          for (const userId of userIds) {
            if (semantics.invite === 'asks') group.pending.set(userId, 'invited')
            else group.members.set(userId, 'member')
          }
          if (semantics.invite === 'adds') input.emit('joined', group.groupId, userIds)
        },
      })
    }),

  listPending: (input) =>
    inGroup(input, (group) => {
      const rows = [...input.seen(group).pending.keys()].map((userId) => ({
        user_id: userId,
        name: input.world.users.get(userId)?.name ?? '',
      }))
      return page(input, rows, 'members', 'member_count')
    }),

  acceptPending: (input) =>
    inEnabledGroup(input, (group) => {
      let places = group.capacity - takenPlaces(input.world, group)
      return changeEach(input, group, {
        refuse: (userId) => {
          if (group.members.has(userId)) return repetition(input, 'user is already in the group')
          if (group.pending.get(userId) !== 'asked') return invalid('member_user_ids')
          return places-- <= 0 ? error(-1405, 'group is full') : null
        },
        apply: (userIds) => {
          for (const userId of userIds) {
            group.pending.delete(userId)
            group.members.set(userId, 'member')
          }
          input.emit('request-accepted', group.groupId, userIds)
          input.emit('joined', group.groupId, userIds)
        },
      })
    }),

  rejectPending: (input) =>
    inEnabledGroup(input, (group) =>
      changeEach(input, group, {
        refuse: (userId) => (group.pending.has(userId) ? null : repetition(input, 'user is not pending')),
        apply: (userIds) => {
          for (const userId of userIds) group.pending.delete(userId)
          input.emit('request-rejected', group.groupId, userIds)
        },
      }),
    ),

  addDeputies: (input) =>
    inEnabledGroup(input, (group) =>
      changeEach(input, group, {
        refuse: (userId) => {
          const role = group.members.get(userId)
          if (role === undefined) return invalid('member_user_ids')
          return role === 'deputy' ? repetition(input, 'user is already an admin') : null
        },
        apply: (userIds) => {
          for (const userId of userIds) group.members.set(userId, 'deputy')
          input.emit('deputy-added', group.groupId, userIds)
        },
      }),
    ),

  removeDeputies: (input) =>
    inEnabledGroup(input, (group) =>
      changeEach(input, group, {
        refuse: (userId) => {
          const role = group.members.get(userId)
          if (role === undefined) return invalid('member_user_ids')
          return role === 'member' ? repetition(input, 'user is not an admin') : null
        },
        apply: (userIds) => {
          for (const userId of userIds) group.members.set(userId, 'member')
          input.emit('deputy-removed', group.groupId, userIds)
        },
      }),
    ),

  removeMembers: (input) =>
    inEnabledGroup(input, (group) =>
      changeEach(input, group, {
        refuse: (userId) => {
          const role = group.members.get(userId)
          if (role === undefined) return repetition(input, 'user is not in the group')
          return role === 'deputy' && input.world.semantics.keepsDeputies
            ? error(-1406, 'user is an admin of the group')
            : null
        },
        apply: (userIds) => {
          for (const userId of userIds) group.members.delete(userId)
          input.emit('left', group.groupId, userIds)
        },
      }),
    ),

  listMembers: (input) =>
    inGroup(input, (group) => {
      const { account, semantics, users } = input.world
      const own = semantics.listsAccount ? [{ oa_id: account.accountId, name: account.name, avatar: '' }] : []
      const members = [...input.seen(group).members].map(([userId, role]) => ({
        user_id: userId,
        name: users.get(userId)?.name ?? '',
        avatar: '',
        ...(semantics.tellsRoles ? { role: role === 'deputy' ? 'admin' : 'member' } : {}),
      }))
      return page(input, [...own, ...members], 'members', 'member_count')
    }),
} satisfies Partial<Record<ZaloCall, SimCall>>

/** `NOTHING`: it was so before, and this service does not mind. */
const NOTHING = 'nothing'

function repetition({ world }: SimCallInput, message: string): SimError | typeof NOTHING {
  return world.semantics.refusesRepetition ? error(-1404, message) : NOTHING
}

function changeEach(
  input: SimCallInput,
  group: SimGroup,
  change: {
    readonly refuse: (userId: string) => SimError | typeof NOTHING | null
    readonly apply: (userIds: readonly string[]) => void
  },
): SimOutcome {
  const userIds = idsOf(input.fields)
  if (userIds === null || userIds.length === 0) return invalid('member_user_ids')
  if (userIds.length > input.world.semantics.largestBatch) return error(-210, 'member_user_ids exceeds allowable limit')
  const good: string[] = []
  let refused: SimError | null = null
  for (const userId of userIds) {
    const outcome = change.refuse(userId)
    if (outcome === null) good.push(userId)
    else if (outcome !== NOTHING) refused ??= outcome
  }
  if (refused !== null && input.world.semantics.oneBadAccount === 'fails-all') return refused
  return write(
    () => {
      group.before = { members: new Map(group.members), pending: new Map(group.pending) }
      if (good.length > 0) change.apply(good)
    },
    OK,
    refused,
  )
}
