import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createExample, type ExpectedCounts } from '@ketnoi/example-ia-pa'
import type { PlanDocument } from '../src/plan/plan-document.ts'
import { folderWith, runJson } from './run.ts'
import { validateAgainst } from './validate.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')

describe('ketnoi plan on the Ia Pa example', () => {
  let folder: Awaited<ReturnType<typeof folderWith>>
  let args: string[]
  let expected: ExpectedCounts

  beforeAll(async () => {
    const { files, counts } = await createExample({ seed: 11, people: 3_000 })
    expected = counts
    folder = await folderWith(Object.fromEntries(files.map((file) => [file.path, file.bytes])))
    args = [
      '--model',
      'ia-pa-2024',
      '--units',
      folder.path('units.json'),
      '--roster',
      folder.path('rosters'),
      '--actual',
      folder.path('members'),
      '--as-of',
      '2024-02-01',
      '--convert',
      'tcvn3,mojibake',
    ]
  }, 60_000)
  afterAll(() => folder.remove())

  it('sees 1 + 9 + 73 groups, 75 of them with a list', async () => {
    const { code, plan } = await runJson(...args)
    expect(code).toBe(2)
    expect(plan.groups).toHaveLength(83)
    expect(plan.groups.filter((group) => group.kind === 'commune-committee')).toHaveLength(9)
    expect(plan.summary.changes['create-group']).toBe(8)
    // Whoever is not wanted although they should be stands in a row that is reported.
    const doubtful = plan.issues.filter((issue) => ['flag-unknown', 'possible-duplicate'].includes(issue.code)).length
    expect(plan.summary.desired).toBeLessThanOrEqual(expected.desiredMembers)
    expect(plan.summary.desired).toBeGreaterThanOrEqual(expected.desiredMembers - doubtful)
    expect(plan.blocked.map((blocked) => blocked.code)).toContain('reading-failed')
    expect(plan.issues.map((issue) => issue.code)).toEqual(
      expect.arrayContaining(['member-list-empty', 'name-missing', 'phone-old-prefix']),
    )
  }, 60_000)

  it('writes megabytes into a pipe to the end, twice the same', async () => {
    const [first, second] = [await pipe(args), await pipe(args)]
    expect(first.code).toBe(2)
    expect(first.err).toBe('')
    expect(first.out.length).toBeGreaterThan(100_000)
    const plan = JSON.parse(first.out) as PlanDocument // held to the schema in the next line
    expect(await validateAgainst('plan', plan)).toEqual([])
    expect(second.out).toBe(first.out)
  }, 120_000)
})

/** Runs the command as a process whose output is read slowly. */
function pipe(args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, 'plan', '--json', ...args])
    const out: Buffer[] = []
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk)
      child.stdout.pause()
      setTimeout(() => child.stdout.resume(), 1)
    })
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code, out: Buffer.concat(out).toString(), err })
    })
  })
}
