import type { Messages } from '../vi/index.ts'

export const login = {
  /** What may go wrong on the way in, and with a second factor. */
  problems: {
    'log-in-failed': () => 'The user name, phone or password is wrong.',
    'account-disabled': () => 'The account is disabled. Ask an administrator.',
    'second-factor-wrong': () => 'The code is wrong. Check the clock of the phone and type the latest code.',
    'second-factor-spent': () => 'This code has been used. Wait until the app shows another.',
    'passkey-refused': () =>
      'The passkey was not accepted: it took too long, or the passkey was removed from the account. Try again or use another way.',
    'passkey-cancelled': () =>
      'The passkey was not used: the window was closed, it took too long, or this device has none. Try again or use another way.',
    'second-factor-expired': () => 'Too late, or too many wrong tries. Log in again.',
    'first-password-expired': () => 'The temporary password has expired. Ask an administrator for another.',
  },
  why: {
    locked: 'The session locked because nobody used it for a while. Log in again to go on.',
    ended:
      'The session before has ended: it ran out, was logged out elsewhere, or the password was changed. Log in again to go on.',
    needed: 'Log in to see this page.',
  },
  lead: 'For staff who were given an account.',
  handle: 'User name or phone',
  secondFactorLead: 'Open the code app on your phone and type its 6 digits. Without the phone, type a recovery code.',
  code: '6 digits or a recovery code',
  startOver: 'Start over',
  forgotten: 'Forgotten the password? An administrator of the commune or province can give you a new one.',
  passkeyLogIn: 'Log in with a passkey',
  passkeyHint: 'The finger, face or PIN, if this device has a passkey of your account.',
  passkeyLead: 'Confirm with your passkey: the finger, face or PIN of your device.',
  passkeyUse: 'Use a passkey',
  passkeyElsewhere: 'The passkey of this account belongs to another address of the server. Type a recovery code here.',
  recoveryLead: 'Without the device that has your passkey, type a recovery code.',
  recoveryCode: 'Recovery code',
} satisfies Messages['login']
