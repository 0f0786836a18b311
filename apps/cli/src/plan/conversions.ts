import type { ConversionKind } from '@ketnoi/rosters'
import { refuse } from '../failure.ts'
import { REFUSAL_TEXTS } from './refusal-texts.ts'

const CONVERSIONS: readonly ConversionKind[] = ['tcvn3', 'vni', 'mojibake', 'minority', 'honorific']

/** Reads `--convert`. */
export function parseConversions(given: string | undefined): ConversionKind[] {
  return (given ?? '')
    .split(/[\s,]+/u)
    .filter((kind) => kind !== '')
    .map((kind) => {
      const known = CONVERSIONS.find((conversion) => conversion === kind)
      if (known === undefined) throw refuse(REFUSAL_TEXTS, (text) => text.noConversion(kind, CONVERSIONS.join(', ')))
      return known
    })
}
