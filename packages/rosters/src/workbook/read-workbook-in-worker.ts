import type { Result } from '@ketnoi/hierarchy'
import type { ReadOptions } from './read-workbook.ts'
import type { Workbook } from './workbook.ts'

export interface WorkerOptions extends ReadOptions {
  readonly maxMemoryMb?: number
  readonly timeoutMs?: number
}

/**
 * Reads a file in a thread of its own, so that one whose declared sizes lie takes down the thread and not the server. Fails like
 * `readWorkbook`, and with `file-takes-too-much-memory` and `file-takes-too-long`.
 */
export async function readWorkbookInWorker(bytes: Uint8Array, options: WorkerOptions): Promise<Result<Workbook>> {
  throw new Error(`not built ${bytes.length} ${options.fileName}`)
}
