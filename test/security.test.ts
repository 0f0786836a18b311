import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const PAGE = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8')
const PATH = /`((?:apps|packages|docs|deploy|test)\/[^`\s]+)`/g

const named = [...new Set([...PAGE.matchAll(PATH)].map(([, path = '']) => path))]

test.each(named)('%s, which the page about security names, exists', (path) => {
  expect(existsSync(join(ROOT, path))).toBe(true)
})

const quoted = PAGE.split('\n').flatMap((line) =>
  [...line.matchAll(/“([^”]{12,})”/g)].map(([, title = '']) => ({
    title,
    files: [...line.matchAll(PATH)].map(([, path = '']) => path).filter((path) => path.endsWith('.test.ts')),
  })),
)

test.each(quoted)('there is a test “$title”', ({ title, files }) => {
  const texts = files.map((path) => readFileSync(join(ROOT, path), 'utf8'))
  expect(texts.some((text) => text.includes(title))).toBe(true)
})

test('the table has a line for every chapter', () => {
  for (let chapter = 1; chapter <= 17; chapter++) expect(PAGE).toMatch(new RegExp(`V${String(chapter)}\\b`))
})
