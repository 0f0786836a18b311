import type { PersonId } from '@ketnoi/hierarchy'
import { lockPerson } from '../locks.ts'
import type { Db } from '../schema.ts'

export interface NewBindingCode {
  readonly codeSha256: string
  readonly service: string
  readonly personId: PersonId
  readonly author: string
  readonly createdAt: string
  readonly expiresAt: string
}

/** Gives a person a code to send to the account; those before are of no use any more. */
export async function insertBindingCode(trx: Db, code: NewBindingCode): Promise<void> {
  await lockPerson(trx, code.personId)
  await trx
    .deleteFrom('binding_code')
    .where('service', '=', code.service)
    .where('person_id', '=', code.personId)
    .where('used_at', 'is', null)
    .execute()
  await trx
    .insertInto('binding_code')
    .values({
      code_sha256: code.codeSha256,
      service: code.service,
      person_id: code.personId,
      author: code.author,
      created_at: code.createdAt,
      expires_at: code.expiresAt,
    })
    .execute()
}

/** Uses a code, once and in time; gives whose it is, and who made it. */
export async function takeBindingCode(
  trx: Db,
  code: { readonly service: string; readonly codeSha256: string; readonly usedBy: string; readonly now: string },
): Promise<{ readonly personId: PersonId; readonly author: string } | null> {
  const row = await trx
    .updateTable('binding_code')
    .set({ used_at: code.now, used_by: code.usedBy })
    .where('service', '=', code.service)
    .where('code_sha256', '=', code.codeSha256)
    .where('used_at', 'is', null)
    .where('expires_at', '>', code.now)
    .returning(['person_id as personId', 'author'])
    .executeTakeFirst()
  return row ?? null
}
