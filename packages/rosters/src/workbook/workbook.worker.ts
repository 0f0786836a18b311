import { parentPort, workerData } from 'node:worker_threads'
import { readWorkbook, type ReadOptions } from './read-workbook.ts'

interface Order {
  readonly bytes: Uint8Array
  readonly options: ReadOptions
}

// Only `readWorkbookInWorker` starts this file, with exactly this.
const { bytes, options } = workerData as Order
parentPort?.postMessage(await readWorkbook(bytes, options))
