import { useServerContact } from './use-server-contact.ts'

// Often enough to look alive, rare enough not to slow the work it watches.
const POLL_MS = 1_500
/** Where only another person can bring it on: they press a button now and then. */
export const FOR_PEOPLE_MS = 5_000

/** Looks again and again for as long as something goes on. It is called while a component is made. */
export function lookWhile(goesOn: () => boolean, look: () => Promise<void>, everyMs = POLL_MS): void {
  const server = useServerContact()
  $effect(() => {
    if (!goesOn()) return
    // The server may be restarting: it is asked again until it answers.
    const timer = setInterval(() => void server.note(look()).catch(() => undefined), everyMs)
    return () => {
      clearInterval(timer)
      server.forget()
    }
  })
}

/** Looks once whenever somebody comes back to the page, for what is too much to be asked for again and again. */
export function lookOnReturn(waits: () => boolean, look: () => Promise<void>): void {
  $effect(() => {
    if (!waits()) return
    const back = (): void => {
      if (document.visibilityState === 'visible') void look().catch(() => undefined)
    }
    addEventListener('focus', back)
    document.addEventListener('visibilitychange', back)
    return () => {
      removeEventListener('focus', back)
      document.removeEventListener('visibilitychange', back)
    }
  })
}
