import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Takes away the data of the run. The server is still ending, and looks at its lock now and then: that stays. */
export default function removeData(): void {
  const folder = process.env['KETNOI_E2E_DATA']
  if (folder === undefined || !existsSync(folder) || process.env['KETNOI_E2E_URL'] !== undefined) return
  for (const name of readdirSync(folder))
    if (name !== 'lock') rmSync(join(folder, name), { recursive: true, force: true })
}
