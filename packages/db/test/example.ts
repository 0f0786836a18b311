import { IA_PA_2024, type Person, type Unit } from '@ketnoi/hierarchy'
import { agreesTo, buildPerson, buildUnit, holds, livesAt, representsAt } from '@ketnoi/hierarchy/testing'
import type { Db } from '../src/schema.ts'
import { updateActiveModel } from '../src/models/models.queries.ts'
import { materialiseDesired } from '../src/groups/materialise-desired.ts'
import { updatePeople } from '../src/people/write-people.ts'
import { updateUnits } from '../src/units/units.queries.ts'
import { emptyDatabase } from './engines.ts'

export const DAY = '2024-02-01'

function unit(id: string, tier: string, full: string, parent: string | null): Unit {
  const [kind = '', ...rest] = full.split(' ')
  return buildUnit(id, tier, full, parent, { kind, names: [{ short: rest.join(' '), full, from: null, to: null }] })
}

/** A district of two communes: five groups. */
export const UNITS: readonly Unit[] = [
  unit('province', 'province', 'Tỉnh Gia Lai', null),
  unit('district', 'district', 'Huyện Ia Pa', 'province'),
  unit('tul', 'commune', 'Xã Ia Tul', 'district'),
  unit('trok', 'commune', 'Xã Ia Trôk', 'district'),
  unit('plei-10', 'village', 'Thôn 10', 'tul'),
  unit('plei-2', 'village', 'Thôn 2', 'tul'),
]

function villager(id: string, name: string, villageId: string, phone: string, representative: boolean): Person {
  return buildPerson(id, {
    name,
    birth: '1980',
    residences: [representative ? representsAt(villageId) : livesAt(villageId)],
    phones: [{ number: phone, from: null, to: null }],
    consents: [agreesTo('village-group')],
  })
}

/** A chief and an officer of the police of Ia Tul, a village head, and four villagers, one of whom speaks for no household. */
export const PEOPLE: readonly Person[] = [
  buildPerson('chief', { name: 'Nguyễn Văn Bình', appointments: [holds('commune-police-head', 'tul')] }),
  buildPerson('officer', { name: 'Trần Thị Lan', appointments: [holds('commune-police-officer', 'tul')] }),
  buildPerson('head', {
    name: 'Ksor H’Nhươn',
    residences: [livesAt('plei-2')],
    appointments: [holds('village-head', 'plei-2')],
  }),
  villager('v1', 'Rơ Châm Bình', 'plei-2', '+84912345678', true),
  villager('v2', 'Siu Blơi', 'plei-2', '+84912000678', true),
  villager('v3', 'Kpă Đôn', 'plei-10', '+84387654321', true),
  villager('v4', 'Nay Bình An', 'plei-10', '+84387654321', false),
]

export const VILLAGE = 'village:plei-2'

/** Fills the database with it, desired members included. */
export async function loadExample(db: Db): Promise<void> {
  await emptyDatabase(db)
  await updateActiveModel(db, IA_PA_2024)
  await updateUnits(db, UNITS)
  await updatePeople(db, PEOPLE)
  await materialiseDesired(db, IA_PA_2024, DAY)
}
