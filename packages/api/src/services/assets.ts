import { findSetting, inTransaction, listGroupAssets, updateSetting, type Db } from '@ketnoi/db'
import type { Day, GroupId, UnitId } from '@ketnoi/hierarchy'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { groupsOf, groupsWithin } from '../plans/make-plan.ts'
import { getWorld } from '../world.ts'
import type { AssetAlarm, CostEstimate, ServicePrices } from './official-account.ts'
import { getOfficialAccount, noteService } from './set-up-service.ts'

const PRICES = 'service-prices'
export const prices = z.object({
  groups: z.record(z.string().max(40), z.number().min(0)),
  included: z.record(z.string().max(40), z.int32().min(0)),
  message: z.number().min(0),
})

export interface AssetsView {
  readonly groups: readonly {
    readonly groupId: GroupId
    readonly name: string
    readonly assetType: string | null
    readonly validThrough: Day | null
    readonly autoRenew: boolean | null
    readonly dissolvedAt: string | null
  }[]
  readonly alarms: readonly (AssetAlarm & { readonly name: string })[]
  readonly cost: CostEstimate
  readonly prices: ServicePrices
  /** Nobody has said what it costs: the prices are what others name. */
  readonly unconfirmed: boolean
}

/** What the groups live by, with those whose time is nearly over; of some units, or all. */
export async function loadAssets(ctx: Context, within: readonly UnitId[] | null): Promise<AssetsView> {
  const account = getOfficialAccount(ctx)
  const world = await getWorld(ctx)
  const names = new Map(groupsOf(world).map(({ id, name }) => [id, name]))
  const allowed = within === null ? null : new Set((groupsWithin(world, within) ?? []).map(unitOfGroup))
  const assets = (await listGroupAssets(ctx.db)).filter(
    ({ groupId }) => allowed === null || allowed.has(unitOfGroup(groupId)),
  )
  const named = <T extends { readonly groupId: GroupId }>(one: T) => ({
    ...one,
    name: names.get(one.groupId) ?? one.groupId,
  })
  const counts = new Map<string, number>()
  const standing = assets.filter(({ dissolvedAt }) => dissolvedAt === null)
  for (const { assetType } of standing) if (assetType !== null) counts.set(assetType, (counts.get(assetType) ?? 0) + 1)
  const kept = await findPrices(ctx.db)
  return {
    groups: assets.map((asset) => {
      const { groupId, name, assetType, validThrough, autoRenew, dissolvedAt } = named(asset)
      return { groupId, name, assetType, validThrough, autoRenew, dissolvedAt }
    }),
    alarms: (await account.dueAlarms(standing, ctx.today())).map(named),
    cost: account.estimateCost(Object.fromEntries(counts), kept),
    prices: kept ?? account.unconfirmedPrices,
    unconfirmed: kept === null,
  }
}

export async function findPrices(db: Db): Promise<ServicePrices | null> {
  const parsed = prices.safeParse(await findSetting(db, PRICES))
  return parsed.success ? parsed.data : null
}

export async function setPrices(ctx: Context, given: ServicePrices): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    await updateSetting(trx, PRICES, given)
    await noteService(ctx, trx, 'service-prices-set', given)
  })
}
