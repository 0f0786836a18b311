import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { PlanDocument } from '../src/plan/plan-document.ts'
import { runKetnoi } from '../src/program.ts'
import { validateAgainst } from './validate.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the command in this process and answers what it wrote. */
export async function run(...args: readonly string[]): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await runKetnoi(args, {
    out: (text) => {
      out += text
      return Promise.resolve()
    },
    err: (text) => {
      err += text
      return Promise.resolve()
    },
  })
  return { code, out, err }
}

/** Runs `plan --json`, holds the output to the schema and answers it. */
export async function runJson(...args: readonly string[]): Promise<{ code: number; plan: PlanDocument; out: string }> {
  const { code, out, err } = await run('plan', '--json', ...args)
  if (code === 1) throw new Error(err)
  const plan = JSON.parse(out) as PlanDocument // the schema below is what is trusted
  const wrong = await validateAgainst('plan', plan)
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  return { code, plan, out }
}

/** A folder with these files, and a way to be rid of it. */
export async function folderWith(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<{ path: (name: string) => string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ketnoi-cli-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return { path: (name) => join(folder, name), remove: () => rm(folder, { recursive: true, force: true }) }
}
