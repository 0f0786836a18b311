import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// What the next release would be called and what its page of changes would say, tried on a copy of what is committed.

const ROOT = join(import.meta.dirname, '..', '..')
const copy = mkdtempSync(join(tmpdir(), 'ketnoi-release-'))
try {
  execFileSync('git', ['clone', '--quiet', ROOT, copy])
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction')
  const changeset = join(copy, 'node_modules', '@changesets', 'cli', 'bin.js')
  execFileSync(process.execPath, [changeset, 'version'], { cwd: copy, stdio: 'pipe' })
  const folder = join(copy, 'packages', 'hierarchy')
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>
  process.stdout.write(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8'))
  process.stdout.write(`\nThe next version is ${String(manifest['version'])}.\n`)
  // npm compares it with where the release is built, and refuses a provenance without it.
  if (manifest['repository'] === undefined)
    process.stdout.write('Before it can be published: `repository` is missing in packages/hierarchy/package.json.\n')
} finally {
  rmSync(copy, { recursive: true, force: true })
}
