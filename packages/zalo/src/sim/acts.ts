import type { Fields } from '../client/fields.ts'
import type { ZaloEventMeaning } from '../webhook/event-names.ts'
import { dayInVietnam, takenPlaces } from './groups.ts'
import type { SimGroup, SimUser, SimWorld } from './world.ts'

/** What people do. Each says whether it was possible. */
export interface SimActs {
  readonly follow: (userId: string) => boolean
  readonly unfollow: (userId: string) => boolean
  readonly writeToAccount: (userId: string, text: string) => boolean
  readonly shareInfo: (userId: string, name: string, phone: string) => boolean
  /** Asks the account to forget them. */
  readonly withdraw: (userId: string) => boolean
  /** Comes by the link of a group: in at once, or waiting for approval. */
  readonly join: (groupId: string, userId: string) => boolean
  readonly acceptInvitation: (groupId: string, userId: string) => boolean
  readonly declineInvitation: (groupId: string, userId: string) => boolean
  readonly leave: (groupId: string, userId: string) => boolean
  /** A deputy puts somebody out by hand. */
  readonly putOut: (groupId: string, userId: string) => boolean
  readonly makeDeputy: (groupId: string, userId: string, deputy: boolean) => boolean
  readonly writeInGroup: (groupId: string, userId: string, text: string) => boolean
  /** The asset of a group runs out, as if nobody had paid for it. */
  readonly runOut: (groupId: string) => boolean
  /** An administrator of the account consents; gives the code that the app exchanges. */
  readonly consent: (challenge: string | null) => string
}

export interface SimActsOptions {
  readonly world: SimWorld
  readonly now: () => number
  readonly newId: () => string
  readonly emit: (meaning: ZaloEventMeaning, groupId: string, userIds: readonly string[]) => void
  readonly emitEvent: (meaning: ZaloEventMeaning | { readonly name: string }, fields: Fields) => void
}

const CODE_LIFE = 600_000
const DAY = 86_400_000

export function createActs({ world, now, newId, emit, emitEvent }: SimActsOptions): SimActs {
  const withUser = (userId: string, act: (user: SimUser) => void): boolean => {
    const user = world.users.get(userId)
    if (user === undefined) return false
    act(user)
    return true
  }
  const inGroup = (groupId: string, act: (group: SimGroup) => boolean): boolean => {
    const group = world.groups.get(groupId)
    if (group === undefined) return false
    group.before = { members: new Map(group.members), pending: new Map(group.pending) }
    return act(group)
  }
  const takeOut = (groupId: string, userId: string): boolean =>
    inGroup(groupId, (group) => {
      if (!group.members.delete(userId)) return false
      emit('left', groupId, [userId])
      return true
    })
  const enter = (group: SimGroup, userId: string): boolean => {
    if (takenPlaces(world, group) >= group.capacity) return false
    group.pending.delete(userId)
    group.members.set(userId, 'member')
    emit('joined', group.groupId, [userId])
    return true
  }

  return {
    follow: (userId) =>
      withUser(userId, (user) => {
        user.follows = true
        emitEvent({ name: 'follow' }, { follower: { id: userId } })
      }),
    unfollow: (userId) =>
      withUser(userId, (user) => {
        user.follows = false
        emitEvent({ name: 'unfollow' }, { follower: { id: userId } })
      }),
    writeToAccount: (userId, text) =>
      withUser(userId, (user) => {
        user.interactedAt = now()
        emitEvent('wrote-to-account', {
          sender: { id: userId },
          recipient: { id: world.account.accountId },
          message: { text, msg_id: newId() },
        })
      }),
    shareInfo: (userId, name, phone) =>
      withUser(userId, (user) => {
        user.shared = { name, phone }
        emitEvent('shared-info', {
          sender: { id: userId },
          recipient: { id: world.account.accountId },
          info: { name, phone },
        })
      }),
    withdraw: (userId) =>
      withUser(userId, () => {
        emitEvent('withdrew', { sender: { id: userId } })
      }),
    join: (groupId, userId) =>
      inGroup(groupId, (group) => {
        if (!world.users.has(userId) || !group.settings.enable_link_join || group.members.has(userId)) return false
        if (!group.settings.join_appr) return enter(group, userId)
        group.pending.set(userId, 'asked')
        emit('asked-to-join', groupId, [userId])
        return true
      }),
    acceptInvitation: (groupId, userId) =>
      inGroup(groupId, (group) => group.pending.get(userId) === 'invited' && enter(group, userId)),
    declineInvitation: (groupId, userId) => inGroup(groupId, (group) => group.pending.delete(userId)),
    leave: takeOut,
    putOut: takeOut,
    makeDeputy: (groupId, userId, deputy) =>
      inGroup(groupId, (group) => {
        if (!group.members.has(userId)) return false
        group.members.set(userId, deputy ? 'deputy' : 'member')
        emit(deputy ? 'deputy-added' : 'deputy-removed', groupId, [userId])
        return true
      }),
    writeInGroup: (groupId, userId, text) =>
      inGroup(groupId, (group) => {
        if (!group.members.has(userId)) return false
        emitEvent(
          { name: 'user_send_group_text' },
          { sender: { id: userId }, recipient: { id: groupId }, message: { text, msg_id: newId() } },
        )
        return true
      }),
    runOut: (groupId) => {
      const asset = world.assets.get(world.groups.get(groupId)?.assetId ?? '')
      if (asset === undefined) return false
      asset.validThrough = dayInVietnam(now() - DAY)
      asset.autoRenew = false
      return true
    },
    consent: (challenge) => {
      const code = newId()
      world.codes.set(code, { challenge, until: now() + CODE_LIFE })
      return code
    },
  }
}
