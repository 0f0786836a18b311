import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeExports } from './describe-exports.ts'
import { PACKAGE, readDoors } from './read-exports.ts'

const files = await describeExports(readDoors())
rmSync(join(PACKAGE, 'docs', 'api'), { recursive: true, force: true })
for (const [path, text] of files) {
  mkdirSync(dirname(join(PACKAGE, path)), { recursive: true })
  writeFileSync(join(PACKAGE, path), text)
}
process.stdout.write(`${files.size} files written in packages/hierarchy\n`)
