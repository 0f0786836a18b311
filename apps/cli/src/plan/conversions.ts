import type { ConversionKind } from '@ketnoi/rosters'
import { CommandFailure } from '../failure.ts'

const CONVERSIONS: readonly ConversionKind[] = ['tcvn3', 'vni', 'mojibake', 'minority', 'honorific']

/** Reads `--convert`. */
export function parseConversions(given: string | undefined): ConversionKind[] {
  return (given ?? '')
    .split(/[\s,]+/u)
    .filter((kind) => kind !== '')
    .map((kind) => {
      const known = CONVERSIONS.find((conversion) => conversion === kind)
      if (known === undefined)
        throw new CommandFailure(`--convert ${kind}: give one or several of ${CONVERSIONS.join(', ')}`)
      return known
    })
}
