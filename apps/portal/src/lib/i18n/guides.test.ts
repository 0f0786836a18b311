import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { vi } from './vi/index.ts'

const FOLDER = new URL('../../../../../docs/guides/vi/', import.meta.url)
const NAMES = ['cong-an-xa.md', 'giam-sat.md', 'nguoi-dan.md', 'quan-tri-xa.md', 'quan-tri.md']
const BOLD = /\*\*(.+?)\*\*/gsu
/** Stands in a guide where the screen has a number, a name or a day. */
const GAP = '…'

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

  it('are there for every role', () => {
    expect(globSync('*.md', { cwd: fileURLToPath(FOLDER) }).sort()).toEqual(NAMES)
  })

  it.each(NAMES)('%s says in bold only what stands on the screen', (name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8')
    const bold = [...text.matchAll(BOLD)].map(([, part = '']) => part.replaceAll(/\s+/gu, ' '))
    expect(bold.length).toBeGreaterThan(5)
    expect(
      bold.filter((part) => !screen.has(part)),
      'No such text in lib/i18n/vi: write what is on the button now',
    ).toEqual([])
  })
})
