import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeExports } from './describe-exports.ts'
import { PACKAGE, readDoors } from './read-exports.ts'

const doors = readDoors()
const written = await describeExports(doors)

describe('what is written from the exports of the published package', () => {
  it('has the surface that was reviewed', () => {
    const committed = read('api-surface.txt').split('\n\n')
    const now = written.get('api-surface.txt')?.split('\n\n') ?? []
    const gone = committed.filter((one) => !now.includes(one))
    const come = now.filter((one) => !committed.includes(one))
    expect(
      { gone, come },
      'What @ketnoi/hierarchy exports has changed. If that is meant: `pnpm docs:api` writes it anew, and a changeset ' +
        '(`pnpm changeset`) tells whoever uses the package: and what to do instead where something of `gone` no longer works.',
    ).toEqual({ gone: [], come: [] })
  })

  it('has a reference that is not stale', () => {
    const pages = readdirSync(join(PACKAGE, 'docs', 'api')).map((name) => `docs/api/${name}`)
    const stale = [...new Set([...written.keys(), ...pages])].filter((path) => read(path) !== written.get(path))
    expect(stale, '`pnpm docs:api` writes them anew').toEqual([])
  })

  it('says in its first sentence what each export is for', () => {
    const silent = doors.flatMap((door) => door.exports).filter(({ description }) => !/\w.*[.:]/s.test(description))
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it('shows how each function is called', () => {
    const unshown = doors
      .flatMap((door) => door.exports)
      .filter(({ kind, examples }) => kind === 'function' && examples.length === 0)
    expect(unshown.map(({ name, source }) => `${name} in ${source}`)).toEqual([])
  })

  it('names every code of an issue where somebody can read it', () => {
    const said = doors.flatMap((door) => door.exports).map((exported) => exported.description + exported.declaration)
    const known = new Set(said.join('\n').match(/(?<=[`'])[a-z]+(-[a-z]+)+(?=[`'])/g))
    const sources = globSync('src/**/*.ts', { cwd: PACKAGE, exclude: ['**/*.test.ts', 'src/testing/**'] })
    const silent = sources.flatMap((path) =>
      [...withoutComments(read(path)).matchAll(/(?:report\(|code: )\s*'([a-z]+(?:-[a-z]+)+)'/g)]
        .map(([, code = '']) => code)
        .filter((code) => !known.has(code))
        .map((code) => `${code} in ${path}`),
    )
    expect(silent).toEqual([])
  })
})

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*.*?\*\//gs, '')
}

function read(path: string): string {
  const file = join(PACKAGE, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
