import { rmSync } from 'node:fs'

/** Takes away the data folder of the run, after the server has been told to end. */
export default function removeData(): void {
  const folder = process.env['KETNOI_E2E_DATA']
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 })
}
