import type { Area } from './areas.ts'
import type { Language } from './language.ts'
import type { Messages } from './vi/index.ts'

const files = import.meta.glob<Partial<Messages>>(['./vi/*.ts', './en/*.ts', '!./*/index.ts'])

// One catalogue for each language, the same object for ever: what a later page adds, those who hold it already can read.
const catalogues: Readonly<Record<Language, Partial<Messages>>> = { vi: {}, en: {} }

/** The messages of one language, with the areas that a page needs: no more than those are sent to the browser. */
export async function loadMessages(language: Language, areas: readonly Area[]): Promise<Messages> {
  const catalogue = catalogues[language]
  await Promise.all(
    areas
      .filter((area) => catalogue[area] === undefined)
      .map(async (area) => Object.assign(catalogue, await files[`./${language}/${area}.ts`]?.())),
  )
  // Whole for the page that asked: `areas.test.ts` proves that a page asks for every area that it reads.
  return catalogue as Messages
}
