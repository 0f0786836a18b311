import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createUnitTree, IA_PA_2024, orThrow, parseReform, parseUnits, rehearse } from '@ketnoi/hierarchy'
import { agreesTo, buildPerson, buildUnit, createRandom, holds, representsAt } from '@ketnoi/hierarchy/testing'
import { describe, expect, it } from 'vitest'
import { validateAgainst } from './validate.ts'

const EXAMPLE = join(import.meta.dirname, '../../../examples/ia-pa')
const json = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(EXAMPLE, name), 'utf8')) as unknown
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

const COMMUNES = ['c0', 'c1', 'c2', 'c3']
const VILLAGES = COMMUNES.flatMap((commune) => [`${commune}-a`, `${commune}-b`])
const UNITS = [
  buildUnit('p', 'province', 'Tỉnh', null),
  buildUnit('d', 'district', 'Huyện', 'p'),
  ...COMMUNES.map((id) => buildUnit(id, 'commune', `Xã ${id}`, 'd')),
  ...VILLAGES.map((id) => buildUnit(id, 'village', `Thôn ${id}`, id.slice(0, 2))),
]
const WORLD = { model: IA_PA_2024, tree: orThrow(createUnitTree(UNITS)) }
const PEOPLE = [
  ...COMMUNES.map((id) => buildPerson(`head-${id}`, { appointments: [holds('commune-police-head', id)] })),
  ...VILLAGES.map((id) =>
    buildPerson(`of-${id}`, {
      adult: true,
      residences: [{ ...representsAt(id), householdId: `h-${id}` }],
      consents: [agreesTo('village-group')],
    }),
  ),
]

/** A decision with steps of every kind, drawn by a seed: most of them leave something to decide. */
function draw(seed: number): unknown {
  const random = createRandom(seed)
  const maybe = <T>(...values: T[]): T[] => (random() < 0.5 ? values : [])
  const unit = (id: string, tier: string, parent: string | null): unknown => ({
    ...{
      id,
      tier,
      kind: tier,
      parent,
      aliases: maybe(`Tên khác ${id}`),
      codes: maybe({ system: 'NSO', code: `9${id}` }),
    },
    name: { short: id, full: `Đơn vị ${id}` },
  })
  const split = { kind: 'split', source: 'c2-a', targets: [{ unitId: 'n-a' }, { unitId: 'n-b', share: 'partial' }] }
  return {
    ...{ formatVersion: 1, id: `r-${seed}`, decision: `${seed}/NQ`, effectiveOn: '2025-07-01' },
    newUnits: [unit('n', 'commune', 'p'), unit('n-a', 'village', 'n'), unit('n-b', 'village', 'c3')],
    operations: [
      { kind: 'merge', sources: ['c0', 'c1', ...maybe('c2')], target: 'n' },
      { ...split, rest: maybe('n-b')[0] ?? null },
      ...maybe({ kind: 'rename', unitId: 'c3', name: { short: 'Mới', full: 'Xã Mới' } }),
      ...maybe({ kind: 'recode', unitId: 'c3', system: 'NSO', code: maybe('77')[0] ?? null }),
      ...maybe({ kind: 'change-kind', unitId: 'c3', unitKind: 'phường' }),
      ...maybe({ kind: 'move', unitId: 'c3-b', parent: 'n' }),
      ...maybe({ kind: 'end', unitId: 'c3-a' }),
      ...maybe({ kind: 'end-tier', tier: 'district' }),
      ...maybe({ kind: 'begin-tier', tier: { id: 'cluster', name: { vi: 'Cụm', en: 'Cluster' } }, above: 'commune' }),
    ],
    households: maybe({ householdId: 'h-c2-a', unitId: 'n-a' }, { personId: 'of-c2-a', unitId: 'n-b' }),
    seats: maybe({ unitId: 'n', positionId: 'commune-police-head', personId: 'head-c0' }),
    groups: maybe({ groupId: 'commune-committee:n', survivor: 'commune-committee:c1' }),
  }
}

describe('the schemas of reforms', () => {
  it('accept the reform of the example, also written again as the value that it was read to', async () => {
    const document = await json('reform-2025.json')
    expect(await validateAgainst('reform', document)).toEqual([])
    const tree = orThrow(createUnitTree(orThrow(parseUnits(await json('units.json')))))
    const reform = orThrow(parseReform(document, { model: IA_PA_2024, tree }))
    expect(await validateAgainst('reform', plain(reform))).toEqual([])
    expect(parseReform(plain(reform), { model: IA_PA_2024, tree })).toEqual({ ok: true, value: reform })
  })

  it('accept whatever is drawn, and its rehearsal', async () => {
    const codes = new Set<string>()
    for (let seed = 1; seed <= 30; seed++) {
      const document = draw(seed)
      expect(await validateAgainst('reform', document)).toEqual([])
      const reform = orThrow(parseReform(document, WORLD))
      expect(await validateAgainst('reform', plain(reform))).toEqual([])
      const realGroups = VILLAGES.map((id) => ({
        ...{ id: `real-${id}`, groupId: `village:${id}`, number: 1, name: id, members: 5, leaders: 1 },
        lastActivityOn: null,
      }))
      const links = realGroups.map(({ id }) => ({ id, kind: 'link' as const, realGroupId: id }))
      const accounts = [{ accountId: 'a', grants: [{ role: 'officer', unitId: 'c2-a', from: null, to: null }] }]
      const rest = { model: { id: 'x', version: '1' }, decision: 'x', unmatched: [], questions: [], issues: [] }
      for (const known of [{}, { realGroups, links, accounts }]) {
        const rehearsal = orThrow(rehearse({ ...WORLD, reform, people: PEOPLE, ...known }))
        for (const { code } of rehearsal.decisions) codes.add(code)
        expect(await validateAgainst('rehearsal', plain({ ...rehearsal, ...rest }))).toEqual([])
      }
    }
    expect([...codes]).toEqual(expect.arrayContaining(['household-undecided', 'scope-asked', 'seat-contested']))
  })

  it('refuse what the reader refuses', async () => {
    const document = await json('reform-2025.json')
    const broken = (parts: object): unknown => ({ ...Object(document), ...parts })
    expect(await validateAgainst('reform', broken({ operations: [{ kind: 'unite', sources: ['a'] }] }))).not.toEqual([])
    expect(await validateAgainst('reform', broken({ effectiveOn: 'soon' }))).not.toEqual([])
    expect(await validateAgainst('reform', broken({ decision: undefined, id: '' }))).not.toEqual([])
  })
})
