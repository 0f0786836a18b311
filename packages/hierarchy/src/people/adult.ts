import type { Day } from '../interval.ts'
import type { PartialDate } from './person.ts'

/** A day as one number that compares like the day: 20240201. */
export function dayNumber(day: Day): number {
  return Number(day.slice(0, 4)) * 10_000 + Number(day.slice(5, 7)) * 100 + Number(day.slice(8, 10))
}

/**
 * Gives the latest day somebody may have been born, as a number, or 0 when it is not known: with the year alone, its last day, so
 * that nobody counts as an adult before they certainly are.
 */
export function latestBirth(birth: PartialDate | null): number {
  if (birth === null) return 0
  const year = Number(birth.slice(0, 4))
  // What is no date, e.g. an empty cell, says nothing: a child of unknown age must not count as born in the year 0.
  if (!(year >= 1_000)) return 0
  const month = birth.length > 4 ? Number(birth.slice(5, 7)) : 12
  const day = birth.length > 7 ? Number(birth.slice(8, 10)) : lastDayOf(year, month)
  return year * 10_000 + month * 100 + day
}

function lastDayOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Answers whether somebody is certainly that old on the day: by the date of birth, or by declaration where there is none. */
export function isOfAge(birth: number, declared: boolean, age: number, day: number, adultAge: number): boolean {
  return birth > 0 ? birth + age * 10_000 <= day : declared && age <= adultAge
}
