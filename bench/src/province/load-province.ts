import {
  inTransaction,
  materialiseDesired,
  sealAuditEvents,
  updateActiveModel,
  updateGroupCounts,
  updateSetting,
  updateUnitCounts,
  updateUnits,
  type OpenDatabase,
} from '@ketnoi/db'
import type { Person } from '@ketnoi/hierarchy'
import type { Population } from '@ketnoi/hierarchy/testing'
import type pg from 'pg'
import { loadPeople } from '../load-people.ts'
import { withManyNames } from '../search-names.ts'
import { HOUSEHOLDS, MEMBERS } from './member-steps.ts'
import { withPastFacts } from './past-facts.ts'
import { runSteps, type Step, type StepTime } from './steps.ts'
import { WORK } from './work-steps.ts'

/** Fills an empty database with a province and its five years, going on where an earlier load ended. */
export async function loadProvince(
  { db }: OpenDatabase,
  client: pg.Client,
  population: Population,
  tell: (text: string) => void,
): Promise<readonly StepTime[]> {
  const { model, asOf, units, personCount } = population
  const steps: readonly Step[] = [
    {
      name: 'model, units',
      run: async () => {
        await updateActiveModel(db, model)
        await updateUnits(db, units)
        await updateSetting(db, 'as-of', asOf)
        await updateSetting(db, 'world-revision', 1)
      },
    },
    {
      name: 'person, residence, appointment, phone, consent',
      run: async (on, say) => {
        await loadPeople(on, () => withManyNames(withPastFacts(population)), {
          onRows: (table, rows) => {
            say(`${table} ${rows.toLocaleString('en')} of people ${personCount.toLocaleString('en')}`)
          },
          addedBy: importOf,
        })
        await on.query('analyze person, residence, appointment, phone, consent')
      },
    },
    HOUSEHOLDS,
    {
      name: 'desired_member',
      run: async () => {
        await materialiseDesired(db, model, asOf)
      },
    },
    ...MEMBERS,
    ...WORK,
    {
      name: 'group_count, unit_count',
      run: async () => {
        await inTransaction(db, async (trx) => {
          await updateGroupCounts(trx, null)
          await updateUnitCounts(trx, asOf, 'all')
        })
      },
    },
    {
      name: 'audit_seal',
      run: async () => {
        await sealAuditEvents(db, new Date().toISOString())
      },
    },
  ]
  const times = await runSteps(client, steps, tell)
  await client.query('vacuum analyze')
  return times
}

/** The import that made somebody known: one for each commune. */
function importOf({ residences, appointments }: Person): number | null {
  const match = /^u-c(\d+)/u.exec(residences[0]?.unitId ?? appointments[0]?.unitId ?? '')
  return match === null ? null : Number(match[1]) + 1
}
