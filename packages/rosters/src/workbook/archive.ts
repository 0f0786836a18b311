import { inflateRawSync } from 'node:zlib'
import { fail, ok, type Result } from '@ketnoi/hierarchy'
import { unzipSync } from 'fflate'
import type { WorkbookLimits } from './workbook.ts'

/** What an .xlsx archive declares about itself. */
export interface Archive {
  readonly names: readonly string[]
  readonly inflatedBytes: number
}

/** An .xlsx of a roster has about a dozen parts and one for each sheet. */
const MOST_ENTRIES = 10_000

/** Adds up the sizes that an archive declares, without inflating anything. */
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
  if (inflatedBytes > limits.inflatedBytes || names.length > MOST_ENTRIES || !declaresTruly(bytes)) {
    return fail([
      {
        code: 'file-inflates-too-much',
        message: `the file becomes larger than ${Math.round(limits.inflatedBytes / 1_000_000)} MB when opened: split it, or remove pictures and empty formatted rows`,
        path: [],
        data: { inflatedBytes, limit: limits.inflatedBytes },
      },
    ])
  }
  return ok({ names, inflatedBytes })
}

/** Reads one entry as text; `null` when the archive lacks it. */
export function readEntry(bytes: Uint8Array, name: string): string | null {
  const entry = unzipSync(bytes, { filter: (candidate) => candidate.name === name })[name]
  return entry === undefined ? null : new TextDecoder().decode(entry)
}

const CENTRAL_ENTRY = 0x02014b50
const END_OF_DIRECTORY = 0x06054b50
const DEFLATED = 8
/** Zlib needs room for one more block than the output. */
const SLACK = 1024

/**
 * Inflates every entry up to the size that it declares, and answers whether none is larger. A declaration that lies is how a
 * bomb passes a check of declared sizes; native inflation of an honest roster costs a few percent of reading it.
 */
function declaresTruly(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = view.length - 22
  while (end >= 0 && view.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1
  if (end < 0) return false
  let offset = view.readUInt32LE(end + 16)
  try {
    while (offset + 46 <= view.length && view.readUInt32LE(offset) === CENTRAL_ENTRY) {
      const method = view.readUInt16LE(offset + 10)
      const packed = view.readUInt32LE(offset + 20)
      const declared = view.readUInt32LE(offset + 24)
      const local = view.readUInt32LE(offset + 42)
      if (method === DEFLATED && local !== 0xff_ff_ff_ff && packed !== 0xff_ff_ff_ff) {
        const start = local + 30 + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28)
        const inflated = inflateRawSync(view.subarray(start, start + packed), { maxOutputLength: declared + SLACK })
        if (inflated.length > declared) return false
      }
      offset += 46 + view.readUInt16LE(offset + 28) + view.readUInt16LE(offset + 30) + view.readUInt16LE(offset + 32)
    }
  } catch (error) {
    // Damage is reported by the reader; here only an entry that outgrows its declaration counts.
    return !(error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
  }
  return true
}
