import type { Day, PurposeId } from '@ketnoi/hierarchy'
import { createHash } from 'node:crypto'
import type { Db } from '../schema.ts'

/** The text that people are shown before they say whether they agree. A version is never changed: a new text is a new one. */
export interface Notice {
  readonly id: string
  readonly purposeId: PurposeId
  readonly language: 'vi' | 'en'
  /** Counts up from 1 for each purpose and language. */
  readonly version: number
  readonly text: string
  /** Of the text's UTF-8 bytes, in hexadecimal. */
  readonly sha256: string
  readonly validFrom: Day
  readonly author: string
  /** ISO instant. */
  readonly createdAt: string
}

const COLUMNS = [
  'id',
  'purpose_id as purposeId',
  'language',
  'version',
  'text',
  'sha256',
  'valid_from as validFrom',
  'author',
  'created_at as createdAt',
] as const

export async function findNotice(db: Db, id: string): Promise<Notice | null> {
  return (await db.selectFrom('notice').select(COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
}

/** The text that is shown on a day: the latest version that is valid by then. */
export async function findCurrentNotice(
  db: Db,
  wanted: { readonly purposeId: PurposeId; readonly language: Notice['language']; readonly asOf: Day },
): Promise<Notice | null> {
  const notice = await db
    .selectFrom('notice')
    .select(COLUMNS)
    .where('purpose_id', '=', wanted.purposeId)
    .where('language', '=', wanted.language)
    .where('valid_from', '<=', wanted.asOf)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return notice ?? null
}

/** Every version, by purpose and language, the newest first. */
export async function listNotices(db: Db): Promise<Notice[]> {
  return db
    .selectFrom('notice')
    .select(COLUMNS)
    .orderBy('purpose_id')
    .orderBy('language', 'desc')
    .orderBy('version', 'desc')
    .execute()
}

/** Keeps a text as the next version; `false` where somebody else has just made that version. */
export async function insertNotice(db: Db, notice: Omit<Notice, 'sha256' | 'createdAt'>): Promise<boolean> {
  const result = await db
    .insertInto('notice')
    .values({
      id: notice.id,
      purpose_id: notice.purposeId,
      language: notice.language,
      version: notice.version,
      text: notice.text,
      sha256: createHash('sha256').update(notice.text).digest('hex'),
      valid_from: notice.validFrom,
      author: notice.author,
    })
    .onConflict((conflict) => conflict.columns(['purpose_id', 'language', 'version']).doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}
