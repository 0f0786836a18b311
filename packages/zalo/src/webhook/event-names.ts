/** What an event of the service is about. */
export type ZaloEventMeaning =
  | 'created'
  | 'joined'
  | 'asked-to-join'
  | 'request-accepted'
  | 'request-rejected'
  | 'deputy-added'
  | 'deputy-removed'
  | 'info-changed'
  | 'left'
  | 'dissolved'
  | 'wrote-to-account'
  | 'shared-info'
  | 'withdrew'

/** The names that sources give to each event, the first as most have it; they disagree, so all are taken. */
export const EVENT_NAMES: Readonly<Record<ZaloEventMeaning, readonly [string, ...string[]]>> = {
  created: ['create_group'],
  joined: ['user_join_group'],
  'asked-to-join': ['user_request_join_group'],
  'request-accepted': ['accept_request_join_group', 'react_request_join_group', 'react_request_join_group_accept'],
  'request-rejected': ['reject_request_join_group', 'reject_request_join_group', 'react_request_join_group_reject'],
  'deputy-added': ['add_group_admin'],
  'deputy-removed': ['remove_group_admin'],
  'info-changed': ['update_group_info'],
  left: ['user_out_group', 'user_out_group', 'user_leave_group'],
  dissolved: ['delete_group', 'disperse_group', 'delete_group'],
  'wrote-to-account': ['user_send_text'],
  'shared-info': ['user_submit_info'],
  withdrew: ['user_withdraw'],
}
