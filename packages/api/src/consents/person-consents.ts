import { listConsentEvents, listNotices, type ConsentChannel, type ConsentRecord } from '@ketnoi/db'
import {
  isValidOn,
  type ConsentEventKind,
  type Day,
  type LocalText,
  type Person,
  type PurposeId,
} from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import type { Context } from '../context.ts'
import { getWorld, saidOn } from '../world.ts'

export interface LedgerLine {
  readonly id: number
  readonly kind: ConsentEventKind
  readonly day: Day | null
  /** ISO instant. */
  readonly at: string
  readonly channel: ConsentChannel
  readonly notice: { readonly id: string; readonly version: number; readonly language: 'vi' | 'en' } | null
  readonly noticeSha256: string | null
  readonly recorder: string
  /** What the account of the recorder is called; `null` for the program, the person and an account that is gone. */
  readonly recorderName: string | null
  readonly evidence: string | null
  readonly citation: string | null
}

/** One purpose and what a person said about it. */
export interface PurposeConsent {
  readonly purposeId: PurposeId
  readonly name: LocalText
  /** Whether it is allowed on the day that `saidOn` gives, and by what. */
  readonly allowed: boolean
  readonly byConsent: boolean
  readonly byGround: boolean
  readonly periods: readonly { readonly from: Day | null; readonly to: Day | null }[]
  /** In the order in which things were said. */
  readonly ledger: readonly LedgerLine[]
}

/** Every purpose of the model with what the person said about it, silence included. */
export async function loadPersonConsents(ctx: Context, person: Person): Promise<PurposeConsent[]> {
  const world = await getWorld(ctx)
  const { model } = world
  const today = saidOn(ctx, world)
  const events = await listConsentEvents(ctx.db, person.id)
  const names = await loadAccountNames(ctx.db)
  const notices = new Map((await listNotices(ctx.db)).map((notice) => [notice.id, notice]))
  return model.purposes.map(({ id, name }) => {
    const own = events.filter((event) => event.purposeId === id)
    const periods = person.consents.filter((consent) => consent.purposeId === id).map(({ from, to }) => ({ from, to }))
    const allowed = periods.some((period) => isValidOn(period, today))
    const byGround = allowed && lastOf(own, true) === 'ground'
    const byConsent = allowed && (own.length === 0 || lastOf(own, false) === 'given')
    return {
      purposeId: id,
      name,
      allowed,
      byConsent,
      byGround,
      periods,
      ledger: own.map(({ personId: _, purposeId: __, recordedAt: ___, noticeId, ...line }) => {
        const notice = noticeId === null ? undefined : notices.get(noticeId)
        return {
          ...line,
          recorderName: names.get(line.recorder) ?? null,
          notice: notice === undefined ? null : { id: notice.id, version: notice.version, language: notice.language },
        }
      }),
    }
  })
}

/** The last word about consent, or about a ground. */
function lastOf(events: readonly ConsentRecord[], ground: boolean): ConsentEventKind | undefined {
  return events
    .filter((event) => event.kind.startsWith('ground') === ground)
    .toSorted((a, b) => ((a.day ?? '') < (b.day ?? '') ? -1 : (a.day ?? '') > (b.day ?? '') ? 1 : 0))
    .at(-1)?.kind
}
