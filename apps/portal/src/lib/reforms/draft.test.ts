import { createUnitTree, IA_PA_2024, parseReform, type ReformOperation } from '@ketnoi/hierarchy'
import { buildUnit } from '@ketnoi/hierarchy/testing'
import { expect, it } from 'vitest'
import { documentOf, emptyOperation, emptyUnit, tierOf, type NewUnitDraft, type OperationDraft } from './draft.ts'

const tree = createUnitTree([
  buildUnit('p', 'province', 'P', null),
  buildUnit('d', 'district', 'D', 'p'),
  ...['a', 'b', 'c'].map((id) => buildUnit(id, 'commune', id, 'd')),
])
const chosen = (id: string) => ({ id, name: id })
const [A, B, C, D, N] = ['a', 'b', 'c', 'd', 'n'].map(chosen)
const NEW: NewUnitDraft = { ...emptyUnit('n'), tier: 'commune', kind: 'xã', short: 'N', full: 'Xã N' }

/** One filled-in step of each kind, with the units that it makes. */
const FILLED: Readonly<Record<ReformOperation['kind'], readonly [Partial<OperationDraft>, ...NewUnitDraft[]]>> = {
  merge: [{ units: [A!, B!], target: C! }],
  split: [
    { units: [A!], targets: [B!, N!], full: 'b', rest: 'n' },
    { ...NEW, parent: D! },
  ],
  rename: [{ units: [A!], text: 'Xã Mới', short: 'Mới' }],
  recode: [{ units: [A!], text: '24000' }],
  move: [{ units: [A!], target: chosen('p') }],
  'change-kind': [{ units: [A!], text: 'phường' }],
  end: [{ units: [A!] }],
  'end-tier': [{ tier: 'district' }],
  'begin-tier': [{ text: 'Cụm xã', tier: 'district' }],
}
const KINDS = Object.keys(FILLED) as ReformOperation['kind'][]

it('every step that a decision may have can be filled in, and is read as it was', () => {
  if (!tree.ok) throw new Error('the units are wrong')
  const read = KINDS.map((kind) => {
    const [facts, ...newUnits] = FILLED[kind]
    const operations = [{ ...emptyOperation('k'), ...facts, kind }]
    const document = documentOf({ id: 'r', decision: '1/NQ', day: '2024-07-01', newUnits, operations })
    const reform = parseReform(document, { model: IA_PA_2024, tree: tree.value })
    return reform.ok ? reform.value.operations[0] : reform.issues
  })
  expect(
    read.map((operation) => (operation !== undefined && 'kind' in operation ? operation.kind : operation)),
  ).toEqual(KINDS)
  expect(read[1]).toMatchObject({
    targets: [
      { unitId: 'b', share: 'full' },
      { unitId: 'n', share: 'partial' },
    ],
    rest: 'n',
  })
  expect(read.at(-1)).toEqual({
    kind: 'begin-tier',
    tier: { id: tierOf(emptyOperation('k')), name: { vi: 'Cụm xã', en: 'Cụm xã' } },
    above: 'district',
  })
})

it('codes of any system, other names and what begins in the model are written as the format has them', () => {
  const unit = { ...NEW, aliases: 'Xã Cũ; N 1 ;', system: 'BCA', code: '77' }
  const recode = { ...emptyOperation('k'), kind: 'recode' as const, units: [A!], system: 'BCA', text: '12' }
  const model = { bodies: [{ id: 'cluster', name: { vi: 'Ban cụm', en: 'Cluster body' } }] }
  const given = { id: 'r', decision: '1/NQ', day: '2024-07-01', newUnits: [unit], operations: [recode] }
  expect(documentOf({ ...given, model })).toMatchObject({
    newUnits: [{ aliases: ['Xã Cũ', 'N 1'], codes: [{ system: 'BCA', code: '77' }] }],
    operations: [{ system: 'BCA', code: '12' }],
    model,
  })
  expect(documentOf(given)).not.toHaveProperty('model')
})
