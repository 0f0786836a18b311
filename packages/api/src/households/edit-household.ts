import {
  findHousehold,
  findHouseholdOn,
  findPerson,
  inTransaction,
  listHouseholdMembers,
  updateHousehold,
  type Db,
  type Household,
  type StoredPerson,
} from '@ketnoi/db'
import {
  changePerson,
  isValidOn,
  moveHousehold,
  passRepresentation,
  type ChangeWorld,
  type Day,
  type HouseholdId,
  type Person,
  type PersonId,
  type UnitId,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, need, NotFoundError } from '../errors.ts'
import { describeHouseholdChange } from '../audit/without-names.ts'
import { changeWorld, refuseChanged } from '../people/edit-person.ts'
import { savePeople } from '../people/save-person.ts'
import { getWorld } from '../world.ts'

export type HouseholdChange =
  | { readonly kind: 'label'; readonly label: string | null }
  | { readonly kind: 'move'; readonly unitId: UnitId; readonly from: Day }
  | { readonly kind: 'representative'; readonly personId: PersonId; readonly from: Day }
  | { readonly kind: 'add'; readonly personId: PersonId; readonly from: Day }
  /** Lives on in the unit, in no household that is known. */
  | { readonly kind: 'take-out'; readonly personId: PersonId; readonly from: Day }

export interface HouseholdUpdate {
  readonly id: HouseholdId
  /** The revisions of everybody on the page. */
  readonly revisions: Readonly<Record<PersonId, number>>
  readonly change: HouseholdChange
}

/** Changes a household and everybody whom it concerns: all or nobody. */
export async function editHousehold(ctx: Context, input: HouseholdUpdate): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    const household = await findHousehold(trx, input.id)
    if (household === null) throw new NotFoundError('household', input.id)
    const stored = await listHouseholdMembers(trx, household)
    refuseChanged('household', household.id, stored, input.revisions)
    const { change } = input
    const present = await getWorld(ctx, trx)
    const world = changeWorld(ctx, present)
    const known = [...stored, ...(await newcomerOf(trx, change, stored))]
    // Whoever joins it on a day to come lives where it is by then.
    const then = change.kind === 'add' ? await findHouseholdOn(trx, input.id, change.from) : null
    const changed = changedMembers(then ?? household, known, change, world)
    if (change.kind === 'label' || change.kind === 'move') {
      const after =
        change.kind === 'label' ? { ...household, label: change.label } : { ...household, unitId: change.unitId }
      // On a day to come it follows whoever lives in it; without anybody there is nobody to follow, and it would move at once.
      const waits = change.kind === 'move' && change.from > present.asOf
      if (waits && changed.length === 0)
        throw new ApiError('household-of-nobody', 'nobody lives in it who would take it along on that day', {
          day: change.from,
        })
      if (!waits) await updateHousehold(trx, after)
      await noteEvent(ctx, trx, {
        action: 'household-changed',
        subjectKind: 'household',
        subjectId: household.id,
        data: describeHouseholdChange(household, after, change.kind === 'move' ? change.from : null),
      })
    }
    await savePeople(
      ctx,
      trx,
      changed.map((person) => ({
        person,
        revision: known.find((one) => one.person.id === person.id)?.revision ?? null,
      })),
      { action: 'household-changed', data: { householdId: household.id } },
    )
  })
}

async function newcomerOf(trx: Db, change: HouseholdChange, stored: readonly StoredPerson[]): Promise<StoredPerson[]> {
  if (change.kind !== 'add' || stored.some(({ person }) => person.id === change.personId)) return []
  const newcomer = await findPerson(trx, change.personId)
  if (newcomer === null) throw new NotFoundError('person', change.personId)
  return [newcomer]
}

function changedMembers(
  household: Household,
  stored: readonly StoredPerson[],
  change: HouseholdChange,
  world: ChangeWorld,
): readonly Person[] {
  const members = stored.map(({ person }) => person)
  const personOf = (id: PersonId): Person => {
    const person = members.find((one) => one.id === id)
    if (person === undefined) throw new NotFoundError('person', id)
    return person
  }
  switch (change.kind) {
    case 'label':
      return []
    case 'move':
      return need(moveHousehold(members, household.id, change.unitId, change.from, world))
    case 'representative':
      return need(passRepresentation(members, household.id, change.personId, change.from, world))
    case 'add': {
      if (household.unitId === null) throw new ApiError('household-without-unit', 'the household has no unit yet')
      const home = { unitId: household.unitId, householdId: household.id, representsHousehold: false }
      return [need(changePerson(personOf(change.personId), [{ kind: 'move', ...home, from: change.from }], world))]
    }
    case 'take-out': {
      const person = personOf(change.personId)
      const home = person.residences.find((one) => one.householdId === household.id && isValidOn(one, change.from))
      if (home === undefined) throw new ApiError('not-in-household', 'the person does not live in the household')
      const alone = { unitId: home.unitId, householdId: null, representsHousehold: false }
      return [need(changePerson(person, [{ kind: 'move', ...alone, from: change.from }], world))]
    }
    default:
      return change satisfies never
  }
}
