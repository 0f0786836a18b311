import { CommandFailure } from '../failure.ts'
import type { Output } from '../output.ts'
import { withApi, type DataArguments } from '../with-api.ts'

export interface VerifyArguments extends DataArguments {
  /** The hash of a seal that was printed before and kept elsewhere. */
  readonly from?: string
  readonly json?: boolean
}

/** Computes every seal of the audit log anew. `false`: something was changed, taken away or added. */
export async function verifyAuditLog(given: VerifyArguments, output: Output): Promise<boolean> {
  const kept = given.from?.toLowerCase() ?? null
  if (kept !== null && !/^[0-9a-f]{64}$/u.test(kept))
    throw new CommandFailure('--from takes the hash of a seal: 64 characters of 0-9 and a-f')
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
          broken.kind,
          ...('seal' in broken ? [`seal ${String(broken.seal)}`] : []),
          ...('event' in broken ? [`event ${String(broken.event)}`] : []),
        ].join('\t'),
      ),
      `${String(found.sealed)} events in ${String(found.seals)} seals, ${String(found.unsealed)} not sealed yet`,
      isWhole ? 'the log is whole' : 'the log was tampered with',
      ...(found.lastSha256 === null ? [] : [`last seal: ${found.lastSha256} (${found.lastSealedAt ?? ''})`]),
    ]
    await output.out(lines.map((line) => `${line}\n`).join(''))
  })
  return isWhole
}
