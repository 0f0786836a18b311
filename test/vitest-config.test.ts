import { expect, test } from 'vitest'
import config from '../vitest.config.ts'

test('all projects have as many workers, or none of them would run on a machine of four cores', () => {
  const projects = config.test?.projects ?? []
  const workers = projects.map((project) =>
    typeof project === 'object' && 'test' in project ? project.test.maxWorkers : null,
  )
  expect(workers.length).toBeGreaterThan(1)
  expect(new Set(workers).size).toBe(1)
})
