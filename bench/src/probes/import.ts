import { listRosterCandidates, updatePeople, updateUnits } from '@ketnoi/db'
import { createUnitTree, type Person } from '@ketnoi/hierarchy'
import {
  compareRoster,
  comparisonKeys,
  createRosterIds,
  createUnitFinder,
  proposeMapping,
  readRoster,
  readWorkbook,
  type RosterComparison,
} from '@ketnoi/rosters'
import { readXlsx } from 'hucre/xlsx'
import { startBenchDatabase } from '../bench-database.ts'
import { copyRows } from '../copy-rows.ts'
import { report } from '../probe.ts'
import { ROSTER_HEADER, rosterFile, rosterRows } from '../roster-file.ts'
import { createBenchPopulation, median } from '../workload.ts'

const ROWS = Number(process.argv[2] ?? 100_000)
const population = createBenchPopulation('L')
const { model, asOf } = population
const tree = createUnitTree(population.units)
if (!tree.ok) throw new Error(JSON.stringify(tree.issues))

const rows = [...rosterRows(population, ROWS)]
const file = await rosterFile(rows)
const { database, client, stop } = await startBenchDatabase()
const { db } = database

interface Steps {
  readonly read: number
  readonly understand: number
  readonly compare: number
  readonly write: number
}

/** The steps of an import: what `importRoster` does, without the job and the page around it. */
async function importOnce(): Promise<Steps> {
  const times = [performance.now()]
  const mark = (): void => void times.push(performance.now())
  const workbook = await readWorkbook(file, { fileName: 'roster.xlsx' })
  if (!workbook.ok) throw new Error(JSON.stringify(workbook.issues))
  mark()
  const units = createUnitFinder(treeValue, asOf)
  const { mapping } = proposeMapping(workbook.value, { model, units })
  const reading = readRoster(workbook.value, mapping, { model, asOf, units, unitId: null })
  mark()
  const comparison = compareRoster(reading.drafts, await loadKnown(reading.drafts), {
    model,
    asOf,
    newId: createRosterIds({ id: 'bench', at: new Date().toISOString() }),
    duplicates: reading.duplicates,
  })
  mark()
  await updatePeople(db, comparison.upserts)
  mark()
  checkAll(comparison)
  const [start = 0, read = 0, understood = 0, compared = 0, written = 0] = times
  return {
    read: read - start,
    understand: understood - read,
    compare: compared - understood,
    write: written - compared,
  }
}

function loadKnown(drafts: Parameters<typeof comparisonKeys>[0]): Promise<Person[]> {
  return listRosterCandidates(db, { ...comparisonKeys(drafts), foldedNames: null })
}

function checkAll({ upserts, counts }: RosterComparison): void {
  if (upserts.length < ROWS * 0.95)
    throw new Error(`only ${upserts.length} of ${ROWS} rows were imported: ${JSON.stringify(counts)}`)
}

const treeValue = tree.value
try {
  await updateUnits(db, population.units)
  await client.query(
    `create table bare_row (number integer primary key, ${ROSTER_HEADER.slice(1)
      .map((_, index) => `c${index} text`)
      .join(', ')})`,
  )
  const steps: Steps[] = []
  const libraryTimes: number[] = []
  const copyTimes: number[] = []
  for (let round = 0; round < 3; round++) {
    // As a server has done by itself that was written to before: it writes into files of its log that are there, and makes none.
    await client.query('checkpoint')
    let start = performance.now()
    await readXlsx(file)
    libraryTimes.push(performance.now() - start)
    await client.query('truncate bare_row')
    start = performance.now()
    await copyRows(client, 'bare_row', ['number', ...ROSTER_HEADER.slice(1).map((_, index) => `c${index}`)], rows)
    copyTimes.push(performance.now() - start)
    await client.query('truncate person, residence, appointment, phone, consent, household, messaging_account cascade')
    steps.push(await importOnce())
  }
  report({
    rows: ROWS,
    libraryReadMs: median(libraryTimes),
    copyMs: median(copyTimes),
    readMs: median(steps.map((s) => s.read)),
    understandMs: median(steps.map((s) => s.understand)),
    compareMs: median(steps.map((s) => s.compare)),
    writeMs: median(steps.map((s) => s.write)),
    importMs: median(steps.map((s) => s.read + s.understand + s.compare + s.write)),
  })
} finally {
  await stop()
}
