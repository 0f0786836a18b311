import { timingSafeEqual } from 'node:crypto'
import { getWorkHealth, withinArea, type WorkHealth } from '@ketnoi/db'
import { parseServe } from '@ketnoi/settings'
import packageJson from '../../../package.json' with { type: 'json' }
import { metricsText } from '#lib/server/metrics.ts'
import { answerInTime, askDatabase, findReadiness } from '#lib/server/readiness.ts'
import { DIRECT_HEADER } from '#lib/server/request-guard.ts'
import { currentServices } from '#lib/server/services.ts'
import type { RequestHandler } from './$types.js'

/** Numbers for monitoring, of nobody: for this machine without a proxy between, and for whoever has the token. */
export const GET: RequestHandler = async ({ request }) => {
  if (!mayRead(request))
    return new Response('Ask from this machine, or with KETNOI_METRICS_TOKEN (Authorization: Bearer …).\n', {
      status: 403,
    })
  const services = await currentServices()
  const databaseSeconds = await askDatabase(services)
  const text = metricsText({
    version: packageJson.version,
    database: services.database.kind,
    databaseSeconds,
    ready: databaseSeconds !== null && (await findReadiness(services)) === 'ready',
    work:
      databaseSeconds === null
        ? null
        : await answerInTime<WorkHealth | null>(
            withinArea('everything', () => getWorkHealth(services.database.db)),
            null,
          ),
  })
  return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } })
}

function mayRead(request: Request): boolean {
  if (request.headers.has(DIRECT_HEADER)) return true
  const { metricsToken } = parseServe(process.env)
  const given = Buffer.from(request.headers.get('authorization') ?? '')
  const wanted = Buffer.from(`Bearer ${metricsToken ?? ''}`)
  return metricsToken !== null && given.length === wanted.length && timingSafeEqual(given, wanted)
}
