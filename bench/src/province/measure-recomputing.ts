import { materialiseAll, openDatabase, updateGroupCounts } from '@ketnoi/db'
import { GIA_LAI_2025 } from '@ketnoi/hierarchy'
import pg from 'pg'
import { COMPARE_BY_HAND, MATERIALISE_BY_HAND, TABLES_BY_HAND } from '../sql-by-hand.ts'
import { median } from '../workload.ts'
import { PROVINCE_DAY } from './ask.ts'

const ROUNDS = 1

/** Everybody's desired membership and the difference, anew, against statements written by hand; afterwards all is as it was. */
export async function measureRecomputing(url: string): Promise<void> {
  const database = await openDatabase({ url, poolSize: 1 })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const own = { desired: [] as number[], difference: [] as number[] }
  const hand = { desired: [] as number[], difference: [] as number[] }
  const timed = async (times: number[], run: () => Promise<unknown>): Promise<void> => {
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
  }
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await client.query('truncate desired_member, group_count')
      await database.db.transaction().execute(async (trx) => {
        await timed(own.desired, () => materialiseAll(trx, GIA_LAI_2025, PROVINCE_DAY))
        await timed(own.difference, () => updateGroupCounts(trx, null))
      })
      await client.query('begin')
      await client.query(TABLES_BY_HAND)
      await timed(hand.desired, () => client.query(MATERIALISE_BY_HAND, [PROVINCE_DAY]))
      await timed(hand.difference, () => client.query(COMPARE_BY_HAND))
      await client.query('rollback')
    }
    await client.query('vacuum analyze desired_member, group_count')
  } finally {
    await client.end()
    await database.close()
  }
  const line = (what: string, a: number, b: number): void => {
    const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
    console.log(`${what}: ${seconds(a)}, by hand ${seconds(b)}, ${(a / b).toFixed(2)}×`)
  }
  const [desired, difference] = [median(own.desired), median(own.difference)]
  const [desiredByHand, differenceByHand] = [median(hand.desired), median(hand.difference)]
  line('desired', desired, desiredByHand)
  line('difference', difference, differenceByHand)
  line('both', desired + difference, desiredByHand + differenceByHand)
}
