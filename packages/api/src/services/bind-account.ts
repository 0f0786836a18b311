import {
  closeServiceRequests,
  findPerson,
  insertBindingCode,
  inTransaction,
  listAccountOwners,
  listActualGroups,
  listDesiredRowsOfPeople,
  takeBindingCode,
  type Db,
  type Queue,
} from '@ketnoi/db'
import { changePerson, type PersonId } from '@ketnoi/hierarchy'
import { randomInt } from 'node:crypto'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { need } from '../errors.ts'
import { changeWorld } from '../people/edit-person.ts'
import { savePeople } from '../people/save-person.ts'
import { hashToken } from '../private-links/private-page.ts'
import { readingsOf } from '../runs/work-context.ts'
import { getWorld, sinceNow } from '../world.ts'
import { OFFICIAL_ACCOUNT as service } from './official-account.ts'

/** Without those that are taken for one another, and with a digit in it, so that no word is taken for a code. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const DIGITS = '23456789'
const CODE_LENGTH = 6
/** Long enough to walk home and come back; a code is of use to nobody but whoever writes to the account. */
const CODE_MS = 24 * 3_600_000

function newCode(): string {
  const from = (letters: string): string => letters[randomInt(letters.length)] ?? ''
  const code = Array.from({ length: CODE_LENGTH }, () => from(LETTERS + DIGITS))
  code[randomInt(CODE_LENGTH)] = from(DIGITS)
  return code.join('')
}

/** A code with which a person shows whose account is theirs; the one before is of no use any more. It is told once and kept nowhere. */
export async function makeBindingCode(
  ctx: Context,
  personId: PersonId,
): Promise<{ readonly code: string; readonly expiresAt: string }> {
  const code = newCode()
  const createdAt = ctx.now()
  const expiresAt = new Date(Date.parse(createdAt) + CODE_MS).toISOString()
  await inTransaction(ctx.db, async (trx) => {
    const made = { codeSha256: hashToken(code), service, personId, author: ctx.actor.id, createdAt, expiresAt }
    await insertBindingCode(trx, made)
    await noteEvent(ctx, trx, {
      at: createdAt,
      action: 'binding-code-made',
      subjectKind: 'person',
      subjectId: personId,
    })
  })
  return { code, expiresAt }
}

/** Binds whoever sent a code; `false`: the code is of no use, or the account is somebody else's already. */
export async function bindByCode(
  ctx: Context,
  trx: Db,
  queue: Queue,
  sent: { readonly accountId: string; readonly codeSha256: string; readonly name: string | null },
): Promise<boolean> {
  const { accountId, codeSha256, name } = sent
  const { asOf } = await getWorld(ctx, trx)
  const owner = (await listAccountOwners(trx, service, [accountId], asOf)).get(accountId)
  const taken = await takeBindingCode(trx, { service, codeSha256, usedBy: accountId, now: ctx.now() })
  if (taken === null || (owner !== undefined && owner !== taken.personId)) return false
  if (owner === undefined)
    await bindAccount(ctx, trx, queue, { personId: taken.personId, accountId, name, how: 'code', codeBy: taken.author })
  return true
}

/** Says whose account it is. The groups that want the person are read anew: perhaps they are in one already. */
export async function bindAccount(
  ctx: Context,
  trx: Db,
  queue: Queue,
  binding: {
    readonly personId: PersonId
    readonly accountId: string
    readonly name: string | null
    readonly how: 'code' | 'decision'
    readonly codeBy?: string
  },
): Promise<void> {
  const { personId, accountId, name, how, codeBy } = binding
  const stored = await findPerson(trx, personId)
  if (stored === null) return
  const world = await getWorld(ctx, trx)
  const change = { kind: 'add-account', service, accountId, displayName: name, from: sinceNow(ctx, world) } as const
  const person = need(changePerson(stored.person, [change], changeWorld(ctx, world)))
  const data = { how, ...(codeBy === undefined ? {} : { codeBy }) }
  await savePeople(ctx, trx, [{ person, revision: stored.revision }], { action: 'account-bound', data })
  const decision = { state: 'accepted', personId, at: ctx.now(), by: ctx.actor.id } as const
  await closeServiceRequests(trx, { service, kind: 'account', accountIds: [accountId], groupId: null }, decision)
  const wanted = (await listDesiredRowsOfPeople(trx, [personId])).map(({ groupId }) => groupId)
  const groups = await listActualGroups(trx, { groupIds: wanted })
  const ours = groups.flatMap((group) => (group.service === service && group.groupId !== null ? [group.groupId] : []))
  if (ours.length > 0) await queue.enqueue(trx, readingsOf(ours))
}
