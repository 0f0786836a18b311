import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { readMarkdownPrograms } from './markdown-programs.ts'
import { PACKAGE } from './read-exports.ts'

describe('the pages of the published package run as they stand', () => {
  for (const { page, code, output } of readMarkdownPrograms()) {
    it(page, () => {
      const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module-typescript'], {
        cwd: PACKAGE,
        input: code,
        encoding: 'utf8',
      })
      expect(status, stderr || stdout).toBe(0)
      if (output !== null) expect(stdout.trimEnd()).toBe(output.trimEnd())
    })
  }
})
