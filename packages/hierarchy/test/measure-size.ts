import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Rolldown } from 'tsdown'

/** What somebody imports, and how much of it may reach their users. */
export interface SizeLimit {
  readonly name: string
  /** What the program says, in terms of the entry points of the package. */
  readonly code: string
  /** In kilobytes of 1,000 bytes, minified and gzipped. */
  readonly limit: number
}

const SOURCE = join(import.meta.dirname, '..', 'src')
const DOORS: Readonly<Record<string, string>> = {
  '@ketnoi/hierarchy': join(SOURCE, 'index.ts'),
  '@ketnoi/hierarchy/testing': join(SOURCE, 'testing', 'index.ts'),
}
const PROGRAM = '\0program'

/** Bundles a program as an application would, and gives what is sent over the wire, in kilobytes. */
export async function measureSize(code: string): Promise<number> {
  const bundle = await Rolldown.rolldown({
    input: PROGRAM,
    platform: 'neutral',
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === PROGRAM ? { id } : id in DOORS ? { id: DOORS[id] ?? id } : null),
        load: (id) => (id === PROGRAM ? code : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  const text = output.map((part) => (part.type === 'chunk' ? part.code : '')).join('')
  return text.trim() === '' ? 0 : gzipSync(text, { level: 9 }).length / 1_000
}
