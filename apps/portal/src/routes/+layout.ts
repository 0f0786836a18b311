import { areasOf } from '#lib/i18n/areas.ts'
import { loadMessages } from '#lib/i18n/load-messages.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ data, route }) => ({
  ...data,
  messages: await loadMessages(data.language, areasOf(route.id)),
})
