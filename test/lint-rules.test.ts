import { join } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const RULES = new Set([
  '@typescript-eslint/no-restricted-imports',
  'no-restricted-syntax',
  'unicorn/filename-case',
  'jsdoc/require-jsdoc',
])
const eslint = new ESLint({
  cwd: ROOT,
  ruleFilter: ({ ruleId }) => RULES.has(ruleId),
  // None of these rules asks for types; without them, a file does not have to exist.
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
})

const IMPORT = '@typescript-eslint/no-restricted-imports'

describe('the linter holds the architecture', () => {
  it.each([
    ['packages/hierarchy/src/plans/plan.ts', `import 'node:fs'`],
    ['packages/hierarchy/src/plans/plan.ts', `import 'fast-check'`],
    ['packages/rosters/src/read.ts', `import '@ketnoi/db'`],
    ['packages/db/src/connect.ts', `import '@ketnoi/rosters'`],
    ['packages/db/src/connect.ts', `import '@ketnoi/hierarchy/src/id.ts'`],
    ['packages/api/src/router.ts', `import '@ketnoi/zalo'`],
    ['packages/zalo/src/connector.ts', `import '@ketnoi/db'`],
    ['packages/zalo/src/connector.ts', `import '@ketnoi/rosters'`],
    ['packages/api/src/router.ts', `import { sql } from 'kysely'`],
    ['packages/api/src/router.ts', `import pg from 'pg'`],
    ['apps/cli/src/main.ts', `import '@ketnoi/portal'`],
    ['apps/portal/src/lib/api.ts', `import '@ketnoi/db'`],
    ['apps/portal/src/lib/api.ts', `import { appRouter } from '@ketnoi/api'`],
    ['apps/portal/src/routes/+page.ts', `import 'node:fs'`],
    ['apps/portal/src/routes/+page.svelte', `<script lang="ts">\n import '@ketnoi/rosters'\n</script>`],
    ['apps/portal/src/lib/server/services.ts', `import { sql } from 'kysely'`],
  ])('%s must not contain %s', async (path, code) => {
    expect(await findings(path, code)).toEqual([IMPORT])
  })

  it.each([
    ['packages/hierarchy/src/plans/plan.ts', `import type { Day } from '../interval.ts'`],
    ['packages/hierarchy/src/plans/plan.test.ts', `import 'fast-check'`],
    ['packages/rosters/src/read.ts', `import '@ketnoi/hierarchy'`],
    ['packages/db/src/connect.ts', `import 'pg'; import '@ketnoi/hierarchy/testing'`],
    ['packages/zalo/src/connector.ts', `import '@ketnoi/hierarchy'; import 'node:crypto'`],
    ['packages/api/src/router.ts', `import '@ketnoi/db'; import '@ketnoi/rosters'`],
    ['apps/portal/src/lib/api.ts', `import type { AppRouter } from '@ketnoi/api'; import '@ketnoi/hierarchy'`],
    ['apps/portal/src/routes/+page.server.ts', `import { appRouter } from '@ketnoi/api'`],
  ])('%s may contain %s', async (path, code) => {
    expect(await findings(path, code)).toEqual([])
  })

  it('the outer handle is out of reach in a transaction', async () => {
    const path = 'packages/db/src/plans/plans.queries.ts'
    const outer = 'inTransaction(db, async (trx) => { await insertPlan(db, trx) })'
    expect(await findings(path, outer)).toEqual(['no-restricted-syntax'])
    expect(await findings(path, 'db.transaction().execute(async () => save(ctx.db))')).toEqual(['no-restricted-syntax'])
    expect(await findings(path, 'inTransaction(db, async (trx) => save({ db: trx }))')).toEqual([])
  })

  it('files are named in kebab-case and the exports of hierarchy are documented', async () => {
    expect(await findings('apps/portal/src/lib/ui/DataTable.svelte', '<p></p>')).toEqual(['unicorn/filename-case'])
    expect(await findings('apps/portal/src/routes/+page.svelte', '<p></p>')).toEqual([])
    const path = 'packages/hierarchy/src/plans/plan.ts'
    expect(await findings(path, 'export function plan(): void {}')).toEqual(['jsdoc/require-jsdoc'])
    expect(await findings(path, '/** Plans. */\nexport function plan(): void {}')).toEqual([])
  })
})

async function findings(path: string, code: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(code, { filePath: join(ROOT, path) })
  return [...new Set(results.flatMap(({ messages }) => messages.map((message) => message.ruleId ?? message.message)))]
}
