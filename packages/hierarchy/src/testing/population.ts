import type { PersonId, UnitId } from '../id.ts'
import { ALWAYS, type Day } from '../interval.ts'
import type { Model } from '../model/model.ts'
import type { Appointment, Consent, Person, Phone, Residence } from '../people/person.ts'
import type { Unit } from '../units/unit.ts'
import { createRandom, type Random } from './random.ts'

/** How many units and people a population has. */
export interface PopulationShape {
  readonly communes: number
  readonly villagesPerCommune: number
  readonly residentsPerVillage: number
}

/** About the size of a district: 9 communes, 72 villages, 57,690 people, 82 groups. */
export const POPULATION_S: PopulationShape = { communes: 9, villagesPerCommune: 8, residentsPerVillage: 800 }

/** About the size of a province after 2025: 135 communes, 5,400 villages, 3,511,350 people, 5,536 groups. */
export const POPULATION_M: PopulationShape = { communes: 135, villagesPerCommune: 40, residentsPerVillage: 650 }

/** What a population is made from. The same values always give the same population. */
export interface PopulationOptions {
  readonly shape: PopulationShape
  /** One of the presets, or a model with the same tiers below its top, the same bodies and the same positions. */
  readonly model: Model
  readonly seed?: number
}

/** A synthetic population: units in memory, people made on the way, because millions of them do not fit twice. */
export interface Population {
  readonly model: Model
  readonly shape: PopulationShape
  readonly seed: number
  /** A day on which every fact of the population holds and the model is in force. */
  readonly asOf: Day
  readonly units: readonly Unit[]
  readonly personCount: number
  /** Makes everybody, commune by commune: officers first, then the residents village by village. Can be called again. */
  readonly people: () => IterableIterator<Person>
}

/** An officer before and after a transfer on the day of the population. */
export interface Transfer {
  readonly before: Person
  readonly after: Person
}

/** Officers of a commune's police: a strength between the 5–8 seen before the reform and the 26 seen after it. */
const OFFICERS = 12
/** Officers who live elsewhere; the others are residents of the first villages. */
const OFFICERS_FROM_ELSEWHERE = 10
const DEPUTY_HEADS = 2
const COMMUNE_SEATS = 18
/** Members of the steering committee of TP.HCM in 2020 (QĐ 1851/QĐ-UBND), the one composition that could be read. */
const TOP_SEATS = 27
const HOUSEHOLD_SIZE = 4
/** Gives the memberships of the measurements that `pnpm bench` is compared with (976,866 at M). */
const CONSENT_RATE = 0.99
/** One in three village seats falls to somebody who also represents a household, as person and reason then overlap. */
const SEAT_SPACING = 5
/** Places in the village, counted in residents, that no village seat takes. */
const OFFICER_PLACE = 61
const COMMUNE_SEAT_PLACE = 71
const TOP_SEAT_PLACE = 111

const VILLAGE_SEATS: readonly string[] = [
  'party-secretary',
  'front-head',
  'women-head',
  'farmers-head',
  'veterans-head',
  'youth-secretary',
  'militia-head',
  'security-team-head',
  'security-team-member',
  'respected-person',
].map((seat) => `village-${seat}`)

const FAMILY_NAMES: readonly string[] = [
  'Nguyễn',
  'Trần',
  'Lê',
  'Phạm',
  'Rơ Châm',
  'Siu',
  'Ksor',
  'Kpă',
  'Nay',
  'Rcom',
  'Đinh',
  'Hmok',
]
const MIDDLE_NAMES: readonly string[] = ['Văn', 'Thị', 'Minh', 'Ngọc', 'H’', 'Y', 'A', 'Đức']
const GIVEN_NAMES: readonly string[] = [
  'An',
  'Bình',
  'Chi',
  'Dung',
  'Blơi',
  'Ngơr',
  'Thăm',
  'Hà',
  'Djuang',
  'Lan',
  'Mơ',
  'Phin',
  'Tâm',
  'Wưn',
]

const NO_APPOINTMENTS: readonly Appointment[] = []
const NO_CONSENTS: readonly Consent[] = []
const NO_PHONES: readonly Phone[] = []
const NO_RESIDENCES: readonly Residence[] = []
const CONSENT: readonly Consent[] = [{ purposeId: 'village-group', from: null, to: null }]

/**
 * Makes a population for a model. Cost: the units; people cost when they are asked for, about 1 µs each.
 *
 * @example
 * const population = createPopulation({ shape: POPULATION_S, model: IA_PA_2024 })
 * for (const person of population.people()) people.push(person)
 */
export function createPopulation(options: PopulationOptions): Population {
  const { shape, model, seed = 1 } = options
  const top = model.tiers.findLast((tier) => tier.id !== 'commune' && tier.id !== 'village')?.id ?? 'province'
  return {
    model,
    shape,
    seed,
    asOf: top === 'district' ? '2024-02-01' : '2025-08-01',
    units: createUnits(shape, model, top),
    personCount: shape.communes * peoplePerCommune(shape),
    people: () => makePeople(shape, seed, top),
  }
}

/**
 * Transfers an officer of the first commune, who is neither head nor deputy, to the second: every village group of both communes
 * is touched. The shape needs two communes.
 *
 * @example
 * const { after } = transferOfficer(population)
 * updateDirectory(directory, { people: [after] })
 */
export function transferOfficer(population: Population): Transfer {
  const { shape, asOf } = population
  const before = officerFromElsewhere(shape, 0, OFFICERS_FROM_ELSEWHERE - 1)
  const ended = before.appointments.map((appointment) => ({ ...appointment, to: asOf }))
  const begun: Appointment = { positionId: 'commune-police-officer', unitId: communeId(1), from: asOf, to: null }
  return { before, after: { ...before, appointments: [...ended, begun] } }
}

function createUnits(shape: PopulationShape, model: Model, top: string): Unit[] {
  const units: Unit[] = []
  let above: UnitId | null = null
  for (const tier of model.tiers) {
    if (tier.id === 'commune') break
    units.push(createUnit(`u-${tier.id}`, tier.id, tier.id === top ? 'Ia Mẫu' : 'Mẫu', above))
    above = `u-${tier.id}`
  }
  for (let commune = 0; commune < shape.communes; commune++) {
    units.push(createUnit(communeId(commune), 'commune', `Ia ${commune + 1}`, above))
    for (let village = 0; village < shape.villagesPerCommune; village++) {
      units.push(
        createUnit(villageId(commune, village), 'village', `Plei ${commune + 1}.${village + 1}`, communeId(commune)),
      )
    }
  }
  return units
}

function createUnit(id: UnitId, tier: string, short: string, parent: UnitId | null): Unit {
  return {
    id,
    tier,
    kind: tier,
    names: [{ short, full: `${tier} ${short}`, ...ALWAYS }],
    aliases: [],
    codes: [],
    parents: parent === null ? [] : [{ unitId: parent, ...ALWAYS }],
    successors: [],
    ...ALWAYS,
  }
}

function* makePeople(shape: PopulationShape, seed: number, top: string): IterableIterator<Person> {
  for (let commune = 0; commune < shape.communes; commune++) {
    for (let officer = 0; officer < OFFICERS_FROM_ELSEWHERE; officer++)
      yield officerFromElsewhere(shape, commune, officer)
    for (let village = 0; village < shape.villagesPerCommune; village++) {
      const random = createRandom(seed, commune * shape.villagesPerCommune + village)
      for (let place = 0; place < shape.residentsPerVillage; place++) {
        yield resident(shape, random, top, commune, village, place)
      }
    }
  }
}

function officerFromElsewhere(shape: PopulationShape, commune: number, officer: number): Person {
  return {
    id: personId(commune * peoplePerCommune(shape) + officer),
    name: `Nguyễn Văn Công ${commune + 1}.${officer + 1}`,
    birth: '1985',
    adult: null,
    residences: NO_RESIDENCES,
    appointments: policeAppointments(shape, commune, officer),
    phones: NO_PHONES,
    consents: NO_CONSENTS,
    accounts: [],
    reachability: 'reachable',
  }
}

function policeAppointments(shape: PopulationShape, commune: number, officer: number): Appointment[] {
  const command = officer === 0 ? 'head' : officer <= DEPUTY_HEADS ? 'deputy-head' : 'officer'
  const appointments = [appointment(`commune-police-${command}`, communeId(commune))]
  for (let village = officer - 1; village >= 0 && village < shape.villagesPerCommune; village += OFFICERS - 1) {
    appointments.push(appointment('village-officer-in-charge', villageId(commune, village)))
  }
  return appointments
}

function resident(
  shape: PopulationShape,
  random: Random,
  top: string,
  commune: number,
  village: number,
  place: number,
): Person {
  const represents = place % HOUSEHOLD_SIZE === 0
  const unitId = villageId(commune, village)
  const household = Math.floor(place / HOUSEHOLD_SIZE)
  const number =
    commune * peoplePerCommune(shape) + OFFICERS_FROM_ELSEWHERE + village * shape.residentsPerVillage + place
  return {
    id: personId(number),
    name: `${pick(random, FAMILY_NAMES)} ${pick(random, MIDDLE_NAMES)} ${pick(random, GIVEN_NAMES)}`,
    birth: birth(random, represents),
    adult: null,
    residences: [
      { unitId, householdId: `${unitId}-h${household}`, representsHousehold: represents, from: null, to: null },
    ],
    appointments: residentAppointments(shape, top, commune, village, place),
    // A phone is shared by the household more often than not.
    phones: represents ? [{ number: `+849${String(number).padStart(8, '0')}`, from: null, to: null }] : NO_PHONES,
    consents: represents && random() < CONSENT_RATE ? CONSENT : NO_CONSENTS,
    accounts: [],
    reachability: 'unknown',
  }
}

function residentAppointments(
  shape: PopulationShape,
  top: string,
  commune: number,
  village: number,
  place: number,
): readonly Appointment[] {
  const seat = place % SEAT_SPACING === 0 ? VILLAGE_SEATS[place / SEAT_SPACING] : undefined
  if (seat !== undefined) {
    const seats = [appointment(seat, villageId(commune, village))]
    // Holding two titles at once is encouraged: the secretary of the party cell is also village head.
    if (place === 0) seats.push(appointment('village-head', villageId(commune, village)))
    return seats
  }
  if (place === OFFICER_PLACE && village < OFFICERS - OFFICERS_FROM_ELSEWHERE) {
    return policeAppointments(shape, commune, OFFICERS_FROM_ELSEWHERE + village)
  }
  const communeSeat = (place - COMMUNE_SEAT_PLACE) * shape.villagesPerCommune + village
  if (place >= COMMUNE_SEAT_PLACE && communeSeat < COMMUNE_SEATS) {
    return [appointment(`commune-committee-${committeeSeat(communeSeat)}`, communeId(commune))]
  }
  const topSeat = (place - TOP_SEAT_PLACE) * shape.communes + commune
  if (village === 0 && place >= TOP_SEAT_PLACE && topSeat < TOP_SEATS) {
    return [appointment(`${top}-committee-${committeeSeat(topSeat)}`, `u-${top}`)]
  }
  return NO_APPOINTMENTS
}

function committeeSeat(seat: number): string {
  return seat === 0 ? 'head' : seat === 1 ? 'standing-deputy' : seat < 4 ? 'deputy' : 'member'
}

function appointment(positionId: string, unitId: UnitId): Appointment {
  return { positionId, unitId, from: null, to: null }
}

/** Half of the rosters hold the year alone. */
function birth(random: Random, adult: boolean): string {
  const year = adult ? 1945 + Math.floor(random() * 55) : 1940 + Math.floor(random() * 83)
  const month = random()
  if (month < 0.5) return String(year)
  const text = `${year}-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}`
  return month < 0.6 ? text : `${text}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`
}

function pick(random: Random, from: readonly string[]): string {
  return from[Math.floor(random() * from.length)] ?? ''
}

function peoplePerCommune(shape: PopulationShape): number {
  return OFFICERS_FROM_ELSEWHERE + shape.villagesPerCommune * shape.residentsPerVillage
}

/** Scattered, so that nothing is fast only because people come in the order of their ids. An odd factor keeps ids distinct. */
function personId(number: number): PersonId {
  return `p${(Math.imul(number, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')}`
}

function communeId(commune: number): UnitId {
  return `u-c${commune}`
}

function villageId(commune: number, village: number): UnitId {
  return `u-c${commune}-v${village}`
}
