import { spawnSync } from 'node:child_process'
import { runServer } from '../apps/portal/server.ts'
import { turboEnvironment } from './turbo-environment.ts'

// Builds what is stale; nothing is printed unless that fails.
const build = spawnSync('turbo', ['run', 'build', '--filter=@ketnoi/portal', '--output-logs=errors-only'], {
  cwd: new URL('..', import.meta.url),
  env: turboEnvironment(),
  shell: process.platform === 'win32',
  encoding: 'utf8',
})
if (build.status !== 0) {
  const reason = build.error?.message ?? `${build.stdout}${build.stderr}`
  process.stderr.write(
    `${reason}\nKhông dựng được cổng; lý do ở trên. / The portal could not be built; the reason is above.\n`,
  )
  process.exit(1)
}
await runServer()
