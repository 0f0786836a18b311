import { crc32, inflateRawSync } from 'node:zlib'
import { fail, ok, type Result } from '@ketnoi/hierarchy'
import { unzipSync } from 'fflate'
import type { WorkbookLimits } from './workbook.ts'

/** What an .xlsx archive declares about itself. */
export interface Archive {
  readonly names: readonly string[]
  readonly inflatedBytes: number
  /** The archive with everything inflated: the library inflates and checks sums in JavaScript, which takes a fifth of reading. */
  readonly unpacked: Uint8Array
}

/** An .xlsx of a roster has about a dozen parts and one for each sheet. */
const MOST_ENTRIES = 10_000

/** Adds up the sizes that an archive declares before anything is inflated, and inflates it where they are allowed. */
export function inspectArchive(bytes: Uint8Array, limits: WorkbookLimits): Result<Archive> {
  const names: string[] = []
  let inflatedBytes = 0
  try {
    unzipSync(bytes, {
      filter: (entry) => {
        names.push(entry.name)
        inflatedBytes += entry.originalSize
        return false
      },
    })
  } catch {
    return fail([
      {
        code: 'file-corrupted',
        message:
          'the archive is damaged: open the file in a spreadsheet program, save it again and choose the new file',
        path: [],
      },
    ])
  }
  const tooLarge = inflatedBytes > limits.inflatedBytes || names.length > MOST_ENTRIES
  const unpacked = tooLarge ? null : unpack(bytes)
  if (unpacked === null) {
    return fail([
      {
        code: 'file-inflates-too-much',
        message: `the file becomes larger than ${Math.round(limits.inflatedBytes / 1_000_000)} MB when opened: split it, or remove pictures and empty formatted rows`,
        path: [],
        data: { inflatedBytes, limit: limits.inflatedBytes },
      },
    ])
  }
  return ok({ names, inflatedBytes, unpacked })
}

/** Reads one entry as text; `null` when the archive lacks it. */
export function readEntry(bytes: Uint8Array, name: string): string | null {
  const entry = unzipSync(bytes, { filter: (candidate) => candidate.name === name })[name]
  return entry === undefined ? null : new TextDecoder().decode(entry)
}

const LOCAL_ENTRY = 0x04034b50
const CENTRAL_ENTRY = 0x02014b50
const END_OF_DIRECTORY = 0x06054b50
const STORED = 0
const DEFLATED = 8
const UTF8_NAME = 0x0800
const ENCRYPTED = 0x0001
/** Zlib needs room for one more block than the output. */
const SLACK = 1024

/**
 * Inflates every entry up to the size that it declares; `null` when one is larger: a declaration that lies is how a bomb passes a
 * check of declared sizes. What is damaged, or written in a way that this does not know, is given back as it is: the reader says so.
 */
function unpack(bytes: Uint8Array): Uint8Array | null {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = archive.length - 22
  while (end >= 0 && archive.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1
  if (end < 0) return null
  const local: Buffer[] = []
  const central: Buffer[] = []
  let written = 0
  let offset = archive.readUInt32LE(end + 16)
  let known = true
  try {
    while (offset + 46 <= archive.length && archive.readUInt32LE(offset) === CENTRAL_ENTRY) {
      const flags = archive.readUInt16LE(offset + 8)
      const method = archive.readUInt16LE(offset + 10)
      const sum = archive.readUInt32LE(offset + 16)
      const packed = archive.readUInt32LE(offset + 20)
      const declared = archive.readUInt32LE(offset + 24)
      const nameLength = archive.readUInt16LE(offset + 28)
      const entry = archive.readUInt32LE(offset + 42)
      known &&= entry !== 0xff_ff_ff_ff && packed !== 0xff_ff_ff_ff && (flags & ENCRYPTED) === 0
      if (entry !== 0xff_ff_ff_ff && packed !== 0xff_ff_ff_ff && (method === DEFLATED || known)) {
        const start = entry + 30 + archive.readUInt16LE(entry + 26) + archive.readUInt16LE(entry + 28)
        const content = archive.subarray(start, start + packed)
        const inflated = method === DEFLATED ? inflateRawSync(content, { maxOutputLength: declared + SLACK }) : content
        if (inflated.length > declared) return null
        known &&= (method === DEFLATED || method === STORED) && inflated.length === declared && crc32(inflated) === sum
        const name = archive.subarray(offset + 46, offset + 46 + nameLength)
        const parts = [localEntry(name, flags, declared), name, inflated]
        central.push(centralEntry(name, flags, declared, written), name)
        local.push(...parts)
        for (const part of parts) written += part.length
      }
      offset += 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32)
    }
  } catch (error) {
    const grows = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    return grows ? null : bytes
  }
  return known ? Buffer.concat([...local, ...central, endOfDirectory(central, written)]) : bytes
}

// The sum was compared: 0 asks nobody to do it again.
function localEntry(name: Buffer, flags: number, size: number): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(LOCAL_ENTRY, 0)
  header.writeUInt16LE(flags & UTF8_NAME, 6)
  header.writeUInt32LE(size, 18)
  header.writeUInt32LE(size, 22)
  header.writeUInt16LE(name.length, 26)
  return header
}

function centralEntry(name: Buffer, flags: number, size: number, offset: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(CENTRAL_ENTRY, 0)
  header.writeUInt16LE(flags & UTF8_NAME, 8)
  header.writeUInt32LE(size, 20)
  header.writeUInt32LE(size, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt32LE(offset, 42)
  return header
}

function endOfDirectory(central: readonly Buffer[], offset: number): Buffer {
  const footer = Buffer.alloc(22)
  footer.writeUInt32LE(END_OF_DIRECTORY, 0)
  // Each entry is a header and a name.
  footer.writeUInt16LE(central.length / 2, 8)
  footer.writeUInt16LE(central.length / 2, 10)
  footer.writeUInt32LE(
    central.reduce((sum, part) => sum + part.length, 0),
    12,
  )
  footer.writeUInt32LE(offset, 16)
  return footer
}
