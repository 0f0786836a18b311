import { foldName } from '@ketnoi/hierarchy'
import { composeName, pickFamily, type People, type Sex } from './names.ts'
import { createPhones, type Phones } from './phones.ts'
import { createRandom, seedOf, type Random } from './random.ts'
import type { Commune, Village } from './units.ts'

/** Somebody in the example as they are, before an office writes them down. */
export interface Resident {
  readonly id: string
  readonly name: string
  readonly sex: Sex
  readonly people: People
  /** `YYYY-MM-DD`. */
  readonly birth: string
  /** E.164. */
  readonly phone: string | null
  /** A second number, in the same cell. */
  readonly secondPhone: string | null
  readonly relation: 'head' | 'spouse' | 'child' | 'parent' | 'grandchild'
  readonly representative: boolean
  readonly consents: boolean
}

export interface Household {
  readonly id: string
  /** The number in the commune's book, as it stands in the list. */
  readonly number: string
  readonly members: readonly Resident[]
}

export interface VillagePopulation {
  readonly village: Village
  readonly households: readonly Household[]
}

export interface CommunePopulation {
  readonly commune: Commune
  readonly villages: readonly VillagePopulation[]
}

export interface Population {
  readonly communes: readonly CommunePopulation[]
  readonly phones: Phones
}

export const AS_OF = '2024-02-01'
const AS_OF_YEAR = 2024

/** How many people share one name and year of birth within a commune on purpose: two Ksor H'Len born in 1985 do live side by side. */
const NAMESAKES_PER_COMMUNE = 4

/** About `size` people in households of three to six, one representative each. */
export function createPopulation(communes: readonly Commune[], size: number, seed: number): Population {
  const random = createRandom(seedOf(seed, 'population'))
  const phones = createPhones(random)
  const villages = communes.flatMap((commune) => commune.villages)
  const weights = villages.map(() => 0.6 + random.next() * 0.9)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const target = new Map(
    villages.map((village, i) => [village.uid, Math.max(12, Math.round(((weights[i] ?? 1) / total) * size))]),
  )
  return {
    phones,
    communes: communes.map((commune) => {
      const context: CommuneContext = { commune, random, phones, taken: new Set(), namesakes: 0, lastMale: null }
      return {
        commune,
        villages: commune.villages.map((village) => populateVillage(context, village, target.get(village.uid) ?? 12)),
      }
    }),
  }
}

interface CommuneContext {
  readonly commune: Commune
  readonly random: Random
  readonly phones: Phones
  readonly taken: Set<string>
  namesakes: number
  lastMale: { name: string; year: number } | null
}

function populateVillage(context: CommuneContext, village: Village, size: number): VillagePopulation {
  const households: Household[] = []
  let people = 0
  while (people < size) {
    const count = context.random.pick([3, 4, 4, 5, 5, 6])
    const household = createHousehold(
      context,
      village,
      households.length + 1,
      Math.max(3, Math.min(count, size - people)),
    )
    households.push(household)
    people += household.members.length
  }
  return { village, households }
}

function createHousehold(context: CommuneContext, village: Village, index: number, count: number): Household {
  const { random, commune } = context
  const roll = random.next()
  const people: People =
    village.kinhOnly === true || roll < commune.mix[0]
      ? 'kinh'
      : roll < commune.mix[0] + commune.mix[1]
        ? 'jrai'
        : 'bahnar'
  const id = `${village.uid}-h${String(index).padStart(3, '0')}`
  const headYear = AS_OF_YEAR - random.between(24, 74)
  // A few households are led by somebody under eighteen: they are reached when they come of age, not before.
  const young = random.chance(0.004)
  const headSex: Sex = random.chance(people === 'jrai' ? 0.5 : 0.75) ? 'male' : 'female'
  const spouseSex: Sex = headSex === 'male' ? 'female' : 'male'
  const family = pickFamily(people, random)
  const otherFamily = pickFamily(people, random)
  const mother = people === 'jrai' ? (headSex === 'female' ? family : otherFamily) : family
  const plan: { relation: Resident['relation']; sex: Sex; family: string; year: number }[] = [
    { relation: 'head', sex: headSex, family, year: young ? AS_OF_YEAR - 16 : headYear },
  ]
  if (!young && random.chance(0.88))
    plan.push({
      relation: 'spouse',
      sex: spouseSex,
      family: otherFamily,
      year: Math.min(headYear + random.between(-6, 6), AS_OF_YEAR - 19),
    })
  while (plan.length < count) {
    const sex: Sex = random.chance(0.5) ? 'male' : 'female'
    const oldest = Math.max(0, AS_OF_YEAR - headYear - 20)
    if (headYear > 1965 && random.chance(0.06))
      plan.push({
        relation: 'parent',
        sex,
        family: pickFamily(people, random),
        year: headYear - random.between(20, 34),
      })
    else if (AS_OF_YEAR - headYear > 48 && random.chance(0.3))
      plan.push({ relation: 'grandchild', sex, family: mother, year: AS_OF_YEAR - random.between(0, 14) })
    else
      plan.push({
        relation: 'child',
        sex,
        family: mother,
        year: AS_OF_YEAR - random.between(0, Math.max(1, Math.min(oldest, 40))),
      })
  }
  const representing = random.chance(0.9)
    ? 0
    : Math.max(
        0,
        plan.findIndex((p) => p.relation === 'spouse'),
      )
  const shared = context.phones.next()
  const members = plan.map((entry, i): Resident => {
    const named = composeUnique(context, people, entry)
    const representative = i === representing
    const adult = AS_OF_YEAR - entry.year >= 18
    // One number for the household is common; a representative without any number happens.
    const phone = representative
      ? random.chance(0.96)
        ? shared
        : null
      : adult && random.chance(0.32)
        ? random.chance(0.4)
          ? shared
          : context.phones.next()
        : null
    return {
      id: `${id}-${i + 1}`,
      name: named,
      sex: entry.sex,
      people,
      birth: `${entry.year}-${String(random.between(1, entry.year === AS_OF_YEAR ? 1 : 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`,
      phone,
      secondPhone: representative && phone !== null && random.chance(0.01) ? context.phones.next() : null,
      relation: entry.relation,
      representative,
      consents: representative && random.chance(0.86),
    }
  })
  return {
    id,
    number: `${commune.code}-${village.uid.replace(/^vn-v-/, '')}-${String(index).padStart(3, '0')}`,
    members,
  }
}

function composeUnique(
  context: CommuneContext,
  people: People,
  entry: { sex: Sex; family: string; year: number; relation: string },
): string {
  const { random, taken, lastMale } = context
  if (
    context.namesakes < NAMESAKES_PER_COMMUNE &&
    lastMale !== null &&
    entry.relation === 'head' &&
    entry.year === lastMale.year &&
    entry.sex === 'male'
  ) {
    context.namesakes += 1
    return lastMale.name
  }
  for (;;) {
    const name = composeName(people, entry.family, entry.sex, random)
    const key = `${foldName(name)} ${entry.year}`
    if (taken.has(key)) continue
    taken.add(key)
    if (entry.relation === 'head' && entry.sex === 'male' && lastMale === null)
      context.lastMale = { name, year: entry.year }
    return name
  }
}
