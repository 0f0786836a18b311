import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { fail, type Result } from '@ketnoi/hierarchy'
import { readWorkbook, type ReadOptions } from './read-workbook.ts'
import { DEFAULT_LIMITS, type Workbook } from './workbook.ts'

/** How a file is read in a thread of its own. */
export interface WorkerOptions extends ReadOptions {
  /** Heap of the thread. Default 1,500: 100,000 rows of 10 columns take about 550. */
  readonly maxMemoryMb?: number
  /** Default 60,000: the largest allowed file takes about 10 s on a slow machine. */
  readonly timeoutMs?: number
}

const WORKER = new URL('./workbook.worker.ts', import.meta.url)

/**
 * Reads a file in a thread of its own, so that one that misleads the reader takes down the thread and not the server. Fails like
 * `readWorkbook`, and with `file-takes-too-much-memory` and `file-takes-too-long`.
 */
export async function readWorkbookInWorker(bytes: Uint8Array, options: WorkerOptions): Promise<Result<Workbook>> {
  // A bundler may have left the file of the thread behind; sizes are checked before anything is inflated either way.
  if (WORKER.protocol !== 'file:' || !existsSync(fileURLToPath(WORKER))) return readWorkbook(bytes, options)
  // Refused here already: a thread would only copy it.
  if (bytes.length > (options.limits?.fileBytes ?? DEFAULT_LIMITS.fileBytes)) return readWorkbook(bytes, options)
  const { maxMemoryMb = 1_500, timeoutMs = 60_000, ...readOptions } = options
  const worker = new Worker(WORKER, {
    workerData: { bytes, options: readOptions },
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb },
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(fail([tooLong(timeoutMs)])), timeoutMs)
    function finish(result: Result<Workbook>): void {
      clearTimeout(timer)
      resolve(result)
      void worker.terminate()
    }
    worker.once('message', finish)
    worker.once('error', (error: Error & { readonly code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') finish(fail([tooMuchMemory()]))
      else {
        clearTimeout(timer)
        reject(error)
      }
    })
  })
}

function tooMuchMemory() {
  return {
    code: 'file-takes-too-much-memory',
    message: 'the file needs more memory than a roster may: split it, or remove empty formatted rows',
    path: [],
  }
}

function tooLong(timeoutMs: number) {
  return {
    code: 'file-takes-too-long',
    message: `the file could not be read within ${timeoutMs / 1000} seconds: split it, or remove empty formatted rows`,
    path: [],
    data: { timeoutMs },
  }
}
