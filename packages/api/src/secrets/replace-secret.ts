import {
  deleteAllSessions,
  findSecretReplacement,
  insertAuditEvents,
  inTransaction,
  leaseTokens,
  listSealedSecondFactors,
  listSealedServices,
  lockSealed,
  releaseTokens,
  SECRET_REPLACED,
  updateSealedSecondFactor,
  updateSealedService,
  type Db,
} from '@ketnoi/db'
import { setTimeout } from 'node:timers/promises'
import { LOCAL_ADMINISTRATOR, type Context } from '../context.ts'
import { resealByLibrary } from './reseal-by-library.ts'

/** How secrets of services are sealed, which this package does not know. */
export interface Sealer {
  /** The name of a secret, from which it cannot be told. */
  readonly idOf: (secret: string) => string
  /** The same, sealed anew; as it is where that was done before; `null`: neither of the two opens it. */
  readonly reseal: (sealed: string, service: string, name: string, secrets: SecretPair) => string | null
}

export interface SecretPair {
  readonly from: string
  readonly to: string
}

/** How many were sealed anew, or had been before. */
export interface Replaced {
  readonly services: number
  readonly secondFactors: number
  /** Sealed with neither secret: they stay as they are, and were of no use before. */
  readonly unreadable: number
}

/** An exchange of tokens takes less; whoever holds them for longer has died. */
const PATIENCE_MS = 90_000
const LEASE_SECONDS = 60
const POLL_MS = 200

/**
 * Seals everything with another secret, in one transaction: killed at any moment, it has happened or not, and can be asked for again.
 * Every session ends, since their cookies are signed with the old one, which is refused from then on.
 */
export async function replaceSecret(
  ctx: Pick<Context, 'db' | 'now' | 'newId'>,
  secrets: SecretPair,
  sealer: Sealer,
): Promise<Replaced> {
  const leaseId = ctx.newId()
  const services = (await listSealedServices(ctx.db)).map(({ service }) => service)
  // A refresh token serves once: nobody may be exchanging one meanwhile.
  for (const service of services) await lease(ctx.db, service, leaseId)
  try {
    return await inTransaction(ctx.db, async (trx) => {
      await lockSealed(trx)
      const done = await sealAnew(trx, secrets, sealer)
      const [id, by] = [sealer.idOf(secrets.from), sealer.idOf(secrets.to)]
      if ((await findSecretReplacement(trx, id)) === by) return done
      await deleteAllSessions(trx)
      await insertAuditEvents(trx, [
        {
          at: ctx.now(),
          actor: LOCAL_ADMINISTRATOR.id,
          action: SECRET_REPLACED,
          subjectKind: 'secret',
          subjectId: id,
          data: { by, ...done },
        },
      ])
      return done
    })
  } finally {
    for (const service of services) await releaseTokens(ctx.db, service, leaseId)
  }
}

/** Seals anew what is not yet. */
async function sealAnew(trx: Db, secrets: SecretPair, sealer: Sealer): Promise<Replaced> {
  let unreadable = 0
  const services = await listSealedServices(trx)
  for (const { service, ...sealed } of services) {
    const anew = <T extends string | null>(name: string, text: T): T | string => {
      if (text === null) return text
      const other = sealer.reseal(text, service, name, secrets)
      if (other === null) unreadable++
      return other ?? text
    }
    await updateSealedService(trx, {
      service,
      appSecret: anew('app-secret', sealed.appSecret),
      accountSecret: anew('account-secret', sealed.accountSecret),
      verifier: anew('verifier', sealed.verifier),
      tokens: anew('tokens', sealed.tokens),
    })
  }
  const secondFactors = await listSealedSecondFactors(trx)
  for (const { id, ...sealed } of secondFactors) {
    const secret = await resealByLibrary(sealed.secret, secrets)
    const recoveryCodes = await resealByLibrary(sealed.recoveryCodes, secrets)
    if (secret === null || recoveryCodes === null) unreadable++
    else await updateSealedSecondFactor(trx, { id, secret, recoveryCodes })
  }
  return { services: services.length, secondFactors: secondFactors.length, unreadable }
}

async function lease(db: Db, service: string, id: string): Promise<void> {
  const patience = Date.now() + PATIENCE_MS
  while ((await leaseTokens(db, service, { id, seconds: LEASE_SECONDS })) === null) {
    if (Date.now() > patience) throw new Error(`the tokens of ${service} are held by another process`)
    await setTimeout(POLL_MS)
  }
}
