import { refuse } from '../failure.ts'
import type { Output } from '../output.ts'
import { withApi, type DataArguments } from '../with-api.ts'
import { AUDIT_TEXTS } from './audit-texts.ts'

export interface VerifyArguments extends DataArguments {
  /** The hash of a seal that was printed before and kept elsewhere. */
  readonly from?: string
  readonly json?: boolean
}

/** Computes every seal of the audit log anew. `false`: something was changed, taken away or added. */
export async function verifyAuditLog(given: VerifyArguments, output: Output): Promise<boolean> {
  const text = AUDIT_TEXTS[given.lang]
  const kept = given.from?.toLowerCase() ?? null
  if (kept !== null && !/^[0-9a-f]{64}$/u.test(kept)) throw refuse(AUDIT_TEXTS, (text) => text.wrongFrom)
  let isWhole = false
  await withApi(given, async (_api, _today, db) => {
    const { sealAuditEvents, verifyAudit } = await import('@ketnoi/db')
    await sealAuditEvents(db, new Date().toISOString())
    const found = await verifyAudit(db, kept)
    isWhole = found.breaks.length === 0
    if (given.json === true) return output.out(`${JSON.stringify(found, null, 2)}\n`)
    const lines = [
      ...found.breaks.map((broken) =>
        [
          `${text.breaks[broken.kind]} [${broken.kind}]`,
          ...('seal' in broken ? [`${text.seal} ${String(broken.seal)}`] : []),
          ...('event' in broken ? [`${text.event} ${String(broken.event)}`] : []),
        ].join('\t'),
      ),
      text.counts(found.sealed, found.seals, found.unsealed),
      isWhole ? text.whole : text.broken,
      ...(found.lastSha256 === null ? [] : [`${text.last}: ${found.lastSha256} (${found.lastSealedAt ?? ''})`]),
    ]
    await output.out(lines.map((line) => `${line}\n`).join(''))
  })
  return isWhole
}
