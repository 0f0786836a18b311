import type { Role } from '@ketnoi/hierarchy'
import type { Instant, JsonDefault } from '../columns.ts'

interface ReviewTable {
  id: string
  group_id: string
  unit_id: string
  due_on: string
  reviewed_on: string
  at: Instant
  author: string
  outcome: 'confirmed' | 'changes-asked'
  members: number
  leaders: number
  excluded: number
  asked: JsonDefault<{ personId: string; ask: 'wrong-role' | 'left'; role?: Role | null }[]>
}

export interface ReviewsTables {
  review: ReviewTable
}
