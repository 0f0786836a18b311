import type { Day } from '@ketnoi/hierarchy'
import { DEFAULT_ZALO_SETTINGS } from '../settings.ts'
import type { SimAsset, SimGroup, SimWorld } from './world.ts'

const VIETNAM = 7 * 3_600_000

export function dayInVietnam(now: number): Day {
  return new Date(now + VIETNAM).toISOString().slice(0, 10)
}

/** A day as the service writes it. */
export function vietnamese(day: Day): string {
  return day.split('-').toReversed().join('/')
}

export function isDisabled(asset: SimAsset, now: number): boolean {
  return asset.validThrough < dayInVietnam(now)
}

export function sizeOf(assetType: string): number {
  return DEFAULT_ZALO_SETTINGS.assetSizes[assetType] ?? 0
}

export function isIn(group: SimGroup, userId: string): boolean {
  return group.members.has(userId) || group.pending.get(userId) === 'invited'
}

export function takenPlaces({ semantics }: SimWorld, group: SimGroup): number {
  return group.members.size + (semantics.countsAccount ? 1 : 0)
}
