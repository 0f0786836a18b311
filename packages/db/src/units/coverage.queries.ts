import type { Day, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'

/** How far the groups of a unit and everything below it reach. */
export interface Coverage {
  /** Everybody once, in their home. */
  readonly people: number
  readonly households: number
  /** Households of which somebody really is in a group. */
  readonly householdsReached: number
  /** Not reached, each household once, by the first that holds of whoever speaks for it: no smartphone, gone or refused … */
  readonly householdsUnreachable: number
  /** … hears by the phone of a relative … */
  readonly householdsProxied: number
  /** … has agreed to no purpose. The rest has yet to be added. */
  readonly householdsWithoutConsent: number
  readonly groups: number
  readonly linkedGroups: number
  readonly desired: number
  /** Desired members who really are in. */
  readonly matching: number
  readonly toAdd: number
  readonly toRemove: number
  /** Members who must be in their groups, and those of them who are, by the latest readings. */
  readonly required: number
  readonly requiredPresent: number
}

/** A unit in a list, with how well it and everything below it is covered. */
export interface UnitCoverage extends Coverage {
  readonly unitId: UnitId
  readonly tier: string
  readonly kind: string
  /** Name with the kind of unit, on the day. */
  readonly name: string
  readonly children: number
}

/** The units directly below one (`null`: the roots), in the order of their names. Counts are those of the materialised day. */
export async function listUnitChildren(db: Db, parentId: UnitId | null, asOf: Day): Promise<UnitCoverage[]> {
  return listCoverage(
    db,
    parentId === null
      ? sql<boolean>`not exists (select from unit_ancestor as above where above.unit_id = unit.id and above.depth = 1)`
      : sql<boolean>`unit.id in (select below.unit_id from unit_ancestor as below where below.ancestor_id = ${parentId} and below.depth = 1)`,
    asOf,
  )
}

/** The same for one unit; `null` where there is none on the materialised day. */
export async function findUnitCoverage(db: Db, unitId: UnitId, asOf: Day): Promise<UnitCoverage | null> {
  return (await listCoverage(db, sql<boolean>`unit.id = ${unitId}`, asOf))[0] ?? null
}

// Whoever is required in a unit is so in each of its groups, and counts once: in the first.
async function listCoverage(db: Db, condition: RawBuilder<boolean>, asOf: Day): Promise<UnitCoverage[]> {
  const { rows } = await sql<UnitCoverage>`
    with shown as (
      select unit.id, unit.tier, unit.kind
      from unit
      where exists (select from unit_ancestor as present where present.unit_id = unit.id and present.depth = 0) and ${condition}
    ),
    below as (
      select shown.id, tree.unit_id from shown join unit_ancestor as tree on tree.ancestor_id = shown.id
    ),
    lived as (
      select below.id, sum(unit_count.people) as people, sum(unit_count.households) as households,
        sum(unit_count.households_reached) as reached, sum(unit_count.households_unreachable) as unreachable,
        sum(unit_count.households_proxied) as proxied, sum(unit_count.households_without_consent) as without_consent
      from below
      join unit_count on unit_count.unit_id = below.unit_id
      group by below.id
    ),
    covered as (
      select below.id, count(*) as groups,
        count(*) filter (
          where exists (select from actual_group where actual_group.group_id = expected_group.id and not actual_group.archived)
        ) as linked,
        sum(group_count.desired - case when expected_group.part = 1 then 0 else group_count.required end) as desired,
        sum(
          group_count.matching
            - case when expected_group.part = 1 then 0 else group_count.required - group_count.required_missing end
        ) as matching,
        sum(group_count.to_add) as to_add, sum(group_count.to_remove) as to_remove,
        sum(group_count.required) filter (where expected_group.part = 1) as required,
        sum(group_count.required - group_count.required_missing) filter (where expected_group.part = 1) as required_present
      from below
      join expected_group on expected_group.unit_id = below.unit_id
      left join group_count on group_count.group_id = expected_group.id
      group by below.id
    )
    select shown.id as "unitId", shown.tier, shown.kind, coalesce(bears.full, shown.id) as name,
      (select count(*) from unit_ancestor as child where child.ancestor_id = shown.id and child.depth = 1) as children,
      coalesce(lived.people, 0) as people, coalesce(lived.households, 0) as households,
      coalesce(lived.reached, 0) as "householdsReached", coalesce(lived.unreachable, 0) as "householdsUnreachable",
      coalesce(lived.proxied, 0) as "householdsProxied", coalesce(lived.without_consent, 0) as "householdsWithoutConsent",
      coalesce(covered.groups, 0) as groups, coalesce(covered.linked, 0) as "linkedGroups",
      coalesce(covered.desired, 0) as desired, coalesce(covered.matching, 0) as matching,
      coalesce(covered.to_add, 0) as "toAdd", coalesce(covered.to_remove, 0) as "toRemove",
      coalesce(covered.required, 0) as required, coalesce(covered.required_present, 0) as "requiredPresent"
    from shown
    left join lived on lived.id = shown.id
    left join covered on covered.id = shown.id
    left join lateral (
      select unit_name.full, unit_name.folded from unit_name
      where unit_name.unit_id = shown.id and unit_name.valid_from <= ${asOf}::date
      order by unit_name.valid_from desc limit 1
    ) as bears on true
    order by bears.folded, shown.id
  `.execute(db)
  return rows
}
