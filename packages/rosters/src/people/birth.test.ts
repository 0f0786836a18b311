import { describe, expect, test } from 'vitest'
import { readBirth, readBirthOn } from './birth.ts'

const LATEST = 2024

describe('dates of birth keep their precision', () => {
  test.each([
    ['21/03/1985', '1985-03-21'],
    ['1-3-1985', '1985-03-01'],
    ['1.3.1985', '1985-03-01'],
    ['03/1985', '1985-03'],
    ['1985', '1985'],
    ['1985-03-21', '1985-03-21'],
    [1985, '1985'],
    [31_127, '1985-03-21'],
    ['31127', '1985-03-21'],
    [new Date('1985-03-21T00:00:00Z'), '1985-03-21'],
    ['00/00/1985', '1985'],
  ] as const)('%s is %s', (value, birth) => {
    expect(readBirth(value, LATEST)).toEqual({ birth, issue: null, suggestion: null })
  })

  test.each([
    ['01/01/1950', '1950-01-01', 'birth-day-doubtful', '1950'],
    ['03/21/1985', '1985-03-21', 'birth-month-first', '1985-03-21'],
    ['21/3/85', '1985-03-21', 'birth-century-guessed', '1985-03-21'],
    ['khoảng 1950', '1950', 'birth-approximate', '1950'],
  ] as const)('%s is %s with a warning', (value, birth, issue, suggestion) => {
    expect(readBirth(value, LATEST)).toEqual({ birth, issue, suggestion })
  })

  test.each(['31/02/1985', '1850', '2031', 'không nhớ', 7, 99_999_999])('%s is not kept', (value) => {
    expect(readBirth(value, LATEST)).toMatchObject({ birth: null, issue: 'birth-unusable' })
  })
})

describe('dates of birth to come are told apart from those that cannot be read', () => {
  test.each(['2031', '02/02/2031', '2/2/2024', '03/2024', 47_000, new Date('2031-05-06T00:00:00Z')])('%s', (value) => {
    expect(readBirthOn(value, '2024-02-01')).toEqual({ birth: null, issue: 'birth-future', suggestion: null })
  })
  test.each(['31/02/1985', '1850', 'không nhớ'])('%s', (value) => {
    expect(readBirthOn(value, '2024-02-01')).toMatchObject({ birth: null, issue: 'birth-unusable' })
  })
  test.each([
    ['1/2/2024', '2024-02-01'],
    ['2024', '2024'],
    ['', null],
  ])('%s', (value, birth) => {
    expect(readBirthOn(value, '2024-02-01')).toEqual({ birth, issue: null, suggestion: null })
  })
})
