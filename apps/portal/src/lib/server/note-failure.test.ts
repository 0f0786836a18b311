import { expect, it, vi } from 'vitest'
import { metricsText } from './metrics.ts'
import { noteFailure } from './note-failure.ts'

it('counts every failure in the background, and says it once a minute without quoting anybody', () => {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  const error = Object.assign(new Error('Ksor H’Lan 0912345678'), { code: '53100' })
  for (const second of [0, 10, 20, 61]) noteFailure('day', error, second * 1_000)
  noteFailure('sweep', error, 0)
  vi.restoreAllMocks()
  const lines = written.map((line) => JSON.parse(line) as Record<string, string>)
  expect(lines.map(({ level, message, work }) => ({ level, message, work }))).toEqual(
    ['day', 'day', 'sweep'].map((work) => ({ level: 'error', message: 'background work failed', work })),
  )
  expect(lines[0]?.['trace']).toMatch(/^Error 53100\n {4}at /)
  expect(written.join('')).not.toMatch(/Ksor|0912345678/)
  const text = metricsText({ version: '0', database: 'pglite', databaseSeconds: null, ready: false, work: null })
  expect(text).toContain('ketnoi_background_failures_total{work="day"} 4\n')
  expect(text).toContain('ketnoi_background_failures_total{work="sweep"} 1\n')
})
