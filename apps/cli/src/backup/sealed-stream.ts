import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt, type ScryptOptions } from 'node:crypto'
import { promisify } from 'node:util'
import { refuse, type CommandFailure } from '../failure.ts'
import { BACKUP_TEXTS } from './backup-texts.ts'
import { readBlocks, type Blocks } from './blocks.ts'

// magic, length of the header, header (JSON), then chunks: length with a mark on the last one, sealed bytes, tag. Each chunk is sealed
// with its place, whether it is the last, and the hash of the header: none can be left out, repeated, moved or added.

const MAGIC = Buffer.from('KETNOI-BACKUP\n')
const CHUNK_BYTES = 65_536
const TAG_BYTES = 16
const LAST = 0x8000_0000
/** 128 MB and about half a second for every passphrase that somebody tries. */
const COST = { N: 2 ** 17, r: 8, p: 1 }
const COSTLIEST_N = 2 ** 20

interface Header {
  readonly version: 1
  readonly cipher: 'aes-256-gcm'
  readonly compression: 'zstd'
  readonly scrypt: { readonly N: number; readonly r: number; readonly p: number; readonly salt: string }
  /** Tells a wrong passphrase from a damaged file. */
  readonly check: string
}

const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt)

/** Seals bytes with a passphrase, as they come. */
export async function* seal(passphrase: string, plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(16).toString('base64')
  const { key, check } = await keysOf(passphrase, { ...COST, salt })
  const header: Header = { version: 1, cipher: 'aes-256-gcm', compression: 'zstd', scrypt: { ...COST, salt }, check }
  const text = Buffer.from(JSON.stringify(header))
  yield Buffer.concat([MAGIC, lengthOf(text.length), text])
  const sealChunk = sealer(key, text)
  let kept: Uint8Array[] = []
  let length = 0
  for await (const piece of plain) {
    kept.push(piece)
    length += piece.length
    if (length <= CHUNK_BYTES) continue
    let joined = Buffer.concat(kept)
    // One byte is always kept back: the last chunk is known to be the last.
    for (; joined.length > CHUNK_BYTES; joined = joined.subarray(CHUNK_BYTES))
      yield sealChunk(joined.subarray(0, CHUNK_BYTES), false)
    kept = [joined]
    length = joined.length
  }
  yield sealChunk(Buffer.concat(kept), true)
}

/** What was sealed. Throws `CommandFailure` for another passphrase, and for a file that is not as it was written. */
export async function* unseal(passphrase: string, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const blocks = readBlocks(sealed)
  const { header, text } = await readHeader(blocks)
  const { key, check } = await keysOf(passphrase, header.scrypt)
  if (check !== header.check) throw refuse(BACKUP_TEXTS, (text) => text.passphraseWrong)
  const openChunk = opener(key, text)
  for (let last = false; !last;) {
    const mark = (await need(blocks, 4)).readUInt32BE()
    last = mark >= LAST
    const length = last ? mark - LAST : mark
    if (length > CHUNK_BYTES) throw damaged()
    yield openChunk(await need(blocks, length + TAG_BYTES), last)
  }
  if ((await blocks.take(1)).length > 0) throw damaged()
}

async function readHeader(blocks: Blocks): Promise<{ header: Header; text: Buffer }> {
  const magic = await blocks.take(MAGIC.length)
  if (!magic.equals(MAGIC)) throw refuse(BACKUP_TEXTS, (text) => text.foreign)
  const length = (await need(blocks, 4)).readUInt32BE()
  if (length > 10_000) throw damaged()
  const text = await need(blocks, length)
  let header: Partial<Omit<Header, 'version'>> & { readonly version?: number }
  try {
    header = JSON.parse(text.toString()) as typeof header // every field that is used is looked at below
  } catch {
    throw damaged()
  }
  const { version, cipher, compression, scrypt: cost, check } = header
  if (version !== undefined && version > 1) throw refuse(BACKUP_TEXTS, (text) => text.newer)
  if (
    version !== 1 ||
    cipher !== 'aes-256-gcm' ||
    compression !== 'zstd' ||
    cost === undefined ||
    !(cost.N <= COSTLIEST_N)
  )
    throw damaged()
  return { header: { version, cipher, compression, scrypt: cost, check: String(check) }, text }
}

async function need(blocks: Blocks, length: number): Promise<Buffer> {
  const bytes = await blocks.take(length)
  if (bytes.length < length) throw refuse(BACKUP_TEXTS, (text) => text.cut)
  return bytes
}

async function keysOf(
  passphrase: string,
  { N, r, p, salt }: Header['scrypt'],
): Promise<{ key: Buffer; check: string }> {
  const bytes = await derive(passphrase.normalize('NFC'), Buffer.from(salt, 'base64'), 48, {
    N,
    r,
    p,
    maxmem: 2 ** 31 - 1,
  })
  return { key: bytes.subarray(0, 32), check: createHash('sha256').update(bytes.subarray(32)).digest('base64') }
}

function sealer(key: Buffer, header: Buffer): (bytes: Buffer, last: boolean) => Buffer {
  const about = createHash('sha256').update(header).digest()
  let place = 0n
  return (bytes, last) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(place++, last)).setAAD(about)
    const hidden = Buffer.concat([cipher.update(bytes), cipher.final()])
    return Buffer.concat([lengthOf(last ? bytes.length + LAST : bytes.length), hidden, cipher.getAuthTag()])
  }
}

function opener(key: Buffer, header: Buffer): (sealed: Buffer, last: boolean) => Buffer {
  const about = createHash('sha256').update(header).digest()
  let place = 0n
  return (sealed, last) => {
    const end = sealed.length - TAG_BYTES
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(place++, last))
    decipher.setAAD(about).setAuthTag(sealed.subarray(end))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()])
    } catch {
      throw damaged()
    }
  }
}

/** A key is for one file, so counting is enough. */
function nonceOf(place: bigint, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt8(last ? 1 : 0, 0)
  nonce.writeBigUInt64BE(place, 4)
  return nonce
}

function lengthOf(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function damaged(): CommandFailure {
  return refuse(BACKUP_TEXTS, (text) => text.damaged)
}
