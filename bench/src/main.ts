import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { isMet, tableOf, type Figure } from './figure.ts'
import { measureBackup } from './measurements/backup.ts'
import { measureEngine } from './measurements/engine.ts'
import { measureExample } from './measurements/example.ts'
import { measureHistory } from './measurements/history.ts'
import { measureImport } from './measurements/import.ts'
import { measurePortal } from './measurements/portal.ts'
import { measureReform } from './measurements/reform.ts'
import { measureReplay } from './measurements/replay.ts'
import { measureResolveAndPlan } from './measurements/resolve-and-plan.ts'
import { measureSearch } from './measurements/search.ts'
import { measureSql } from './measurements/sql.ts'
import { measureTransfer } from './measurements/transfer.ts'
import { shapeOf } from './workload.ts'

const HELP = `pnpm bench [--size S|L|M] [--only NAME] [--json]

  --size   S: a district; M: a province of 3.5 million people; L: between them.
           Default: S and M, M for search, and L for SQL, history and backup.
           SQL takes about ten minutes at M (--only sql --size M)
  --only   resolve, transfer, sql, search, history, import, example, portal, reform, replay, engine or backup (may be given more than once)
  --json   nothing but JSON on standard output

Every figure is a ratio against a baseline of the same run. Exit code 1: a target was missed, or a measurement failed.`

const { values } = parseArgs({
  // pnpm hands its own separator on.
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    size: { type: 'string' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const sizes = values.size === undefined ? ['S', 'M'] : [values.size]
const MEASUREMENTS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  resolve: () => measureResolveAndPlan(sizes),
  transfer: () => measureTransfer(sizes),
  sql: () => measureSql(values.size ?? 'L'),
  search: () => measureSearch(values.size ?? 'M'),
  history: () => measureHistory(values.size ?? 'L'),
  import: measureImport,
  example: measureExample,
  portal: measurePortal,
  reform: measureReform,
  replay: measureReplay,
  engine: measureEngine,
  backup: () => measureBackup(values.size ?? 'L'),
}

if (values.help) console.log(HELP)
else await measure(values.only ?? Object.keys(MEASUREMENTS))

async function measure(names: readonly string[]): Promise<void> {
  const figures: Figure[] = []
  const failures: { readonly name: string; readonly message: string }[] = []
  for (const size of sizes) shapeOf(size)
  for (const name of names) {
    if (!values.json) console.error(`measuring ${name} …`)
    try {
      const run = MEASUREMENTS[name]
      if (run === undefined) throw new Error(`there is no such measurement: ${Object.keys(MEASUREMENTS).join(', ')}`)
      figures.push(...(await run()))
    } catch (error) {
      failures.push({ name, message: error instanceof Error ? error.message : String(error) })
    }
  }
  const machine = { cores: cpus().length, node: process.version, platform: `${process.platform} ${process.arch}` }
  const result = { machine, figures: figures.map((figure) => ({ ...figure, met: isMet(figure) })), failures }
  if (!values.json) {
    console.log(tableOf(figures))
    for (const { name, message } of failures) console.log(`${name}: not measured: ${message}`)
    console.log()
  }
  console.log(JSON.stringify(result))
  if (failures.length > 0 || figures.some((figure) => isMet(figure) === false)) process.exitCode = 1
}
