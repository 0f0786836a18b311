import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { PACKAGE, type Door, type Exported } from './read-exports.ts'

// What is written from the exports of the published package: the surface, which shows in a review that it changed, and the reference.

const WRITTEN = 'Written by `pnpm docs:api`'
const ORDER: Readonly<Record<Exported['kind'], number>> = { function: 0, constant: 1, interface: 2, type: 2 }

/** Gives every generated file by its path below the package. */
export async function describeExports(doors: readonly Door[]): Promise<Map<string, string>> {
  const files = new Map([['api-surface.txt', surfaceOf(doors)]])
  const options = await resolveConfig(join(PACKAGE, 'README.md'))
  for (const [path, text] of referenceOf(doors)) files.set(path, await format(text, { ...options, parser: 'markdown' }))
  return files
}

function referenceOf(doors: readonly Door[]): Map<string, string> {
  const pages = Map.groupBy(
    doors.flatMap((door) => door.exports.map((exported) => ({ door: door.name, exported }))),
    ({ door, exported }) => pageOf(door, exported),
  )
  const places = new Map<string, string>()
  for (const [page, entries] of pages)
    for (const { exported } of entries) places.set(exported.name, `${page}.md#${exported.name.toLowerCase()}`)
  const files = new Map<string, string>()
  const index = [
    `# Reference`,
    `${WRITTEN} from the comments in the source. [The guides](../../README.md#guides) show how things go together.`,
  ]
  for (const [page, entries] of [...pages].sort(([a], [b]) => compareText(a, b))) {
    const exports = entries.map(({ exported }) => exported).sort(byKindThenName)
    const door = entries[0]?.door ?? ''
    const parts = [`# ${page}`, `\`import { … } from '${door}'\` · ${WRITTEN} · [all pages](README.md)`]
    files.set(
      `docs/api/${page}.md`,
      [...parts, ...exports.map((exported) => section(exported, page, places))].join('\n\n') + '\n',
    )
    index.push(`## [${page}](${page}.md)`, ...table(exports, page, places))
  }
  files.set('docs/api/README.md', index.join('\n\n') + '\n')
  return files
}

/** One page per noun: the folder in the source. What stands beside the folders is what all of them share. */
function pageOf(door: string, { source }: Exported): string {
  if (door.endsWith('/testing')) return 'testing'
  return source.includes('/') ? (source.split('/')[0] ?? '') : 'basics'
}

function surfaceOf(doors: readonly Door[]): string {
  const lines = [
    `# ${WRITTEN}. A difference here is a change for whoever uses the package: it needs a changeset (pnpm changeset).`,
  ]
  for (const door of doors) lines.push(`## ${door.name}`, ...door.exports.map((exported) => exported.signature))
  return lines.join('\n\n') + '\n'
}

function section(exported: Exported, page: string, places: ReadonlyMap<string, string>): string {
  const examples = exported.examples.map((example) => fence(example.replaceAll(/^```.*\n?/gm, '').trim()))
  const description = link(exported.description, page, places, exported.name)
  return [`## ${exported.name}`, description, fence(exported.declaration), ...examples].join('\n\n')
}

function table(exports: readonly Exported[], page: string, places: ReadonlyMap<string, string>): string[] {
  const rows = exports.map(({ name, kind, description }) => {
    const first = firstSentence(description).replaceAll('|', '\\|')
    return `| [\`${name}\`](${page}.md#${name.toLowerCase()}) | ${kind} | ${link(first, '', places, name)} |`
  })
  return [['| | | |', '| - | - | - |', ...rows].join('\n')]
}

function firstSentence(description: string): string {
  const [paragraph = ''] = description.split('\n\n')
  const text = paragraph.replaceAll('\n', ' ')
  return /^.*?(?<!e\.g|i\.e)\.(?=\s+[A-Z`(]|\s*$)/.exec(text)?.[0] ?? text
}

/** Names of other exports lead to them. */
function link(text: string, page: string, places: ReadonlyMap<string, string>, own: string): string {
  return text.replaceAll(/`(\w+)`/g, (code, name: string) => {
    const place = name === own ? undefined : places.get(name)
    return place === undefined
      ? code
      : `[${code}](${place.startsWith(`${page}.md`) ? place.slice(page.length + 3) : place})`
  })
}

function fence(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``
}

function byKindThenName(a: Exported, b: Exported): number {
  return ORDER[a.kind] - ORDER[b.kind] || compareText(a.name, b.name)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
