import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createExample } from './src/example.ts'

const SMALL = { seed: 7, people: 1_500 }

describe('the Ia Pa example', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2024-01-31T17:00:00Z') })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('gives the same bytes for the same seed, and others for another', async () => {
    const first = await createExample(SMALL)
    const second = await createExample(SMALL)
    const other = await createExample({ ...SMALL, seed: 8 })
    expect(second.files.map((file) => file.path)).toEqual(first.files.map((file) => file.path))
    for (const [i, file] of first.files.entries())
      expect(Buffer.from(second.files[i]?.bytes ?? []).equals(file.bytes), file.path).toBe(true)
    expect(other.counts).not.toEqual(first.counts)
  })

  it('has 1 district group, 9 commune groups and one per village, 75 of them with a list', async () => {
    const { files, counts } = await createExample(SMALL)
    expect(counts.villages).toBeGreaterThanOrEqual(72)
    expect(counts.villages).toBeLessThanOrEqual(75)
    expect(counts.groups).toBe(1 + 9 + counts.villages)
    expect(files.filter((file) => file.path.startsWith('members/') && !file.path.endsWith('index.json'))).toHaveLength(
      75,
    )
  })

  it('has lists that differ in every way', async () => {
    const { counts } = await createExample(SMALL)
    expect(Object.keys(counts.differences).sort()).toEqual(
      [
        'duplicates',
        'empty',
        'extra',
        'left',
        'missing',
        'mixed',
        'no-leader',
        'none',
        'partial',
        'pending',
        'phones',
        'roles',
        'spelling',
        'strangers',
        'wrong-group',
      ].sort(),
    )
  })
})
