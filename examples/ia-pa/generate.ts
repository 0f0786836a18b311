import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mock } from 'node:test'
import { parseArgs } from 'node:util'
import { createExample, DEFAULT_PEOPLE, DEFAULT_SEED } from './src/example.ts'
import { READ_AT } from './src/member-lists.ts'

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: String(DEFAULT_PEOPLE) },
    seed: { type: 'string', default: String(DEFAULT_SEED) },
    out: { type: 'string', default: import.meta.dirname },
  },
})
// A spreadsheet holds the time of its writing. With the clock stopped the same seed gives the same bytes, so that a change of the
// example shows only the files it really touches.
mock.timers.enable({ apis: ['Date'], now: Date.parse(READ_AT) })
const { files, counts } = await createExample({ people: Number(values.people), seed: Number(values.seed) })
// Files of an earlier run that this one does not write would be read as part of the example.
for (const folder of ['rosters', 'members']) await rm(join(values.out, folder), { recursive: true, force: true })
for (const { path, bytes } of files) {
  await mkdir(dirname(join(values.out, path)), { recursive: true })
  await writeFile(join(values.out, path), bytes)
}
console.log(`${files.length} files, ${files.reduce((sum, file) => sum + file.bytes.length, 0)} bytes in ${values.out}`)
console.log(JSON.stringify(counts, null, 1))
