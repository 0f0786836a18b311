/** The numbers of a plan in the order in which the work is done. */
export const PLAN_COUNTS = [
  'create',
  'unarchive',
  'rename',
  'add',
  'reinvite',
  'promote',
  'demote',
  'withdraw',
  'remove',
  'archive',
  'held',
  'blocked',
  'unmatched',
] as const
