import { execFile } from 'node:child_process'
import { copyFile, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runInChromium, useExamplePage } from './prove-package/browser.ts'
import { readMarkdownPrograms } from './library/markdown-programs.ts'
import { fetchRuntime, RUNTIMES } from './prove-package/runtimes.ts'
import { turboEnvironment } from './turbo-environment.ts'

// Packs @ketnoi/hierarchy as it would be published, installs it into an empty project, and runs it wherever it promises to run.

const ROOT = join(import.meta.dirname, '..')
const PACKAGE = join(ROOT, 'packages', 'hierarchy')
const EXPECTED = { groups: 9, fingerprintOfNothing: 'no changes', touched: 6 }
// A registry that does not answer would keep npm waiting for many minutes.
const PATIENCE_MS = 120_000
const CONFIG = {
  compilerOptions: { strict: true, target: 'es2022', lib: ['es2022'], types: [], outDir: '.', skipLibCheck: false },
}

const project = await mkdtemp(join(tmpdir(), 'ketnoi-package-'))
let passed = 0
let failed = 0
let reference: string | undefined

// Fetched while the rest is proven. Whoever needs one waits for it, and hears why it did not come.
const programs = new Map(RUNTIMES.map((runtime) => [runtime, fetchRuntime(runtime)]))
for (const program of programs.values()) program.catch(() => {})

try {
  await run('turbo', ['run', 'build', '--filter=@ketnoi/hierarchy', '--output-logs=errors-only'], ROOT)
  await prove('publint', () => run('publint', ['--strict', PACKAGE], ROOT))
  await run('pnpm', ['pack', '--pack-destination', project], PACKAGE)
  const tarball = join(project, (await readdir(project)).find((name) => name.endsWith('.tgz')) ?? 'missing')
  await prove('attw', () => run('attw', [tarball, '--profile', 'esm-only'], ROOT))

  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
  // Offline: it depends on nothing, so nothing may be asked for.
  await run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball], project)
  await copyFile(join(import.meta.dirname, 'prove-package', 'consumer.ts'), join(project, 'consumer.ts'))
  for (const [module, moduleResolution] of [
    ['esnext', 'bundler'],
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
  ]) {
    const config = { ...CONFIG, compilerOptions: { ...CONFIG.compilerOptions, module, moduleResolution } }
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ ...config, files: ['consumer.ts'] }))
    await prove(`types, module resolution ${moduleResolution}`, () => run('tsc', ['-p', project], project))
  }

  await prove('the front page, as a stranger types it', () => followFrontPage())

  await writeFile(
    join(project, 'main.js'),
    `import { prove } from './consumer.js'\nconsole.log(JSON.stringify(prove()))\n`,
  )
  for (const [runtime, program] of programs)
    await prove(runtime.name, async () => {
      compare(await run(await program, [...runtime.args, 'main.js'], project))
    })
  await prove('Chromium', async () => compare(await runInChromium(project)))
  await cp(join(ROOT, 'examples', 'browser-page'), project, { recursive: true })
  await prove('the page of examples/browser-page', async () => {
    const { partial, complete } = await useExamplePage(project)
    // Only a list that is said to be whole removes anybody.
    if (/^ +Remove/m.test(partial.split('Held')[0] ?? '')) throw new Error(partial)
    if (!/^ +Remove Siu H’Lan/m.test(complete) || !complete.includes('Nobody we know: Shop Minh Anh'))
      throw new Error(complete)
  })
} finally {
  await rm(project, { recursive: true, force: true })
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

/** Types what the README says into an empty project, and compares what it prints. */
async function followFrontPage(): Promise<void> {
  const page = readMarkdownPrograms().find((one) => one.page === 'README.md')
  await writeFile(join(project, 'front-page.ts'), page?.code ?? '')
  const compilerOptions = { ...CONFIG.compilerOptions, lib: ['es2022', 'dom'], module: 'nodenext' }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['front-page.ts'] }))
  await run('tsc', ['-p', project], project)
  const printed = (await run('node', ['front-page.js'], project)).trim()
  if (printed !== page?.output?.trim()) throw new Error(`It prints something else than the page says:\n${printed}`)
}

async function prove(name: string, proof: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  try {
    await proof()
    passed += 1
    process.stdout.write(`  ✓ ${name} (${Math.round(performance.now() - start)} ms)\n`)
  } catch (error) {
    failed += 1
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
    process.stdout.write(`  ✗ ${name}\n${output}${error instanceof Error ? error.message : String(error)}\n`)
  }
}

/** Every runtime must give the same answer to the last digit of the fingerprint, and it must be the right one. */
function compare(output: string): void {
  const answer = output.trim()
  reference ??= answer
  if (answer !== reference) throw new Error(`answers differently: ${answer} instead of ${reference}`)
  const proof = JSON.parse(answer) as Record<string, unknown>
  for (const [key, value] of Object.entries(EXPECTED))
    if (proof[key] !== value) throw new Error(`${key} is ${String(proof[key])} instead of ${value}`)
}

async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const shell = process.platform === 'win32'
  const { stdout } = await promisify(execFile)(program, [...args], {
    cwd,
    shell,
    env: turboEnvironment(),
    timeout: PATIENCE_MS,
  })
  return stdout
}
