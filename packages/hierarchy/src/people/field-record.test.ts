import { describe, expect, it } from 'vitest'
import {
  endRepresentation,
  findAlike,
  judgeFieldRecord,
  takeFieldRecord,
  type FieldFacts,
  type KnownResident,
  type SaidSince,
} from '../index.ts'

const DAY = '2026-01-05'
const FACTS: FieldFacts = {
  name: 'Rơ Châm Bình',
  phone: '+84912345678',
  unitId: 'v1',
  householdId: 'h1',
  representsHousehold: true,
  adult: true,
  reachability: 'reachable',
  proxyId: null,
  personId: null,
  distinctFrom: [],
}
const known = (name: string, phones: readonly string[], householdId: string | null = null): KnownResident => ({
  personId: 'p',
  name,
  phones,
  householdId,
})
const alike = (name: string, other: string, shared: boolean) =>
  findAlike({ name, phones: ['1'] }, [known(other, [shared ? '1' : '2'])]).map(({ why }) => why)

describe('who may be the same person', () => {
  it('finds the name without marks and with any apostrophe, likeliest first', () => {
    const people = [
      { personId: 'other-phone', name: "Ksor H' Nhươn", phones: ['2'] },
      { personId: 'no-phone', name: 'KSOR HNHUON', phones: [] },
      { personId: 'same-phone', name: 'Ksor H’Nhươn', phones: ['1'] },
      { personId: 'relative', name: 'Ksor Blơi', phones: ['1'] },
    ]
    expect(findAlike({ name: 'ksor h’ nhuon', phones: ['1'] }, people)).toEqual([
      { personId: 'same-phone', why: 'same-name-and-phone' },
      { personId: 'no-phone', why: 'same-name' },
      { personId: 'other-phone', why: 'same-name-other-phone' },
    ])
    expect(findAlike({ name: ' ', phones: ['1'] }, people)).toEqual([])
  })

  it('takes a shared phone for a hint only with a similar name: relatives share it', () => {
    expect(alike('Hùng', 'Nguyễn Văn Hùng', true)).toEqual(['similar-name-and-phone'])
    expect(alike('Ksor H Nhươn', 'Ksor H’Nhươn', true)).toEqual(['same-name-and-phone'])
    expect(alike('Rơ Châm Bình', 'Rơ Chăm Binh', true)).toEqual(['same-name-and-phone'])
    expect(alike('Rơ Châm Bình', 'Rơ Châm Bìn', true)).toEqual(['similar-name-and-phone'])
    expect(alike('Rơ Châm Bình', 'Rơ Châm Lình', true)).toEqual(['similar-name-and-phone'])
    expect(alike('Rơ Châm Bình', 'Rơ Châm Lan', true)).toEqual([])
    expect(alike('Rơ Châm Bình', 'Rơ Châm Lình', false)).toEqual([])
  })
})

describe('whether a record is taken in', () => {
  it('takes in whom nobody knows', () => {
    expect(judgeFieldRecord(FACTS, { people: [], representatives: [] })).toEqual({ kind: 'take' })
  })

  it('asks about somebody whom another officer registered: same phone, or one of them without', () => {
    for (const phones of [['+84912345678'], []]) {
      const people = [known('Ro Cham Binh', phones)]
      const asked = { kind: 'ask', code: 'same-person', candidates: ['p'] }
      expect(judgeFieldRecord(FACTS, { people, representatives: [] })).toEqual(asked)
      expect(judgeFieldRecord({ ...FACTS, distinctFrom: ['p'] }, { people, representatives: [] }).kind).toBe('take')
      expect(judgeFieldRecord({ ...FACTS, personId: 'p' }, { people, representatives: [] }).kind).toBe('take')
    }
  })

  it('leaves namesakes with other phones alone, unless they share the household', () => {
    const verdict = (householdId: string) =>
      judgeFieldRecord(FACTS, { people: [known('Rơ Châm Bình', ['+84900000000'], householdId)], representatives: [] })
    expect(verdict('h2').kind).toBe('take')
    expect(verdict('h1')).toMatchObject({ code: 'same-person' })
  })

  it('asks when the household has a representative already, other than the person', () => {
    const known = { people: [], representatives: ['r'] }
    expect(judgeFieldRecord(FACTS, known)).toEqual({ kind: 'ask', code: 'household-represented', candidates: ['r'] })
    expect(judgeFieldRecord({ ...FACTS, representsHousehold: false }, known).kind).toBe('take')
    expect(judgeFieldRecord({ ...FACTS, personId: 'r' }, known).kind).toBe('take')
  })
})

describe('the person after the record', () => {
  const fresh = takeFieldRecord({ kind: 'new', id: 'p' }, FACTS, DAY)

  it('is somebody new', () => {
    expect(fresh).toMatchObject({
      id: 'p',
      name: 'Rơ Châm Bình',
      adult: true,
      phones: [{ number: '+84912345678', from: DAY, to: null }],
      residences: [{ unitId: 'v1', householdId: 'h1', representsHousehold: true, from: DAY, to: null }],
    })
  })

  it('is reached through whoever carries messages to them', () => {
    const facts = { ...FACTS, reachability: 'no-smartphone' as const, proxyId: 'grandchild' }
    expect(takeFieldRecord({ kind: 'new', id: 'p' }, facts, DAY)).toMatchObject({ proxyId: 'grandchild' })
    expect(takeFieldRecord({ kind: 'known', person: { ...fresh, proxyId: 'x' } }, FACTS, DAY).proxyId).toBe('x')
  })

  it('is the same after the same record again', () => {
    expect(takeFieldRecord({ kind: 'known', person: fresh }, FACTS, '2026-03-01')).toEqual(fresh)
  })

  it('keeps what the record does not say, and the homes before', () => {
    const facts = {
      ...FACTS,
      name: 'ro cham binh',
      phone: null,
      unitId: 'v2',
      householdId: null,
      representsHousehold: false,
    }
    const moved = takeFieldRecord(
      { kind: 'known', person: { ...fresh, birth: '1980', adult: null } },
      facts,
      '2026-03-01',
    )
    expect(moved).toMatchObject({ name: 'Rơ Châm Bình', birth: '1980', adult: null, phones: fresh.phones })
    expect(moved.residences).toEqual([
      { unitId: 'v1', householdId: 'h1', representsHousehold: true, from: DAY, to: '2026-03-01' },
      { unitId: 'v2', householdId: null, representsHousehold: false, from: '2026-03-01', to: null },
    ])
    const here = takeFieldRecord({ kind: 'known', person: fresh }, { ...facts, unitId: 'v1' }, DAY)
    expect(here.residences).toMatchObject([{ unitId: 'v1', householdId: 'h1', representsHousehold: false }])
  })

  it('is reached and lives as somebody said since the record was made', () => {
    const person = { ...fresh, reachability: 'refused' as const, proxyId: 'grandchild' }
    const facts = { ...FACTS, phone: '+84987654321', unitId: 'v2', householdId: 'h2', proxyId: 'neighbour' }
    const after = (saidSince: SaidSince) => takeFieldRecord({ kind: 'known', person, saidSince }, facts, DAY)
    expect(after({ reachability: true, residence: true })).toEqual({
      ...person,
      phones: [...fresh.phones, { number: '+84987654321', from: DAY, to: null }],
    })
    expect(after({ reachability: false, residence: true })).toMatchObject({
      reachability: 'reachable',
      proxyId: 'neighbour',
    })
    expect(after({ reachability: true, residence: false }).residences).toMatchObject([{ unitId: 'v2' }])
  })

  it('no longer represents the household when somebody else does', () => {
    expect(endRepresentation(fresh, 'h1', '2026-03-01').residences).toEqual([
      { unitId: 'v1', householdId: 'h1', representsHousehold: true, from: DAY, to: '2026-03-01' },
      { unitId: 'v1', householdId: 'h1', representsHousehold: false, from: '2026-03-01', to: null },
    ])
    expect(endRepresentation(fresh, 'other', '2026-03-01')).toBe(fresh)
  })
})
