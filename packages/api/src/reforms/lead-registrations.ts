import {
  listPeopleByPhones,
  listWaitingRegistrations,
  updateRegistrationPlace,
  type Db,
  type ReformStep,
  type SelfRegistration,
} from '@ketnoi/db'
import { addDays, isValidOn, type UnitId } from '@ketnoi/hierarchy'
import { unitAboveAll } from '../registrations/pass-on.ts'
import { unitsFollowing } from '../units/follow-unit.ts'
import type { World } from '../world.ts'
import type { ReformEffects } from './reform-store.ts'

/**
 * Posters of a unit that ended go on leading to what follows; what was sent by them and waits is decided there. Whoever sent it before a
 * split could not say the part: it goes where everybody with that phone lives by now, and otherwise to whoever answers for all parts,
 * who asks and passes it on.
 */
export async function leadRegistrations(trx: Db, world: World, { record }: ReformEffects): Promise<ReformStep[]> {
  const place = { ...world, asOf: record.reform.effectiveOn }
  const ended = record.units.after.filter(({ to }) => to === place.asOf).map(({ id }) => id)
  const steps: ReformStep[] = []
  for (const registration of await listWaitingRegistrations(trx, ended)) {
    const { id, unitId: from } = registration
    const parts = unitsFollowing(place, from)
    const unitId = parts.length === 1 ? parts[0] : await partOf(trx, place, registration, parts)
    if (unitId === from || !(await updateRegistrationPlace(trx, id, unitId))) continue
    steps.push({ kind: 'registration', subjectId: id, before: { unitId: from }, after: { unitId } })
  }
  return steps
}

async function partOf(
  trx: Db,
  place: World,
  { phone }: SelfRegistration,
  parts: readonly [UnitId, ...UnitId[]],
): Promise<UnitId> {
  const homes = (await listPeopleByPhones(trx, [phone]))
    .filter(({ phones }) => phones.some((one) => one.number === phone && isValidOn(one, place.asOf)))
    .flatMap(({ residences }) => residences.filter((home) => isValidOn(home, place.asOf)).map(({ unitId }) => unitId))
  const [home, ...others] = [...new Set(homes)].filter((unitId) => parts.includes(unitId))
  if (home !== undefined && others.length === 0) return home
  return unitAboveAll(place, parts) ?? parts[0]
}

/** What waits at units that the reform had made goes back to the unit they came from, or to whoever answers for all of these. */
export async function returnRegistrations(trx: Db, world: World, { record }: ReformEffects): Promise<void> {
  const before = new Set(record.units.before.map(({ id }) => id))
  const made = record.units.after.filter(({ id }) => !before.has(id)).map(({ id }) => id)
  const eve = { ...world, asOf: addDays(record.reform.effectiveOn, -1) }
  for (const { id, unitId } of await listWaitingRegistrations(trx, made)) {
    const [from, ...others] = record.units.after
      .filter(({ successors }) => successors.some((one) => one.unitId === unitId))
      .map((unit) => unit.id)
    if (from === undefined) continue
    const to = others.length === 0 ? from : unitAboveAll(eve, [from, ...others])
    if (to !== null) await updateRegistrationPlace(trx, id, to)
  }
}
