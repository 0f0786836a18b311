import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { vi } from './vi/index.ts'

const API = new URL('../../../../../packages/api/src/', import.meta.url)
// `action: 'x-y'`, `noteAccount(ctx, trx, id, 'x-y'`, `audit('x-y'`.
const ACTION = /(?:\baction: |\b(?:note(?!Failure)\w*|audit)\([^'()]*)'([a-z]+(?:[-.][a-z]+)+)'/g
const SUBJECT = /\bsubjectKind: '([a-z-]+)'/g
// `action: 'x-y', …, data: { … }`, `noteReform(ctx, trx, id, 'x-y', { … })`, `const data = { … }`.
const DATA =
  /(?:\baction(?:: '[^']+')?,[^;]{0,300}?\bdata: |\b(?:note(?!Failure)\w*|audit)\([^'()]*'[a-z.-]+', |\bconst data = )\{([^{}]*)\}/g
const NAME = /(?:^|,)\s*([a-zA-Z]+)(?=\s*(?:[:,]|$))/g

const sources = globSync('**/*.ts', { cwd: API })
  .filter((file) => !file.includes('.test.'))
  .map((file) => readFileSync(new URL(file, API), 'utf8'))
const foundBy = (pattern: RegExp): Set<string> =>
  new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map(([, word = '']) => word)))

it.each([
  ['action', ACTION, vi.audit.actions, 80],
  ['kind of subject', SUBJECT, vi.audit.subjects, 15],
] as const)('the log has words for every %s that is recorded', (_, pattern, words, fewest) => {
  const found = foundBy(pattern)
  expect(found.size).toBeGreaterThan(fewest)
  expect([...found].filter((word) => !(word in words))).toEqual([])
})

it('the log has words for every detail that is recorded', () => {
  const found = new Set([...foundBy(DATA)].flatMap((fields) => [...fields.matchAll(NAME)].map(([, name = '']) => name)))
  found.delete('reason') // It stands in a line of its own.
  expect(found.size).toBeGreaterThan(50)
  expect([...found].filter((name) => !(name in vi.audit.details))).toEqual([])
})
