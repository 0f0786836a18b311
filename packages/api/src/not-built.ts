/** Stands in a procedure whose types are agreed and whose body is being written. */
export function notBuilt(): never {
  throw new Error('not built yet')
}
