import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { unitsNow } from '../units/follow-unit.ts'
import { decideConflict, decisionInput, getOpenRecord, loadConflicts, type FieldConflicts } from './conflicts.ts'
import {
  deviceClaim,
  findDeviceKey,
  listDeviceViews,
  prepareDevice,
  requireDevice,
  revokeDevice,
  type DeviceKey,
  type DeviceView,
  type PreparedDevice,
} from './devices.ts'
import type { FieldAnswer } from './apply-record.ts'
import { fieldSubmission } from './field-payload.ts'
import {
  findVillagesOfPoster,
  listEndedVillages,
  loadPack,
  searchVillages,
  type EndedVillage,
  type FoundVillage,
  type VillageChoice,
  type VillagePack,
} from './load-pack.ts'
import { submitRecords } from './submit-records.ts'

/** More at once would keep a weak line busy for so long that it breaks before the answer. */
const MOST_RECORDS = 50

const password = z.string().min(1).max(500)

export const onboardingRouter = router({
  prepareDevice: procedure('onboarding.prepareDevice')
    .input(z.object({ name: z.string().trim().min(1).max(100), password }))
    .mutation(async ({ ctx, input }): Promise<PreparedDevice> => {
      ctx.authorise(null)
      return prepareDevice(ctx, input)
    }),
  /** A mutation: the password travels with it. */
  deviceKey: procedure('onboarding.deviceKey')
    .input(z.object({ deviceId: z.string(), password }))
    .mutation(async ({ ctx, input }): Promise<DeviceKey> => {
      ctx.authorise(null)
      return findDeviceKey(ctx, input)
    }),
  /** Whether the device may go on as it is; what it hears otherwise it acts upon. */
  checkDevice: procedure('onboarding.checkDevice')
    .input(deviceClaim)
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await requireDevice(ctx, input)
    }),
  villages: procedure('onboarding.villages')
    .input(z.object({ text: z.string().max(200).default('') }))
    .query(async ({ ctx, input }): Promise<readonly FoundVillage[]> => {
      ctx.authorise(null)
      return searchVillages(ctx, input.text)
    }),
  villagesOfPoster: procedure('onboarding.villagesOfPoster')
    .input(z.object({ token: z.string().max(64) }))
    .query(async ({ ctx, input }): Promise<readonly VillageChoice[]> => {
      ctx.authorise(null)
      return findVillagesOfPoster(ctx, input.token)
    }),
  /** Asked about what a device holds, so that nobody goes on with a village that is no more. */
  ended: procedure('onboarding.ended')
    .input(z.object({ unitIds: z.array(z.string().max(200)).max(200) }))
    .query(async ({ ctx, input }): Promise<readonly EndedVillage[]> => {
      ctx.authorise(null)
      return listEndedVillages(ctx, input.unitIds)
    }),
  /** A mutation: it is recorded who took the roster along. */
  pack: procedure('onboarding.pack')
    .input(deviceClaim.extend({ unitId: z.string() }))
    .mutation(async ({ ctx, input }): Promise<VillagePack> => {
      ctx.authorise(input.unitId)
      return loadPack(ctx, await requireDevice(ctx, input), input.unitId)
    }),
  /** Whoever prepared the device may send what it holds; whether they may (still) register people there is asked of each record. */
  submit: procedure('onboarding.submit')
    .input(deviceClaim.extend({ records: z.array(fieldSubmission).max(MOST_RECORDS) }))
    .mutation(async ({ ctx, input }): Promise<{ readonly answers: readonly FieldAnswer[] }> => {
      ctx.authorise(null)
      return { answers: await submitRecords(ctx, await requireDevice(ctx, input), input.records) }
    }),
  conflicts: procedure('onboarding.conflicts')
    .input(
      z.object({
        unitId: z.string().optional(),
        after: z.string().optional(),
        limit: z.int32().min(1).max(100).default(50),
      }),
    )
    .query(async ({ ctx, input }): Promise<FieldConflicts> => {
      const within = ctx.authoriseWithin(await unitsNow(ctx, input.unitId))
      return loadConflicts(ctx, { within, after: input.after, limit: input.limit })
    }),
  decide: procedure('onboarding.decide')
    .input(z.object({ id: z.string(), decision: decisionInput }))
    .mutation(async ({ ctx, input }): Promise<FieldAnswer> => {
      ctx.authoriseAny((await getOpenRecord(ctx, input.id)).unitIds)
      if (input.decision.kind === 'unit') ctx.authorise(input.decision.unitId)
      return decideConflict(ctx, input.id, input.decision)
    }),
  devices: procedure('onboarding.devices').query(async ({ ctx }): Promise<readonly DeviceView[]> => {
    ctx.authorise(null)
    return listDeviceViews(ctx)
  }),
  revokeDevice: procedure('onboarding.revokeDevice')
    .input(z.object({ id: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ readonly revoked: true }> => {
      ctx.authorise(null)
      await revokeDevice(ctx, input.id)
      return { revoked: true }
    }),
})
