import type { Caller, Context } from '@ketnoi/api'
import type { Language } from '#lib/i18n/language.ts'
import type { Theme } from '#lib/ui/theme.ts'

declare global {
  namespace App {
    interface Error {
      /** What to quote when asking for help: it stands in the server's log beside the cause. */
      reference?: string
    }
    interface Locals {
      /** Calls the procedures in process, with the rights of whoever asks. */
      api: Caller
      /** What the procedures get when they are called over HTTP. */
      context: Context
      language: Language
      /** Stands in the log, and is quoted when asking for help. */
      requestId: string
      theme: Theme
    }
  }
}
