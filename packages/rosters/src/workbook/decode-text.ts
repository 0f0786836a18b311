import { plausibility } from '../text/conversion.ts'
import { repairMojibake } from '../text/mojibake.ts'
import { fromTcvn3 } from '../text/tcvn3.ts'
import { fromVni } from '../text/vni.ts'

/** The text of a file without a declared encoding. */
export interface DecodedText {
  readonly text: string
  /**
   * `windows-1252` where the text is TCVN3, VNI or damaged: those are conversions that a person decides about, so the text is
   * handed on as it stands.
   */
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1258' | 'windows-1252'
  /** Whether the encoding was inferred from the letters rather than marked or proved. */
  readonly guessed: boolean
}

/** Enough to see the letters of a language, little enough to be instant. */
const SAMPLE_BYTES = 64_000

/** Finds the encoding of a text: byte order mark, UTF-16 without one, UTF-8, and then by which reading looks like Vietnamese. */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { text: decode(bytes.subarray(3), 'utf-8'), encoding: 'utf-8', guessed: false }
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: decode(bytes.subarray(2), 'utf-16le'), encoding: 'utf-16le', guessed: false }
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: decode(bytes.subarray(2), 'utf-16be'), encoding: 'utf-16be', guessed: false }
  const wide = detectUtf16(bytes)
  if (wide !== null) return { text: decode(bytes, wide), encoding: wide, guessed: true }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8', guessed: false }
  } catch {
    return decodeSingleByte(bytes)
  }
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
}

/** UTF-16 text has a zero in every other byte of its ASCII part: delimiters, digits, spaces. */
function detectUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, 4096)
  let even = 0
  let odd = 0
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue
    if (index % 2 === 0) even += 1
    else odd += 1
  }
  const enough = sample.length / 8
  if (odd > enough && even < odd / 4) return 'utf-16le'
  if (even > enough && odd < even / 4) return 'utf-16be'
  return null
}

function decodeSingleByte(bytes: Uint8Array): DecodedText {
  const sample = wordsWithMarks(decode(bytes.subarray(0, SAMPLE_BYTES), 'windows-1252'))
  const modern = wordsWithMarks(decode(bytes.subarray(0, SAMPLE_BYTES), 'windows-1258').normalize('NFC'))
  const legacy = Math.max(
    plausibility(fromTcvn3(sample)),
    plausibility(fromVni(sample)),
    repairMojibake(sample) === null ? 0 : 1,
  )
  if (plausibility(modern) > legacy) {
    return { text: decode(bytes, 'windows-1258').normalize('NFC'), encoding: 'windows-1258', guessed: true }
  }
  return { text: decode(bytes, 'windows-1252'), encoding: 'windows-1252', guessed: true }
}

function wordsWithMarks(text: string): string {
  return text
    .split(/[\s,;"\t|]+/u)
    .filter((word) => /[^\p{ASCII}]/u.test(word))
    .join(' ')
}
