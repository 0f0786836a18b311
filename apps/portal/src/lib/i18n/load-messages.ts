import type { Language } from './language.ts'
import type { Messages } from './vi/index.ts'

/** Only the language that is shown is sent to the browser. */
export async function loadMessages(language: Language): Promise<Messages> {
  return language === 'en' ? (await import('./en/index.ts')).en : (await import('./vi/index.ts')).vi
}
