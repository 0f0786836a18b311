import { describe, expect, it } from 'vitest'
import { BEFORE, reformOf, REFORM_PARTS, valueOf } from '../../test/reform-fixture.ts'
import { applyReform, createUnitTree, parseUnits, writeUnits, type Unit } from '../index.ts'

const asText = (units: Iterable<Unit>): unknown => JSON.parse(JSON.stringify(writeUnits(units))) as unknown

describe('writing units', () => {
  it('gives the catalogue that they are read from, before a reform and after it', () => {
    for (const { tree } of [BEFORE, valueOf(applyReform(reformOf(REFORM_PARTS), BEFORE))]) {
      const units = [...tree.units.values()]
      expect(valueOf(parseUnits(asText(units)))).toEqual(units)
    }
  })

  it('keeps names, kinds, codes and parents that changed, and codes of several systems', () => {
    const until = { from: null, to: '2025-07-01' }
    const since = { from: '2025-07-01', to: null }
    const unit: Unit = {
      id: 'c',
      tier: 'commune',
      kind: 'xã',
      names: [
        { short: 'Ia Pa', full: 'Xã Ia Pa', ...until },
        { short: 'Ia Pa', full: 'Phường Ia Pa', kind: 'phường', ...since },
      ],
      aliases: ['Ia Pá'],
      codes: [
        { system: 'NSO', code: '24022', ...until },
        { system: 'POST', code: '61', from: null, to: null },
      ],
      parents: [
        { unitId: 'd', ...until },
        { unitId: 'p', ...since },
      ],
      successors: [],
      from: null,
      to: null,
    }
    const [written] = writeUnits([unit]).units
    expect(written).toMatchObject({
      full_name: 'Phường Ia Pa',
      code: null,
      parent_uid: null,
      parent_history: [
        { parent_uid: 'd', valid_from: null, valid_to: '2025-06-30' },
        { parent_uid: 'p', valid_from: '2025-07-01', valid_to: null },
      ],
    })
    expect(valueOf(parseUnits(asText([unit])))).toEqual([unit])
  })

  it('is read with the place of what is wrong', () => {
    const result = parseUnits({
      units: [
        { uid: 'a', kind: 'commune', name: 'A', name_history: [{ full_name: 'Xã A' }], code_history: [{ code: 7 }] },
      ],
    })
    expect(result.ok ? [] : result.issues.map(({ path }) => path.join('.'))).toEqual([
      'units.0.name_history.0.name',
      'units.0.code_history.0.code',
    ])
    expect(createUnitTree(valueOf(parseUnits({ units: [] }))).ok).toBe(true)
  })
})
