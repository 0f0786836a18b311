import { loadMessages } from '#lib/i18n/load-messages.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ data }) => ({
  ...data,
  sheet: (await loadMessages(data.posterLanguage, ['villagers'])).villagers.sheet,
})
