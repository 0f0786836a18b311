import { expect, it } from 'vitest'
import { firstPart } from './outcomes.ts'

const NONE = { new: 0, changed: 0, unchanged: 0, 'possible-duplicate': 0, refused: 0 }

it.each([
  ['new', { new: 90, refused: 8 }],
  ['changed', { changed: 3, unchanged: 90, refused: 8 }],
  ['possible-duplicate', { 'possible-duplicate': 2, unchanged: 5 }],
  ['unchanged', { unchanged: 5, refused: 1 }],
  ['refused', { new: 2, refused: 60 }],
  ['refused', {}],
] as const)('a preview opens at %s', (part, counts) => {
  expect(firstPart({ ...NONE, ...counts })).toBe(part)
})
