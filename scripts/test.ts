import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { findChromium } from './find-chromium.ts'
import { turboEnvironment } from './turbo-environment.ts'

// Everything that must hold before a change is done, on a machine that has nothing but Node and npm. The last line is the sum.

interface Count {
  readonly passed: number
  readonly failed: number
}
interface Step {
  readonly name: string
  readonly run: () => Promise<Count>
}

const ROOT = join(import.meta.dirname, '..')
const PORTAL = join(ROOT, 'apps', 'portal')
// Programs that are started again and again are compiled once.
process.env['NODE_COMPILE_CACHE'] ??= join(ROOT, '.cache', 'node')
const reports = mkdtempSync(join(tmpdir(), 'ketnoi-test-'))
// An argument picks the steps whose name contains it: `pnpm test lint`.
const wanted = process.argv.slice(2)

// Those that stand together run beside each other: most of the time each of them keeps one processor busy.
const steps: readonly (readonly Step[])[] = [
  [
    { name: 'types', run: checkTypes },
    { name: 'lint', run: checkStyle },
  ],
  [
    { name: 'dependencies', run: auditDependencies },
    { name: 'build', run: () => runTasks('build') },
  ],
  [{ name: 'unit, property, database and router tests', run: runVitest }],
  [{ name: 'packed package', run: provePackage }],
  [{ name: 'browser journeys', run: runPlaywright }],
]

const counts: Count[] = []
try {
  for (const together of steps) counts.push(...(await Promise.all(together.filter(isWanted).map(countStep))))
} finally {
  rmSync(reports, { recursive: true, force: true })
}
const total = sum(counts)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

function isWanted({ name }: Step): boolean {
  return wanted.length === 0 || wanted.some((part) => name.includes(part))
}

async function countStep({ name, run }: Step): Promise<Count> {
  process.stdout.write(`\n── ${name}\n`)
  const start = performance.now()
  const count = await run().catch((error: unknown): Count => {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return { passed: 0, failed: 1 }
  })
  const seconds = Math.round((performance.now() - start) / 1000)
  process.stdout.write(`── ${name}: ${count.passed} passed, ${count.failed} failed, in ${seconds} s\n`)
  return count
}

async function checkTypes(): Promise<Count> {
  return sum([
    await runTasks('check'),
    await oneCheck('tsc', ['-p', '.']),
    await oneCheck('node', ['scripts/check-examples.ts']),
  ])
}

async function checkStyle(): Promise<Count> {
  const cached = (program: string): string[] => ['--cache', '--cache-location', `.cache/${program}`]
  return sum(
    await Promise.all([
      oneCheck('eslint', ['.', ...cached('eslint'), '--max-warnings', '0']),
      oneCheck('prettier', ['--check', '.', '--log-level', 'warn', ...cached('prettier')]).then(async (prettier) =>
        sum([prettier, await oneCheck('knip', [])]),
      ),
    ]),
  )
}

/** What an installation runs on, against what the registry knows to be dangerous. Where none answers, nothing is said of it. */
async function auditDependencies(): Promise<Count> {
  let output = ''
  const args = ['audit', '--prod', '--audit-level', 'high', '--ignore-registry-errors']
  const code = await run('pnpm', args, ROOT, { pnpm_config_fetch_retries: '0' }, (text) => (output += text))
  if (code !== 0) return { passed: 0, failed: 1 }
  return { passed: output.includes('vulnerabilities found') ? 1 : 0, failed: 0 }
}

async function runVitest(): Promise<Count> {
  const report = join(reports, 'vitest.json')
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
  const code = await run('vitest', ['run', ...reporters])
  return fromReport(report, code, (value) => ({
    passed: numberAt(value, 'numPassedTests'),
    // A file that cannot even be loaded has no test that fails.
    failed: Math.max(numberAt(value, 'numFailedTests'), numberAt(value, 'numFailedTestSuites') > 0 ? 1 : 0),
  }))
}

/** Looking at the pages takes about as long as the journeys: beside each other, each with a server and an embedded database of its own. */
async function runPlaywright(): Promise<Count> {
  if (!existsSync(join(PORTAL, 'playwright.config.ts'))) throw new Error('There is no apps/portal/playwright.config.ts')
  const chromium = await findChromium()
  const looking = ['pages', 'weight']
  return sum(await Promise.all([looking, ['journeys']].map((projects) => runProjects(projects, chromium))))
}

async function runProjects(projects: readonly string[], chromium: string): Promise<Count> {
  const [name = ''] = projects
  const report = join(reports, `playwright-${name}.json`)
  const chosen = projects.map((project) => `--project=${project}`)
  const args = [...chosen, '--reporter=list,json', `--output=test-results/${name}`]
  const code = await run('pnpm', ['exec', 'playwright', 'test', ...args], PORTAL, {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  })
  return fromReport(report, code, (value) => {
    const stats = isRecord(value) ? value['stats'] : undefined
    return { passed: numberAt(stats, 'expected') + numberAt(stats, 'flaky'), failed: numberAt(stats, 'unexpected') }
  })
}

async function provePackage(): Promise<Count> {
  let output = ''
  const code = await run('node', ['scripts/prove-package.ts'], ROOT, {}, (text) => (output += text))
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(output) ?? []
  return atLeastOneFailure(code, { passed: Number(passed ?? 0), failed: Number(failed ?? 0) })
}

/** A task of every package, each counted. Turbo ends with 0 also when it was told to stop half-way: its sum tells. */
async function runTasks(task: string): Promise<Count> {
  let output = ''
  const args = ['run', task, '--continue=always', '--output-logs=errors-only']
  const code = await run('turbo', args, ROOT, {}, (text) => (output += text))
  const [, passed, total] = /Tasks:\D*(\d+) successful, (\d+) total/.exec(stripVTControlCharacters(output)) ?? []
  const count = { passed: Number(passed ?? 0), failed: Number(total ?? 1) - Number(passed ?? 0) }
  return atLeastOneFailure(code, count)
}

/** One program that is content or not. */
async function oneCheck(program: string, args: readonly string[]): Promise<Count> {
  const code = await run(program, args)
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${program} ${args.slice(0, 2).join(' ')}\n`)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
}

function fromReport(path: string, code: number, read: (report: unknown) => Count): Count {
  const count = existsSync(path) ? read(JSON.parse(readFileSync(path, 'utf8'))) : { passed: 0, failed: 0 }
  return atLeastOneFailure(code, count)
}

/** A program that ends badly without a failed test (an error outside of any, no tests at all) has failed all the same. */
function atLeastOneFailure(code: number, count: Count): Count {
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

function run(
  program: string,
  args: readonly string[],
  cwd = ROOT,
  environment: NodeJS.ProcessEnv = {},
  onOutput?: (text: string) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...turboEnvironment(), ...environment },
      stdio: ['ignore', onOutput ? 'pipe' : 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      process.stdout.write(text)
      onOutput?.(text)
    })
    child.once('error', reject)
    child.once('close', (code) => {
      resolve(code ?? 1)
    })
  })
}

function sum(all: readonly Count[]): Count {
  return {
    passed: all.reduce((total, one) => total + one.passed, 0),
    failed: all.reduce((total, one) => total + one.failed, 0),
  }
}

function numberAt(value: unknown, key: string): number {
  const found = isRecord(value) ? value[key] : undefined
  return typeof found === 'number' ? found : 0
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
