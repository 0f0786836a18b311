import { createHmac, timingSafeEqual } from 'node:crypto'
import { SESSION_COOKIE } from './auth.ts'

/**
 * The token of the session that the cookies name, where the signature behind it is ours; `null`: none, or one that somebody made up.
 * As the library writes it (`token.signature` of HMAC with SHA-256), of which the way through an endpoint costs every request more
 * than its question to the database.
 */
export function readSessionToken(cookies: string, secret: string): string | null {
  const value = valueOf(cookies)
  const dot = value.lastIndexOf('.')
  if (dot < 1) return null
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1), 'utf8')
  const own = Buffer.from(createHmac('sha256', secret).update(token).digest('base64'), 'utf8')
  return given.length === own.length && timingSafeEqual(given, own) ? token : null
}

/** The first cookie of the name counts, as in every other reader. */
function valueOf(cookies: string): string {
  const prefix = `${SESSION_COOKIE}=`
  const cookie = cookies
    .split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(prefix))
  try {
    return decodeURIComponent(cookie?.slice(prefix.length) ?? '')
  } catch {
    return ''
  }
}
