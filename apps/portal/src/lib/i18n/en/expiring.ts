import type { Messages } from '../vi/index.ts'

export const expiring: Messages['expiring'] = {
  title: 'Ending before long',
  lead: (day) =>
    `What ends by ${day} with nothing to follow it. Then the rules decide again, and people may enter or leave groups.`,
  none: 'Nothing ends before long',
  noneText: 'Exceptions, positions, consents and roles with less than 30 days left show here.',
  more: 'Only what ends first is shown.',
  kinds: { override: 'Exception', appointment: 'Position', consent: 'Consent', role: 'Role of an account' },
  overrideKinds: { include: 'added to the group', exclude: 'left out of the group' },
  last: (day) => `until ${day}`,
  renewMonths: (day) => `Renew until ${day}`,
  renewOpen: 'Goes on without an end',
  askAgain: 'Ask them again',
  renewed: (name) => `Renewed: ${name}.`,
  renewTitle: 'Keep the position',
  renewText: (day) => `They keep the position from ${day}, without an end.`,
  renewReason: 'Reason',
  renewReasonMissing: 'A reason is needed.',
  renewConfirm: 'Keep it',
}
