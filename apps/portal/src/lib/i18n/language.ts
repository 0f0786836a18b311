/** The languages of the screen. Vietnamese comes first and is what a newcomer gets. */
export const LANGUAGES = ['vi', 'en'] as const

export type Language = (typeof LANGUAGES)[number]

export const LANGUAGE_COOKIE = 'language'

export function parseLanguage(value: string | undefined): Language {
  return value === 'en' ? 'en' : 'vi'
}
