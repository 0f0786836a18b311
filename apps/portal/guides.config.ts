import { defineConfig } from '@playwright/test'
import { loggedIn } from './e2e/sign-in.ts'
import tests from './playwright.config.ts'

// `pnpm guides`: the pictures of docs/guides, from a portal that is started for them. No part of the test run.
export default defineConfig({
  ...tests,
  use: { ...tests.use, actionTimeout: 20_000 },
  projects: [
    { name: 'first', testMatch: 'guides/first-pictures.guide.ts' },
    { name: 'set-up', testMatch: 'set-up.e2e.ts', dependencies: ['first'] },
    {
      name: 'guides',
      testMatch: 'guides/pictures.guide.ts',
      use: { storageState: loggedIn() },
      dependencies: ['set-up'],
    },
  ],
})
