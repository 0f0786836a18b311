import { insertAuditEvents, type Db } from '@ketnoi/db'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'

/** Keeps in the log what an account does itself, before it is known who asks as well. */
export async function noteAccount(
  ctx: Pick<Context, 'now'>,
  db: Db,
  accountId: string,
  action: string,
  data: object = {},
): Promise<void> {
  await insertAuditEvents(db, [
    { at: ctx.now(), actor: accountId, action, subjectKind: 'account', subjectId: accountId, data },
  ])
}

/** Keeps in the log what somebody does with the account of another. */
export async function noteEdit(ctx: Context, db: Db, id: string, action: string, data: object = {}): Promise<void> {
  await noteEvent(ctx, db, { action, subjectKind: 'account', subjectId: id, data })
}
