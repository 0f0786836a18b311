import { describe, expect, test } from 'vitest'
import { assetTypeFor, dueAlarms, estimateCost, UNCONFIRMED_PRICES } from './assets.ts'
import { createZaloSettings } from './settings.ts'

const settings = createZaloSettings()
const until = (groupId: string, validThrough: string | null, autoRenew: boolean | null = false) => ({
  groupId,
  assetType: 'gmf1000',
  validThrough,
  autoRenew,
  dissolvesOn: null,
})

describe('alarms', () => {
  test.each([
    ['2027-01-26', undefined],
    ['2027-01-25', 60],
    ['2026-12-27', 60],
    ['2026-12-26', 30],
    ['2026-12-04', 30],
    ['2026-12-03', 7],
    ['2026-11-26', 7],
    ['2026-11-25', 'expired'],
  ])('an asset valid through %s, on 26 November: %s', (validThrough, level) => {
    expect(dueAlarms(settings, [until('g', validThrough)], '2026-11-26')[0]?.level).toBe(level)
  })

  test('the nearest come first, with the day on which the group would be gone', () => {
    const alarms = dueAlarms(
      settings,
      [
        until('later', '2026-12-20'),
        until('unknown', null),
        { ...until('over', '2026-11-20'), dissolvesOn: '2027-01-03' },
        until('soon', '2026-11-30', true),
      ],
      '2026-11-26',
    )
    expect(
      alarms.map(({ groupId, daysLeft, dissolvesOn, autoRenew }) => [groupId, daysLeft, dissolvesOn, autoRenew]),
    ).toEqual([
      ['over', -6, '2027-01-03', false],
      ['soon', 4, '2027-01-14', true],
      ['later', 24, '2027-02-03', false],
    ])
  })
})

describe('cost', () => {
  test('what comes with the package is free, what has no price is said', () => {
    expect(estimateCost({ gmf1000: 80, gmf100: 9 }, UNCONFIRMED_PRICES)).toEqual({
      perMonth: 24_000_000,
      kinds: [
        { assetType: 'gmf1000', count: 80, paid: 80 },
        { assetType: 'gmf100', count: 9, paid: 8 },
      ],
      withoutPrice: 8,
    })
  })

  test('messages cost where they have a price', () => {
    const prices = { groups: { gmf50: 55_000 }, included: { gmf50: 1 }, message: 330 }
    expect(estimateCost({ gmf50: 3 }, prices, 10).perMonth).toBe(2 * (55_000 + 3_300))
  })

  test.each([
    [9, 'gmf10'],
    [10, 'gmf50'],
    [99, 'gmf100'],
    [100, 'gmf1000'],
    [999, 'gmf1000'],
    [1000, null],
  ])('%i people need %s', (people, assetType) => {
    expect(assetTypeFor(settings, people)).toBe(assetType)
  })
})
