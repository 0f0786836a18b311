/** A sorted set of small whole numbers in a typed array that grows: four bytes an entry, cheap to scan and to merge. */
export interface IntList {
  data: Int32Array
  length: number
}

/** Makes an empty list. */
export function createIntList(capacity = 4): IntList {
  return { data: new Int32Array(capacity), length: 0 }
}

/** Puts a value in its place; the usual case, a value above all others, costs nothing to place. */
export function insertInt(list: IntList, value: number): void {
  const last = list.length === 0 ? -1 : (list.data[list.length - 1] ?? -1)
  const at = value > last ? list.length : findInt(list.data, list.length, value)
  if (at < list.length && list.data[at] === value) return
  if (list.length === list.data.length) {
    const grown = new Int32Array(Math.max(8, list.data.length * 2))
    grown.set(list.data)
    list.data = grown
  }
  if (at < list.length) list.data.copyWithin(at + 1, at, list.length)
  list.data[at] = value
  list.length++
}

/** Takes a value out, if it is there. */
export function removeInt(list: IntList, value: number): void {
  const at = findInt(list.data, list.length, value)
  if (at >= list.length || list.data[at] !== value) return
  list.data.copyWithin(at, at + 1, list.length)
  list.length--
}

/** Answers whether the first `length` values, sorted, hold this one. */
export function hasInt(data: Int32Array, length: number, value: number): boolean {
  const at = findInt(data, length, value)
  return at < length && data[at] === value
}

/** Gives where the value stands, or would stand, among the first `length` sorted values. */
export function findInt(data: Int32Array, length: number, value: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((data[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
