import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE } from './read-exports.ts'

/** A page of the package, as the program that its code makes when it is read from the top to the bottom. */
export interface MarkdownProgram {
  /** Below the package. */
  readonly page: string
  /** Each line stands where it does on the page, so that an error names the place. */
  readonly code: string
  /** What the page says that it prints; `null` where it does not say. */
  readonly output: string | null
}

/** Reads the front page and the guides of the package. */
export function readMarkdownPrograms(): MarkdownProgram[] {
  const pages = ['README.md', ...globSync('docs/guides/*.md', { cwd: PACKAGE }).sort()]
  return pages.map(readProgram).filter(({ code }) => code.trim() !== '')
}

function readProgram(page: string): MarkdownProgram {
  const code: string[] = []
  const output: string[] = []
  let language: string | null = null
  for (const line of readFileSync(join(PACKAGE, page), 'utf8').split('\n')) {
    const fence = /^```(\w*)$/.exec(line)
    if (fence) language = language === null ? (fence[1] ?? '') : null
    code.push(language === 'ts' && !fence ? line : '')
    if (language === 'text' && !fence) output.push(line)
  }
  return {
    page: page.replaceAll('\\', '/'),
    code: code.join('\n'),
    output: output.length > 0 ? output.join('\n') : null,
  }
}
