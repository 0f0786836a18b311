import type { GroupKindId } from '../id.ts'
import { hasInt } from '../int-list.ts'
import { dayNumber, isOfAge } from '../people/adult.ts'
import {
  ADULT,
  DECLARED_ADULT,
  PRESENT,
  REPRESENTS,
  purposeBit,
  residencesOf,
  type Directory,
} from '../people/directory.ts'
import { forEachInScope, isInScope } from './scope.ts'
import { ADULT_AGE, type Rule, type UnitScope } from './rule.ts'

/** Who is in the group of a kind and unit, by number, sorted; a rule may ask it about another group. */
export type MembersOfGroup = (kind: GroupKindId, unit: number) => Int32Array

/** Takes one person. */
export type Emit = (person: number) => void

/**
 * A rule made ready for a directory. `test` decides one person; `enumerate` names everybody who matches and has the facts of `needed`
 * (possibly twice), and is `null` where the rule gives nothing to start from (`adult`, `not`). `mask` holds the facts that a rule
 * made of facts alone comes down to.
 */
export interface CompiledRule {
  readonly test: (person: number, unit: number) => boolean
  readonly enumerate: ((unit: number, emit: Emit, needed: number) => void) | null
  readonly mask: number
}

/** Compiles a rule for a directory. Cost: linear in the rule. */
export function compileRule(directory: Directory, rule: Rule, membersOf: MembersOfGroup): CompiledRule {
  switch (rule.kind) {
    case 'holds-position':
      return compileHolds(
        directory,
        rule.positions.map((p) => directory.positionNumber.get(p) ?? -1).filter((p) => p >= 0),
        rule.at,
      )
    case 'holds-seat':
      return compileHolds(
        directory,
        directory.model.positions.flatMap((p, n) => (p.body === rule.body ? [n] : [])),
        rule.at,
      )
    case 'resides':
      return compileResides(directory, rule.in, false)
    case 'represents-household':
      return compileResides(directory, rule.in, true)
    case 'adult':
      return compileAdult(directory, rule.age ?? ADULT_AGE)
    case 'consents':
      return compileMask(directory, purposeBit(directory.model, rule.purpose))
    case 'member-of':
      return {
        test: (person, unit) => {
          let found = false
          forEachInScope(directory.units, rule.of, unit, (of) => {
            const members = membersOf(rule.groupKind, of)
            found ||= hasInt(members, members.length, person)
          })
          return found
        },
        enumerate: (unit, emit, needed) => {
          const { facts } = directory
          forEachInScope(directory.units, rule.of, unit, (of) => {
            for (const person of membersOf(rule.groupKind, of)) if (hasFacts(facts, person, needed)) emit(person)
          })
        },
        mask: 0,
      }
    case 'all':
      return compileAll(
        directory,
        rule.of.map((part) => compileRule(directory, part, membersOf)),
      )
    case 'any':
      return compileAny(rule.of.map((part) => compileRule(directory, part, membersOf)))
    case 'not': {
      const part = compileRule(directory, rule.rule, membersOf)
      return { test: (person, unit) => !part.test(person, unit), enumerate: null, mask: 0 }
    }
  }
}

/** Calls back for everybody in the directory who matches, starting from everybody only where the rule leaves no other way. */
export function forEachMatch(directory: Directory, compiled: CompiledRule, unit: number, emit: Emit): void {
  if (compiled.enumerate !== null) {
    compiled.enumerate(unit, emit, 0)
    return
  }
  for (let person = 0; person < directory.people.ids.length; person++) {
    if (((directory.facts[person] ?? 0) & PRESENT) !== 0 && compiled.test(person, unit)) emit(person)
  }
}

function hasFacts(facts: Uint32Array, person: number, needed: number): boolean {
  // Both sides as signed numbers: that is what the machine computes, so the highest bit needs no care.
  return ((facts[person] ?? 0) & needed) === (needed | 0)
}

function compileMask(directory: Directory, bit: number): CompiledRule {
  if (bit === 0) return { test: () => false, enumerate: () => undefined, mask: 0 }
  return { test: (person) => hasFacts(directory.facts, person, bit), enumerate: null, mask: bit }
}

function compileAdult(directory: Directory, age: number): CompiledRule {
  if (age === ADULT_AGE) return compileMask(directory, ADULT)
  const today = dayNumber(directory.asOf)
  return {
    test: (person) =>
      isOfAge(
        directory.birth[person] ?? 0,
        ((directory.facts[person] ?? 0) & DECLARED_ADULT) !== 0,
        age,
        today,
        ADULT_AGE,
      ),
    enumerate: null,
    mask: 0,
  }
}

function compileHolds(directory: Directory, positions: readonly number[], scope: UnitScope): CompiledRule {
  const wanted = new Set(positions)
  const count = directory.positionNumber.size
  return {
    test: (person, unit) =>
      directory.appointments
        .get(person)
        ?.some((key) => wanted.has(key % count) && isInScope(directory.units, scope, unit, Math.floor(key / count))) ??
      false,
    enumerate: (unit, emit, needed) => {
      const { facts, holders } = directory
      forEachInScope(directory.units, scope, unit, (at) => {
        for (const position of positions) {
          const held = holders.get(at * count + position)
          if (held === undefined) continue
          for (let i = 0; i < held.length; i++) {
            const person = held.data[i] ?? 0
            if (hasFacts(facts, person, needed)) emit(person)
          }
        }
      })
    },
    mask: 0,
  }
}

function compileResides(directory: Directory, scope: UnitScope, asRepresentative: boolean): CompiledRule {
  return {
    test: (person, unit) =>
      residencesOf(directory, person).some(
        (r) => (r.represents || !asRepresentative) && isInScope(directory.units, scope, unit, r.unit),
      ),
    enumerate: (unit, emit, needed) => {
      const { facts, residence, moreResidences } = directory
      const wanted = asRepresentative ? needed | REPRESENTS : needed
      // Hardly anybody lives in two places: asking the map about every resident costs more than all the rest.
      const mayRepresentElsewhere = asRepresentative && moreResidences.size > 0
      forEachInScope(directory.units, scope, unit, (at) => {
        const residents = directory.residents.get(at)
        if (residents === undefined) return
        const { data, length } = residents
        for (let i = 0; i < length; i++) {
          const person = data[i] ?? 0
          if (hasFacts(facts, person, wanted) && (!asRepresentative || residence[person] === at)) emit(person)
          else if (
            mayRepresentElsewhere &&
            hasFacts(facts, person, needed) &&
            moreResidences.get(person)?.some((r) => r.unit === at && r.represents) === true
          )
            emit(person)
        }
      })
    },
    mask: 0,
  }
}

function compileAll(directory: Directory, parts: readonly CompiledRule[]): CompiledRule {
  const mask = parts.reduce((bits, part) => (bits | part.mask) >>> 0, 0)
  const rest = parts.filter((part) => part.mask === 0)
  const driver = rest.find((part) => part.enumerate !== null)
  const filters = rest.filter((part) => part !== driver)
  const test = (person: number, unit: number): boolean =>
    hasFacts(directory.facts, person, mask) && rest.every((part) => part.test(person, unit))
  const start = driver?.enumerate ?? null
  if (start === null) return { test, enumerate: null, mask: rest.length === 0 ? mask : 0 }
  return {
    test,
    mask: 0,
    enumerate: (unit, emit, needed) => {
      const passOn: Emit =
        filters.length === 0 ? emit : (person) => filters.every((filter) => filter.test(person, unit)) && emit(person)
      start(unit, passOn, needed | mask)
    },
  }
}

function compileAny(parts: readonly CompiledRule[]): CompiledRule {
  const starts = parts.flatMap((part) => part.enumerate ?? [])
  return {
    test: (person, unit) => parts.some((part) => part.test(person, unit)),
    enumerate:
      starts.length < parts.length
        ? null
        : (unit, emit, needed) => {
            for (const start of starts) start(unit, emit, needed)
          },
    mask: 0,
  }
}
