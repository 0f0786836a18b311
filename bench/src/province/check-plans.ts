import { openDatabase } from '@ketnoi/db'
import pg from 'pg'
import { callerOf, PROVINCE_DAY } from './ask.ts'
import { judgePlan, type PlanFault } from './judge-plan.ts'
import { ABOUT_EVERYBODY, READINGS } from './readings-of-procedures.ts'
import { takeSamples } from './sample.ts'
import { watchStatements } from './watch-statements.ts'

interface Finding {
  readonly path: string
  readonly text: string
  readonly ms: number
  readonly faults: readonly PlanFault[]
}

/**
 * Calls every procedure that reads, as everybody who may, and looks at the plan of every statement that it sends. Gives the number of
 * statements with a fault.
 */
export async function checkPlans(url: string, only: string | undefined): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const [sample] = await takeSamples(client, 3)
  await client.end()
  if (sample === undefined) throw new Error('the province is empty: load it first')
  const database = await openDatabase({ url }, { unnamed: 'nobody' })
  const findings = new Map<string, Finding>()
  const statements = new Set<string>()
  try {
    for (const { path, askers, call } of READINGS.filter(
      (one) => !(one.path in ABOUT_EVERYBODY) && (only === undefined || one.path.startsWith(only)),
    ))
      for (const asker of askers) {
        const api = await callerOf(database, asker, sample)
        const end = watchStatements('analyze, buffers, timing off')
        try {
          await call(api, sample, PROVINCE_DAY)
        } catch (error) {
          console.log(`${path} (${asker}): ${String(error)}`)
        }
        for (const { text, ms, plan } of await end()) {
          statements.add(text)
          const faults = judgePlan(plan)
          const before = findings.get(text)
          if (faults.length > 0 && (before === undefined || before.ms < ms))
            findings.set(text, { path: `${path} (${asker})`, text, ms, faults })
        }
      }
  } finally {
    await database.close()
  }
  for (const { path, text, ms, faults } of [...findings.values()].sort((a, b) => b.ms - a.ms)) {
    console.log(`\n${path}, ${ms.toFixed(0)} ms`)
    for (const fault of faults) console.log(`  ${describe(fault)}`)
    console.log(`  ${text.replaceAll(/\s+/gu, ' ').slice(0, 300)}`)
  }
  console.log(
    `\n${String(statements.size)} statements of ${String(READINGS.length)} readings, ${String(findings.size)} with a fault`,
  )
  return findings.size
}

function describe(fault: PlanFault): string {
  if (fault.kind === 'reads-whole-table') return `reads all of ${fault.table} (${fault.rows.toLocaleString('en')} rows)`
  if (fault.kind === 'reads-many') return `reads ${fault.rows.toLocaleString('en')} rows of ${fault.what}`
  return `${fault.what} writes ${String(fault.blocks)} blocks to disk`
}
