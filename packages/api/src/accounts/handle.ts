import { readPhones } from '@ketnoi/rosters'
import { ApiError } from '../errors.ts'

const USER_NAME = /^[a-z0-9](?:[a-z0-9._-]{1,38}[a-z0-9])$/

/** A user name as it is kept: small letters, digits, dots and dashes. */
export function parseUserName(text: string): string {
  const name = text.trim().toLowerCase()
  // All digits would be taken for a phone when somebody logs in with it.
  if (!USER_NAME.test(name) || /^\d+$/.test(name)) throw new ApiError('user-name-invalid', 'not a user name')
  return name
}

/** A phone in E.164 form. */
export function parseAccountPhone(text: string): string {
  const [phone] = readPhones(text).phones
  if (phone === undefined) throw new ApiError('phone-invalid', 'not a phone number')
  return phone
}

/** What somebody typed to say who they are: a user name, or a phone in any form. */
export function readHandle(text: string): { readonly userName: string } | { readonly phone: string } {
  const name = text.trim().toLowerCase()
  if (/[a-z_]/.test(name)) return { userName: name }
  const [phone] = readPhones(name).phones
  return phone === undefined ? { userName: name } : { phone }
}
