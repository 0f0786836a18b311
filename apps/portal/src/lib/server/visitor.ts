import { errorCodeOf, errorDataOf } from '@ketnoi/api'
import { error } from '@sveltejs/kit'
import { createI18n, type I18n } from '#lib/i18n/i18n.ts'
import { parseLanguage } from '#lib/i18n/language.ts'
import { loadMessages } from '#lib/i18n/load-messages.ts'
import type { Problem } from '#lib/problem.ts'

/** Speaks the language that a visitor chose, Vietnamese to whoever chose none. */
export async function speak(wanted: string | null): Promise<I18n> {
  const language = parseLanguage(wanted ?? undefined)
  return createI18n(language, await loadMessages(language, ['common', 'consents', 'failures', 'problems', 'villagers']))
}

/** What was typed in a field of a form; nothing where the field is missing or a file. */
export function fieldOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** Why a procedure refused, or `null` when it did not; a bug stays a bug. */
export async function refusalOf(work: Promise<unknown>): Promise<Problem | null> {
  try {
    await work
    return null
  } catch (cause) {
    const code = errorCodeOf(cause)
    if (code === 'unexpected') throw cause
    return { code, data: errorDataOf(cause) }
  }
}

/** The answer of a procedure, or `null` where there is no such thing. */
export async function foundOrNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (cause) {
    const code = errorCodeOf(cause)
    if (code === 'not-found') return null
    if (code === 'too-many-requests') error(429, 'expected')
    throw cause
  }
}
