import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  applyReform,
  createDirectory,
  createRelocation,
  createUnitTree,
  findUnit,
  membersOf,
  moveFacts,
  moveOverride,
  nameOn,
  parseReform,
  parseUnits,
  parentOn,
  recordFacts,
  recordReform,
  rehearse,
  relocateScopes,
  resolveCode,
  resolveMembers,
  resolveName,
  restoreFacts,
  routeUnit,
  successorsOn,
  touchedBy,
  undoFacts,
  undoReform,
  unitsOn,
  writeUnits,
  type Appointment,
  type AppliedReform,
  type Override,
  type Person,
  type Reform,
  type ReformWorld,
  type Relocation,
  type Residence,
  type Unit,
} from '../src/index.ts'
import { agreesTo, buildPerson, buildUnit } from '../src/testing/index.ts'
import { BEFORE, DAY, documentOf, EVE, newUnit, valueOf } from './reform-fixture.ts'

const COMMUNES = ['c0', 'c1', 'c2', 'c3', 'c4']
const VILLAGES = Array.from({ length: 10 }, (_, i) => `v${i}`)
const bears = (code: string): Pick<Unit, 'codes'> => ({ codes: [{ system: 'NSO', code, from: null, to: null }] })
const UNITS: readonly Unit[] = [
  buildUnit('p', 'province', 'P', null, bears('64')),
  buildUnit('d', 'district', 'D', 'p', bears('635')),
  ...COMMUNES.map((id, i) => buildUnit(id, 'commune', `Xã ${id}`, 'd', bears(`2400${i}`))),
  ...VILLAGES.map((id, i) => buildUnit(id, 'village', `Thôn ${id}`, COMMUNES[i % COMMUNES.length] ?? 'c0')),
]
const WORLD: ReformWorld = { model: BEFORE.model, tree: valueOf(createUnitTree(UNITS)) }
const PLACES = UNITS.map(({ id }) => id)
const HOUSEHOLDS = ['h0', 'h1', 'h2', 'h3']

/** What becomes of each unit of a tier: two merge, one is split, one is renamed or recoded, the rest goes on. */
const FATES = fc.record({
  order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 }),
  intoNew: fc.boolean(),
  splits: fc.constantFrom('no', 'rest', 'open'),
  last: fc.constantFrom('rename', 'recode', 'change-kind', 'end', 'nothing'),
})

interface Drawn {
  readonly order: readonly number[]
  readonly intoNew: boolean
  readonly splits: 'no' | 'rest' | 'open'
  readonly last: string
}

function stepsOf(tier: string, ids: readonly string[], drawn: Drawn, parent: string | null) {
  const [a = '', b = '', c = '', d = '', e = ''] = drawn.order.map((i) => ids[i] ?? '')
  const result = drawn.intoNew ? `new-${tier}` : c
  const other = `part-${tier}`
  const operations: unknown[] = [{ kind: 'merge', sources: [a, b], target: result }]
  const newUnits = drawn.intoNew ? [newUnit(result, tier, parent, tier === 'commune' ? ['24000'] : [])] : []
  if (drawn.splits !== 'no') {
    newUnits.push(newUnit(other, tier, parent))
    const targets = [{ unitId: result }, { unitId: other }]
    operations.push({ kind: 'split', source: d, targets, ...(drawn.splits === 'rest' ? { rest: other } : {}) })
  }
  if (drawn.last === 'rename') operations.push({ kind: 'rename', unitId: e, name: { short: 'Mới', full: `Mới ${e}` } })
  if (drawn.last === 'recode') operations.push({ kind: 'recode', unitId: e, system: 'NSO', code: `99-${e}` })
  if (drawn.last === 'change-kind') operations.push({ kind: 'change-kind', unitId: e, unitKind: 'phường' })
  if (drawn.last === 'end') operations.push({ kind: 'end', unitId: e })
  return { operations, newUnits, split: drawn.splits === 'open' ? d : null, other }
}

/** A reform of any kind that this country could decide. */
const REFORM: fc.Arbitrary<Reform> = fc
  .record({
    communes: FATES,
    villages: FATES,
    endsDistrict: fc.boolean(),
    placements: fc.dictionary(fc.constantFrom(...HOUSEHOLDS), fc.boolean(), { maxKeys: 3 }),
  })
  .map(({ communes, villages, endsDistrict, placements }) => {
    // A code that is used again must be free: only where its bearer ends.
    const up = stepsOf('commune', COMMUNES, communes, endsDistrict ? 'p' : 'd')
    const isFree = communes.order.slice(0, 2).includes(0)
    const home = communes.intoNew ? 'new-commune' : (COMMUNES[communes.order[2] ?? 0] ?? 'c0')
    const down = stepsOf('village', VILLAGES.slice(0, 5), villages, home)
    const moved = VILLAGES.filter((_, i) => up.split !== null && COMMUNES[i % COMMUNES.length] === up.split)
    const moves = moved
      .filter((id) => !isEndedBy(down.operations, id))
      .map((unitId, i) => ({ kind: 'move', unitId, parent: i % 2 === 0 ? home : up.other }))
    const newUnits = [...up.newUnits, ...down.newUnits].map((unit) =>
      isFree ? unit : { ...(unit as object), codes: [] },
    )
    const operations = [
      ...up.operations,
      ...down.operations,
      ...moves,
      ...(endsDistrict ? [{ kind: 'end-tier', tier: 'district' }] : []),
    ]
    const result = villages.intoNew ? 'new-village' : (VILLAGES[villages.order[2] ?? 0] ?? 'v0')
    const households =
      villages.splits === 'no'
        ? []
        : Object.entries(placements).map(([householdId, first]) => ({
            householdId,
            unitId: first ? result : down.other,
          }))
    return valueOf(parseReform(documentOf({ newUnits, operations, households }), WORLD))
  })

function isEndedBy(operations: readonly unknown[], id: string): boolean {
  return operations.some((operation) => {
    const { kind, sources, source, unitId } = operation as {
      kind: string
      sources?: string[]
      source?: string
      unitId?: string
    }
    return sources?.includes(id) === true || source === id || (kind === 'end' && unitId === id)
  })
}

const INTERVAL = fc.constantFrom(
  { from: null, to: null },
  { from: '2024-01-01', to: null },
  { from: '2020-01-01', to: '2024-06-01' },
  { from: '2024-06-01', to: DAY },
  { from: DAY, to: null },
  { from: '2024-01-01', to: '2025-09-01' },
  { from: '2025-09-01', to: null },
)
const RESIDENCE: fc.Arbitrary<Residence> = fc
  .tuple(fc.constantFrom(...PLACES), fc.constantFrom(...HOUSEHOLDS, null), fc.boolean(), INTERVAL)
  .map(([unitId, householdId, representsHousehold, interval]) => ({
    unitId,
    householdId,
    representsHousehold,
    ...interval,
  }))
const APPOINTMENT: fc.Arbitrary<Appointment> = fc
  .tuple(
    fc.constantFrom(
      'commune-police-head',
      'commune-police-officer',
      'commune-committee-head',
      'district-committee-head',
      'village-head',
      'village-officer-in-charge',
    ),
    fc.constantFrom(...PLACES),
    INTERVAL,
  )
  .map(([positionId, unitId, interval]) => ({ positionId, unitId, ...interval }))
const PEOPLE: fc.Arbitrary<readonly Person[]> = fc
  .array(
    fc.record({
      residences: fc.array(RESIDENCE, { maxLength: 2 }),
      appointments: fc.array(APPOINTMENT, { maxLength: 3 }),
    }),
    { maxLength: 8 },
  )
  .map((people) =>
    people.map((facts, i) =>
      buildPerson(`person-${i}`, { ...facts, birth: '1980', consents: [agreesTo('village-group')] }),
    ),
  )

interface Run {
  readonly reform: Reform
  readonly people: readonly Person[]
  readonly applied: AppliedReform
  readonly relocation: Relocation
}

const CASE = fc.tuple(REFORM, PEOPLE)

function runOf([reform, people]: readonly [Reform, readonly Person[]]): Run {
  const applied = valueOf(applyReform(reform, WORLD))
  return { reform, people, applied, relocation: createRelocation({ ...WORLD, reform, people }) }
}

function memberships({ model, tree }: ReformWorld, people: readonly Person[], day: string): readonly string[] {
  const desired = resolveMembers(createDirectory({ model, units: tree, asOf: day, people }))
  return [...desired.groups.keys()]
    .flatMap((id) => membersOf(desired, id).map(({ personId, role }) => `${personId} ${id} ${role}`))
    .sort()
}

const holdsOn = <T extends { readonly from: string | null; readonly to: string | null }>(
  facts: readonly T[],
  day: string,
): T[] => facts.filter(({ from, to }) => (from === null || from <= day) && (to === null || to > day))

/** Facts that hold on the day, as though they had always held. */
const openOn = <T extends { readonly from: string | null; readonly to: string | null }>(
  facts: readonly T[],
  day: string,
): T[] => holdsOn(facts, day).map((fact) => ({ ...fact, from: null, to: null }))

/** A unit as a catalogue would list it that knows of no day before. */
function withoutPast(unit: Unit): Unit {
  const [names, codes, parents] = [openOn(unit.names, DAY), openOn(unit.codes, DAY), openOn(unit.parents, DAY)]
  return { ...unit, names, codes, parents, successors: [], from: null, to: null }
}

const LATER = '2026-03-01'
/** What these look at differs little from one case to the next. */
const FEW = { numRuns: 40 }

describe('reforms of any kind, on any population', () => {
  it('nobody and no household disappears', () => {
    fc.assert(
      fc.property(CASE, (drawn) => {
        const { people, applied, relocation } = runOf(drawn)
        const units = new Set(unitsOn(applied.tree, DAY))
        for (const person of people) {
          const { person: after, undecided } = moveFacts(relocation, person)
          for (const home of holdsOn(person.residences, DAY)) {
            const follows = successorsOn(applied.tree, home.unitId, DAY)
            const isAsked = undecided.some((fact) => fact.code === 'residence-undecided' && fact.unitId === home.unitId)
            const isHome = holdsOn(after.residences, DAY).some(
              ({ unitId, householdId }) =>
                householdId === home.householdId &&
                units.has(unitId) &&
                (follows.length === 0 || follows.some((successor) => successor.unitId === unitId)),
            )
            expect(isHome || isAsked).toBe(true)
          }
          if (undecided.length === 0)
            for (const { unitId } of [...holdsOn(after.residences, DAY), ...holdsOn(after.appointments, DAY)])
              expect(units).toContain(unitId)
        }
      }),
    )
  })

  it('G5 every old code and every old name resolves for ever', () => {
    fc.assert(
      fc.property(CASE, (drawn) => {
        const { applied } = runOf(drawn)
        for (const day of [EVE, DAY, '2099-01-01']) {
          for (const unit of UNITS) {
            const wanted = successorsOn(applied.tree, unit.id, day).map(({ unitId }) => unitId)
            const byName = resolveName(applied.tree, nameOn(unit, EVE).full, day).map(({ unitId }) => unitId)
            expect(byName).toEqual(expect.arrayContaining(wanted))
            for (const { code } of unit.codes) {
              const byCode = resolveCode(applied.tree, code, day).map(({ unitId }) => unitId)
              expect(byCode).toEqual(expect.arrayContaining(wanted))
            }
          }
        }
      }),
    )
  })

  it('F5 what was asked about an earlier day is answered alike afterwards', () => {
    fc.assert(
      fc.property(CASE, fc.constantFrom('2023-01-01', '2024-06-15', EVE), (drawn, day) => {
        const { people, applied, relocation } = runOf(drawn)
        const moved = people.map((person) => moveFacts(relocation, person).person)
        expect(memberships(applied, moved, day)).toEqual(memberships(WORLD, people, day))
      }),
    )
  })

  it('F5 what is decided and recorded later changes no answer about a day before', () => {
    const added = fc.array(fc.tuple(fc.nat(7), APPOINTMENT), { maxLength: 3 })
    fc.assert(
      fc.property(CASE, added, fc.constantFrom('2024-06-15', EVE, DAY, addDays(LATER, -1)), (drawn, later, day) => {
        const { people, applied, relocation } = runOf(drawn)
        const moved = people.map((person) => moveFacts(relocation, person).person)
        const before = memberships(applied, moved, day)
        const [a = '', b = ''] = unitsOn(applied.tree, LATER, 'commune')
        const document = documentOf({
          id: 'r-later',
          effectiveOn: LATER,
          newUnits: [newUnit('later', 'commune', parentOn(applied.tree, a, LATER))],
          operations: [
            { kind: 'merge', sources: [a, b], target: 'later' },
            { kind: 'rename', unitId: 'v9', name: { short: 'Sau', full: 'Thôn Sau' } },
          ],
        })
        const reform = valueOf(parseReform(document, applied))
        const next = createRelocation({ ...applied, reform, people: moved })
        const now = moved.map((person, i) => {
          const seats = later.flatMap(([at, seat]) => (at === i ? [{ ...seat, from: LATER, to: null }] : []))
          const since = moveFacts(next, person).person
          return { ...since, appointments: [...since.appointments, ...seats] }
        })
        expect(memberships(valueOf(applyReform(reform, applied)), now, day)).toEqual(before)
      }),
      FEW,
    )
  })

  it('E5 who should be where is what rosters would say that were written anew, on the new units alone', () => {
    fc.assert(
      fc.property(CASE, (drawn) => {
        const { people, applied, relocation } = runOf(drawn)
        const moved = people.map((person) => moveFacts(relocation, person).person)
        const units = unitsOn(applied.tree, DAY)
        const tree = valueOf(createUnitTree(units.map((id) => withoutPast(findUnit(applied.tree, id)!))))
        const isThere = (fact: { readonly unitId: string }): boolean => units.includes(fact.unitId)
        const rosters = moved.map((person) => ({
          ...person,
          residences: openOn(person.residences, DAY).filter(isThere),
          appointments: openOn(person.appointments, DAY).filter(isThere),
        }))
        expect(memberships(applied, moved, DAY)).toEqual(memberships({ model: applied.model, tree }, rosters, DAY))
      }),
      FEW,
    )
  })

  it('F6 applied and undone, everything is as it was', () => {
    fc.assert(
      fc.property(CASE, (drawn) => {
        const { reform, people, applied, relocation } = runOf(drawn)
        expect(valueOf(parseUnits(JSON.parse(JSON.stringify(writeUnits(applied.tree.units.values())))))).toEqual([
          ...applied.tree.units.values(),
        ])
        const undone = valueOf(undoReform(recordReform(reform, WORLD, applied), applied))
        expect([...undone.tree.units]).toEqual([...WORLD.tree.units])
        expect(undone.model).toEqual(WORLD.model)
        for (const person of people) {
          const { person: moved } = moveFacts(relocation, person)
          const back = undoFacts(recordFacts(person, moved), moved, { removed: undone.removed, effectiveOn: DAY })
          expect(back).toEqual({ person, lost: [] })
        }
      }),
    )
  })

  it('G2 G3 F6 a role goes on over what takes all of its unit, over nothing else, and comes back as it was', () => {
    const grant = fc
      .tuple(fc.constantFrom('officer', 'administrator'), fc.constantFrom(...PLACES), INTERVAL)
      .map(([role, unitId, interval]) => ({ role, unitId, ...interval }))
    const grants = fc.uniqueArray(grant, { maxLength: 5, selector: ({ role, unitId }) => `${role} ${unitId}` })
    fc.assert(
      fc.property(REFORM, grants, fc.array(grant, { maxLength: 1 }), (reform, before, since) => {
        const applied = valueOf(applyReform(reform, WORLD))
        const { grants: after } = relocateScopes(createRelocation({ ...WORLD, reform }), before)
        const units = new Set(unitsOn(applied.tree, DAY))
        const held = (list: typeof before, day: string) =>
          new Set(holdsOn(list, day).map(({ role, unitId }) => `${role} ${unitId}`))
        expect(held([...after], EVE)).toEqual(held(before, EVE))
        const mayHold = new Set(
          holdsOn(before, DAY).flatMap(({ role, unitId }) => {
            const route = routeUnit(applied.tree, unitId, DAY)
            return route.kind === 'ask' ? [] : [`${role} ${route.unitId}`]
          }),
        )
        for (const { unitId } of holdsOn([...after], DAY)) expect(units).toContain(unitId)
        expect(held([...after], DAY)).toEqual(mayHold)
        const later = since.map((one) => ({ ...one, role: 'inspector' }))
        const back = restoreFacts({ before, after }, [...after, ...later])
        expect(new Set(back)).toEqual(new Set([...before, ...later]))
      }),
      FEW,
    )
  })

  it('F1 whoever is kept out of a group is kept out of every group that follows it', () => {
    const override = fc
      .tuple(fc.nat(7), fc.constantFrom('village', 'commune-committee'), fc.constantFrom(...PLACES), INTERVAL)
      .map(([at, kind, unitId, interval]): Override => ({
        id: `o-${at}`,
        kind: 'exclude',
        groupId: `${kind}:${unitId}`,
        personId: `person-${at}`,
        role: 'member',
        reason: '',
        author: '',
        ...interval,
      }))
    fc.assert(
      fc.property(CASE, fc.array(override, { maxLength: 4 }), (drawn, before) => {
        const { people, applied, relocation } = runOf(drawn)
        const moved = people.map((person) => moveFacts(relocation, person).person)
        const newId = (one: Override, groupId: string): string => `${one.id} ${groupId}`
        const overrides = before.flatMap((one) => moveOverride(relocation, one, null, newId).overrides)
        const directory = createDirectory({
          model: applied.model,
          units: applied.tree,
          asOf: DAY,
          people: moved,
          overrides,
        })
        const desired = resolveMembers(directory)
        for (const { groupId, personId } of holdsOn(before, DAY)) {
          const [kind = '', unitId = ''] = groupId.split(':')
          for (const follows of successorsOn(applied.tree, unitId, DAY)) {
            const members = membersOf(desired, `${kind}:${follows.unitId}`)
            expect(members.map((member) => member.personId)).not.toContain(personId)
          }
        }
      }),
      FEW,
    )
  })

  it('nobody else is touched than those it says', () => {
    fc.assert(
      fc.property(CASE, (drawn) => {
        const { people, relocation } = runOf(drawn)
        const touched = touchedBy(relocation)
        const ended = new Set(touched.endedUnits)
        const held = new Set([...touched.endedUnits, ...touched.unitsTakingOver])
        for (const person of people) {
          const isTouched =
            person.residences.some(({ unitId }) => ended.has(unitId)) ||
            person.appointments.some(({ unitId }) => held.has(unitId)) ||
            touched.people.includes(person.id)
          if (!isTouched) expect(moveFacts(relocation, person)).toEqual({ person, homes: [], seats: [], undecided: [] })
        }
      }),
    )
  })

  it('G6 facts are moved once, in any batches, from the units before or after', () => {
    fc.assert(
      fc.property(CASE, fc.nat(8), (drawn, cut) => {
        const { reform, people, applied, relocation } = runOf(drawn)
        const whole = people.map((person) => moveFacts(relocation, person).person)
        for (const person of whole) expect(moveFacts(relocation, person).person).toBe(person)
        const resumed = createRelocation({
          model: applied.model,
          tree: applied.tree,
          reform,
          contested: JSON.parse(JSON.stringify(relocation.contested)) as Relocation['contested'],
        })
        const first = people.map((person, i) => (i < cut ? moveFacts(relocation, person).person : person))
        const second = [...first].reverse().map((person) => moveFacts(resumed, person).person)
        expect(second.reverse()).toEqual(whole)
      }),
    )
  })

  it('a rehearsal says what the moved facts come to on the new units', () => {
    fc.assert(
      fc.property(CASE, (drawn) => {
        const { reform, people, applied, relocation } = runOf(drawn)
        const rehearsal = valueOf(rehearse({ ...WORLD, reform, people }))
        const moved = people.map((person) => moveFacts(relocation, person).person)
        const becomes = new Map(
          rehearsal.groups.map(({ groupId, becomes: to, fate }) => [groupId, fate === 'merged-into' ? null : to]),
        )
        const after = new Set(
          memberships(WORLD, people, addDays(DAY, -1)).map((line) => {
            const [personId = '', groupId = '', role = ''] = line.split(' ')
            return `${personId} ${becomes.get(groupId) ?? `old ${groupId}`} ${role}`
          }),
        )
        for (const { personId, leaves, joins, changes } of rehearsal.people) {
          for (const role of ['member', 'deputy', 'leader']) {
            for (const groupId of leaves)
              after.delete(`${personId} ${becomes.get(groupId) ?? `old ${groupId}`} ${role}`)
          }
          for (const { groupId, before, after: role } of changes) {
            expect(after.delete(`${personId} ${groupId} ${before}`)).toBe(true)
            after.add(`${personId} ${groupId} ${role}`)
          }
          for (const groupId of joins) after.add(`${personId} ${groupId} joined`)
        }
        const wanted = memberships(applied, moved, DAY).map((line) => {
          const [personId = '', groupId = '', role = ''] = line.split(' ')
          const joined = rehearsal.people.find((move) => move.personId === personId)?.joins.includes(groupId) === true
          return `${personId} ${groupId} ${joined ? 'joined' : role}`
        })
        expect([...after].sort()).toEqual([...wanted].sort())
        expect(rehearsal.ready).toBe(moved.every((_, i) => moveFacts(relocation, people[i]!).undecided.length === 0))
      }),
    )
  })
})
