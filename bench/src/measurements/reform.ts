import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

/** The reform of 2025 over the whole country, with everybody who holds an office. */
export async function measureReform(): Promise<Figure[]> {
  const probe = await runProbe('reform')
  const number = (key: string): number => probe[key] ?? Number.NaN
  const size = 'country'
  const of = `${number('units').toLocaleString('en')} units, ${number('people').toLocaleString('en')} people`
  const against = (name: string, key: string, atMost: number | null): Figure => ({
    name: `reform: ${name}`,
    size,
    measured: milliseconds(number(`${key}CpuMs`)),
    baseline: `who should be in every group, once, ${milliseconds(number('resolveCpuMs'))}`,
    value: ratio(number(`${key}CpuMs`), number('resolveCpuMs')),
    unit: '×',
    target: atMost === null ? null : { kind: 'at-most', value: atMost },
  })
  return [
    against('reading and checking', 'parse', null),
    against('applying', 'apply', null),
    against('rehearsing', 'rehearse', 6),
    {
      name: 'reform: rehearsing, processor',
      size,
      measured: `${milliseconds(number('rehearseMs'))} by the clock`,
      baseline: of,
      value: number('rehearseCpuMs') / 1_000,
      unit: 's',
      target: { kind: 'at-most', value: 30 },
    },
    {
      name: 'reform: most memory',
      size,
      measured: `${Math.round(number('peakMb'))} MB`,
      baseline: of,
      value: number('peakMb'),
      unit: 'MB',
      target: { kind: 'at-most', value: 4_000 },
    },
  ]
}
