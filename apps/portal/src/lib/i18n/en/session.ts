import type { Messages } from '../vi/index.ts'

export const session = {
  accounts: 'Accounts',
  log: 'Log',
  reviews: 'Reviews of members',
  retention: 'How long data is kept',
  logIn: 'Log in',
  logOut: 'Log out',
  password: 'Password',
  showPassword: 'Show the password',
  secondFactorTitle: 'Two-step log-in',
  confirm: 'Confirm',
  own: 'My account',
  lockTitle: 'The screen is locked',
  lockLead: 'What you typed is still there. Type your password to go on.',
  lockEnded: 'The session is over. Log in again to go on; what you typed is still there.',
  lockAs: (name) => `Logged in: ${name}`,
  unlock: 'Unlock',
  lockNow: 'Lock the screen',
  lockSoon: (seconds) =>
    `The screen locks in ${seconds} seconds because nobody uses it. Touch it or press any key to go on.`,
  roles: {
    administrator: 'Administrator',
    'commune-administrator': 'Commune administrator',
    officer: 'Officer',
    inspector: 'Inspector',
  },
  everywhere: 'Everywhere',
  lookOnly:
    'This account may only look here. Whoever answers for the unit, an officer or an administrator, may change it.',
  noRoles: 'No role: may log in, but do nothing.',
} satisfies Messages['session']
