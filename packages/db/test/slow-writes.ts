import fs, { readFileSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

// A disk that is slow, for a program on the embedded database that is started with `--import` of this file. What it finds in the file
// that KETNOI_SLOW_WRITES names is how many milliseconds each write takes; `hang 5000` is for one write alone. The embedded database
// writes its log with one `writeSync` for each transaction, and waits for no `fsync`.

const said = process.env['KETNOI_SLOW_WRITES'] ?? ''
const never = new Int32Array(new SharedArrayBuffer(4))
const files = new Set<number>()
const { openSync, writeSync } = fs

fs.openSync = (path, ...rest) => {
  const file = openSync(path, ...rest)
  if (/[/\\]pglite[/\\]/u.test(path.toString())) files.add(file)
  else files.delete(file)
  return file
}
fs.writeSync = new Proxy(writeSync, {
  apply: (write, self, args: Parameters<typeof writeSync>) => {
    if (files.has(args[0])) pause()
    return Reflect.apply(write, self, args)
  },
})
syncBuiltinESMExports()

function pause(): void {
  let text = ''
  try {
    text = readFileSync(said, 'utf8')
  } catch {
    // Not slow (yet).
  }
  const hang = /hang (\d+)/u.exec(text)?.[1]
  if (hang !== undefined) rmSync(said)
  const ms = Number(hang ?? text)
  if (ms > 0) Atomics.wait(never, 0, 0, ms)
}
