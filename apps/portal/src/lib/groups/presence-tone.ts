/** How it looks whether somebody is in a group. */
export const PRESENCE_TONE = {
  present: 'good',
  invited: 'info',
  'invitation-failed': 'warn',
  absent: 'bad',
  unknown: 'neutral',
} as const
