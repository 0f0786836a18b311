import { findReadiness } from '#lib/server/readiness.ts'
import { currentServices } from '#lib/server/services.ts'
import type { RequestHandler } from './$types.js'

/** For whatever sends requests here: 200 once everything can be done, with what is missing otherwise. */
export const GET: RequestHandler = async () => {
  const status = await findReadiness(await currentServices())
  return Response.json({ status }, { status: status === 'ready' ? 200 : 503 })
}
