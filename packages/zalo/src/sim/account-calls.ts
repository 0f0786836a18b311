import { idOf, isFields, textOf, type Fields } from '../client/fields.ts'
import type { ZaloCall } from '../settings.ts'
import { inEnabledGroup, invalid, inviteError, page, write, type SimCall } from './call.ts'
import { dayInVietnam, vietnamese } from './groups.ts'
import type { SimUser } from './world.ts'

/** The account, whoever has to do with it, and what it writes. */
export const ACCOUNT_CALLS = {
  account: ({ world: { account, users } }) => ({
    kind: 'read',
    data: {
      oa_id: account.accountId,
      name: account.name,
      description: '',
      is_verified: account.verified,
      oa_type: account.type,
      num_follower: [...users.values()].filter(({ follows }) => follows).length,
      package_name: account.package,
      package_valid_through_date: vietnamese(account.packageValidThrough),
    },
  }),

  listUsers: (input) => {
    const query = parseQuery(input.fields)
    const followers = [...input.world.users.values()].filter(({ follows }) => query['is_follower'] !== true || follows)
    return page({ ...input, fields: query }, followers, 'users', 'count', ({ userId }) => ({ user_id: userId }))
  },

  user: (input) => {
    const user = input.world.users.get(idOf(parseQuery(input.fields)['user_id']) ?? '')
    if (user === undefined) return invalid('user_id')
    return { kind: 'read', data: userData(user) }
  },

  sendToUser: (input) => {
    const user = input.world.users.get(idOf(recipientOf(input.fields)['user_id']) ?? '')
    if (user === undefined) return invalid('user_id')
    const refused = inviteError(input, user.userId)
    if (refused !== null) return refused
    const messageId = input.newId()
    return write(
      () => input.remember({ recipient: user.userId, text: messageText(input.fields) }),
      () => ({ message_id: messageId, user_id: user.userId }),
    )
  },

  sendToGroup: (input) =>
    inEnabledGroup({ ...input, fields: recipientOf(input.fields) }, (group) => {
      const text = messageText(input.fields)
      if (text === null || text.length === 0 || text.length > 2_000) return invalid('text')
      const messageId = input.newId()
      return write(
        () => input.remember({ recipient: group.groupId, text }),
        () => ({ message_id: messageId, group_id: group.groupId }),
      )
    }),
} satisfies Partial<Record<ZaloCall, SimCall>>

function userData(user: SimUser): Fields {
  return {
    user_id: user.userId,
    user_id_by_app: `app-${user.userId}`,
    display_name: user.name,
    user_is_follower: user.follows,
    ...(user.interactedAt === null ? {} : { user_last_interaction_date: vietnamese(dayInVietnam(user.interactedAt)) }),
    ...(user.shared === null ? {} : { shared_info: { name: user.shared.name, phone: user.shared.phone } }),
  }
}

function parseQuery(fields: Fields): Fields {
  const data = textOf(fields['data'])
  if (data === null) return fields
  try {
    const parsed: unknown = JSON.parse(data)
    return isFields(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

function recipientOf(fields: Fields): Fields {
  return isFields(fields['recipient']) ? fields['recipient'] : {}
}

function messageText(fields: Fields): string | null {
  return isFields(fields['message']) ? textOf(fields['message']['text']) : null
}
