import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Numbers that a probe measured, and its own peak memory. */
export type ProbeReport = Readonly<Record<string, number>>

/** Ends a probe: prints what it measured, with the most memory that its process ever held. */
export function report(numbers: ProbeReport): void {
  // maxRSS is in kilobytes on every system.
  console.log(JSON.stringify({ ...numbers, peakMb: process.resourceUsage().maxRSS / 1024 }))
}

/** Runs a probe in a process of its own, because a heap that has grown, or code that is warm, would tell about its past. */
export async function runProbe(name: string, args: readonly string[] = []): Promise<ProbeReport> {
  const file = fileURLToPath(new URL(`./probes/${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--expose-gc', '--max-old-space-size=6000', file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  const last = output.trim().split('\n').at(-1)
  if (code !== 0 || last === undefined || last === '')
    throw new Error(`probe ${name} ${args.join(' ')} ended with ${code ?? 'a signal'}`)
  return JSON.parse(last) as ProbeReport
}
