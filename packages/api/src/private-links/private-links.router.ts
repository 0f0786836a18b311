import { findPrivateLinkOf, insertPrivateLink, inTransaction, revokePrivateLink, type PrivateLink } from '@ketnoi/db'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { noteEvent } from '../audit/note-event.ts'
import { unitsOfPerson } from '../people/person-names.ts'
import { getPerson } from '../people/get-person.ts'
import { procedure, router } from '../trpc.ts'
import { hashToken, leaveByLink, loadPrivatePage, withdrawByLink, type PrivatePage } from './private-page.ts'

const token = z.string().max(64)
const person = z.object({ personId: z.string() })
/** 144 bits: nobody finds one by trying. */
const TOKEN_BYTES = 18

/** The link with which a person sees what is kept about them; the page itself is open to whoever has it. */
export const privateLinksRouter = router({
  ofPerson: procedure('privateLinks.ofPerson')
    .input(person)
    .query(async ({ ctx, input }): Promise<PrivateLink | null> => {
      ctx.authoriseAny(unitsOfPerson(await getPerson(ctx, input.personId)))
      return findPrivateLinkOf(ctx.db, input.personId)
    }),
  /** A new link; the one before opens nothing any more. Its token is told this once and kept nowhere. */
  make: procedure('privateLinks.make')
    .input(person)
    .mutation(async ({ ctx, input }): Promise<{ readonly token: string }> => {
      ctx.authoriseAny(unitsOfPerson(await getPerson(ctx, input.personId)))
      const made = randomBytes(TOKEN_BYTES).toString('base64url')
      await inTransaction(ctx.db, async (trx) => {
        await insertPrivateLink(trx, {
          tokenSha256: hashToken(made),
          personId: input.personId,
          author: ctx.actor.id,
        })
        await noteEvent(ctx, trx, { action: 'private-link-made', subjectKind: 'person', subjectId: input.personId })
      })
      return { token: made }
    }),
  revoke: procedure('privateLinks.revoke')
    .input(person)
    .mutation(async ({ ctx, input }): Promise<{ revoked: true }> => {
      ctx.authoriseAny(unitsOfPerson(await getPerson(ctx, input.personId)))
      await inTransaction(ctx.db, async (trx) => {
        if (await revokePrivateLink(trx, input.personId))
          await noteEvent(ctx, trx, {
            action: 'private-link-revoked',
            subjectKind: 'person',
            subjectId: input.personId,
          })
      })
      return { revoked: true }
    }),
  page: procedure('privateLinks.page')
    .input(z.object({ token }))
    .query(({ ctx, input }): Promise<PrivatePage> => {
      ctx.authorise(null)
      return loadPrivatePage(ctx, input.token)
    }),
  leave: procedure('privateLinks.leave')
    .input(z.object({ token, groupId: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ left: true }> => {
      ctx.authorise(null)
      await leaveByLink(ctx, input)
      return { left: true }
    }),
  withdraw: procedure('privateLinks.withdraw')
    .input(z.object({ token, purposeId: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ withdrawn: true }> => {
      ctx.authorise(null)
      await withdrawByLink(ctx, input)
      return { withdrawn: true }
    }),
})
