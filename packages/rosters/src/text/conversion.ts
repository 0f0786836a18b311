import { repairMojibake } from './mojibake.ts'
import { fromTcvn3, looksLikeTcvn3 } from './tcvn3.ts'
import { fromVni, looksLikeVni } from './vni.ts'
import { UNICODE_ONLY } from './unicode-only.ts'

/** A way of writing Vietnamese from before Unicode, or one that a program damaged. */
export type LegacyEncoding = 'tcvn3' | 'vni' | 'mojibake'

/**
 * A correction that is never made silently: proposed, or for `honorific` made and said on every row.
 *
 * - `tcvn3`, `vni`: text typed for fonts of these encodings
 * - `mojibake`: UTF-8 that a program took for windows-1252
 * - `minority`: ASCII signs standing for letters of Jrai, Bahnar, Ê Đê (`[òn` for `ƀòn`)
 * - `honorific`: a form of address before the name (`Ông`, `Bà`, `Đ/c`)
 */
export type ConversionKind = LegacyEncoding | 'minority' | 'honorific'

/** A text and what it would become. */
export interface Conversion {
  readonly kind: ConversionKind
  readonly text: string
}

/** Names the encoding that a font is made for. */
export function encodingOfFont(font: string): 'tcvn3' | 'vni' | null {
  if (/^\.vn/iu.test(font)) return 'tcvn3'
  if (/^vni[- ]/iu.test(font)) return 'vni'
  return null
}

const NOT_ASCII = /[^\p{ASCII}]/u

/**
 * Proposes the Unicode text for a cell, or `null` when nothing speaks for another encoding. The font decides where it is known;
 * `expected`, the encoding of the column, decides about texts that alone prove nothing (`Thó` is `Thú` in a TCVN3 column).
 */
export function proposeLegacy(text: string, font: string | null, expected: LegacyEncoding | null): Conversion | null {
  if (!NOT_ASCII.test(text)) {
    const capitals = font !== null && /^\.vn.*h$/iu.test(font) && text !== text.toUpperCase()
    return capitals ? { kind: 'tcvn3', text: text.toUpperCase() } : null
  }
  if (UNICODE_ONLY.test(text)) return null
  const byFont = font === null ? null : encodingOfFont(font)
  const kind = byFont ?? detectLegacy(text) ?? expected
  if (kind === null) return null
  const converted = convertLegacy(text, kind, font)
  return converted === null || converted === text ? null : { kind, text: converted }
}

/** Answers which encoding a text proves, if any. */
export function detectLegacy(text: string): LegacyEncoding | null {
  if (repairMojibake(text) !== null) return 'mojibake'
  // A VNI pair such as `aø` holds signs of TCVN3 too, the reverse is rare.
  if (looksLikeVni(text))
    return looksLikeTcvn3(text) && plausibility(fromTcvn3(text)) > plausibility(fromVni(text)) ? 'tcvn3' : 'vni'
  return looksLikeTcvn3(text) ? 'tcvn3' : null
}

/** The encoding that the texts of a column share, for those of them that alone prove nothing. One Unicode text speaks against it. */
export function detectColumnLegacy(texts: Iterable<string>): LegacyEncoding | null {
  const counts: Record<LegacyEncoding, number> = { tcvn3: 0, vni: 0, mojibake: 0 }
  for (const text of texts) {
    if (!NOT_ASCII.test(text)) continue
    if (UNICODE_ONLY.test(text)) return null
    const kind = detectLegacy(text)
    if (kind !== null) counts[kind] += 1
  }
  const kinds: readonly LegacyEncoding[] = ['tcvn3', 'vni', 'mojibake']
  const [best] = kinds.filter((kind) => counts[kind] >= 2).sort((a, b) => counts[b] - counts[a])
  return best ?? null
}

/** Carries a conversion out; `null` when the text cannot be of that encoding. */
export function convertLegacy(text: string, kind: LegacyEncoding, font: string | null = null): string | null {
  if (kind === 'mojibake') return repairMojibake(text)
  if (kind === 'vni') return fromVni(text)
  return fromTcvn3(text, font !== null && /^\.vn.*h$/iu.test(font))
}

const VOWEL_RUN = '[aeiouyăâêôơư]'
const SYLLABLE = new RegExp(
  `^(?:[bcdđghklmnpqrstvx]|ch|gh|gi|kh|ng|ngh|nh|ph|qu|th|tr)?${VOWEL_RUN}{1,3}(?:c|ch|m|n|ng|nh|p|t)?$`,
  'u',
)
const TONE_MARKS = /[\u0300\u0301\u0303\u0309\u0323]/gu

/** The share of words that are built like Vietnamese syllables with at most one tone, 0 to 1. */
export function plausibility(text: string): number {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\u00a0-\u00bf]+/gu) ?? []
  if (words.length === 0) return 0
  let good = 0
  for (const word of words) {
    const decomposed = word.normalize('NFD')
    const tones = decomposed.match(TONE_MARKS)?.length ?? 0
    if (tones <= 1 && SYLLABLE.test(decomposed.replace(TONE_MARKS, '').normalize('NFC'))) good += 1
  }
  return good / words.length
}
