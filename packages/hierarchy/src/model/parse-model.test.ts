import { describe, expect, it } from 'vitest'
import {
  PRESETS,
  findReferences,
  IA_PA_2024,
  inspectRule,
  parseModel,
  parseRule,
  type Model,
  type Result,
} from '../index.ts'

type Json = Record<string, unknown>

function codesOf(result: Result<unknown>): string[] {
  return result.ok ? [] : result.issues.map((issue) => `${issue.code} ${issue.path.join('.')}`)
}

/** The preset as JSON, with the village kind’s fields replaced. */
function withVillage(facts: Json): Json {
  const json = JSON.parse(JSON.stringify(IA_PA_2024)) as Json & { groupKinds: Json[] }
  return {
    ...json,
    groupKinds: json.groupKinds.map((kind) => (kind['id'] === 'village' ? { ...kind, ...facts } : kind)),
  }
}

const clause = (rule: unknown): Json => ({ id: 'c', name: { vi: 'c', en: 'c' }, role: 'member', required: false, rule })

describe('a model document', () => {
  it.each(Object.values(PRESETS).map((model) => [model.id, model] as const))(
    '%s reads back as itself',
    (_, model: Model) => {
      expect(parseModel(JSON.parse(JSON.stringify(model)))).toEqual({ ok: true, value: model })
    },
  )

  it('lets a seat follow a position of its tier, one step far', () => {
    const bind = (exOfficio: Record<string, string>) => ({
      ...withVillage({}),
      positions: IA_PA_2024.positions.map((position) =>
        exOfficio[position.id] === undefined ? position : { ...position, exOfficio: exOfficio[position.id] },
      ),
    })
    const [head, deputy] = ['commune-committee-head', 'commune-committee-deputy'] as const
    const bound = parseModel(bind({ [head]: 'commune-police-head' }))
    expect(bound.ok && bound.value.positions.find(({ id }) => id === head)?.exOfficio).toBe('commune-police-head')
    const at = (id: string) => `positions.${String(IA_PA_2024.positions.findIndex((one) => one.id === id))}.exOfficio`
    expect(codesOf(parseModel(bind({ [head]: 'nobody' })))).toEqual([`position-unknown ${at(head)}`])
    expect(codesOf(parseModel(bind({ [head]: 'village-head' })))).toEqual([`ex-officio-invalid ${at(head)}`])
    expect(codesOf(parseModel(bind({ [head]: deputy, [deputy]: 'commune-police-head' })))).toEqual([
      `ex-officio-invalid ${at(head)}`,
    ])
  })

  it('names everything that is wrong, with its path', () => {
    expect(codesOf(parseModel(null))).toEqual(['not-an-object '])
    expect(codesOf(parseModel({ ...withVillage({ tier: 'hamlet', capacity: 0 }), formatVersion: 2 }))).toEqual([
      'format-version-unknown formatVersion',
      'capacity-invalid groupKinds.2.capacity',
      'tier-unknown groupKinds.2.tier',
    ])
    expect(
      codesOf(parseModel(withVillage({ brakes: { removalsPerGroup: null, none: 1 }, nameTemplate: '{unit} {xx}' }))),
    ).toEqual([
      'placeholder-unknown groupKinds.2.nameTemplate',
      'brake-invalid groupKinds.2.brakes.removalsPerGroup',
      'brake-unknown groupKinds.2.brakes.none',
    ])
  })

  it('refuses rules that refer to what the model does not have', () => {
    const rule = {
      kind: 'any',
      of: [
        { kind: 'holds-position', positions: ['king'], at: { kind: 'here' } },
        { kind: 'consents', purpose: 'x' },
        { kind: 'holds-seat', body: 'b', at: { kind: 'ancestor', tier: 't' } },
      ],
    }
    expect(codesOf(parseModel(withVillage({ clauses: [clause(rule)] })))).toEqual([
      'position-unknown groupKinds.2.clauses.0.rule',
      'body-unknown groupKinds.2.clauses.0.rule',
      'purpose-unknown groupKinds.2.clauses.0.rule',
      'tier-unknown groupKinds.2.clauses.0.rule',
    ])
  })

  it('E1 freezes only the kind whose rule cannot be read, when asked to', () => {
    const result = parseModel(withVillage({ clauses: [clause({ kind: 'telepathy' })] }), { invalidRules: 'freeze' })
    if (!result.ok) throw new Error('refused')
    expect(result.value.groupKinds.map((kind) => kind.issues.map((issue) => issue.code))).toEqual([
      [],
      [],
      ['rule-kind-unknown'],
    ])
  })

  it('refuses a group kind whose id would not be found again in the identity of a group', () => {
    expect(codesOf(parseModel(withVillage({ id: 'vil:lage' })))).toEqual(['id-invalid groupKinds.2.id'])
  })

  it('E4 refuses groups that refer to one another in a circle, or to themselves; accepts a diamond', () => {
    const memberOf = (groupKind: string): Json => clause({ kind: 'member-of', groupKind, of: { kind: 'here' } })
    expect(codesOf(parseModel(withVillage({ clauses: [memberOf('village')] })))).toEqual(['group-cycle groupKinds'])
    const base = withVillage({}) as Json & { groupKinds: Json[] }
    const kinds = (villageOf: string, communeOf: string): Json => ({
      ...base,
      groupKinds: base.groupKinds.map((kind) =>
        kind['id'] === 'village'
          ? { ...kind, clauses: [memberOf(villageOf)] }
          : kind['id'] === 'commune-committee'
            ? { ...kind, clauses: [memberOf(communeOf), { ...memberOf('district-committee'), id: 'd' }] }
            : kind,
      ),
    })
    expect(codesOf(parseModel(kinds('commune-committee', 'village')))).toEqual(['group-cycle groupKinds'])
    expect(codesOf(parseModel(kinds('commune-committee', 'district-committee')))).toEqual([])
  })

  it('E2 knows which clauses refer to something, so that it is not deleted under them', () => {
    expect(findReferences(IA_PA_2024, { kind: 'position', id: 'commune-police-head' })).toEqual([
      { groupKind: 'commune-committee', clause: 'police-command' },
      { groupKind: 'village', clause: 'police-head' },
      { groupKind: 'village', clause: 'police' },
    ])
    expect(findReferences(IA_PA_2024, { kind: 'purpose', id: 'village-group' })).toEqual([
      { groupKind: 'village', clause: 'households' },
    ])
    expect(findReferences(IA_PA_2024, { kind: 'body', id: 'district-steering-committee' })).toHaveLength(3)
    expect(findReferences(IA_PA_2024, { kind: 'tier', id: 'commune' })).toHaveLength(3)
    expect(findReferences(IA_PA_2024, { kind: 'group-kind', id: 'village' })).toEqual([])
  })
})

describe('a rule document', () => {
  it('names what it does not know instead of leaving it out', () => {
    expect(codesOf(parseRule({ kind: 'resides', in: { kind: 'nearby' } }))).toEqual(['scope-kind-unknown in.kind'])
    expect(codesOf(parseRule({ kind: 'adult', age: 18.5 }))).toEqual(['age-invalid age'])
    expect(codesOf(parseRule({ kind: 'adult', gender: 'x' }))).toEqual(['rule-field-unknown gender'])
    expect(codesOf(parseRule({ kind: 'holds-position', positions: [], at: { kind: 'here' } }))).toEqual([
      'rule-too-small positions',
    ])
    expect(codesOf(parseRule({ kind: 'all', of: [{ kind: 'not', rule: 7 }] }))).toEqual(['not-an-object of.0.rule'])
  })

  it('refuses a rule so deep that it would break the stack', () => {
    let rule: unknown = { kind: 'adult' }
    for (let i = 0; i < 10_000; i++) rule = { kind: 'not', rule }
    expect(codesOf(parseRule(rule)).map((code) => code.split(' ')[0])).toEqual(['rule-too-deep'])
  })

  it('inspects what a rule refers to, once and sorted', () => {
    const seat = { kind: 'holds-seat', body: 'b', at: { kind: 'ancestor', tier: 't' } } as const
    expect(
      inspectRule({
        kind: 'all',
        of: [seat, { kind: 'not', rule: seat }, { kind: 'member-of', groupKind: 'g', of: { kind: 'here' } }],
      }),
    ).toEqual({
      positions: [],
      bodies: ['b'],
      purposes: [],
      groupKinds: ['g'],
      tiers: ['t'],
    })
  })
})
