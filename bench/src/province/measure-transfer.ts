import { openDatabase } from '@ketnoi/db'
import pg from 'pg'
import { percentile } from '../workload.ts'
import { callerOf, PROVINCE_DAY } from './ask.ts'
import { transferOf } from './readings-of-procedures.ts'
import { takeSamples } from './sample.ts'

const TRANSFERS = 20

/** Each run transfers other officers. From the click that transfers an officer to the plan of both communes, which says whom to add and remove in every group. */
export async function measureTransfers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const samples = await takeSamples(client, TRANSFERS)
  await client.end()
  const database = await openDatabase({ url })
  const times = { transfer: [] as number[], plan: [] as number[], both: [] as number[] }
  try {
    for (const sample of samples) {
      const api = await callerOf(database, 'administrator', sample)
      const { revision } = await api.people.byId({ id: sample.officerId })
      const start = performance.now()
      const { state } = await api.handovers.propose({
        handover: transferOf(sample, PROVINCE_DAY),
        reason: 'điều động',
        revisions: { [sample.officerId]: revision },
      })
      const between = performance.now()
      const proposals = await Promise.all(
        [sample.communeId, sample.otherCommuneId].map((unitId) => api.runs.proposal({ unitId })),
      )
      const end = performance.now()
      if (state === 'proposed' || proposals.length < 2) throw new Error('the transfer did not come into force')
      times.transfer.push(between - start)
      times.plan.push(end - between)
      times.both.push(end - start)
    }
  } finally {
    await database.close()
  }
  for (const [what, of] of Object.entries(times))
    console.log(
      `${what}: p50 ${percentile(of, 0.5).toFixed(0)} ms, p99 ${percentile(of, 0.99).toFixed(0)} ms of ${String(of.length)}`,
    )
}
