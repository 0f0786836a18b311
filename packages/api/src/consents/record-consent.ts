import {
  findNotice,
  findPerson,
  insertAuditEvents,
  insertConsentEvent,
  listConsentEvents,
  lockPerson,
  updateConsentLedger,
  updatePerson,
  type ConsentChannel,
  type Db,
} from '@ketnoi/db'
import { consentsFromLedger, type ConsentEventKind, type Day, type PersonId, type PurposeId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { deriveGroups } from '../people/save-person.ts'
import { getWorld, saidOn } from '../world.ts'
import { endLeaving } from './leave-group.ts'

export interface NewConsentEvent {
  readonly personId: PersonId
  readonly purposeId: PurposeId
  readonly kind: ConsentEventKind
  readonly channel: Exclude<ConsentChannel, 'import'>
  /** The very text that was shown or read out; consent without one is refused. */
  readonly noticeId?: string | null | undefined
  /** From when it has an effect. Default: the day that `saidOn` gives. */
  readonly day?: Day | undefined
  /** ISO instant at which it was said, where that was earlier than now, e.g. on a device without signal. */
  readonly at?: string | undefined
  /** The number of the paper sheet, or a few words. */
  readonly evidence?: string | null | undefined
  /** What a ground rests on. */
  readonly citation?: string | null | undefined
}

/**
 * THE way to record what somebody said about a purpose: adds to the ledger, derives the person's consents from it, and with them who
 * should be in which group, all in the transaction that is passed in. Adds nothing when the same was said before with the same
 * instant, so that a record that is sent again is one.
 */
export async function recordConsent(ctx: Context, trx: Db, event: NewConsentEvent): Promise<void> {
  if (await writeConsent(ctx, trx, event)) await deriveGroups(ctx, trx, [event.personId])
}

/** `recordConsent` without the groups, which have to follow with `deriveGroups`; `false`: it was said before. */
export async function writeConsent(ctx: Context, trx: Db, event: NewConsentEvent): Promise<boolean> {
  const world = await getWorld(ctx, trx)
  const { asOf, model } = world
  const today = saidOn(ctx, world)
  const { personId, purposeId, kind, channel, day = today, at = ctx.now(), noticeId = null } = event
  if (!model.purposes.some((purpose) => purpose.id === purposeId)) throw new NotFoundError('purpose', purposeId)
  if (day > today) throw new ApiError('day-in-future', 'the day has not come yet', { day, asOf: today })
  if (kind === 'given' && noticeId === null)
    throw new ApiError('notice-missing', 'nobody agrees to what they were not shown', { purposeId })
  const notice = noticeId === null ? null : await findNotice(trx, noticeId)
  if (noticeId !== null && notice?.purposeId !== purposeId) throw new NotFoundError('notice', noticeId)
  const citation = event.citation?.trim() ?? ''
  if ((kind === 'ground') !== (citation !== ''))
    throw new ApiError('citation-missing', 'a ground names what it rests on, and nothing else does', { purposeId })

  await lockPerson(trx, personId)
  // Consents that came in another way than through the ledger: it learns of them before anything is derived from it.
  await updateConsentLedger(trx, [personId], { asOf, at, recorder: ctx.actor.id, evidence: 'before the ledger' })
  const before = await listConsentEvents(trx, personId)
  if (before.some((one) => one.purposeId === purposeId && one.kind === kind && sameInstant(one.at, at))) return false
  const refusal = nothingToEnd(before, purposeId, kind, day)
  if (refusal !== null) throw refusal
  await insertConsentEvent(trx, {
    personId,
    purposeId,
    kind,
    day,
    at,
    channel,
    noticeId,
    noticeSha256: notice?.sha256 ?? null,
    recorder: ctx.actor.id,
    evidence: event.evidence?.trim() || null,
    citation: citation === '' ? null : citation,
  })
  const [eventId = null] = await insertAuditEvents(trx, [
    {
      at: ctx.now(),
      actor: ctx.actor.id,
      action: 'consent-recorded',
      subjectKind: 'person',
      subjectId: personId,
      data: { purposeId, kind, channel, day, noticeId },
    },
  ])
  await deriveConsents(trx, personId, eventId)
  if (kind === 'given') await endLeaving(ctx, trx, { personId, purposeId, day })
  return true
}

/** The consents of a person as the ledger has them. `eventId`: the event of the audit that led to it. */
export async function deriveConsents(trx: Db, personId: PersonId, eventId: number | null): Promise<void> {
  const consents = consentsFromLedger(await listConsentEvents(trx, personId))
  const stored = await findPerson(trx, personId)
  if (stored === null) throw new NotFoundError('person', personId)
  await updatePerson(trx, { ...stored.person, consents }, stored.revision, eventId)
}

function sameInstant(a: string, b: string): boolean {
  return Date.parse(a) === Date.parse(b)
}

/** Why something cannot be ended: there is none, or it began only later. */
function nothingToEnd(
  events: Awaited<ReturnType<typeof listConsentEvents>>,
  purposeId: PurposeId,
  kind: ConsentEventKind,
  day: Day,
): ApiError | null {
  if (kind !== 'withdrawn' && kind !== 'ground-ended') return null
  const ofGround = kind === 'ground-ended'
  const last = consentsFromLedger(
    events.filter((event) => event.purposeId === purposeId && event.kind.startsWith('ground') === ofGround),
  ).at(-1)
  if (last?.to !== null) return new ApiError('nothing-to-end', 'nothing holds that could end', { purposeId, kind })
  if (last.from !== null && day < last.from)
    return new ApiError('day-before-start', 'it began only after that day', { day, from: last.from })
  return null
}
