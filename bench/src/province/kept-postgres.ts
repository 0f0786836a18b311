import { fileURLToPath } from 'node:url'
import { startPostgres } from '../../../test/start-postgres.ts'
import { flagsOf, SERVER_SETTINGS } from '../server-settings.ts'

/** Where the province stays between the measurements, unless `KETNOI_PROVINCE` names another folder. */
const FOLDER = process.env['KETNOI_PROVINCE'] ?? fileURLToPath(new URL('../../../.data/province', import.meta.url))

/** Beside those of `deploy/postgresql.conf`. A load that is interrupted is begun again: nothing has to be sent to a replica. */
const SETTINGS = ['max_connections=200', 'wal_level=minimal', 'max_wal_senders=0']

export interface ProvinceServer {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** The server that holds the province: the one that runs already (`KETNOI_PROVINCE_URL`), or one of this process. */
export async function startProvinceServer(): Promise<ProvinceServer> {
  const running = process.env['KETNOI_PROVINCE_URL']
  if (running !== undefined) return { url: running, stop: async () => {} }
  const server = await startPostgres([...SERVER_SETTINGS, ...flagsOf(SETTINGS)], undefined, FOLDER)
  return { url: `${server.url}/province`, stop: server.stop }
}
