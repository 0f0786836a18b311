import { LOCAL_ADMINISTRATOR, serveWork, WORK, type Context } from '@ketnoi/api'
import { openDatabase } from '@ketnoi/db'
import { createZaloClient, createZaloConnector, createZaloSettings, type Tokens } from '@ketnoi/zalo'
import { SIM_ADMINISTRATOR } from '@ketnoi/zalo/sim'

// Does the work of a database until it is killed: a process of its own, so that it can be killed as a machine kills it.
const [target = '', serviceUrl = '', accessToken = '', today = '', since = '0', speed = '1'] = process.argv.slice(2)
/** A clock that may run ahead, so that a lease of a minute is over within seconds: the same for all who began it together. */
const now = () => new Date(Number(since) + (Date.now() - Number(since)) * Number(speed)).toISOString()

const database = await openDatabase(target.startsWith('postgres') ? { url: target } : { dataDir: target })
const settings = createZaloSettings({ apiUrl: serviceUrl, callsPerMinute: 100_000, timeoutMs: 2_000, retryWaitMs: 20 })
const tokens: Tokens = {
  current: async () => ({ kind: 'token', accessToken }),
  renew: async () => ({ kind: 'token', accessToken }),
}
/** As the portal does: whoever had to wait asks for nothing without having looked whether the group is still theirs. */
const connectTo: Context['connectTo'] = async (_, stillHolds) => {
  const client = createZaloClient({ settings, tokens, beforeWrite: stillHolds })
  const { reader, writer } = createZaloConnector({ client, founderIds: [SIM_ADMINISTRATOR] })
  return { reader, writer, carriedOutBy: 'program', actingPersons: [] }
}
const queue = await database.startQueue(WORK)
const context: Context = {
  db: database.db,
  kind: database.kind,
  actor: LOCAL_ADMINISTRATOR,
  visit: null,
  now,
  today: () => today,
  newId: () => crypto.randomUUID(),
  clientAddress: null,
  queue: async () => queue,
  connectTo,
  officialAccount: null,
  trial: null,
  exampleFolder: null,
}
await serveWork(context, queue)
process.stdout.write('working\n')
