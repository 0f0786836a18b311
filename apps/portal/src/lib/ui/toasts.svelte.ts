export interface Toast {
  readonly id: number
  readonly tone: 'good' | 'bad'
  readonly text: string
}

// Long enough to read two lines aloud; errors stay until they are closed.
const SHOWN_MS = 6000

let last = 0
export const toasts: Toast[] = $state([])

export function closeToast(id: number): void {
  const index = toasts.findIndex((toast) => toast.id === id)
  if (index >= 0) toasts.splice(index, 1)
}

/** What was said of before makes room; what went wrong stays. */
export function closeGoodToasts(): void {
  for (const { id, tone } of [...toasts]) if (tone === 'good') closeToast(id)
}

/** Gives what it is closed by. */
export function showToast(text: string, tone: Toast['tone'] = 'good'): number {
  const id = ++last
  toasts.push({ id, tone, text })
  if (tone === 'good') setTimeout(() => closeToast(id), SHOWN_MS)
  return id
}
