import { createTRPCClient, httpLink, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { parse, stringify } from 'devalue'
import type { AppRouter } from '@ketnoi/api'
import { DAY_HEADER, DAY_PARAMETER } from './day-parameter.ts'
import { lockFor } from './accounts/screen-lock.svelte.ts'
import { parseLanguage } from './i18n/language.ts'
import { loadMessages } from './i18n/load-messages.ts'
import { SENT } from './problem.ts'

// The server's transformer lives in a package that never reaches the browser; the two must stay the same.
const transformer = {
  serialize: (value: unknown): string => stringify(value),
  deserialize: (text: string): unknown => parse(text),
}

/** For what a page asks by itself, with nobody at it: it does not keep the session alive. */
export const BACKGROUND = { context: { background: true } }

/** Asks again what was refused because the screen had locked, once it is unlocked: what somebody typed is not lost by it. */
const askAgain: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    observable((observer) => {
      let over = false
      let stop = (): void => {}
      const ask = (): void => {
        const asked = next(op).subscribe({
          next: (value) => observer.next(value),
          complete: () => observer.complete(),
          error: (error) => {
            const unlocked = op.path.startsWith('session.') ? null : lockFor(error.data?.code)
            if (unlocked === null) observer.error(error)
            else
              void unlocked.then(() => {
                if (!over) ask()
              })
          },
        })
        stop = () => asked.unsubscribe()
      }
      ask()
      return () => {
        over = true
        stop()
      }
    })

/** Has the words for a refusal fetched before anybody is told of it: most pages never need them. */
const wordsFirst: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    observable((observer) => {
      let over = false
      // A search is sent like this as well, and nobody minds making it again.
      const isSent = op.type === 'mutation' && navigator.onLine
      const asked = next(op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error: (error) => {
          const tell = (): void => {
            if (!over) observer.error(error)
          }
          // Without data no answer came at all: every page has the words for that, and nothing can be fetched now.
          if (error.data === undefined) {
            error.meta = { ...error.meta, [SENT]: isSent }
            tell()
          } else void loadMessages(parseLanguage(document.documentElement.lang), ['failures']).then(tell, tell)
        },
      })
      return () => {
        over = true
        asked.unsubscribe()
      }
    })

/** The procedures as the browser calls them. Pages load through `locals.api` instead, without a request. */
export const api = createTRPCClient<AppRouter>({
  links: [
    wordsFirst,
    askAgain,
    httpLink({
      url: '/trpc',
      transformer,
      headers: ({ op }) => {
        const day = new URLSearchParams(location.search).get(DAY_PARAMETER)
        return {
          ...(op.context['background'] === true ? { 'x-background': '1' } : {}),
          ...(day === null ? {} : { [DAY_HEADER]: day }),
        }
      },
    }),
  ],
})
