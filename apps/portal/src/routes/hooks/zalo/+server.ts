import { errorCodeOf, receiveServiceEvent } from '@ketnoi/api'
import type { RequestHandler } from './$types'

/** An event is some hundred bytes; with everything that the service may attach to a message, some thousand. */
const LARGEST = 256 * 1024

/** Where the service tells what happens. Open to everybody: the signature over the very bytes says who it is. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const body = await readUpTo(request, LARGEST)
  if (body === null) return new Response(null, { status: 413 })
  try {
    const outcome = await receiveServiceEvent(locals.context, body, request.headers)
    return new Response(null, { status: outcome === 'taken' ? 200 : 401 })
  } catch (error) {
    if (errorCodeOf(error) === 'too-many-requests') return new Response(null, { status: 429 })
    throw error
  }
}

/** The bytes as they came; `null` as soon as they are too many. */
async function readUpTo(request: Request, most: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body ?? []) {
    size += part.byteLength
    if (size > most) return null
    parts.push(part)
  }
  return Buffer.concat(parts)
}
