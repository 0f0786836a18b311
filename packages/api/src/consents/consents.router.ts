import { inTransaction, updateSetting, type Notice } from '@ketnoi/db'
import { z } from 'zod'
import { noteEvent } from '../audit/note-event.ts'
import { unitsOfPerson } from '../people/person-names.ts'
import { getPerson } from '../people/get-person.ts'
import { procedure, router } from '../trpc.ts'
import { addNotice, controllerSchema, CONTROLLER_SETTING, currentNotice, loadNotices, type Notices } from './notices.ts'
import { loadPersonConsents, type PurposeConsent } from './person-consents.ts'
import { recordConsent } from './record-consent.ts'

const language = z.enum(['vi', 'en'])

export const consentsRouter = router({
  /** What a person said about every purpose, with the ledger behind it. */
  ofPerson: procedure('consents.ofPerson')
    .input(z.object({ personId: z.string() }))
    .query(async ({ ctx, input }): Promise<readonly PurposeConsent[]> => {
      const person = await getPerson(ctx, input.personId)
      ctx.authoriseAny(unitsOfPerson(person))
      return loadPersonConsents(ctx, person)
    }),
  record: procedure('consents.record')
    .input(
      z.object({
        personId: z.string(),
        purposeId: z.string(),
        kind: z.enum(['given', 'refused', 'withdrawn', 'ground', 'ground-ended']),
        channel: z.enum(['spoken', 'paper', 'web']),
        noticeId: z.string().nullish(),
        day: z.iso.date().optional(),
        evidence: z.string().trim().max(300).nullish(),
        citation: z.string().trim().max(500).nullish(),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ recorded: true }> => {
      ctx.authoriseAny(unitsOfPerson(await getPerson(ctx, input.personId)))
      await inTransaction(ctx.db, (trx) => recordConsent(ctx, trx, input))
      return { recorded: true }
    }),
  /** The text to show or read out now; its id is recorded with what is said about it. */
  notice: procedure('consents.notice')
    .input(z.object({ purposeId: z.string(), language }))
    .query(({ ctx, input }): Promise<Notice> => {
      ctx.authorise(null)
      return currentNotice(ctx, ctx.db, input)
    }),
  /** Every version of every text, and who answers for the data. */
  notices: procedure('consents.notices').query(({ ctx }): Promise<Notices> => {
    ctx.authorise(null)
    return loadNotices(ctx)
  }),
  addNotice: procedure('consents.addNotice')
    .input(z.object({ purposeId: z.string(), language, text: z.string().trim().min(50).max(20_000) }))
    .mutation(({ ctx, input }): Promise<Notice> => {
      ctx.authorise(null)
      return addNotice(ctx, input)
    }),
  setController: procedure('consents.setController')
    .input(controllerSchema)
    .mutation(async ({ ctx, input }): Promise<{ saved: true }> => {
      ctx.authorise(null)
      await inTransaction(ctx.db, async (trx) => {
        await updateSetting(trx, CONTROLLER_SETTING, input)
        await noteEvent(ctx, trx, {
          action: 'controller-changed',
          subjectKind: 'setting',
          subjectId: CONTROLLER_SETTING,
          data: input,
        })
      })
      return { saved: true }
    }),
})
