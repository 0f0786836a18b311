import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The folder that the repository lies in, seen from any folder inside it; `from` itself when it lies in none. */
export function repositoryRoot(from: string): string {
  let folder = resolve(from)
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) {
    const parent = dirname(folder)
    if (parent === folder) return resolve(from)
    folder = parent
  }
  return folder
}
