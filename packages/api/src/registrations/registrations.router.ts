import { ensureRegistrationToken, inTransaction, revokeRegistrationToken } from '@ketnoi/db'
import { findUnit } from '@ketnoi/hierarchy'
import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { noteEvent } from '../audit/note-event.ts'
import { UNNAMED_CONTROLLER, type Controller } from '../consents/first-notice.ts'
import { findController } from '../consents/notices.ts'
import { NotFoundError } from '../errors.ts'
import { nationalPhone } from '../people/phone-mask.ts'
import { procedure, router } from '../trpc.ts'
import { unitsNow } from '../units/follow-unit.ts'
import { getWorld, parentName, unitName } from '../world.ts'
import {
  confirmRegistration,
  type Confirmed,
  getRegistration,
  loadRegistrations,
  rejectRegistration,
  type RegistrationView,
} from './decide-registration.ts'
import { passOnRegistration } from './pass-on.ts'
import { loadRegistrationPage, selfRegister, type RegistrationPage } from './self-register.ts'

const language = z.enum(['vi', 'en'])
const token = z.string().max(64)
/** Without letters and digits that are taken for one another: it is printed, and typed by who cannot scan. */
const TOKEN_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
/** Enough that nobody hits one by chance; it opens a form and nothing else. */
const TOKEN_LENGTH = 10
const newToken = (): string =>
  Array.from({ length: TOKEN_LENGTH }, () => TOKEN_LETTERS[randomInt(TOKEN_LETTERS.length)]).join('')

export interface Poster {
  readonly unitId: string
  readonly unitName: string
  readonly parentName: string | null
  readonly token: string
  readonly controller: Readonly<Record<'vi' | 'en', Controller>>
}

export const registrationsRouter = router({
  /** What the page behind a poster shows; for everybody. */
  page: procedure('registrations.page')
    .input(z.object({ token, language }))
    .query(({ ctx, input }): Promise<RegistrationPage> => {
      ctx.authorise(null)
      return loadRegistrationPage(ctx, input)
    }),
  /** Keeps what somebody filled in; for everybody, with one answer for all. */
  submit: procedure('registrations.submit')
    .input(
      z.object({
        token,
        name: z.string().max(500),
        phone: z.string().max(100),
        unitId: z.string().max(200).optional(),
        agreed: z.boolean(),
        noticeId: z.string().max(100),
        formToken: z.string().max(200),
        trap: z.string().max(1000),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ received: true }> => {
      ctx.authorise(null)
      await selfRegister(ctx, input)
      return { received: true }
    }),
  /** What a poster of a unit shows; its token is made the first time. */
  poster: procedure('registrations.poster')
    .input(z.object({ unitId: z.string() }))
    .mutation(async ({ ctx, input: { unitId } }): Promise<Poster> => {
      ctx.authorise(unitId)
      const world = await getWorld(ctx)
      if (findUnit(world.tree, unitId) === undefined) throw new NotFoundError('unit', unitId)
      const controller = await findController(ctx.db)
      return {
        unitId,
        unitName: unitName(world, unitId),
        parentName: parentName(world, unitId),
        token: await ensureRegistrationToken(ctx.db, unitId, newToken(), ctx.actor.id),
        controller: { vi: controller ?? UNNAMED_CONTROLLER.vi, en: controller ?? UNNAMED_CONTROLLER.en },
      }
    }),
  /** Makes the posters that hang now useless: new ones have to be printed. */
  replacePoster: procedure('registrations.replacePoster')
    .input(z.object({ unitId: z.string() }))
    .mutation(async ({ ctx, input: { unitId } }): Promise<{ replaced: true }> => {
      ctx.authorise(unitId)
      if (findUnit((await getWorld(ctx)).tree, unitId) === undefined) throw new NotFoundError('unit', unitId)
      await inTransaction(ctx.db, async (trx) => {
        await revokeRegistrationToken(trx, unitId)
        await ensureRegistrationToken(trx, unitId, newToken(), ctx.actor.id)
        await noteEvent(ctx, trx, { action: 'poster-replaced', subjectKind: 'unit', subjectId: unitId })
      })
      return { replaced: true }
    }),
  list: procedure('registrations.list')
    .input(
      z.object({
        unitId: z.string().optional(),
        state: z.enum(['waiting', 'confirmed', 'rejected']).default('waiting'),
      }),
    )
    .query(async ({ ctx, input }): Promise<{ readonly rows: readonly RegistrationView[]; readonly more: boolean }> =>
      loadRegistrations(ctx, {
        within: ctx.authoriseWithin(await unitsNow(ctx, input.unitId)),
        state: input.state,
      }),
    ),
  /** The phone in full; who looked is on record. */
  revealPhone: procedure('registrations.revealPhone')
    .input(z.object({ id: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ readonly number: string }> => {
      const registration = await getRegistration(ctx, input.id)
      ctx.authorise(registration.unitId)
      await noteEvent(ctx, ctx.db, { action: 'phone-revealed', subjectKind: 'registration', subjectId: input.id })
      return { number: nationalPhone(registration.phone) }
    }),
  confirm: procedure('registrations.confirm')
    .input(
      z.object({
        id: z.string(),
        who: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('known'), personId: z.string() }),
          z.object({
            kind: z.literal('new'),
            householdOf: z.string().nullable(),
            represents: z.boolean(),
            adult: z.boolean(),
          }),
        ]),
        /** From when the consent counts, where another day than today is pinned and somebody said so. */
        day: z.iso.date().optional(),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<Confirmed> => {
      ctx.authorise((await getRegistration(ctx, input.id)).unitId)
      return confirmRegistration(ctx, input)
    }),
  reject: procedure('registrations.reject')
    .input(z.object({ id: z.string(), reason: z.string().trim().min(1).max(500) }))
    .mutation(async ({ ctx, input }): Promise<{ rejected: true }> => {
      ctx.authorise((await getRegistration(ctx, input.id)).unitId)
      await rejectRegistration(ctx, input)
      return { rejected: true }
    }),
  /** To another part of what was split, to a unit beside, or down from the unit above: whoever answers there decides. */
  passOn: procedure('registrations.passOn')
    .input(z.object({ id: z.string(), unitId: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ passedOn: true }> => {
      ctx.authorise((await getRegistration(ctx, input.id)).unitId)
      await passOnRegistration(ctx, input)
      return { passedOn: true }
    }),
})
