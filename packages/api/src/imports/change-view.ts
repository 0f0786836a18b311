import type { LocalText } from '@ketnoi/hierarchy'
import type { FieldChange } from '@ketnoi/rosters'
import { maskPhone } from '../people/phone-mask.ts'
import { unitName, type World } from '../world.ts'

/** A fact that an import would change, as people read it; empty for nothing. */
export interface ChangeView {
  readonly field: FieldChange['field']
  readonly from: readonly LocalText[]
  readonly to: readonly LocalText[]
}

/** Names in place of ids, and phones masked: a file with a name alone must not bring out the numbers that are known. */
export function viewChange(world: World, { field, from, to }: FieldChange): ChangeView {
  const read = READERS[field] ?? alike
  return { field, from: from.map((value) => read(value, world)), to: to.map((value) => read(value, world)) }
}

type Reader = (value: string, world: World) => LocalText

const alike = (text: string): LocalText => ({ vi: text, en: text })

const READERS: Partial<Record<FieldChange['field'], Reader>> = {
  phones: (number) => alike(maskPhone(number)),
  residence: (unitId, world) => alike(unitName(world, unitId)),
  appointments: (seat, world) => {
    const [positionId = '', unitId = ''] = seat.split('@')
    const name = world.model.positions.find(({ id }) => id === positionId)?.name ?? alike(positionId)
    return { vi: `${name.vi}, ${unitName(world, unitId)}`, en: `${name.en}, ${unitName(world, unitId)}` }
  },
  consents: (purposeId, world) => world.model.purposes.find(({ id }) => id === purposeId)?.name ?? alike(purposeId),
}
