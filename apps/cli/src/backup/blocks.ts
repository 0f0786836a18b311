/** A stream that is read in blocks of a known length. */
export interface Blocks {
  /** Fewer bytes than asked for: the stream has ended. */
  readonly take: (length: number) => Promise<Buffer>
}

export function readBlocks(source: AsyncIterable<Uint8Array>): Blocks {
  const pieces = source[Symbol.asyncIterator]()
  let kept: Uint8Array[] = []
  let held = 0
  return {
    take: async (length) => {
      while (held < length) {
        const next = await pieces.next()
        if (next.done === true) break
        kept.push(next.value)
        held += next.value.length
      }
      const joined =
        kept.length === 1 && kept[0] !== undefined
          ? Buffer.from(kept[0].buffer, kept[0].byteOffset, kept[0].length)
          : Buffer.concat(kept)
      const taken = joined.subarray(0, length)
      const rest = joined.subarray(taken.length)
      kept = rest.length === 0 ? [] : [rest]
      held = rest.length
      return taken
    },
  }
}
