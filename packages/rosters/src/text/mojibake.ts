/** The characters of windows-1252 at 0x80–0x9F; a dot keeps the control character of that place. */
const HIGH = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ'
const BYTES = new Map<string, number>()
for (const [offset, sign] of Array.from(HIGH).entries())
  BYTES.set(sign === '.' ? String.fromCharCode(0x80 + offset) : sign, 0x80 + offset)
for (let code = 0xa0; code <= 0xff; code += 1) BYTES.set(String.fromCharCode(code), code)

/** A lead byte of UTF-8 and a continuation, both read as windows-1252: `Ã¡`, `Æ°`, `á»`, `Ì€`, `â€`. */
const EVIDENCE = /[ÂÃÄÅÆÇÌ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|á[º»¸]|â€/u
const DECODER = new TextDecoder('utf-8', { fatal: true })

/** Gives the text that a program mistook for windows-1252 although it was UTF-8, or `null` when it was not. */
export function repairMojibake(text: string): string | null {
  if (!EVIDENCE.test(text)) return null
  const bytes: number[] = []
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0
    const byte = code < 0x80 ? code : BYTES.get(sign)
    if (byte === undefined) return null
    bytes.push(byte)
  }
  try {
    return DECODER.decode(Uint8Array.from(bytes)).normalize('NFC')
  } catch {
    return null
  }
}

/** Makes the damage that `repairMojibake` mends. */
export function breakToMojibake(text: string): string {
  const signs = new Map([...BYTES].map(([sign, byte]) => [byte, sign]))
  return [...new TextEncoder().encode(text)]
    .map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : (signs.get(byte) ?? '')))
    .join('')
}
