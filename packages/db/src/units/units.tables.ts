import type { Generated } from 'kysely'
import type { Validity } from '../columns.ts'

interface UnitTable extends Validity {
  id: string
  tier: string
  kind: string
}

interface UnitNameTable extends Validity {
  unit_id: string
  short: string
  full: string
  folded: string
  kind: string | null
}

interface UnitAliasTable {
  unit_id: string
  ordinal: number
  alias: string
  folded: string
}

interface UnitCodeTable extends Validity {
  unit_id: string
  system: string
  code: string
}

interface UnitParentTable extends Validity {
  unit_id: string
  parent_id: string
}

interface UnitSuccessorTable {
  unit_id: string
  successor_id: string
  share: 'full' | 'partial'
}

interface UnitAncestorTable {
  unit_id: string
  ancestor_id: string
  unit_tier: string
  ancestor_tier: string
  depth: number
  /** The first unit above at its tier: what a rule means by "the ancestor". */
  nearest: boolean
}

interface UnitCountTable {
  unit_id: string
  people: number
  households: number
  households_reached: number
  households_unreachable: Generated<number>
  households_proxied: Generated<number>
  households_without_consent: Generated<number>
}

interface UnitRecountTable {
  unit_id: string
}

export interface UnitsTables {
  unit: UnitTable
  unit_name: UnitNameTable
  unit_alias: UnitAliasTable
  unit_code: UnitCodeTable
  unit_parent: UnitParentTable
  unit_successor: UnitSuccessorTable
  unit_ancestor: UnitAncestorTable
  unit_count: UnitCountTable
  unit_recount: UnitRecountTable
}
