import { globSync, readFileSync } from 'node:fs'
import { DEFAULT_BRAKES } from '@ketnoi/hierarchy'
import { describe, expect, it } from 'vitest'
import { vi } from './vi/index.ts'

const PACKAGES = new URL('../../../../../packages/', import.meta.url)
// How an issue or a named error begins in the sources: `code: 'x-y'`, `ApiError('x-y'`, `super('x-y'`.
const RAISED = /(?:\bcode: |\bApiError\(|\bsuper\()'([a-z]+(?:-[a-z]+)+)'/g

describe('problems', () => {
  it('have words for every code that the packages raise', () => {
    const raised = globSync('{api,db,rosters,hierarchy}/src/**/*.ts', { cwd: PACKAGES })
      .filter((file) => !file.includes('.test.') && !file.includes('testing'))
      .flatMap((file) =>
        [...readFileSync(new URL(file, PACKAGES), 'utf8').matchAll(RAISED)].map((match) => match[1] ?? ''),
      )
    expect(raised.length).toBeGreaterThan(20)
    const known = new Set([
      ...Object.keys(vi.problems.texts),
      ...Object.keys(vi.failures.problems),
      ...Object.keys(vi.files.texts),
      ...Object.keys(vi.accounts.problems),
      ...Object.keys(vi.login.problems),
      ...Object.keys(vi.onboarding.problems),
      ...Object.keys(vi.villagers.problems),
      ...Object.keys(vi.records.problems),
      ...Object.keys(vi.duplicates.problems),
      ...Object.keys(vi.plans.held),
      ...Object.keys(vi.plans.blockedCodes),
      ...Object.keys(vi.onboarding.conflict.codes),
      ...Object.keys(vi.runs.problems),
      ...Object.keys(vi.runs.codes),
      ...Object.keys(vi.services.problems),
      ...Object.keys(vi.tasks.problems),
      ...Object.keys(vi.trial.problems),
      ...Object.keys(vi.drift.problems),
      ...Object.keys(vi.reviews.problems),
      ...Object.keys(vi.handovers.problems),
      ...Object.keys(vi.changes.problems),
      ...Object.keys(vi.changes.kept),
      ...Object.keys(vi.changes.unitKept),
      ...Object.keys(vi.reforms.problems),
      ...Object.keys(vi.reforms.decisions),
      ...Object.keys(vi.reforms.losses),
      ...Object.keys(vi.reforms.checks),
      ...Object.keys(vi.announcements.problems),
      ...Object.keys(vi.announcements.codes),
    ])
    expect([...new Set(raised)].filter((code) => !known.has(code))).toEqual([])
  })

  it('have words for every brake', () => {
    const names: Readonly<Record<string, string>> = vi.plans.brakeNames
    expect(Object.keys(DEFAULT_BRAKES).filter((name) => names[name] === undefined)).toEqual([])
  })
})
