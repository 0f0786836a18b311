import { createTRPCClient, httpLink } from '@trpc/client'
import { parse, stringify } from 'devalue'
import type { AppRouter } from '@ketnoi/api'

// The server's transformer lives in a package that never reaches the browser; the two must stay the same.
const transformer = {
  serialize: (value: unknown): string => stringify(value),
  deserialize: (text: string): unknown => parse(text),
}

/** The procedures as the browser calls them. Pages load through `locals.api` instead, without a request. */
export const api = createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc', transformer })] })
