import { LOCAL_ADMINISTRATOR, serveWork, WORK, type Context } from '@ketnoi/api'
import { openDatabase } from '@ketnoi/db'
import { createZaloClient, createZaloConnector, createZaloSettings } from '@ketnoi/zalo'
import { SIM_ADMINISTRATOR } from '@ketnoi/zalo/sim'

// Does the work of a database until it is killed: a process of its own, so that it can be killed as a machine kills it.
const [target = '', serviceUrl = '', accessToken = '', today = ''] = process.argv.slice(2)

const database = await openDatabase(target.startsWith('postgres') ? { url: target } : { dataDir: target })
const client = createZaloClient({
  settings: createZaloSettings({ apiUrl: serviceUrl, callsPerMinute: 100_000, timeoutMs: 2_000, retryWaitMs: 20 }),
  tokens: {
    current: async () => ({ kind: 'token', accessToken }),
    renew: async () => ({ kind: 'token', accessToken }),
  },
})
const { reader, writer } = createZaloConnector({ client, founderIds: [SIM_ADMINISTRATOR] })
const queue = await database.startQueue(WORK)
const context: Context = {
  db: database.db,
  kind: database.kind,
  actor: LOCAL_ADMINISTRATOR,
  visit: null,
  now: () => new Date().toISOString(),
  today: () => today,
  newId: () => crypto.randomUUID(),
  clientAddress: null,
  queue: async () => queue,
  connectTo: async () => ({ reader, writer, carriedOutBy: 'program', actingPersons: [] }),
  officialAccount: null,
  trial: null,
  exampleFolder: null,
}
await serveWork(context, queue)
process.stdout.write('working\n')
