/** `<si><t>` and `<si><t xml:space="preserve">`: what a text without formats looks like. */
const PLAIN = /^<si><t(?: xml:space="preserve")?>$/u
const LONGEST_PLAIN = '<si><t xml:space="preserve">'.length

/**
 * The texts that cells refer to by their place: `null` for one that has formats of its own or is written in another way. `null` for the
 * whole: this is no list of texts as spreadsheet programs write it.
 */
export function readSharedTexts(xml: Buffer): (string | null)[] | null {
  const texts: (string | null)[] = []
  let at = xml.indexOf('<si>')
  if (at < 0) return null
  for (;;) {
    while (isSpace(xml[at])) at++
    if (startsWith(xml, at, '</sst>')) return texts
    if (!startsWith(xml, at, '<si>')) return null
    const end = xml.indexOf('</si>', at)
    if (end < 0) return null
    texts.push(plainText(xml, at, end))
    at = end + '</si>'.length
  }
}

function plainText(xml: Buffer, start: number, end: number): string | null {
  const from = xml.indexOf('>', start + '<si>'.length) + 1
  if (from > start + LONGEST_PLAIN || !PLAIN.test(xml.toString('latin1', start, from))) return null
  const to = xml.indexOf('<', from)
  return to + '</t>'.length === end && startsWith(xml, to, '</t>') ? xmlText(xml, from, to) : null
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A text between tags as the library gives it: entities, and characters that XML cannot hold, as spreadsheet programs write them. */
export function xmlText(xml: Buffer, from: number, to: number): string {
  const raw = xml.toString('utf8', from, to)
  const text = raw.includes('&') ? raw.replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/giu, entity) : raw
  return text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/giu, (_: string, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : text
}

function entity(whole: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name] ?? whole
  const code = /^#x/iu.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10)
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9
}

export function startsWith(xml: Buffer, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (xml[at + index] !== text.charCodeAt(index)) return false
  return true
}
