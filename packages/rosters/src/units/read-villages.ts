import type { Day, Issue, Model, Unit, UnitId } from '@ketnoi/hierarchy'
import type { Workbook } from '../workbook/workbook.ts'
import type { UnitFinder } from './unit-finder.ts'

export interface VillageOptions {
  readonly model: Model
  /** The day from which the villages exist and lie in their communes; `null`: always been. */
  readonly from: Day | null
  readonly units: UnitFinder
  /** The unit that the file is about. */
  readonly unitId: UnitId | null
  /** Mints an identity; `seed` is the commune's identity and the folded name of the village. */
  readonly newId: (seed: string) => UnitId
}

/** Villages that a file lists. */
export interface VillageReading {
  readonly units: readonly Unit[]
  /** Rows whose village is known already. */
  readonly known: readonly { readonly row: number; readonly unitId: UnitId }[]
  /** `village-name-missing`, `commune-unknown`, `commune-ambiguous`, `commune-missing`, `village-repeated`, `header-not-found`. */
  readonly issues: readonly Issue[]
}

/** Reads a list of villages: name, kind, commune (name or code), code. */
export function readVillages(workbook: Workbook, options: VillageOptions): VillageReading {
  throw new Error(`not built ${workbook.fileName} ${options.from}`)
}
