import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  applyReform,
  createUnitTree,
  expectedGroups,
  GIA_LAI_2025,
  IA_PA_2024,
  orThrow,
  parseReform,
  parseUnits,
  predecessorsOf,
  resolveCode,
  resolveName,
  unitsOn,
} from '@ketnoi/hierarchy'
import { createReformDocument } from './src/reform.ts'
import { createCatalogue, createCatalogueAfter } from './src/units.ts'

const DAY = '2025-07-01'
const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'))
const treeOf = (name: string) => orThrow(createUnitTree(orThrow(parseUnits(read(name)))))

describe('the reform of 1 July 2025', () => {
  const before = treeOf('units.json')
  const after = treeOf('units-2025.json')
  const world = { model: IA_PA_2024, tree: before }
  const applied = orThrow(applyReform(orThrow(parseReform(read('reform-2025.json'), world)), world))

  it('is what the generator writes', () => {
    expect(read('units.json')).toEqual(JSON.parse(JSON.stringify(createCatalogue())))
    expect(read('units-2025.json')).toEqual(JSON.parse(JSON.stringify(createCatalogueAfter())))
    expect(read('reform-2025.json')).toEqual(JSON.parse(JSON.stringify(createReformDocument())))
  })

  it('is not known before', () => {
    expect(readFileSync(join(import.meta.dirname, 'units.json'), 'utf8')).not.toMatch(/2025-0[67]/)
    expect(unitsOn(before, '2099-01-01', 'commune')).toHaveLength(9)
  })

  it('leads to exactly the real units, codes, parents and lineage', () => {
    expect(Object.fromEntries(applied.tree.units)).toEqual(Object.fromEntries(after.units))
    for (const id of after.units.keys()) expect(predecessorsOf(applied.tree, id)).toEqual(predecessorsOf(after, id))
    expect(unitsOn(applied.tree, DAY, 'commune')).toEqual(['vn-c-24013b', 'vn-c-24022b', 'vn-c-24028b'])
    expect(unitsOn(applied.tree, DAY, 'district')).toEqual([])
  })

  it('leaves the names and codes of before findable', () => {
    expect(resolveName(applied.tree, 'xã Ia Mrơn', DAY, { tier: 'commune' })).toMatchObject([
      { unitId: 'vn-c-24022b', match: 'former', via: 'vn-c-24031a', share: 'full' },
    ])
    expect(resolveCode(applied.tree, '24022', DAY).map(({ unitId, match }) => [unitId, match])).toEqual([
      ['vn-c-24022b', 'code'],
      ['vn-c-24022b', 'former'],
    ])
  })

  it('leads to the groups of the model of Gia Lai 2025', () => {
    expect(expectedGroups(applied.model, applied.tree, DAY)).toEqual(expectedGroups(GIA_LAI_2025, after, DAY))
    expect(expectedGroups(applied.model, applied.tree, '2025-06-30')).toEqual(
      expectedGroups(IA_PA_2024, before, '2025-06-30'),
    )
  })
})
