import { describe, expect, it } from 'vitest'
import { matchMembers, type MemberCandidate, type MemberRow } from '../index.ts'

const row = (displayName: string, facts: Partial<MemberRow> = {}): MemberRow => ({
  displayName,
  phone: null,
  accountId: null,
  role: 'member',
  state: 'member',
  ...facts,
})
const person = (personId: string, name: string, facts: Partial<MemberCandidate> = {}): MemberCandidate => ({
  personId,
  name,
  displayNames: [],
  phones: [],
  accountIds: [],
  ...facts,
})

const DESIRED = [
  person('nhuon', 'Ksor H’ Nhươn', { phones: ['+84900000001'] }),
  person('tam', 'Nguyễn Văn Tâm', { phones: ['+84900000002'], accountIds: ['z-tam'] }),
  person('tam2', 'Nguyễn Văn Tám'),
  person('cham', 'Rơ Châm Đinh', { phones: ['+84900000003'] }),
  person('cham-wife', 'Siu H’ Lan', { phones: ['+84900000003'] }),
]

function by(rows: readonly MemberRow[], rest: Partial<Parameters<typeof matchMembers>[0]> = {}): string[] {
  return matchMembers({ rows, desired: DESIRED, ...rest }).rows.map(
    (r) => `${r.by ?? 'unmatched'} ${r.personId ?? '-'}`,
  )
}

describe('matching a member list to people', () => {
  it('by account, then phone, then name in any spelling', () => {
    expect(
      by([row('ai đó', { accountId: 'z-tam' }), row('Chị Nhươn', { phone: '+84900000001' }), row('ro cham dinh')]),
    ).toEqual(['account tam', 'phone nhuon', 'name cham'])
    expect(by([row("KSOR H'NHUON")])).toEqual(['name nhuon'])
  })

  it('relatives who share a phone are told apart by name, else by a person', () => {
    expect(by([row('Siu H’Lan', { phone: '+84900000003' })])).toEqual(['phone cham-wife'])
    const unsure = matchMembers({ rows: [row('Nhà mình', { phone: '+84900000003' })], desired: DESIRED })
    expect(unsure.members).toEqual([])
    expect(unsure.unmatched[0]?.candidates).toEqual(['cham', 'cham-wife'])
  })

  it('a phone shared with relatives whom the group does not want leads to whoever it wants, unless the row bears their name', () => {
    const others = [
      person('son', 'Ksor Y Bin', { phones: ['+84900000001'] }),
      person('old', 'Trần Cũ', { phones: ['+84900000009'] }),
      person('old-wife', 'Lê Thị Hoa', { phones: ['+84900000009'] }),
    ]
    expect(by([row('Nhà mình', { phone: '+84900000001' })], { others })).toEqual(['phone nhuon'])
    const relative = matchMembers({ rows: [row('ksor y bin', { phone: '+84900000001' })], desired: DESIRED, others })
    expect(relative.unmatched[0]?.candidates).toEqual(['nhuon', 'son'])
    expect(by([row('Le Thi Hoa', { phone: '+84900000009' })], { others })).toEqual(['phone old-wife'])
    expect(by([row('Nhà mình', { phone: '+84900000009' })], { others })).toEqual(['unmatched -'])
  })

  it('names that fold alike and names that occur twice stay unmatched, with their candidates', () => {
    const result = matchMembers({ rows: [row('Nguyen Van Tam')], desired: DESIRED })
    expect(result.unmatched[0]?.candidates).toEqual(['tam', 'tam2'])
    expect(by([row('Ksor H’ Nhươn'), row('Ksor H’ Nhươn')])).toEqual(['unmatched -', 'unmatched -'])
    expect(by([row('Nguyen Van Tam'), row('x', { accountId: 'z-tam' })])).toEqual(['name tam2', 'account tam'])
  })

  it('sees a name among the pictures around it, and a name of pictures alone as it is', () => {
    const desired = [...DESIRED, { ...person('p9', 'Siu Hoa'), displayNames: ['🌸🌸'] }]
    const names = ['🌻Rơ Châm Đinh🌻', 'Ksor H’ Nhươn ❤️', '🌸🌸', '🌻🌻']
    const { rows } = matchMembers({ rows: names.map((name) => row(name)), desired })
    expect(rows.map(({ personId }) => personId !== null)).toEqual([true, true, true, false])
    expect(rows[2]?.personId).toBe('p9')
  })

  it('B4 a decision is asked once: a person, or a stranger who stays one', () => {
    const [key = ''] = matchMembers({ rows: [row('Người lạ')], desired: DESIRED }).rows.map((r) => r.key)
    expect(by([row('Người lạ')], { decisions: [{ key, personId: 'cham' }] })).toEqual(['decision cham'])
    const stranger = matchMembers({ rows: [row('Người lạ')], desired: DESIRED, decisions: [{ key, personId: null }] })
    expect(stranger.rows[0]).toMatchObject({ by: 'decision', personId: null })
    expect(stranger.unmatched).toMatchObject([{ candidates: [], isStranger: true }])
  })

  it('people outside the desired members are found by account and phone, never by name', () => {
    const others = [person('old', 'Trần Cũ', { phones: ['+84900000009'] })]
    expect(by([row('Trần Cũ')], { others })).toEqual(['unmatched -'])
    expect(by([row('Trần Cũ', { phone: '+84900000009' })], { others })).toEqual(['phone old'])
  })

  it('a list of another group is noticed', () => {
    const strangers = Array.from({ length: 8 }, (_, i) => row(`Người lạ ${i}`))
    expect(matchMembers({ rows: strangers, desired: DESIRED }).looksLikeWrongGroup).toBe(true)
    expect(
      matchMembers({ rows: [...strangers.slice(0, 4), row('Rơ Châm Đinh'), row('Ksor H’ Nhươn')], desired: DESIRED })
        .looksLikeWrongGroup,
    ).toBe(false)
    expect(matchMembers({ rows: strangers.slice(0, 2), desired: DESIRED }).looksLikeWrongGroup).toBe(false)
  })
})
