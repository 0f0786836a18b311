import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { loggedIn } from './e2e/sign-in.ts'
import { CHROMIUM_ARGS, findChromium } from '../../scripts/find-chromium.ts'

// The file is evaluated in every worker: what must be the same everywhere travels in the environment.
const FIRST_PORT = 20_000
const PORTS = 20_000
process.env['KETNOI_E2E_PORT'] ??= String(FIRST_PORT + Math.floor(Math.random() * PORTS))
process.env['KETNOI_E2E_DATA'] ??= mkdtempSync(join(tmpdir(), 'ketnoi-e2e-'))

const port = process.env['KETNOI_E2E_PORT']
// A portal that runs already, with the example in it: saves loading it while a journey is being written.
const running = process.env['KETNOI_E2E_URL']

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results',
  forbidOnly: true,
  // One server and one embedded database behind all of them.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  globalTeardown: './e2e/remove-data.ts',
  use: {
    baseURL: running ?? `http://localhost:${port}`,
    locale: 'vi-VN',
    launchOptions: { executablePath: await findChromium(), args: [...CHROMIUM_ARGS] },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'set-up', testMatch: 'set-up.e2e.ts' },
    // Looking comes before the journeys that change things.
    {
      name: 'pages',
      testMatch: 'accessibility.e2e.ts',
      use: { storageState: loggedIn() },
      dependencies: ['set-up'],
    },
    {
      name: 'weight',
      testMatch: 'page-weight.e2e.ts',
      use: { storageState: loggedIn() },
      dependencies: ['set-up'],
    },
    {
      name: 'journeys',
      testMatch: 'journeys/*.e2e.ts',
      use: { storageState: loggedIn() },
      dependencies: ['set-up'],
    },
  ],
  ...(running === undefined
    ? {
        webServer: {
          command: 'node server.ts',
          // Printed once it can serve: the first administrator is made with it.
          wait: { stdout: /first administrator: (?<ketnoi_e2e_code>\S+)/ },
          env: { PORT: port, KETNOI_DATA: process.env['KETNOI_E2E_DATA'], KETNOI_LANG: 'en' },
          timeout: 60_000,
          gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
        },
      }
    : {}),
})
