import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { findUnit } from '@ketnoi/hierarchy'
import { findWorld } from '../world.ts'
import { readReform } from './reform-store.ts'

const FILE = 'reform-2025.json'

/** The reform of 2025 of the Ia Pa example, where the example is what is loaded, and it has not been applied; else `null`. */
export async function findExampleReform(ctx: Context): Promise<unknown> {
  if (ctx.exampleFolder === null) return null
  const path = join(ctx.exampleFolder, FILE)
  const world = await findWorld(ctx)
  if (world === null || findUnit(world.tree, 'vn-d-635') === undefined || !existsSync(path)) return null
  const document: unknown = JSON.parse(await readFile(path, 'utf8'))
  return readReform(document, world).ok ? document : null
}
