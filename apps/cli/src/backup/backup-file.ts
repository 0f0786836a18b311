import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { refuse } from '../failure.ts'
import { BACKUP_TEXTS } from './backup-texts.ts'
import { readFrames, writeFrames, type BackupFrame } from './frames.ts'
import { seal, unseal } from './sealed-stream.ts'

/** Writes a backup, whole or not at all; gives its size in bytes. */
export async function writeBackupFile(
  path: string,
  passphrase: string,
  frames: AsyncIterable<BackupFrame>,
): Promise<number> {
  if (await exists(path)) throw refuse(BACKUP_TEXTS, (text) => text.occupied(path))
  const own = `${path}.part`
  const file = await open(own, 'w', 0o600).catch((error: unknown) => {
    throw refuse(BACKUP_TEXTS, (text) => text.notWritable(own, dirname(path), reasonOf(error)))
  })
  let size = 0
  try {
    await pipeline(
      writeFrames(frames),
      createZstdCompress(),
      (packed: AsyncIterable<Uint8Array>) => seal(passphrase, packed),
      async (sealed: AsyncIterable<Uint8Array>) => {
        for await (const bytes of sealed) {
          // Not `write`, which may take only a part when the disk is nearly full.
          await file.appendFile(bytes)
          size += bytes.length
        }
      },
    )
    await file.sync()
    await file.close()
    await rename(own, path)
    return size
  } catch (error) {
    await file.close().catch(() => {})
    await rm(own, { force: true })
    if (isDisk(error)) throw refuse(BACKUP_TEXTS, (text) => text.notWritten(basename(path), reasonOf(error)))
    throw error
  }
}

/** What is in a backup, as it is read. */
export async function* readBackupFile(path: string, passphrase: string): AsyncGenerator<BackupFrame> {
  const file = createReadStream(path, { highWaterMark: 262_144 })
  const sealed = Readable.from(unseal(passphrase, file), { objectMode: false })
  const plain = createZstdDecompress()
  // Heard again by whoever reads; it may come before they begin.
  plain.on('error', () => {})
  sealed.on('error', (error) => plain.destroy(error))
  try {
    yield* readFrames(sealed.pipe(plain))
  } catch (error) {
    if (isDisk(error) || isMissing(error)) throw refuse(BACKUP_TEXTS, (text) => text.unreadable(path, reasonOf(error)))
    throw error
  } finally {
    sealed.destroy()
    file.destroy()
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}

function isDisk(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS'].includes(reasonOf(error))
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'EACCES', 'EISDIR', 'EPERM'].includes(reasonOf(error))
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
