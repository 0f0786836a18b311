import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')

describe('an example prints what its page says', () => {
  for (const name of ['philippines', 'school-district', 'plain-script']) {
    it(name, () => {
      const page = readFileSync(join(ROOT, 'examples', name, 'README.md'), 'utf8')
      const [, file = ''] = /^node (\S+)$/m.exec(page) ?? []
      const [, said = ''] = /^```text\n(.*?)^```$/ms.exec(page) ?? []
      const { stdout, stderr } = spawnSync(process.execPath, [file], { cwd: ROOT, encoding: 'utf8' })
      expect(stdout.trimEnd(), stderr).toBe(said.trimEnd())
      expect(said).not.toBe('')
    })
  }
})
