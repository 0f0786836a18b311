import { describe, expect, it } from 'vitest'
import {
  groupShown,
  householdsOf,
  isPhone,
  maskTyped,
  suggestHouseholds,
  suggestPeople,
  withResident,
  type Village,
} from './village.ts'

const resident = (id: string, name: string, householdId: string | null, maskedPhones: readonly string[] = []) => ({
  id,
  name,
  householdId,
  representsHousehold: id === 'p1',
  maskedPhones,
})
const VILLAGE: Village = {
  unitId: 'v1',
  unitName: 'Làng Trên',
  parentName: 'Xã Một',
  asOf: '2026-01-05',
  takenAt: '2026-01-05T00:00:00.000Z',
  posterToken: null,
  group: null,
  notices: [],
  people: [
    resident('p1', "Ksor H' Nhươn", 'h1', ['083•••••10']),
    resident('p2', 'Ksor Blơi', 'h1', ['083•••••10']),
    resident('p3', 'Rơ Châm Bình', null),
  ],
  households: [{ id: 'h1', label: 'Nhà dài đầu làng' }],
}
const suggested = (name: string, phone = '') =>
  suggestPeople(VILLAGE, name, phone).map(({ person, why }) => [person.id, why])

describe('the village on the device', () => {
  it('finds people while they are typed, without marks and in any order', () => {
    expect(suggested('h nhu')).toEqual([['p1', null]])
    expect(suggested('cham ro')).toEqual([['p3', null]])
    expect(suggested('ks')).toEqual([])
    expect(suggested('nguyen')).toEqual([])
  })

  it('warns of who is probably the same, by name, or by phone and a similar name', () => {
    expect(suggested('KSOR HNHUON', '0912 345 678')).toEqual([['p1', 'same-name-other-phone']])
    expect(suggested('ksor hnhuon', '083 000 2010')).toEqual([['p1', 'same-name-and-phone']])
    expect(suggested('ro cham binh')).toEqual([['p3', 'same-name']])
  })

  it('finds a household by its label and by whoever lives in it', () => {
    const households = householdsOf(VILLAGE)
    expect(households).toMatchObject([{ id: 'h1', name: 'Nhà dài đầu làng', representative: { id: 'p1' } }])
    expect(suggestHouseholds(households, 'bloi').map(({ id }) => id)).toEqual(['h1'])
    expect(suggestHouseholds(households, 'nha dai').map(({ id }) => id)).toEqual(['h1'])
    expect(suggestHouseholds(households, 'k')).toEqual([])
  })

  it('knows whoever was registered since', () => {
    const more = withResident(VILLAGE, resident('p4', 'Siu Thử', 'h2'), 'Hộ Siu Thử')
    expect(householdsOf(more).map(({ name }) => name)).toEqual(['Nhà dài đầu làng', 'Siu Thử'])
    expect(withResident(more, resident('p4', 'Siu Thử', 'h1'), null).people).toHaveLength(4)
  })

  it('shows the code that was shown, with its link of now, and another only where there was none', () => {
    const [own, open] = [
      { id: 'g1', joinLink: null },
      { id: 'g2', joinLink: 'https://zalo.me/g/bbbbbb222' },
    ]
    const [household] = VILLAGE.households
    const village = { ...VILLAGE, group: open, households: [{ ...household!, group: own }] }
    expect(groupShown(village, { groupId: 'g2', householdId: 'h1' })).toBe(open)
    expect(groupShown(village, { groupId: 'g1', householdId: null })).toBe(own)
    expect(groupShown(village, { groupId: null, householdId: 'h1' })).toBe(own)
    expect(groupShown(village, { groupId: 'gone', householdId: null })).toBe(open)
    expect(groupShown(VILLAGE, { groupId: null, householdId: 'h1' })).toBeNull()
  })

  it('reads numbers as they are typed', () => {
    expect(['0912345678', '+84 912 345 678', '0912.345.678'].map(isPhone)).toEqual([true, true, true])
    expect(['091234567', 'không có', '09123456789'].map(isPhone)).toEqual([false, false, false])
    expect(maskTyped('+84 912 345 678')).toBe('091•••••78')
    expect(maskTyped('0912')).toBeNull()
  })
})
