import { findSetting, updateSetting, type Db } from '@ketnoi/db'
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const KEY_SETTING = 'form-key'
/** A person takes longer to read and type than this; a program does not. */
const QUICKEST_MS = 3_000
/** A page that has been open for longer is shown anew. */
const OLDEST_MS = 12 * 60 * 60_000

/** Says when a form was handed out, and for what, so that nobody can say so themselves. */
export async function makeFormToken(db: Db, subject: string, now: number): Promise<string> {
  return `${now.toString(36)}.${sign(await formKey(db), subject, now)}`
}

export type FormTokenState = 'good' | 'too-quick' | 'too-old' | 'forged'

export async function checkFormToken(db: Db, subject: string, token: string, now: number): Promise<FormTokenState> {
  const [time = '', signature = ''] = token.split('.')
  const made = Number.parseInt(time, 36)
  if (!Number.isSafeInteger(made)) return 'forged'
  const expected = Buffer.from(sign(await formKey(db), subject, made))
  const given = Buffer.from(signature)
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return 'forged'
  if (now - made < QUICKEST_MS) return 'too-quick'
  return now - made > OLDEST_MS ? 'too-old' : 'good'
}

function sign(key: string, subject: string, made: number): string {
  return createHmac('sha256', key)
    .update(`${subject} ${String(made)}`)
    .digest('base64url')
}

async function formKey(db: Db): Promise<string> {
  const before = await findSetting(db, KEY_SETTING)
  if (typeof before === 'string') return before
  const key = randomBytes(32).toString('base64url')
  await updateSetting(db, KEY_SETTING, key)
  return key
}
