import { createContext } from 'svelte'
import type { LocalText } from '@ketnoi/hierarchy'
import type { Language } from './language.ts'
import type { Messages } from './vi/index.ts'

/** Everything a page needs to speak to a person: the messages and the forms of numbers and days of one language. */
export interface I18n {
  readonly language: Language
  readonly t: Messages
  /** A text that comes from the model and carries both languages. */
  readonly text: (text: LocalText) => string
  readonly number: (value: number) => string
  /** A share from 0 to 1, rounded down: 99.9 % is not yet everybody. */
  readonly percent: (share: number) => string
  /** `YYYY-MM-DD`. */
  readonly day: (day: string) => string
  readonly instant: (instant: string | Date) => string
}

// Fixed, so that the server and the browser write the same text whatever their own zone is.
const TIME_ZONE = 'Asia/Ho_Chi_Minh'

export function createI18n(language: Language, messages: Messages): I18n {
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB'
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const instants = new Intl.DateTimeFormat(locale, {
    timeZone: TIME_ZONE,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return {
    language,
    t: messages,
    text: (text) => text[language],
    number: (value) => numbers.format(value),
    percent: (share) => `${numbers.format(Math.floor(share * 100))} %`,
    day: (day) => day.split('-').reverse().join('/'),
    instant: (instant) => {
      // Written by parts: the order and the comma of the short forms differ between versions of the locale data.
      const parts = Object.fromEntries(instants.formatToParts(new Date(instant)).map((part) => [part.type, part.value]))
      return `${parts['hour']}:${parts['minute']}, ${parts['day']}/${parts['month']}/${parts['year']}`
    },
  }
}

export const [useI18n, provideI18n] = createContext<I18n>()

/** The text of a code that comes from elsewhere: the code itself where the catalogue does not know it (yet). */
export function textOf(texts: Readonly<Record<string, string>>, code: string): string {
  return texts[code] ?? code
}
