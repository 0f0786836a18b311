import {
  countWaitingRegistrations,
  findNotice,
  findRegistrationUnit,
  inTransaction,
  insertAuditEvents,
  insertRegistration,
  type Notice,
} from '@ketnoi/db'
import type { UnitId } from '@ketnoi/hierarchy'
import { readPhones } from '@ketnoi/rosters'
import { UNNAMED_CONTROLLER } from '../consents/first-notice.ts'
import { currentNotice, findController } from '../consents/notices.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { countAgainst, networkOf } from '../rate-limit.ts'
import { getWorld, parentName, unitName } from '../world.ts'
import { unitsFollowing } from '../units/follow-unit.ts'
import { unitAboveAll } from './pass-on.ts'
import { checkFormToken, makeFormToken } from './form-token.ts'

/** Whole villages share one address of a phone network: the limit is on a crowd, not on a family. */
const PER_NETWORK = { most: 60, windowMs: 10 * 60_000 }
const PER_UNIT = { most: 300, windowMs: 60 * 60_000 }
/** Pages are cheap, guessing tokens must not be. */
const PAGES_PER_NETWORK = { most: 600, windowMs: 10 * 60_000 }
/** No village has more people who wait; above it somebody plays with the page. */
const MOST_WAITING = 2_000

/** What the page behind a poster shows. */
export interface RegistrationPage {
  readonly unitName: string
  readonly parentName: string | null
  /** What the unit was split into, of which whoever registers says one; empty where there is nothing to choose. */
  readonly parts: readonly { readonly unitId: UnitId; readonly name: string; readonly parentName: string | null }[]
  /** What to say for whoever does not know the part; `null`: nobody answers for all of them. */
  readonly unknownPart: UnitId | null
  readonly controller: string
  readonly notice: Pick<Notice, 'id' | 'text' | 'version'>
  readonly formToken: string
}

export async function loadRegistrationPage(
  ctx: Context,
  input: { readonly token: string; readonly language: Notice['language'] },
): Promise<RegistrationPage> {
  const now = Date.parse(ctx.now())
  countAgainst(`register-page ${networkOf(ctx.clientAddress)}`, PAGES_PER_NETWORK, now)
  const { printed, unitIds, purposeId } = await find(ctx, input.token)
  const world = await getWorld(ctx)
  const [first, ...others] = unitIds
  const { id, text, version } = await currentNotice(ctx, ctx.db, { purposeId, language: input.language })
  return {
    unitName: unitName(world, others.length > 0 ? printed : first),
    parentName: others.length > 0 ? null : parentName(world, first),
    parts:
      others.length > 0
        ? unitIds.map((unitId) => ({ unitId, name: unitName(world, unitId), parentName: parentName(world, unitId) }))
        : [],
    unknownPart: others.length > 0 ? unitAboveAll(world, unitIds) : null,
    controller: ((await findController(ctx.db)) ?? UNNAMED_CONTROLLER[input.language]).name,
    notice: { id, text, version },
    formToken: await makeFormToken(ctx.db, input.token, now),
  }
}

export interface RegistrationInput {
  readonly token: string
  readonly name: string
  readonly phone: string
  /** Which part of a unit that was split, or the unit above where they do not know; nothing where there is nothing to choose. */
  readonly unitId?: string | undefined
  readonly agreed: boolean
  readonly noticeId: string
  readonly formToken: string
  /** A field that nobody sees: whoever fills it in is a program. */
  readonly trap: string
}

/**
 * Keeps what somebody filled in for an officer to look at. The answer says nothing about who is known: it is the same for somebody
 * new, somebody known, somebody who waits already and a program that is turned away.
 */
export async function selfRegister(ctx: Context, input: RegistrationInput): Promise<void> {
  const now = Date.parse(ctx.now())
  countAgainst(`register ${networkOf(ctx.clientAddress)}`, PER_NETWORK, now)
  const { unitIds, purposeId } = await find(ctx, input.token)
  const name = input.name.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()
  if (!/\p{L}/u.test(name) || name.length < 2 || name.length > 100)
    throw new ApiError('name-needed', 'a name is between 2 and 100 letters', {})
  const [phone] = readPhones(input.phone).phones
  if (phone === undefined) throw new ApiError('phone-needed', 'not a phone number', {})
  const unitId =
    unitIds.length === 1
      ? unitIds[0]
      : [...unitIds, unitAboveAll(await getWorld(ctx), unitIds)].find((id) => id === input.unitId)
  if (unitId === undefined || unitId === null)
    throw new ApiError('part-needed', 'the unit was split: say which part', {})
  if (!input.agreed) throw new ApiError('consent-needed', 'nothing is kept of somebody who does not agree', {})
  const state = await checkFormToken(ctx.db, input.token, input.formToken, now)
  if (state === 'too-old' || state === 'forged') throw new ApiError('form-outdated', 'the page is to be shown anew', {})
  // Said, and not dropped: a person with a quick thumb sends it once more.
  if (state === 'too-quick') throw new ApiError('form-too-quick', 'nobody reads and types that fast', {})
  if (input.trap !== '') return
  const notice = await findNotice(ctx.db, input.noticeId)
  if (notice?.purposeId !== purposeId) throw new ApiError('form-outdated', 'the page is to be shown anew', {})
  countAgainst(`register-unit ${unitId}`, PER_UNIT, now)
  if ((await countWaitingRegistrations(ctx.db, unitId)) >= MOST_WAITING)
    throw new ApiError('too-many-requests', 'too many wait already', { seconds: 3600 })
  await inTransaction(ctx.db, async (trx) => {
    const id = ctx.newId()
    const createdAt = ctx.now()
    const registration = { id, unitId, name, phone, purposeId, noticeId: notice.id, createdAt }
    if (!(await insertRegistration(trx, registration))) return
    await insertAuditEvents(trx, [
      {
        at: createdAt,
        actor: 'public',
        action: 'registration-received',
        subjectKind: 'registration',
        subjectId: id,
        data: { unitId },
      },
    ])
  })
}

/** The unit of a poster, what it is by now, and the purpose that its page asks about. */
async function find(
  ctx: Context,
  token: string,
): Promise<{
  readonly printed: UnitId
  readonly unitIds: ReturnType<typeof unitsFollowing>
  readonly purposeId: string
}> {
  const printed = await findRegistrationUnit(ctx.db, token)
  const world = await getWorld(ctx)
  const purpose = world.model.purposes[0]
  if (printed === null || purpose === undefined) throw new NotFoundError('registration-link', 'unknown')
  return { printed, unitIds: unitsFollowing(world, printed), purposeId: purpose.id }
}
