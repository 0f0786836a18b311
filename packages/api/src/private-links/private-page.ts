import {
  findPerson,
  findPrivateLink,
  inTransaction,
  insertAuditEvents,
  type ConsentChannel,
  type PrivateLink,
} from '@ketnoi/db'
import {
  isValidOn,
  type Day,
  type GroupId,
  type LocalText,
  type Person,
  type PurposeId,
  type Reachability,
  type Reason,
} from '@ketnoi/hierarchy'
import { createHash } from 'node:crypto'
import { UNNAMED_CONTROLLER, type Controller } from '../consents/first-notice.ts'
import { leaveGroup } from '../consents/leave-group.ts'
import { findController } from '../consents/notices.ts'
import { loadPersonConsents, type PurposeConsent } from '../consents/person-consents.ts'
import { recordConsent } from '../consents/record-consent.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { getStoredPerson } from '../people/get-person.ts'
import { loadPersonGroups } from '../people/person-groups.ts'
import { loadPersonPage, type PersonPage } from '../people/person-page.ts'
import { countAgainst, networkOf } from '../rate-limit.ts'
import { getWorld, sinceNow } from '../world.ts'

/** A family looks a few times; whoever tries tokens needs millions of tries. */
const PER_NETWORK = { most: 120, windowMs: 10 * 60_000 }

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** How somebody came into a group: by whom or what, and on which day. */
export interface Origin {
  readonly channel: ConsentChannel
  readonly recorder: string
  readonly recorderName: string | null
  readonly evidence: string | null
  readonly day: Day | null
}

export interface PrivateGroup {
  readonly groupId: GroupId
  readonly name: string
  /** Why, in the words of the model, or by the code of a reason that is no rule. */
  readonly reasons: readonly (LocalText | Exclude<Reason['kind'], 'rule'>)[]
  readonly since: Day | null
  /** `null`: by office, from the rosters of the office, where it is a rule that wants them there. */
  readonly origin: Origin | null
  /** A rule wants them there; otherwise the reasons say all of who decided it. */
  readonly byRule: boolean
  /** They have left, and whoever leads the group has yet to see to it. */
  readonly left: boolean
  /** Whether a reading has seen the person there. */
  readonly present: boolean
  /** Wanted there by office: leaving is not the person's alone to decide. */
  readonly byOffice: boolean
}

/** Everything that is kept about one person, for that person. */
export interface PrivatePage {
  readonly name: string
  readonly groups: readonly PrivateGroup[]
  readonly consents: readonly PurposeConsent[]
  readonly stored: Pick<PersonPage, 'birth' | 'adult' | 'residences' | 'appointments' | 'phones' | 'accounts'> & {
    readonly reachability: Reachability
  }
  readonly controller: Readonly<Record<'vi' | 'en', Controller>>
  readonly linkMadeAt: string
}

/** Everything about the person whose link this is; that it was opened is on record. */
export async function loadPrivatePage(ctx: Context, token: string): Promise<PrivatePage> {
  const { person, link } = await open(ctx, token)
  await insertAuditEvents(ctx.db, [
    {
      at: ctx.now(),
      actor: person.id,
      action: 'private-page-opened',
      subjectKind: 'person',
      subjectId: person.id,
      data: {},
    },
  ])
  const { model, asOf } = await getWorld(ctx)
  const page = await loadPersonPage(ctx, await getStoredPerson(ctx, person.id))
  const consents = await loadPersonConsents(ctx, person)
  const controller = await findController(ctx.db)
  const groups = (await loadPersonGroups(ctx, person.id)).map((group): PrivateGroup => {
    const kind = model.groupKinds.find(({ id }) => id === group.kind)
    const clauses = group.reasons.flatMap((reason) =>
      reason.kind === 'rule' ? (kind?.clauses.filter((clause) => clause.id === reason.clause) ?? []) : [],
    )
    const byConsent = !group.required && clauses.length > 0
    const since = byConsent ? startOf(consents) : earliest(person.appointments.filter((one) => isValidOn(one, asOf)))
    return {
      groupId: group.groupId,
      name: group.groupName,
      reasons: group.reasons.map((reason) =>
        reason.kind === 'rule'
          ? (clauses.find((clause) => clause.id === reason.clause)?.name ?? { vi: reason.clause, en: reason.clause })
          : reason.kind,
      ),
      since,
      origin: byConsent ? originOf(consents) : null,
      byRule: clauses.length > 0,
      left: group.reasons.some((reason) => reason.kind === 'left-by-themselves'),
      present: group.presence === 'present',
      byOffice: group.required,
    }
  })
  return {
    name: person.name,
    groups,
    consents,
    stored: page,
    controller: { vi: controller ?? UNNAMED_CONTROLLER.vi, en: controller ?? UNNAMED_CONTROLLER.en },
    linkMadeAt: link.createdAt,
  }
}

/** The person leaves a group: out of it, and back only by a new decision. */
export async function leaveByLink(
  ctx: Context,
  input: { readonly token: string; readonly groupId: GroupId },
): Promise<void> {
  const { person } = await open(ctx, input.token)
  await inTransaction(ctx.db, (trx) =>
    leaveGroup(asPerson(ctx, person), trx, { personId: person.id, groupId: input.groupId }),
  )
}

/** The person takes consent back; taking back what is not given changes nothing. */
export async function withdrawByLink(
  ctx: Context,
  input: { readonly token: string; readonly purposeId: PurposeId },
): Promise<void> {
  const { person } = await open(ctx, input.token)
  const consent = (await loadPersonConsents(ctx, person)).find((one) => one.purposeId === input.purposeId)
  if (consent?.byConsent !== true) return
  const since = sinceNow(ctx, await getWorld(ctx))
  const began = consent.periods.find(({ to }) => to === null)?.from ?? since
  await inTransaction(ctx.db, (trx) =>
    recordConsent(asPerson(ctx, person), trx, {
      personId: person.id,
      purposeId: input.purposeId,
      kind: 'withdrawn',
      channel: 'web',
      // Whoever says no is out at once, also where an earlier day is pinned.
      day: began > since ? began : since,
      evidence: 'private-page',
    }),
  )
}

async function open(ctx: Context, token: string): Promise<{ readonly person: Person; readonly link: PrivateLink }> {
  countAgainst(`me ${networkOf(ctx.clientAddress)}`, PER_NETWORK, Date.parse(ctx.now()))
  const link = await findPrivateLink(ctx.db, hashToken(token))
  const stored = link === null ? null : await findPerson(ctx.db, link.personId)
  // The same for a token that never was, one that was revoked and somebody who is no longer kept.
  if (link === null || stored === null) throw new NotFoundError('private-link', 'unknown')
  return { person: stored.person, link }
}

/** What the person does is recorded as done by the person. */
function asPerson(ctx: Context, person: Person): Context {
  return { ...ctx, actor: { id: person.id, name: person.id, grants: [] } }
}

function startOf(consents: readonly PurposeConsent[]): Day | null {
  return earliest(consents.filter((one) => one.allowed).flatMap((one) => one.periods.slice(-1)))
}

function earliest(intervals: readonly { readonly from: Day | null }[]): Day | null {
  const days = intervals.flatMap(({ from }) => (from === null ? [] : [from])).sort()
  return days[0] ?? null
}

function originOf(consents: readonly PurposeConsent[]): Origin | null {
  const event = consents
    .flatMap((one) => one.ledger)
    .findLast((line) => line.kind === 'given' || line.kind === 'ground')
  if (event === undefined) return null
  const { channel, recorder, recorderName, evidence, day } = event
  return { channel, recorder, recorderName, evidence, day }
}
