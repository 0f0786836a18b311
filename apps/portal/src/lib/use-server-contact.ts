import { useI18n } from './i18n/i18n.ts'
import { createServerContact, type ServerContact } from './server-contact.ts'
import { closeToast, showToast } from './ui/toasts.svelte.ts'

/** Says for as long as it is so that the server does not answer. It is called while a component is made. */
export function useServerContact(): ServerContact {
  const { t } = useI18n()
  let shown: number | null = null
  return createServerContact((lost) => {
    if (shown !== null) closeToast(shown)
    shown = lost ? showToast(t.common.serverLost, 'bad') : null
  })
}
