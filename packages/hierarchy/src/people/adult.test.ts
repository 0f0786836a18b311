import { expect, it } from 'vitest'
import { latestBirth } from './adult.ts'

it('what is no date of birth makes nobody an adult', () => {
  expect(['', '0', '15', 'n/a', '12/03/2015'].map(latestBirth)).toEqual([0, 0, 0, 0, 0])
  expect(['2006', '2006-02', '2006-02-03'].map(latestBirth)).toEqual([20_061_231, 20_060_228, 20_060_203])
})
