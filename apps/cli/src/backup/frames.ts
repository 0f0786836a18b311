import type { BackupPart } from '@ketnoi/db'
import { refuse } from '../failure.ts'
import { BACKUP_TEXTS } from './backup-texts.ts'
import { readBlocks } from './blocks.ts'

/** What is in a backup: the database, and the secret that its second factors and connections are sealed with. */
export type BackupFrame = BackupPart | { readonly kind: 'secret'; readonly secret: string | null }

const ROWS = 1
const OTHER = 2
/** No frame is longer: a row holds at most one roster file. */
const LONGEST = 2 ** 30

/** Kind and length before each. */
export async function* writeFrames(frames: AsyncIterable<BackupFrame>): AsyncGenerator<Uint8Array> {
  for await (const frame of frames) {
    const bytes = frame.kind === 'rows' ? frame.bytes : Buffer.from(JSON.stringify(frame))
    const head = Buffer.alloc(5)
    head.writeUInt8(frame.kind === 'rows' ? ROWS : OTHER)
    head.writeUInt32BE(bytes.length, 1)
    yield head
    yield bytes
  }
}

/** What it gives is not checked for its order and its counts yet. */
export async function* readFrames(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<BackupFrame> {
  const blocks = readBlocks(bytes)
  for (;;) {
    const head = await blocks.take(5)
    if (head.length === 0) return
    const length = head.length === 5 ? head.readUInt32BE(1) : LONGEST + 1
    const body = length > LONGEST ? null : await blocks.take(length)
    if (body?.length !== length) throw refuse(BACKUP_TEXTS, (text) => text.cut)
    // Sealed by this program, so what is written is one of these.
    yield head[0] === ROWS ? { kind: 'rows', bytes: body } : (JSON.parse(body.toString()) as BackupFrame)
  }
}
