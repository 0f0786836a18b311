import type { Replaced, Sealer } from '@ketnoi/api'
import type { Language } from '@ketnoi/hierarchy'
import {
  beginNextSecret,
  findSecret,
  finishNextSecret,
  parseNextSecret,
  parseSecret,
  type Environment,
} from '@ketnoi/settings'
import { setTimeout } from 'node:timers/promises'
import { chooseDatabase } from '../database-target.ts'
import { namedFailures, refuse } from '../failure.ts'
import type { Output } from '../output.ts'
import type { DataArguments } from '../with-api.ts'
import { SECRET_TEXTS } from './secret-texts.ts'

export interface RotateArguments extends DataArguments {
  readonly json?: true
}

/** What a portal that goes on had begun to seal with the old secret is in the database by then. */
const LAST_SEALS_MS = 2_000

/** Seals everything with another secret, and makes it the one of the installation. */
export async function rotateSecret(given: RotateArguments, output: Output): Promise<void> {
  await namedFailures(async () => {
    // Loaded on demand: plans from files need none of it.
    const [{ replaceSecret }, { openDatabase }, sealer] = await Promise.all([
      import('@ketnoi/api'),
      import('@ketnoi/db'),
      loadSealer(),
    ])
    const { env } = process
    const { target, folder } = chooseDatabase(given.data, env)
    const from = await findSecret(env, folder)
    if (from === null) throw refuse(SECRET_TEXTS, (text) => text.noSecret(folder))
    const fixed = parseSecret(env) !== null
    const database = await openDatabase(target)
    let replaced: Replaced
    try {
      const to = fixed ? requireNext(env, from) : await beginNextSecret(folder)
      const ctx = { db: database.db, now: () => new Date().toISOString(), newId: () => crypto.randomUUID() }
      replaced = await replaceSecret(ctx, { from, to }, sealer)
      if (!fixed) await finishNextSecret(folder)
      if (!fixed && database.kind === 'postgres') {
        await setTimeout(LAST_SEALS_MS)
        replaced = await replaceSecret(ctx, { from, to }, sealer)
      }
    } finally {
      await database.close()
    }
    await output.out(given.json === true ? `${JSON.stringify(replaced)}\n` : say(replaced, fixed, given.lang))
  })
}

function requireNext(env: Environment, from: string): string {
  const next = parseNextSecret(env)
  if (next !== null && next !== from) return next
  throw refuse(SECRET_TEXTS, (text) => text.nextMissing)
}

async function loadSealer(): Promise<Sealer> {
  const { deriveSealKey, openSecret, sealPurpose, sealSecret } = await import('@ketnoi/zalo')
  return {
    idOf: (secret) => deriveSealKey(secret).id,
    reseal: (sealed, service, name, { from, to }) => {
      const [key, before] = [deriveSealKey(to), deriveSealKey(from)]
      const purpose = sealPurpose(service, name)
      const opened = openSecret(sealed, purpose, [key, before])
      if (opened.kind === 'failed') return null
      return opened.stale ? sealSecret(opened.secret, purpose, key) : sealed
    },
  }
}

function say({ services, secondFactors, unreadable }: Replaced, fixed: boolean, language: Language): string {
  const text = SECRET_TEXTS[language]
  return [
    text.replaced(services, secondFactors),
    ...(unreadable === 0 ? [] : [text.unreadable(unreadable)]),
    fixed ? text.setNow : text.afterwards,
    '',
  ].join('\n')
}
