// Often enough to look alive, rare enough not to slow the work it watches.
const POLL_MS = 1_500

/** Looks again and again for as long as something goes on. It is called while a component is made. */
export function lookWhile(goesOn: () => boolean, look: () => Promise<void>): void {
  $effect(() => {
    if (!goesOn()) return
    // The server may be restarting: it is asked again until it answers.
    const timer = setInterval(() => void look().catch(() => undefined), POLL_MS)
    return () => clearInterval(timer)
  })
}
