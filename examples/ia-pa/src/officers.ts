import { composeName, pickFamily, type People, type Sex } from './names.ts'
import type { CommunePopulation, Population, Resident, VillagePopulation } from './population.ts'
import { createRandom, seedOf, type Random } from './random.ts'

/** Somebody who holds positions. Villagers keep the id they have among the residents. */
export interface Officer {
  readonly id: string
  readonly name: string
  readonly sex: Sex
  readonly birth: string
  readonly phone: string | null
  /** Office and rank outside the model, shown in rosters. */
  readonly office: string
}

/** One line of an officers' roster: who, where, and the titles as they are written there. */
export interface Seat {
  readonly officer: Officer
  readonly unitId: string
  readonly title: string
  /** Positions of the model that the title stands for. */
  readonly positions: readonly string[]
}

export interface Officers {
  readonly district: readonly Seat[]
  readonly communes: readonly CommuneOfficers[]
}

export interface CommuneOfficers {
  readonly uid: string
  readonly committee: readonly Seat[]
  readonly police: readonly Seat[]
  /** Officers in charge of a village; one officer has several. */
  readonly inCharge: readonly Seat[]
  readonly village: readonly Seat[]
}

export function createOfficers(population: Population, district: string, seed: number): Officers {
  const random = createRandom(seedOf(seed, 'officers'))
  let count = 0
  const person = (office: string, people: People = random.chance(0.6) ? 'kinh' : 'jrai'): Officer => {
    const sex: Sex = random.chance(0.78) ? 'male' : 'female'
    count += 1
    return {
      id: `officer-${String(count).padStart(3, '0')}`,
      name: composeName(people, pickFamily(people, random), sex, random),
      sex,
      birth: `${random.between(1966, 1994)}-${String(random.between(1, 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`,
      phone: population.phones.next(),
      office,
    }
  }
  const communes = population.communes.map((commune) => communeOfficers(commune, person, random))
  return { district: districtCommittee(district, communes, person), communes }
}

type MakeOfficer = (office: string) => Officer

function districtCommittee(unitId: string, communes: readonly CommuneOfficers[], person: MakeOfficer): Seat[] {
  const seat = (officer: Officer, title: string, position: string): Seat => ({
    officer,
    unitId,
    title,
    positions: [`district-committee-${position}`],
  })
  const members = [
    'Chánh Văn phòng HĐND và UBND huyện',
    'Trưởng phòng Nội vụ',
    'Trưởng phòng Tư pháp',
    'Trưởng phòng Văn hóa và Thông tin',
    'Trưởng phòng Giáo dục và Đào tạo',
    'Trưởng phòng Lao động - TB&XH',
    'Trưởng phòng Dân tộc',
    'Giám đốc Trung tâm Y tế',
    'Chủ tịch Hội LHPN huyện',
    'Chủ tịch Hội Nông dân huyện',
    'Chủ tịch Hội CCB huyện',
    'Bí thư Huyện Đoàn',
  ]
  return [
    seat(person('Phó Chủ tịch UBND huyện'), 'Trưởng ban', 'head'),
    seat(person('Trưởng Công an huyện'), 'Phó Trưởng ban thường trực', 'standing-deputy'),
    seat(person('Chủ tịch UBMTTQ huyện'), 'Phó Trưởng ban', 'deputy'),
    seat(person('Chỉ huy trưởng Ban CHQS huyện'), 'Phó Trưởng ban', 'deputy'),
    ...members.map((office) => seat(person(office), 'Ủy viên', 'member')),
    // The heads of the communes' own committees sit on the district's: one person, two committees.
    ...communes.flatMap((commune) => {
      const head = commune.committee[0]
      return head === undefined ? [] : [seat(head.officer, 'Ủy viên', 'member')]
    }),
  ]
}

function communeOfficers(population: CommunePopulation, person: MakeOfficer, random: Random): CommuneOfficers {
  const { commune, villages } = population
  const name = commune.name
  const seat = (officer: Officer, title: string, ...positions: string[]): Seat => ({
    officer,
    unitId: commune.uid,
    title,
    positions,
  })
  const policeHead = person('Trưởng Công an xã')
  const police = [
    seat(policeHead, 'Trưởng Công an xã', 'commune-police-head'),
    seat(person('Phó Trưởng Công an xã'), 'Phó Trưởng Công an xã', 'commune-police-deputy-head'),
    ...(random.chance(0.4)
      ? [seat(person('Phó Trưởng Công an xã'), 'Phó Trưởng CA xã', 'commune-police-deputy-head')]
      : []),
    ...Array.from({ length: random.between(2, 4) }, () =>
      seat(
        person('Công an xã'),
        random.pick(['Cán bộ Công an xã', 'Cán bộ CA xã', 'Công an xã']),
        'commune-police-officer',
      ),
    ),
  ]
  const officers = police.slice(1).map((entry) => entry.officer)
  const inCharge = villages.map(({ village }, i): Seat => ({
    officer: officers[i % officers.length] ?? policeHead,
    unitId: village.uid,
    title: 'Công an xã phụ trách thôn',
    positions: ['village-officer-in-charge'],
  }))
  const village = villages.flatMap((entry) => villageSeats(entry, random))
  const heads = village.filter((entry) => entry.positions.includes('village-head')).slice(0, 2)
  const committee = [
    seat(person(`Chủ tịch UBND xã ${name}`), 'Trưởng ban', 'commune-committee-head'),
    seat(policeHead, 'Phó Trưởng ban thường trực', 'commune-committee-standing-deputy'),
    seat(person(`Chủ tịch UBMTTQ xã ${name}`), 'Phó Trưởng ban', 'commune-committee-deputy'),
    ...[
      'Chỉ huy trưởng Ban CHQS xã',
      'Chủ tịch Hội LHPN xã',
      'Chủ tịch Hội Nông dân xã',
      'Chủ tịch Hội CCB xã',
      'Bí thư Đoàn xã',
      'Công chức Tư pháp - Hộ tịch',
      'Công chức Văn hóa - Xã hội',
      'Công chức Tài chính - Kế toán',
      'Trưởng Trạm Y tế xã',
      'Hiệu trưởng Trường THCS',
    ].map((office) =>
      seat(person(office), random.pick(['Ủy viên', 'Ủy viên', 'Thành viên']), 'commune-committee-member'),
    ),
    ...heads.map((head) =>
      seat(
        {
          ...head.officer,
          office: `Trưởng thôn ${villages.find((v) => v.village.uid === head.unitId)?.village.name ?? ''}`.trim(),
        },
        'Ủy viên',
        'commune-committee-member',
      ),
    ),
  ]
  return { uid: commune.uid, committee, police, inCharge, village }
}

function villageSeats({ village, households }: VillagePopulation, random: Random): Seat[] {
  const adults = households.flatMap((household) =>
    household.members.filter((m) => m.birth < '1999' && m.birth > '1945' && m.phone !== null),
  )
  const candidates = random.shuffle(adults)
  const take = (test: (resident: Resident) => boolean): Officer | null => {
    const found = candidates.findIndex(test)
    const [resident] = candidates.splice(Math.max(0, found), 1)
    return resident === undefined
      ? null
      : {
          id: resident.id,
          name: resident.name,
          sex: resident.sex,
          birth: resident.birth,
          phone: resident.phone,
          office: '',
        }
  }
  const seats: Seat[] = []
  const give = (
    title: string,
    positions: readonly string[],
    test: (resident: Resident) => boolean = () => true,
  ): void => {
    const officer = take(test)
    if (officer !== null)
      seats.push({ officer, unitId: village.uid, title, positions: positions.map((p) => `village-${p}`) })
  }
  const head =
    village.kind === 'Thôn'
      ? 'Trưởng thôn'
      : village.kind === 'Làng' || village.kind === 'Plei' || village.kind === 'Plơi'
        ? 'Trưởng làng'
        : 'Trưởng buôn'
  const female = (resident: Resident): boolean => resident.sex === 'female'
  if (random.chance(0.45)) give(`Bí thư chi bộ kiêm ${head}`, ['party-secretary', 'head'])
  else {
    give('Bí thư chi bộ', ['party-secretary'])
    give(random.chance(0.2) ? `${head} kiêm Thôn đội trưởng` : head, ['head'])
  }
  give(random.pick(['Trưởng ban công tác Mặt trận', 'Trưởng ban CTMT']), ['front-head'])
  give(random.pick(['Chi hội trưởng Phụ nữ', 'Chi hội trưởng Hội Phụ nữ']), ['women-head'], female)
  give('Chi hội trưởng Nông dân', ['farmers-head'])
  give(random.pick(['Chi hội trưởng CCB', 'Chi hội trưởng Cựu chiến binh']), ['veterans-head'])
  give('Bí thư chi đoàn', ['youth-secretary'], (r) => r.birth > '1988')
  give('Thôn đội trưởng', ['militia-head'])
  give('Công an viên', ['security-team-member'])
  if (random.chance(0.5)) give('Công an viên', ['security-team-member'])
  if (village.kind !== 'Thôn')
    give(random.chance(0.3) ? 'Già làng, Người có uy tín' : 'Già làng', ['elder'], (r) => r.birth < '1965')
  return seats.map((entry) => ({ ...entry, positions: positionsOf(entry.title, entry.positions) }))
}

/** Titles joined by "kiêm" or a comma are several positions. */
function positionsOf(title: string, positions: readonly string[]): readonly string[] {
  const extra = [
    title.includes('kiêm Thôn đội trưởng') ? 'village-militia-head' : null,
    title.includes('Người có uy tín') ? 'village-respected-person' : null,
  ]
  return [...new Set([...positions, ...extra.filter((p) => p !== null)])]
}
