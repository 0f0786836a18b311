import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { areasOf, type Area } from './areas.ts'
import { en } from './en/index.ts'
import { LANGUAGES } from './language.ts'
import { loadMessages } from './load-messages.ts'
import { vi } from './vi/index.ts'

const SOURCE = join(import.meta.dirname, '..', '..')
const IMPORTS = /(?:from|import\()\s*'((?:#lib|\.{1,2})\/[^']+)'/gu
// `t.groups.title`, `i18n.t.groups.title`; what is read with a question mark may not be there.
const READS = /\bt\.([a-z]\w*)\b(?!\?\.)/gu
// `loadMessages(language, ['people'])`: fetched with what is opened.
const FETCHES = /loadMessages\([^)\]]*\[([^\]]*)\]/gu
const ALL = Object.keys(vi).filter((area): area is Area => area in vi)

/** Every area that a file reads, or a file that it imports, now or on demand, without those that it fetches on demand. */
function areasReadBy(file: string): Set<string> {
  const read = new Set<string>()
  const fetched = new Set<string>()
  const seen = new Set<string>()
  const look = (path: string): void => {
    if (seen.has(path) || !existsSync(path)) return
    seen.add(path)
    const text = readFileSync(path, 'utf8')
    for (const [, area = ''] of text.matchAll(READS)) if (area in vi) read.add(area)
    for (const [, areas = ''] of text.matchAll(FETCHES))
      for (const [, area = ''] of areas.matchAll(/'(\w+)'/gu)) fetched.add(area)
    for (const [, to = ''] of text.matchAll(IMPORTS))
      look(to.startsWith('#lib/') ? join(SOURCE, 'lib', to.slice(5)) : join(dirname(path), to))
  }
  look(file)
  return read.difference(fetched)
}

describe('areas of the catalogue', () => {
  it.each(globSync('routes/**/+page.svelte', { cwd: SOURCE }))('%s asks for those that it reads', (page) => {
    const asked = areasOf(`/${dirname(page).slice('routes'.length + 1)}`)
    expect([...areasReadBy(join(SOURCE, page))].filter((area) => !asked.some((one) => one === area))).toEqual([])
  })

  it('has no area in the frame that the frame does not ask for', () => {
    const read = [
      ...areasReadBy(join(SOURCE, 'routes', '+layout.svelte')),
      ...areasReadBy(join(SOURCE, 'routes', '+error.svelte')),
    ]
    expect(read.filter((area) => !areasOf(null).some((one) => one === area))).toEqual([])
  })

  it.each(LANGUAGES)('are whole, each in a file of its name: %s', async (language) => {
    const loaded = await loadMessages(language, ALL)
    expect(Object.keys(loaded).sort()).toEqual([...ALL].sort())
    expect({ ...loaded }).toEqual({ ...(language === 'vi' ? vi : en) })
  })
})
