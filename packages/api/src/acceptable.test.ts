import { expect, test } from 'vitest'
import { isAcceptable } from './acceptable.ts'

test.each([
  ['nothing', undefined],
  ['letters of every kind', { name: 'Kpă H’Bích', note: '👩‍🌾\n\t', '': null, at: new Date(0) }],
  ['bytes, whatever is in them', { bytes: new Uint8Array([0, 0xd8, 0]) }],
  ['maps and sets', new Map<string, unknown>([['a', new Set(['b'])]])],
])('%s may be kept', (_, input) => {
  expect(isAcceptable(input)).toBe(true)
})

test.each([
  ['the character zero', 'a\0b'],
  ['half of a character', 'x\ud800'],
  ['in a list in an object', { rows: [{ name: '\0' }] }],
  ['as a key', { '\0': 1 }],
  ['in a map', new Map([['a', '\udc00']])],
  ['a number without end', { policies: 10n ** 30n }],
  ['as a key of a map', new Map([['\0', 1]])],
])('%s may not', (_, input) => {
  expect(isAcceptable(input)).toBe(false)
})

test('depth does not stop it', () => {
  let deep: unknown = 'bottom'
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(isAcceptable(deep)).toBe(true)
})

test('what is small on the way and without end to go through is refused at once', () => {
  const circle: Record<string, unknown> = {}
  circle['circle'] = circle
  expect(isAcceptable(circle)).toBe(false)
  let many: unknown = 'ha'
  for (let level = 0; level < 30; level++) many = [many, many, many, many]
  expect(isAcceptable(many)).toBe(false)
  const row = Array.from({ length: 4_000 }, () => 1)
  expect(isAcceptable(Array.from({ length: 4_000 }, () => row))).toBe(false)
  const sparse: unknown[] = []
  sparse.length = 4_000_000_000
  expect(isAcceptable(sparse)).toBe(false)
})
