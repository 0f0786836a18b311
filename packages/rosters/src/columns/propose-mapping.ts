import type { Model } from '@ketnoi/hierarchy'
import type { UnitFinder } from '../units/unit-finder.ts'
import type { Sheet, Workbook } from '../workbook/workbook.ts'
import type { MappingProposal, SheetMapping } from './mapping.ts'

export interface ProposalOptions {
  readonly model: Model
  /** Helps to see a village in the title or in the name of a sheet. */
  readonly units: UnitFinder
}

/** Proposes how a file is read: finds the header of every sheet and what its columns are. */
export function proposeMapping(workbook: Workbook, options: ProposalOptions): MappingProposal {
  throw new Error(`not built ${workbook.fileName} ${options.model.id}`)
}

/** Proposes how one sheet is read when a person says where its header is (`null`: it has none). */
export function proposeSheetMapping(sheet: Sheet, headerRow: number | null, options: ProposalOptions): SheetMapping {
  throw new Error(`not built ${sheet.name} ${headerRow} ${options.model.id}`)
}
