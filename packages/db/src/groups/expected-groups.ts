import {
  ancestorsOn,
  expectedGroups,
  findUnit,
  foldName,
  nameOn,
  type Day,
  type Model,
  type UnitTree,
} from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { partSortKey } from './divide-groups.ts'
import { listFurtherGroups } from './further-groups.ts'

/** Derives the groups that ought to exist on the day. Desired members of groups that are no longer expected, or frozen, go. */
export async function updateExpectedGroups(trx: Db, model: Model, tree: UnitTree, asOf: Day): Promise<void> {
  const kinds = new Map(model.groupKinds.map((kind, index) => [kind.id, { kind, index }]))
  const groups = expectedGroups(model, tree, asOf, await listFurtherGroups(trx)).map((group) => {
    const { kind, index } = kinds.get(group.kind) ?? { kind: undefined, index: 0 }
    return {
      ...group,
      folded: foldName(group.name),
      sortKey: partSortKey(sortKey(tree, group.unitId, asOf, index), group.part),
      mode: kind?.mode ?? 'manage',
      capacity: kind?.capacity ?? 1,
    }
  })
  await sql`delete from expected_group where not (id = any(${groups.map((group) => group.id)}::text[]))`.execute(trx)
  await sql`
    insert into expected_group (id, kind, unit_id, name, name_folded, sort_key, state, mode, capacity, part)
    select * from unnest(
      ${groups.map((group) => group.id)}::text[], ${groups.map((group) => group.kind)}::text[],
      ${groups.map((group) => group.unitId)}::text[], ${groups.map((group) => group.name)}::text[],
      ${groups.map((group) => group.folded)}::text[], ${groups.map((group) => group.sortKey)}::text[],
      ${groups.map((group) => group.state)}::text[], ${groups.map((group) => group.mode)}::text[],
      ${groups.map((group) => group.capacity)}::integer[], ${groups.map((group) => group.part)}::smallint[]
    )
    on conflict (id) do update set
      name = excluded.name, name_folded = excluded.name_folded, sort_key = excluded.sort_key,
      state = excluded.state, mode = excluded.mode, capacity = excluded.capacity
    where (expected_group.name, expected_group.sort_key, expected_group.state, expected_group.mode, expected_group.capacity)
      is distinct from (excluded.name, excluded.sort_key, excluded.state, excluded.mode, excluded.capacity)
  `.execute(trx)
  await sql`
    delete from desired_member
    where not exists (
      select from expected_group where expected_group.id = desired_member.group_id and expected_group.state = 'ok'
    )
  `.execute(trx)
}

/** Each unit after the one above it, in the order of names with numbers as people count, and its groups in the model's order. */
function sortKey(tree: UnitTree, unitId: string, asOf: Day, kindIndex: number): string {
  const path = [...ancestorsOn(tree, unitId, asOf).reverse(), unitId].map((id) => {
    const unit = findUnit(tree, id)
    const name = unit === undefined ? id : foldName(nameOn(unit, asOf).short)
    return `${name.replace(/\d+/gu, (number) => number.padStart(6, '0'))} ${id}`
  })
  // A control character sorts before every other, so that `Ia Pa` and all below it come before `Ia Pa 2`.
  return `${path.join('\u0001')}\u0001\u0001${String(kindIndex).padStart(3, '0')}`
}
