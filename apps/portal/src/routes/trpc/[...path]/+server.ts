import { appRouter } from '@ketnoi/api'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { RequestHandler } from './$types'

const answer: RequestHandler = ({ request, locals }) =>
  fetchRequestHandler({ endpoint: '/trpc', req: request, router: appRouter, createContext: () => locals.context })

export const GET = answer
export const POST = answer
