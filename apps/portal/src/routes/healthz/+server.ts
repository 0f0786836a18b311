import packageJson from '../../../package.json' with { type: 'json' }
import type { RequestHandler } from './$types.js'

// The embedded database answers one question at a time: behind a long import it is busy, not broken.
const PATIENCE_MS = 2_000

/** For whoever watches over the process: 200 once it can serve. server.ts answers 503 until this is loaded. */
export const GET: RequestHandler = async ({ locals }) => {
  const { db, kind } = locals.context
  const answered = kind === 'pglite' || (await answersInTime(db.selectNoFrom((one) => one.val(1).as('one')).execute()))
  const status = answered ? 'ok' : 'database-unreachable'
  return Response.json({ status, database: kind, version: packageJson.version }, { status: answered ? 200 : 503 })
}

function answersInTime(query: Promise<unknown>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE_MS, false).unref())
  return Promise.race([
    late,
    query.then(
      () => true,
      () => false,
    ),
  ])
}
