import type { Day } from '@ketnoi/hierarchy'
import type { ZaloSettings } from './settings.ts'

/** A group with the asset that it lives by. */
export interface GroupAsset {
  readonly groupId: string
  readonly assetType: string | null
  readonly validThrough: Day | null
  readonly autoRenew: boolean | null
  readonly dissolvesOn: Day | null
}

/** How near the end of an asset is: within so many days, or over. */
export type AlarmLevel = 60 | 30 | 7 | 'expired'

export interface AssetAlarm {
  readonly groupId: string
  readonly level: AlarmLevel
  /** Until its last day; negative once it is over. */
  readonly daysLeft: number
  readonly validThrough: Day
  /** Paid for by itself, if there is money: still worth a look, not a rush. */
  readonly autoRenew: boolean | null
  /** The day on which the service dissolves the group; told, or counted from what is documented. */
  readonly dissolvesOn: Day
}

const DAY_MS = 86_400_000
const LEVELS = [7, 30, 60] as const

/** Says which groups are about to lose their asset, the nearest first, each with the narrowest level that it has reached. */
export function dueAlarms(settings: ZaloSettings, groups: readonly GroupAsset[], today: Day): readonly AssetAlarm[] {
  const alarms: AssetAlarm[] = []
  for (const { groupId, validThrough, autoRenew, dissolvesOn } of groups) {
    if (validThrough === null) continue
    const daysLeft = Math.round((Date.parse(validThrough) - Date.parse(today)) / DAY_MS)
    const level = daysLeft < 0 ? 'expired' : LEVELS.find((limit) => daysLeft <= limit)
    if (level === undefined) continue
    alarms.push({
      groupId,
      level,
      daysLeft,
      validThrough,
      autoRenew,
      dissolvesOn: dissolvesOn ?? addDays(validThrough, settings.dissolvedAfterDays),
    })
  }
  return alarms.toSorted((a, b) => a.daysLeft - b.daysLeft || a.groupId.localeCompare(b.groupId))
}

/** What groups cost a month, in đồng. The service publishes no complete table, so this is typed in by whoever pays. */
export interface ZaloPrices {
  /** Per group and month, by kind of asset. */
  readonly groups: Readonly<Record<string, number>>
  /** Groups that come with the package of the account, by kind. */
  readonly included: Readonly<Record<string, number>>
  /** Per message that the account sends to a group. */
  readonly message: number
}

/** What resellers name and nobody has confirmed; kinds without a figure are left out. */
export const UNCONFIRMED_PRICES: ZaloPrices = {
  groups: { gmf10: 25_000, gmf50: 55_000, gmf1000: 300_000 },
  included: { gmf100: 1 },
  message: 0,
}

export interface CostEstimate {
  readonly perMonth: number
  /** Groups by kind, with those that cost extra. */
  readonly kinds: readonly { readonly assetType: string; readonly count: number; readonly paid: number }[]
  /** Groups whose price nobody knows: the true cost is higher. */
  readonly withoutPrice: number
}

/** Estimates what so many groups of each kind cost a month, with so many messages to each. */
export function estimateCost(
  counts: Readonly<Record<string, number>>,
  prices: ZaloPrices,
  messagesPerGroup = 0,
): CostEstimate {
  let perMonth = 0
  let withoutPrice = 0
  const kinds = Object.entries(counts).map(([assetType, count]) => {
    const paid = Math.max(0, count - (prices.included[assetType] ?? 0))
    const price = prices.groups[assetType]
    // Groups that are included cost no messages either.
    perMonth += paid * ((price ?? 0) + messagesPerGroup * prices.message)
    if (price === undefined) withoutPrice += paid
    return { assetType, count, paid }
  })
  return { perMonth, kinds, withoutPrice }
}

/** The smallest kind of asset that holds so many people, the account's own place included; `null` if none does. */
export function assetTypeFor(settings: ZaloSettings, people: number): string | null {
  const places = people + (settings.accountTakesPlace ? 1 : 0)
  const fitting = Object.entries(settings.assetSizes).filter(([, size]) => size >= places)
  return fitting.toSorted(([, a], [, b]) => a - b)[0]?.[0] ?? null
}

function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}
