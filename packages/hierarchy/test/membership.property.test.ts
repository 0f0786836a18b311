import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createDirectory,
  createUnitTree,
  expectedGroups,
  groupsOfPerson,
  matchesRule,
  membersOf,
  refreshMembers,
  resolveMembers,
  updateDirectory,
  type DesiredMembers,
  type Directory,
  type DirectoryEdit,
  type Override,
  type Person,
  type Unit,
  type UnitTree,
} from '../src/index.ts'
import { evaluateRuns, PATIENCE } from './runs.ts'
import { matchesNaively, membersNaively } from './evaluate-naively.ts'
import {
  arbitraryOverride,
  arbitraryPerson,
  arbitraryRule,
  PERSON_IDS,
  TODAY,
  UNIT_IDS,
  WORLD,
  type World,
} from './random-world.ts'

function treeOf(units: readonly Unit[]): UnitTree {
  const tree = createUnitTree(units)
  if (!tree.ok) throw new Error(JSON.stringify(tree.issues))
  return tree.value
}

function directoryOf(world: World): Directory {
  return createDirectory({ ...world, units: treeOf(world.units), asOf: TODAY })
}

/** Every group with everything about its members, in a form that two directories can be compared in. */
function listed(desired: DesiredMembers): unknown {
  return [...desired.groups.keys()].sort().map((id) => [id, desired.groups.get(id)?.group, membersOf(desired, id)])
}

test(
  'members from facts are those that each rule matches, person by person',
  () => {
    fc.assert(
      fc.property(WORLD, (world) => {
        const tree = treeOf(world.units)
        const directory = directoryOf(world)
        const desired = resolveMembers(directory)
        expect([...desired.groups.keys()].sort()).toEqual(
          expectedGroups(world.model, tree, TODAY).map((group) => group.id),
        )
        for (const { group } of desired.groups.values()) {
          const kind = world.model.groupKinds.find((k) => k.id === group.kind)!
          const naive = [...membersNaively(world, tree, kind, group.unitId)].sort(([a], [b]) => (a < b ? -1 : 1))
          expect(membersOf(desired, group.id).map((member) => [member.personId, member.role])).toEqual(naive)
        }
      }),
      { numRuns: evaluateRuns(300) },
    )
  },
  PATIENCE,
)

test(
  'one rule on one person is decided as its words say',
  () => {
    fc.assert(
      fc.property(WORLD, arbitraryRule(['k0'], 3), fc.constantFrom(...UNIT_IDS), (world, rule, unitId) => {
        const tree = treeOf(world.units)
        const directory = directoryOf(world)
        // An ended or future unit has no groups: rules are not asked about it.
        fc.pre(
          expectedGroups(
            {
              ...world.model,
              groupKinds: [{ ...world.model.groupKinds[0]!, from: null, to: null, tier: tree.units.get(unitId)!.tier }],
            },
            tree,
            TODAY,
          ).some((g) => g.unitId === unitId),
        )
        for (const person of world.people) {
          expect(matchesRule(directory, rule, unitId, person.id)).toBe(
            matchesNaively(world, tree, rule, unitId, person),
          )
        }
      }),
      { numRuns: evaluateRuns(500) },
    )
  },
  PATIENCE,
)

test(
  'the groups of one person are those whose members the person is among',
  () => {
    fc.assert(
      fc.property(WORLD, (world) => {
        const directory = directoryOf(world)
        const desired = resolveMembers(directory)
        for (const { id } of world.people) {
          const inGroups = [...desired.groups.keys()].sort().flatMap((groupId) => {
            const member = membersOf(desired, groupId).find((m) => m.personId === id)
            return member === undefined ? [] : [[groupId, member.role]]
          })
          expect(groupsOfPerson(directory, id).map((group) => [group.groupId, group.role])).toEqual(inGroups)
        }
      }),
      { numRuns: evaluateRuns(200) },
    )
  },
  PATIENCE,
)

type Edit =
  | { readonly kind: 'put-person'; readonly person: Person }
  | { readonly kind: 'remove-person'; readonly id: string }
  | { readonly kind: 'put-override'; readonly override: Override }
  | { readonly kind: 'remove-override'; readonly id: string }
  | { readonly kind: 'move-unit'; readonly id: string; readonly parent: string }
  | { readonly kind: 'end-unit'; readonly id: string; readonly to: string | null }

const EDIT: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constant('put-person' as const),
    person: fc.constantFrom(...PERSON_IDS).chain(arbitraryPerson),
  }),
  fc.record({ kind: fc.constant('remove-person' as const), id: fc.constantFrom(...PERSON_IDS) }),
  fc.record({
    kind: fc.constant('put-override' as const),
    override: fc.constantFrom('o1', 'o4', 'o5').chain(arbitraryOverride),
  }),
  fc.record({ kind: fc.constant('remove-override' as const), id: fc.constantFrom('o1', 'o2', 'o3', 'o4') }),
  fc.record({
    kind: fc.constant('move-unit' as const),
    id: fc.constantFrom('p0', 'p11', 'p21', 'm1', 'q1'),
    parent: fc.constantFrom('r1', 'a1', 'a2', 'b1'),
  }),
  fc.record({
    kind: fc.constant('end-unit' as const),
    id: fc.constantFrom('a2', 'b1', 'p11', 'p12', 'm1'),
    to: fc.constantFrom(null, TODAY),
  }),
)

/** The world after an edit, and the edit as the directory is told of it. */
function edited(world: World, edit: Edit): readonly [World, DirectoryEdit] {
  const { people, overrides, units } = world
  switch (edit.kind) {
    case 'put-person':
      return [
        { ...world, people: [...people.filter((p) => p.id !== edit.person.id), edit.person] },
        { people: [edit.person] },
      ]
    case 'remove-person':
      return [{ ...world, people: people.filter((p) => p.id !== edit.id) }, { removedPeople: [edit.id] }]
    case 'put-override': {
      const others = overrides.filter((o) => o.id !== edit.override.id)
      const removedOverrides = overrides.filter((o) => o.id === edit.override.id)
      return [
        { ...world, overrides: [...others, edit.override] },
        { removedOverrides, overrides: [edit.override] },
      ]
    }
    case 'remove-override': {
      const removedOverrides = overrides.filter((o) => o.id === edit.id)
      return [{ ...world, overrides: overrides.filter((o) => o.id !== edit.id) }, { removedOverrides }]
    }
    case 'move-unit':
    case 'end-unit': {
      const change: Partial<Unit> =
        edit.kind === 'end-unit' ? { to: edit.to } : { parents: [{ unitId: edit.parent, from: null, to: null }] }
      const next = units.map((unit) => (unit.id === edit.id ? { ...unit, ...change } : unit))
      return [{ ...world, units: next }, { units: treeOf(next) }]
    }
  }
}

test(
  'E5 after any sequence of edits, what was refreshed equals what is made anew',
  () => {
    fc.assert(
      fc.property(WORLD, fc.array(EDIT, { minLength: 1, maxLength: 8 }), (start, edits) => {
        let world = start
        const directory = directoryOf(world)
        const desired = resolveMembers(directory)
        for (const next of edits) {
          const [after, edit] = edited(world, next)
          world = after
          refreshMembers(desired, directory, updateDirectory(directory, edit))
          expect(listed(desired)).toEqual(listed(resolveMembers(directoryOf(world))))
        }
      }),
      { numRuns: evaluateRuns(300) },
    )
  },
  PATIENCE,
)
