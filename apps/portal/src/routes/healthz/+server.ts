import packageJson from '../../../package.json' with { type: 'json' }
import { askDatabase } from '#lib/server/readiness.ts'
import { currentServices } from '#lib/server/services.ts'
import type { RequestHandler } from './$types.js'

/** For whoever watches over the process: 200 once it can serve. server.ts answers 503 until this is loaded. */
export const GET: RequestHandler = async () => {
  const services = await currentServices()
  const answered = (await askDatabase(services)) !== null
  const status = answered ? 'ok' : 'database-unreachable'
  return Response.json(
    { status, database: services.database.kind, version: packageJson.version },
    { status: answered ? 200 : 503 },
  )
}
