import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { answerForDay, dayToLookAt } from './look-at.ts'

const ROUTES = join(import.meta.dirname, '..', 'routes')

it.each(globSync('**/+page.svelte', { cwd: ROUTES }).map((page) => `/${dirname(page)}`.replace('/.', '/')))(
  '%s says how it answers for another day',
  (route) => {
    expect(answerForDay(route)).not.toBeNull()
  },
)

it('says so by the longest address that fits', () => {
  expect(answerForDay('/groups/[id]/history')).toBe('said-by-page')
  expect(answerForDay('/runs/[id]/undo')).toBe('work')
  expect(answerForDay(null)).toBeNull()
})

it.each([
  ['2025-07-01', '2025-07-01'],
  ['2025-02-31', null],
  ['0001-01-01', null],
  ['tomorrow', null],
  ['', null],
  [null, null],
])('of %s it looks at %s', (text, day) => {
  expect(dayToLookAt(text)).toBe(day)
})
