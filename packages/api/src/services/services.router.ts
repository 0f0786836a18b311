import { findServiceConnection, listActualGroups, HANDS_ON } from '@ketnoi/db'
import { z } from 'zod'
import { PER_MINUTE_BOUNDS, SECOND_ABOVE_BOUNDS } from '../announcements/announcement-limits.ts'
import type { Context } from '../context.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { unitsOfPerson } from '../people/person-names.ts'
import { getPerson, requireSeenPerson } from '../people/get-person.ts'
import { groupsWithin } from '../plans/make-plan.ts'
import { getWorld } from '../world.ts'
import { procedure, router } from '../trpc.ts'
import { loadAssets, prices, setPrices, type AssetsView } from './assets.ts'
import { makeBindingCode } from './bind-account.ts'
import { OFFICIAL_ACCOUNT, type AccountCheckStep } from './official-account.ts'
import { decideRequest, getRequest, loadRequests, type RequestView } from './requests.ts'
import { isReached, loadServiceRules, setServiceRules, type ServiceRules } from './service-rules.ts'
import {
  checkService,
  finishConsent,
  loadConnection,
  notSetUp,
  removeService,
  setUpService,
  startConsent,
  type ConnectionView,
} from './set-up-service.ts'
import { switchGroup } from './switch-group.ts'

export interface ServicesPage {
  /** `null`: nobody has set it up. */
  readonly connection: ConnectionView | null
  readonly rules: ServiceRules
  /** Through what groups can be reached now. */
  readonly services: readonly string[]
  /** Groups that a program reaches. */
  readonly groups: readonly { readonly id: string; readonly name: string; readonly service: string }[]
}

const service = z.string().min(1).max(40)
/** A secret as the service's console shows it; nothing typed: the kept one stays. */
const secret = z
  .string()
  .trim()
  .max(500)
  .transform((text) => (text === '' ? null : text))
const within = ({ min, max }: { readonly min: number; readonly max: number }) => z.int32().min(min).max(max)
const hour = z.int32().min(0).max(23)

export const servicesRouter = router({
  page: procedure('services.page').query(async ({ ctx }): Promise<ServicesPage> => {
    ctx.authorise(null)
    const rules = await loadServiceRules(ctx.db)
    const groups = (await listActualGroups(ctx.db)).filter((one) => one.service === OFFICIAL_ACCOUNT)
    return {
      connection: ctx.officialAccount === null ? null : await loadConnection(ctx),
      rules,
      services: await servicesNow(ctx, rules),
      groups: groups.flatMap(({ groupId, name, service: reachedBy }) =>
        groupId === null ? [] : [{ id: groupId, name, service: reachedBy }],
      ),
    }
  }),
  setUp: procedure('services.setUp')
    .input(
      z.object({
        appId: z
          .string()
          .trim()
          .regex(/^\d{5,30}$/),
        appSecret: secret,
        accountSecret: secret,
        settings: z.string().max(50_000),
        actingPersonIds: z.array(z.string()).max(20),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await setUpService(ctx, input)
    }),
  remove: procedure('services.remove').mutation(async ({ ctx }): Promise<void> => {
    ctx.authorise(null)
    await removeService(ctx)
  }),
  startConsent: procedure('services.startConsent')
    .input(z.object({ redirectUri: z.url().max(500) }))
    .mutation(({ ctx, input }): Promise<{ readonly address: string }> => {
      ctx.authorise(null)
      return startConsent(ctx, input.redirectUri)
    }),
  finishConsent: procedure('services.finishConsent')
    .input(z.object({ code: z.string().max(2_000), state: z.string().max(200), accountId: z.string().max(60) }))
    .mutation(({ ctx, input }): Promise<{ readonly name: string | null }> => {
      ctx.authorise(null)
      return finishConsent(ctx, input)
    }),
  /** Asks the service itself. */
  check: procedure('services.check').mutation(({ ctx }): Promise<readonly AccountCheckStep[]> => {
    ctx.authorise(null)
    return checkService(ctx)
  }),
  setRules: procedure('services.setRules')
    .input(
      z.object({
        newGroupService: service,
        quietHours: z.object({ from: hour, to: hour }).nullable(),
        tasksPerDay: z.int32().min(1).max(1_000),
        announcementSecondAbove: within(SECOND_ABOVE_BOUNDS),
        announcementMessagesPerMinute: within(PER_MINUTE_BOUNDS),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await setServiceRules(ctx, input)
    }),
  switchGroup: procedure('services.switchGroup')
    .input(z.object({ groupId: z.string(), service }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await switchGroup(ctx, input)
    }),
  /** What the groups live by, what it costs, and whose time is nearly over. */
  assets: procedure('services.assets').query(({ ctx }): Promise<AssetsView> => {
    const within = ctx.authoriseWithin()
    return loadAssets(ctx, within)
  }),
  setPrices: procedure('services.setPrices')
    .input(prices)
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await setPrices(ctx, input)
    }),
  makeBindingCode: procedure('services.makeBindingCode')
    .input(z.object({ personId: z.string() }))
    .mutation(
      async ({
        ctx,
        input,
      }): Promise<{ readonly code: string; readonly expiresAt: string; readonly accountId: string }> => {
        const person = await getPerson(ctx, input.personId)
        ctx.authoriseAny(unitsOfPerson(person))
        const accountId = (await findServiceConnection(ctx.db, OFFICIAL_ACCOUNT))?.accountId ?? null
        if (accountId === null) throw notSetUp()
        return { ...(await makeBindingCode(ctx, person.id)), accountId }
      },
    ),
  /** What somebody at the service asked for; whoever has a part of the units sees what is asked in groups of theirs. */
  requests: procedure('services.requests').query(
    async ({ ctx }): Promise<{ readonly rows: readonly RequestView[]; readonly more: boolean }> => {
      const within = ctx.authoriseWithin()
      return loadRequests(ctx, within === null ? null : (groupsWithin(await getWorld(ctx), within) ?? []))
    },
  ),
  decideRequest: procedure('services.decideRequest')
    .input(
      z.object({
        id: z.string(),
        decision: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('person'), personId: z.string() }),
          z.object({ kind: z.literal('reject') }),
          z.object({ kind: z.literal('done') }),
        ]),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<void> => {
      const request = await getRequest(ctx, input.id)
      ctx.authorise(request.groupId === null ? null : unitOfGroup(request.groupId))
      const { decision } = input
      if (decision.kind === 'person') await requireSeenPerson(ctx, 'services.decideRequest', decision.personId)
      await decideRequest(ctx, request, decision)
    }),
})

async function servicesNow(ctx: Context, rules: ServiceRules): Promise<readonly string[]> {
  const reached = (await isReached(ctx, OFFICIAL_ACCOUNT)) ? [OFFICIAL_ACCOUNT] : []
  return [...new Set([HANDS_ON, ...reached, rules.newGroupService])]
}
