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
 * A rule made ready for a directory. `test` decides one person; `enumerate` names everybody who matches (possibly twice), from
 * facts, and is `null` where the rule gives nothing to start from (`adult`, `not`). `mask` holds the facts that a rule made of
 * facts alone comes down to.
 */
export interface CompiledRule {
  readonly test: (person: number, unit: number) => boolean
  readonly enumerate: ((unit: number, emit: Emit) => void) | null
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
        enumerate: (unit, emit) => {
          forEachInScope(directory.units, rule.of, unit, (of) => membersOf(rule.groupKind, of).forEach(emit))
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
    compiled.enumerate(unit, emit)
    return
  }
  for (let person = 0; person < directory.people.ids.length; person++) {
    if (((directory.facts[person] ?? 0) & PRESENT) !== 0 && compiled.test(person, unit)) emit(person)
  }
}

function compileMask(directory: Directory, bit: number): CompiledRule {
  if (bit === 0) return { test: () => false, enumerate: () => undefined, mask: 0 }
  return { test: (person) => ((directory.facts[person] ?? 0) & bit) !== 0, enumerate: null, mask: bit }
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
    enumerate: (unit, emit) => {
      forEachInScope(directory.units, scope, unit, (at) => {
        for (const position of positions) {
          const holders = directory.holders.get(at * count + position)
          if (holders === undefined) continue
          for (let i = 0; i < holders.length; i++) emit(holders.data[i] ?? 0)
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
    enumerate: (unit, emit) => {
      forEachInScope(directory.units, scope, unit, (at) => {
        const residents = directory.residents.get(at)
        if (residents === undefined) return
        const { facts, residence, moreResidences } = directory
        const { data, length } = residents
        // Hardly anybody lives in two places: asking the map about every resident costs more than all the rest.
        const hasMore = moreResidences.size > 0
        for (let i = 0; i < length; i++) {
          const person = data[i] ?? 0
          if (!asRepresentative || (((facts[person] ?? 0) & REPRESENTS) !== 0 && residence[person] === at)) emit(person)
          else if (hasMore && moreResidences.get(person)?.some((r) => r.unit === at && r.represents) === true)
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
    ((directory.facts[person] ?? 0) & mask) >>> 0 === mask && rest.every((part) => part.test(person, unit))
  const start = driver?.enumerate ?? null
  if (start === null) return { test, enumerate: null, mask: rest.length === 0 ? mask : 0 }
  return {
    test,
    mask: 0,
    enumerate: (unit, emit) => {
      const { facts } = directory
      start(unit, (person) => {
        if (((facts[person] ?? 0) & mask) >>> 0 !== mask) return
        for (const filter of filters) if (!filter.test(person, unit)) return
        emit(person)
      })
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
        : (unit, emit) => {
            for (const start of starts) start(unit, emit)
          },
    mask: 0,
  }
}
