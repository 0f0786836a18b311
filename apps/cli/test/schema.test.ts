import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GIA_LAI_2025, IA_PA_2024 } from '@ketnoi/hierarchy'
import { describe, expect, it } from 'vitest'
import { validateAgainst } from './validate.ts'

const EXAMPLE = join(import.meta.dirname, '../../../examples/ia-pa')

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8')) as unknown
}

describe('the JSON schemas', () => {
  it('accept the units of the example', async () => {
    expect(await validateAgainst('units', await json(join(EXAMPLE, 'units.json')))).toEqual([])
  })

  it('accept the index of the member lists of the example', async () => {
    expect(await validateAgainst('member-lists', await json(join(EXAMPLE, 'members/index.json')))).toEqual([])
  })

  it('accept the presets as documents', async () => {
    for (const model of [IA_PA_2024, GIA_LAI_2025]) {
      expect(await validateAgainst('model', JSON.parse(JSON.stringify(model)))).toEqual([])
    }
  })

  it('refuse what the readers refuse', async () => {
    expect(await validateAgainst('units', { units: [{ uid: 'a' }] })).not.toEqual([])
    const [first, ...others] = IA_PA_2024.groupKinds
    const clauses = first?.clauses.map((clause) => ({ ...clause, rule: { kind: 'is-friend' } }))
    const broken = { ...IA_PA_2024, groupKinds: [{ ...first, clauses }, ...others] }
    expect(await validateAgainst('model', JSON.parse(JSON.stringify(broken)))).not.toEqual([])
  })
})
