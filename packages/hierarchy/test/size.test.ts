import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { measureSize, type SizeLimit } from './measure-size.ts'

// Villages are on slow phones, and whoever builds a page on the package ought to know what it costs there.
const PLAN =
  'parseModel, parseUnits, createUnitTree, createDirectory, expectedGroups, resolveMembers, membersOf, explainMember, matchMembers, createPlan, guardPlan, describePlan'
const LIMITS: readonly SizeLimit[] = [
  // The whole way that the first page of the README goes, with every refusal in words.
  { name: 'from documents to a guarded plan in words', code: from(PLAN), limit: 25 },
  { name: 'who should be in which group', code: from('createUnitTree, createDirectory, resolveMembers'), limit: 10 },
  {
    name: 'what a valid change of a person is',
    code: from('changePerson, handOver, mergePeople, undoMerge'),
    limit: 6,
  },
  { name: 'a reform', code: from('parseReform, applyReform, createRelocation, moveFacts'), limit: 18 },
  { name: 'both presets', code: from('PRESETS'), limit: 3 },
  { name: 'names without marks (`foldName`)', code: from('foldName'), limit: 1 },
  // Nothing runs when the package is loaded, so what is not used is not there.
  { name: 'nothing of it', code: `import '@ketnoi/hierarchy'`, limit: 0 },
  // Nobody needs all of it on one page: the half is what the portal decides on its server. Kept from growing unseen.
  { name: 'everything', code: `export * from '@ketnoi/hierarchy'`, limit: 60 },
  { name: '`@ketnoi/hierarchy/testing`', code: `export * from '@ketnoi/hierarchy/testing'`, limit: 13 },
]
const README = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')
const FIGURES = new Map([...README.matchAll(/^\| (.+?) +\| +(\d+) kB +\|/gm)].map(([, name, kB]) => [name, Number(kB)]))
const rows: string[] = []

describe('the size of the package in an application, minified and gzipped', () => {
  for (const { name, code, limit } of LIMITS) {
    it(`${name}: at most ${limit} kB`, async () => {
      const size = await measureSize(code)
      rows.push(`${size.toFixed(1).padStart(6)} of ${String(limit).padStart(2)} kB  ${name}`)
      expect(size).toBeLessThanOrEqual(limit)
      // A round figure, so that not every change of a line is one of the page: never less than what is measured, nor much more.
      const said = FIGURES.get(name) ?? NaN
      expect(said, 'the figure in the README').toBeGreaterThanOrEqual(size)
      expect(said, 'the figure in the README').toBeLessThanOrEqual(Math.ceil(size * 1.2))
    })
  }

  afterAll(() => {
    process.stdout.write(`${rows.join('\n')}\n`)
  })
})

function from(names: string): string {
  return `export { ${names} } from '@ketnoi/hierarchy'`
}
