/** What the first bytes of a file say that it is. */
export type FileKind = 'zip' | 'ole' | 'pdf' | 'image' | 'html' | 'rtf' | 'archive' | 'text'

const MAGIC: readonly (readonly [FileKind, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['ole', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['rtf', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['image', [0x89, 0x50, 0x4e, 0x47]],
  ['image', [0xff, 0xd8, 0xff]],
  ['image', [0x47, 0x49, 0x46, 0x38]],
  ['archive', [0x52, 0x61, 0x72, 0x21]],
  ['archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['archive', [0x1f, 0x8b]],
]

/** Looks at the first bytes of a file, because its name may be wrong. */
export function sniffFile(bytes: Uint8Array): FileKind {
  for (const [kind, magic] of MAGIC) {
    if (magic.every((byte, index) => bytes[index] === byte)) return kind
  }
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 512)).trimStart().toLowerCase()
  return /^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype|html|table|\?xml|head|meta)/u.test(start) ? 'html' : 'text'
}

/** The name of a stream as it stands in the directory of an OLE file. */
function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le')
}

/** What an OLE file holds: an old spreadsheet, one that is protected, or something else (`.doc`, `.msi`, …). */
export function sniffOle(bytes: Uint8Array): 'protected' | 'xls' | 'other' {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.includes(utf16('EncryptedPackage'))) return 'protected'
  if (!view.includes(utf16('Workbook')) && !view.includes(utf16('Book'))) return 'other'
  return hasFilePass(view) ? 'protected' : 'xls'
}

/** Whether a FILEPASS record (0x2F) follows the first BOF of a BIFF8 stream: the rest is encrypted then. Source: MS-XLS 2.4.117. */
function hasFilePass(view: Buffer): boolean {
  const bof = view.indexOf(Buffer.from([0x09, 0x08, 0x10, 0x00, 0x00, 0x06]))
  if (bof < 0) return false
  let offset = bof
  for (let record = 0; record < 4 && offset + 4 <= view.length; record += 1) {
    if (view.readUInt16LE(offset) === 0x2f) return true
    offset += 4 + view.readUInt16LE(offset + 2)
  }
  return false
}
