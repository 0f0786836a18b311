import type { Language } from '@ketnoi/hierarchy'
import { CommandFailure } from '../failure.ts'
import type { Output } from '../output.ts'
import { withApi, type DataArguments } from '../with-api.ts'

export interface VerifyArguments extends DataArguments {
  /** The hash of a seal that was printed before and kept elsewhere. */
  readonly from?: string
  readonly json?: boolean
  readonly lang: Language
}

const TEXTS = {
  vi: {
    counts: (sealed: number, seals: number, open: number) =>
      `${String(sealed)} sự kiện trong ${String(seals)} dấu niêm, ${String(open)} chưa niêm`,
    whole: 'nhật ký nguyên vẹn',
    broken: 'nhật ký đã bị sửa',
    last: 'dấu niêm cuối',
    seal: 'dấu niêm',
    event: 'sự kiện',
    from: '--from nhận mã của một dấu niêm: 64 ký tự 0-9 và a-f',
  },
  en: {
    counts: (sealed: number, seals: number, open: number) =>
      `${String(sealed)} events in ${String(seals)} seals, ${String(open)} not sealed yet`,
    whole: 'the log is whole',
    broken: 'the log was tampered with',
    last: 'last seal',
    seal: 'seal',
    event: 'event',
    from: '--from takes the hash of a seal: 64 characters of 0-9 and a-f',
  },
} as const

/** Computes every seal of the audit log anew. `false`: something was changed, taken away or added. */
export async function verifyAuditLog(given: VerifyArguments, output: Output): Promise<boolean> {
  const text = TEXTS[given.lang]
  const kept = given.from?.toLowerCase() ?? null
  if (kept !== null && !/^[0-9a-f]{64}$/u.test(kept)) throw new CommandFailure(text.from)
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
