import { fileURLToPath } from 'node:url'
import { startPostgres } from '../../../test/start-postgres.ts'

/** Where the province stays between the measurements, unless `KETNOI_PROVINCE` names another folder. */
const FOLDER = process.env['KETNOI_PROVINCE'] ?? fileURLToPath(new URL('../../../.data/province', import.meta.url))

/** What a machine of 4 GB that holds one province is given; all else as PostgreSQL is delivered. */
const SETTINGS = [
  ...[
    'shared_buffers=1GB',
    'effective_cache_size=3GB',
    'work_mem=16MB',
    'maintenance_work_mem=512MB',
    'max_wal_size=8GB',
  ],
  ...['checkpoint_timeout=30min', 'random_page_cost=1.1', 'jit=off', 'max_connections=200'],
  // A load that is interrupted is begun again: nothing has to be sent to a replica.
  ...['wal_level=minimal', 'max_wal_senders=0'],
]

export interface ProvinceServer {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** The server that holds the province: the one that runs already (`KETNOI_PROVINCE_URL`), or one of this process. */
export async function startProvinceServer(): Promise<ProvinceServer> {
  const running = process.env['KETNOI_PROVINCE_URL']
  if (running !== undefined) return { url: running, stop: async () => {} }
  const server = await startPostgres(
    SETTINGS.flatMap((setting) => ['-c', setting]),
    undefined,
    FOLDER,
  )
  return { url: `${server.url}/province`, stop: server.stop }
}
