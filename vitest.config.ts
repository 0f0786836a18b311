import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Programs and threads that tests start would each strip and compile the same source again: half of what starting one takes.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '.cache', 'node')

const EVERYWHERE = ['**/node_modules/**', '**/dist/**', '**/build/**', '**/.svelte-kit/**', '**/e2e/**']
// These use a database: PGlite in the worker, and the PostgreSQL of the run.
const WITH_DATABASE = [
  'packages/{db,api}/**/*.test.ts',
  'apps/portal/test/**/*.test.ts',
  'apps/cli/test/backup.test.ts',
  'apps/cli/test/secret.test.ts',
  'bench/**/*.test.ts',
]

// The same for both projects: only then do they share the workers. A PGlite takes about 350 MB and 2.5 s of one core to start.
const WORKERS = Math.min(Math.max(availableParallelism(), 2), 4)

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,apps}/*/{src,test}/**/*.test.ts', '{bench,scripts,test,examples}/**/*.test.ts'],
          exclude: [...EVERYWHERE, ...WITH_DATABASE],
          maxWorkers: WORKERS,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'database',
          include: WITH_DATABASE,
          exclude: EVERYWHERE,
          globalSetup: ['packages/db/test/databases.global-setup.ts'],
          maxWorkers: WORKERS,
          // A query on `db` inside a transaction on PGlite waits for ever: the timeout turns it into a failure.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
