// @ts-check
import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import jsdoc from 'eslint-plugin-jsdoc'
import svelte from 'eslint-plugin-svelte'
import unicorn from 'eslint-plugin-unicorn'
import ts from 'typescript-eslint'

const TESTS = ['**/*.test.ts', '**/test/**', '**/e2e/**']
const PORTAL_SERVER = [
  'apps/portal/src/lib/server/**',
  'apps/portal/src/hooks.server.ts',
  'apps/portal/src/env.ts',
  'apps/portal/src/**/+*.server.ts',
  'apps/portal/src/**/+server.ts',
  'apps/portal/src/**/*.test.ts',
  'apps/portal/src/app.d.ts',
]

/**
 * Who may import whom, as in docs/architecture.md. A folder that is named twice gets the last one: each list is complete.
 * @param {string[]} files
 * @param {{ regex: string, message: string, allowTypeImports?: boolean }[]} patterns
 * @param {string[]} ignores
 */
const imports = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: {
    '@typescript-eslint/no-restricted-imports': /** @type {[import('eslint').Linter.RuleSeverity, unknown]} */ ([
      'error',
      { patterns: [...patterns, DEEP] },
    ]),
  },
})
const DEEP = {
  regex: '^@ketnoi/[^/]+/(?!(testing|sim)$)',
  message: 'One door per package: import from its name alone.',
}
const SQL = {
  regex: '^(kysely|pg|pg-copy-streams|@electric-sql)(/|$)',
  message: 'SQL lives in packages/db: call a query of it.',
}
const DIRECTION = 'Against the direction of docs/architecture.md: hierarchy ← rosters, db, zalo ← api ← portal, cli.'
/** @param {string} names */
const notFrom = (names) => ({ regex: `^@ketnoi/(${names})(/|$)`, message: DIRECTION })
/** @param {string} names */
const onlyFrom = (names) => ({ regex: `^@ketnoi/(?!(${names})(/|$))`, message: DIRECTION })

/** What runs in a transaction must use its handle; any other waits for ever on the embedded database. */
const HANDLE_IN_TRANSACTION = {
  'no-restricted-syntax': /** @type {[import('eslint').Linter.RuleSeverity, ...unknown[]]} */ ([
    'error',
    ...[
      'CallExpression[callee.name="inTransaction"] > :function',
      'CallExpression[callee.property.name="execute"][callee.object.callee.property.name="transaction"] > :function',
    ].map((callback) => ({
      selector: `${callback} Identifier[name="db"]:not(Property > .key)`,
      message: 'Use the handle of the transaction: on the embedded database, `db` waits here for ever.',
    })),
  ]),
}

export default defineConfig(
  globalIgnores(['**/dist', '**/build', '**/.svelte-kit', '**/.turbo', '**/.cache', '**/.data', '**/test-results']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    plugins: { unicorn },
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      'unicorn/filename-case': ['error', { case: 'kebabCase', ignore: [/^\+/] }],
      'no-undef': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Interfaces with an `async` member that has nothing to wait for are how a memory twin looks.
      '@typescript-eslint/require-await': 'off',
      // Switches over `kind` are made exhaustive by a `never` in their end, which this takes for useless.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
      // Texts in legacy fonts and decomposed names are taken apart by code point on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    // The compiler of Svelte checks these types; the linter sees the values of `$props()` and of messages as unknown.
    extends: [ts.configs.disableTypeChecked],
    rules: {
      'prefer-const': 'off',
      // The portal is served at the root of its own host.
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-const': 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/button-has-type': 'error',
    },
  },
  { files: ['**/*.js'], extends: [ts.configs.disableTypeChecked] },
  {
    files: TESTS,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    files: ['scripts/**', 'bench/**', 'examples/**', 'apps/cli/**', 'apps/portal/server.ts'],
    rules: { 'no-console': 'off' },
  },

  imports(
    ['packages/hierarchy/src/**'],
    [{ regex: '^[^.]', message: 'hierarchy is pure: it imports nothing.' }],
    TESTS,
  ),
  imports(['packages/hierarchy/**/*.test.ts'], [onlyFrom('hierarchy'), SQL]),
  imports(['packages/rosters/**'], [onlyFrom('hierarchy'), SQL]),
  imports(['packages/zalo/**'], [onlyFrom('hierarchy'), SQL]),
  imports(['packages/settings/**'], [notFrom('.*'), SQL]),
  imports(['examples/**'], [onlyFrom('hierarchy|rosters'), SQL]),
  imports(['packages/db/**'], [onlyFrom('hierarchy')]),
  imports(['packages/api/**'], [onlyFrom('hierarchy|rosters|db'), SQL]),
  imports(['apps/cli/**'], [notFrom('portal|bench'), SQL]),
  imports(['apps/portal/**'], [notFrom('cli|bench'), SQL], ['apps/portal/test/**']),
  imports(
    ['apps/portal/src/**'],
    [
      {
        regex: '^@ketnoi/(?!(hierarchy|api)(/|$))',
        message: 'A browser gets values from hierarchy and types from api.',
      },
      { regex: '^@ketnoi/api', message: 'A browser gets only types from api.', allowTypeImports: true },
      { regex: '^node:', message: 'There is no such module in a browser.' },
      SQL,
    ],
    PORTAL_SERVER,
  ),

  { files: ['packages/db/**', 'packages/api/**'], rules: HANDLE_IN_TRANSACTION },
  {
    files: ['packages/hierarchy/src/**/*.ts'],
    // The shared rule cases are rows of one table; what of them is exported is documented where it is put together.
    ignores: [...TESTS, 'packages/hierarchy/src/testing/rule-cases/!(rule-cases|model).ts'],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          enableFixer: false,
          require: { FunctionDeclaration: true, ClassDeclaration: true },
          contexts: [
            'TSInterfaceDeclaration',
            'TSTypeAliasDeclaration',
            'ExportNamedDeclaration > VariableDeclaration',
          ],
        },
      ],
    },
  },
)
