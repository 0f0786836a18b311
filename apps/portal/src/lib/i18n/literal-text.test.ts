import { readFileSync } from 'node:fs'
import { globSync } from 'node:fs'
import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'

// Whatever a person reads or hears comes from the catalogue; these attributes are read or heard.
const SPOKEN = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label', 'hint'])
const LETTER = /\p{L}/u
const SOURCE = new URL('../../', import.meta.url)

interface Node {
  readonly type?: unknown
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** Texts with letters that stand in the markup itself instead of in the catalogue. */
function literalTexts(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(literalTexts)
  if (!isNode(node)) return []
  if (node.type === 'Attribute') {
    const parts: unknown[] = Array.isArray(node['value']) ? node['value'] : []
    if (!SPOKEN.has(String(node['name']))) return []
    return parts.flatMap((part) => (isNode(part) && part.type === 'Text' ? literalTexts(part) : []))
  }
  if (node.type === 'Text') {
    const text = String(node['data']).trim()
    return LETTER.test(text) ? [text] : []
  }
  return [
    'fragment',
    'nodes',
    'attributes',
    'children',
    'body',
    'consequent',
    'alternate',
    'pending',
    'then',
    'catch',
    'fallback',
  ]
    .filter((key) => key in node)
    .flatMap((key) => literalTexts(node[key]))
}

const literalsOf = (source: string) => literalTexts(parse(source, { modern: true }).fragment)

describe('texts of the screen', () => {
  it('finds a text in the markup, wherever it hides', () => {
    expect(literalsOf('<p>Xin chào</p>')).toEqual(['Xin chào'])
    expect(literalsOf('{#if a}{#each b as c}<i>đ {c}</i>{/each}{:else}<input placeholder="Tên" />{/if}')).toEqual([
      'đ',
      'Tên',
    ])
    expect(literalsOf('{#snippet lead()}<b title="x">{t.a} – </b>{/snippet}')).toEqual(['x'])
    expect(literalsOf('<p class="mt-2" id="a">{t.a} · 1/2</p>')).toEqual([])
  })

  it('come from the catalogue, none from the markup', () => {
    const files = globSync('**/*.svelte', { cwd: SOURCE })
    expect(files.length).toBeGreaterThan(40)
    const found = files.flatMap((file) =>
      literalsOf(readFileSync(new URL(file, SOURCE), 'utf8')).map((text) => `${file}: ${text}`),
    )
    expect(found).toEqual([])
  })
})
