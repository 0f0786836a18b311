import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { FOLDER, LIMIT_BYTES, PICTURES } from '../../../e2e/guides/pictures.ts'
import { vi } from './vi/index.ts'

const GUIDES = fileURLToPath(new URL('../', FOLDER))
const NAMES = ['cong-an-xa.md', 'giam-sat.md', 'nguoi-dan.md', 'quan-tri-xa.md', 'quan-tri.md']
const BOLD = /\*\*(.+?)\*\*/gsu
const PICTURE = /anh\/([\w-]+)\.webp/gu
/** Stands in a guide where the screen has a number, a name or a day. */
const GAP = '…'
const read = (name: string) => readFileSync(new URL(name, new URL('../', FOLDER)), 'utf8')

/** Every text of the screen; those with something to fill in with a gap for it. */
function* textsOf(messages: unknown): Generator<string> {
  if (typeof messages === 'string') yield messages
  else if (typeof messages === 'function') {
    const filled: unknown = Reflect.apply(messages, undefined, Array<string>(messages.length).fill(GAP))
    if (typeof filled === 'string') yield filled
  } else if (typeof messages === 'object' && messages !== null)
    for (const part of Object.values(messages)) yield* textsOf(part)
}

describe('guides', () => {
  const screen = new Set(textsOf(vi))
  const guides = globSync('*.md', { cwd: GUIDES }).sort()

  it('are there for every role', () => {
    expect(guides).toEqual(NAMES)
  })

  it.each(NAMES)('%s says in bold only what stands on the screen', (name) => {
    const bold = [...read(name).matchAll(BOLD)].map(([, text = '']) => text.replaceAll(/\s+/gu, ' '))
    expect(bold.length).toBeGreaterThan(5)
    expect(
      bold.filter((text) => !screen.has(text)),
      'No such text in lib/i18n/vi: write what is on the button now',
    ).toEqual([])
  })

  it('name every picture that is taken, and only those', () => {
    const named = guides.flatMap((name) => [...read(name).matchAll(PICTURE)].map(([, picture = '']) => picture))
    expect([...named].sort()).toEqual(Object.keys(PICTURES).sort())
    expect(
      globSync('*', { cwd: fileURLToPath(FOLDER) })
        .map((file) => basename(file, '.webp'))
        .sort(),
      '`pnpm guides` takes them anew',
    ).toEqual(Object.keys(PICTURES).sort())
  })

  it.each(Object.keys(PICTURES))('%s is light enough for a phone', (name) => {
    const file = new URL(`${name}.webp`, FOLDER)
    expect(existsSync(file), '`pnpm guides` takes it').toBe(true)
    expect(statSync(file).size).toBeLessThanOrEqual(LIMIT_BYTES)
  })
})
