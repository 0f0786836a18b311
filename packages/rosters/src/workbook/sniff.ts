/** What the first bytes of a file say that it is. */
export type FileKind = 'zip' | 'ole' | 'old-xls' | 'pdf' | 'image' | 'html' | 'json' | 'rtf' | 'archive' | 'text'

const MAGIC: readonly (readonly [FileKind, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['ole', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  // The first record of Excel 2, 3 and 4.
  ['old-xls', [0x09, 0x00, 0x04, 0x00]],
  ['old-xls', [0x09, 0x02, 0x06, 0x00]],
  ['old-xls', [0x09, 0x04, 0x06, 0x00]],
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
  if (/^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype|html|table|\?xml|head|meta)/u.test(start)) return 'html'
  return /^(?:\u00ef\u00bb\u00bf)?\s*(?:\{\s*["}]|\[\s*[{[\]])/u.test(start) ? 'json' : 'text'
}

/** The name of a stream as it stands in the directory of an OLE file. */
function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le')
}

/** What an OLE file holds: a spreadsheet of Excel 97 or later, one that is protected, an older one, or something else (`.doc`, …). */
export function sniffOle(bytes: Uint8Array): 'protected' | 'xls' | 'old-xls' | 'other' {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.includes(utf16('EncryptedPackage'))) return 'protected'
  if (!view.includes(utf16('Workbook'))) return view.includes(utf16('Book')) ? 'old-xls' : 'other'
  for (const { id } of globalRecords(view)) if (id === FILEPASS) return 'protected'
  return 'xls'
}

/** Names the sheets of an .xls that its author hid: the library that reads the cells does not tell. */
export function hiddenXlsSheets(bytes: Uint8Array): ReadonlySet<string> {
  const hidden = new Set<string>()
  for (const { id, data } of globalRecords(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
    if (id !== BOUNDSHEET || data.length < 8 || ((data[4] ?? 0) & 3) === 0) continue
    const wide = ((data[7] ?? 0) & 1) === 1
    const length = (data[6] ?? 0) * (wide ? 2 : 1)
    hidden.add(data.subarray(8, 8 + length).toString(wide ? 'utf16le' : 'latin1'))
  }
  return hidden
}

const BEGIN = Buffer.from([0x09, 0x08, 0x10, 0x00, 0x00, 0x06])
const END = 0x0a
/** The rest of the stream is encrypted after it. */
const FILEPASS = 0x2f
const BOUNDSHEET = 0x85
/** Shared texts come after everything that is looked for, and may leave the run of sectors that the stream begins with. */
const SHARED_TEXTS = 0xfc

/** The first records of a BIFF8 workbook, read where they stand. Source: MS-XLS 2.1.7.20.3, 2.4.28, 2.4.117. */
function* globalRecords(view: Buffer): Generator<{ readonly id: number; readonly data: Buffer }> {
  let offset = view.indexOf(BEGIN)
  while (offset >= 0 && offset + 4 <= view.length) {
    const id = view.readUInt16LE(offset)
    const end = offset + 4 + view.readUInt16LE(offset + 2)
    if (id === END || id === SHARED_TEXTS) return
    yield { id, data: view.subarray(offset + 4, end) }
    offset = end
  }
}
