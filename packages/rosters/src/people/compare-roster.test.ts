import { isValidOn, type Person } from '@ketnoi/hierarchy'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AS_OF } from '../../test/example-units.ts'
import { applyUpserts, HEADER, importFile, xlsx } from '../../test/import-file.ts'
import type { CellValue } from '../workbook/workbook.ts'
import { writeCsv } from '../workbook/write-csv.ts'
import type { RosterComparison } from './roster.ts'

const row = (name: string, birth: CellValue, phone: CellValue, village = 'Blôm', relation = 'Chủ hộ') => [
  null,
  name,
  birth,
  phone,
  village,
  relation,
]
const outcomes = (comparison: RosterComparison) => comparison.rows.map((compared) => compared.outcome)
async function importRows(
  rows: readonly (readonly CellValue[])[],
  existing: readonly Person[] = [],
  header: readonly CellValue[] = HEADER,
) {
  const file = await importFile(await xlsx([header, ...rows]))
  const comparison = file.compare(existing)
  return { file, comparison, people: applyUpserts(existing, comparison) }
}

describe('I5 a file imported twice changes nothing the second time', () => {
  test('households, namesakes, shared phones, officers', async () => {
    const rows = [
      row("Siu H'Bích", 1950, '0912345678'),
      row('Siu Đức', '21/03/1985', '0912345678', 'Blôm', 'Con'),
      row('Nay Phiêu', null, null),
      row('Nay Phiêu', null, null, 'Trôk'),
      row('Ksor Nam', 1980, null),
      row('Ksor Con', 2001, null, 'Blôm', 'Con'),
      row('Ksor Nam', 1980, '0987654321'),
    ]
    const first = await importRows(rows)
    expect(outcomes(first.comparison)).toEqual(['new', 'new', 'new', 'new', 'new', 'new', 'new'])
    const again = await importRows(rows, first.people)
    expect(outcomes(again.comparison)).toEqual(Array.from({ length: 7 }, () => 'unchanged'))
    expect(again.comparison.upserts).toEqual([])
    expect(again.comparison.absent).toEqual([])
  })

  test('a namesake who waits for a decision does not take the place of somebody of another household', async () => {
    const rows = [
      row('Nay Đức', '03/1985', '0912345678'),
      row('Nay Đức', '03/1985', null, 'Blôm', 'Con'),
      row('Nay Đức', '03/1985', null),
    ]
    const first = await importRows(rows)
    expect(outcomes(first.comparison)).toEqual(['new', 'possible-duplicate', 'new'])
    const again = await importRows(rows, first.people)
    expect(outcomes(again.comparison)).toEqual(['unchanged', 'possible-duplicate', 'unchanged'])
    expect(again.comparison.upserts).toEqual([])
  })

  test('any roster, in any order, on any later day', async () => {
    const name = fc.constantFrom("Siu H'Bích", 'Siu Nam', 'Nay Đức', 'Ksor Thắng')
    const birth = fc.constantFrom(null, 1980, '1981', '21/03/1985', '03/1985', '01/01/1990')
    const phone = fc.constantFrom(null, '0912345678', '0987654321', '0123456', '0912345678/0987654321')
    const village = fc.constantFrom('Blôm', 'Trôk', 'Thôn 3')
    const relation = fc.constantFrom('Chủ hộ', 'Con', '')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, birth, phone, village, relation), { minLength: 1, maxLength: 14 }),
        async (tuples) => {
          const bytes = writeCsv([HEADER, ...tuples.map(([n, b, p, v, r]) => row(n, b, p, v, r))])
          const file = await importFile(bytes, { fileName: 'a.csv' })
          const first = file.compare()
          const people = applyUpserts([], first)
          const second = file.compare(people)
          expect(second.upserts).toEqual([])
          expect(second.counts.new + second.counts.changed).toBe(0)
          // I3: what the dry run said, the import wrote.
          const written = new Set(people.map((person) => person.id))
          for (const compared of first.rows)
            if (compared.personId !== null) expect(written.has(compared.personId)).toBe(true)
          // The order in which people come from the database decides nothing.
          expect(file.compare([...people].reverse()).upserts).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  test('a half-finished import started again makes no duplicates', async () => {
    const rows = [row('Siu A', 1980, '0912345671'), row('Siu B', 1981, '0912345672'), row('Siu C', 1982, null)]
    const { file, comparison, people } = await importRows(rows)
    const half = people.slice(0, 2)
    const again = file.compare(half)
    expect(outcomes(again)).toEqual(['unchanged', 'unchanged', 'new'])
    expect(applyUpserts(half, again).map((person) => person.id)).toEqual(comparison.upserts.map((person) => person.id))
  })
})

test('a file whose rows all share one phone is compared as fast as any other', async () => {
  const rows = (phone: (index: number) => string) =>
    Array.from({ length: 6_000 }, (_, index) =>
      row(
        `Siu ${index.toString(26).replace(/\d/gu, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '')}`,
        `${2 + (index % 27)}/${2 + (index % 11)}/${1940 + (index % 59)}`,
        phone(index),
      ),
    )
  const timeOf = async (phone: (index: number) => string): Promise<number> => {
    const file = await importFile(writeCsv([HEADER, ...rows(phone)]), { fileName: 'a.csv' })
    const start = performance.now()
    expect(file.compare().upserts.length).toBeGreaterThan(5_000)
    return performance.now() - start
  }
  const own = await timeOf((index) => `09${String(12_000_000 + index)}`)
  const shared = await timeOf(() => '0912345678')
  // Looking at everybody with the phone took fourteen times as long.
  expect(shared).toBeLessThan(5 * own + 100)
})

describe('I3 the dry run names what the import does', () => {
  test('changes field by field, and blank cells erase nothing', async () => {
    const { people } = await importRows([row('Siu H’Bich', 1985, '0912345678')])
    const next = await importRows([row('Siu H’Bích', '21/03/1985', '0912345678/0987654321', 'Trôk')], people)
    expect(next.comparison.rows[0]).toMatchObject({
      outcome: 'changed',
      changes: [
        { field: 'name', from: ['Siu H’Bich'], to: ['Siu H’Bích'] },
        { field: 'birth', from: ['1985'], to: ['1985-03-21'] },
        { field: 'residence', from: ['blom'], to: ['trok'] },
        { field: 'household' },
        { field: 'phones', from: ['+84912345678'], to: ['+84912345678', '+84987654321'] },
      ],
    })
    const blank = await importRows([row('SIU H’BÍCH', 1985, null, 'Trôk')], next.people)
    expect(outcomes(blank.comparison)).toEqual(['unchanged'])
  })

  test('consent is given, and withdrawn, by the column', async () => {
    const header = ['Họ và tên', 'SĐT', 'Thôn', 'Đồng ý']
    const given = await importRows([['Siu A', '0912345678', 'Blôm', 'x']], [], header)
    expect(given.people[0]?.consents).toEqual([{ purposeId: 'village-group', from: AS_OF, to: null }])
    const withdrawn = await importRows([['Siu A', '0912345678', 'Blôm', 'không']], given.people, header)
    expect(withdrawn.people[0]?.consents.filter((consent) => isValidOn(consent, AS_OF))).toEqual([])
    expect(withdrawn.comparison.rows[0]?.changes).toEqual([{ field: 'consents', from: ['village-group'], to: [] }])
  })

  test('a file does not give consent again that the person took back', async () => {
    const header = ['Họ và tên', 'SĐT', 'Thôn', 'Đồng ý']
    const rows = [['Siu A', '0912345678', 'Blôm', 'x']]
    const { people } = await importRows(rows, [], header)
    const id = people[0]?.id ?? ''
    const file = await importFile(await xlsx([header, ...rows]))
    const took = file.compare(
      people.map((person) => ({ ...person, consents: [] })),
      {},
      { withdrawn: new Map([[id, new Set(['village-group'])]]) },
    )
    expect(took.rows[0]).toMatchObject({ outcome: 'unchanged', draft: { issues: [{ code: 'consent-withdrawn' }] } })
    const other = file.compare(
      people.map((person) => ({ ...person, consents: [] })),
      {},
      { withdrawn: new Map([[id, new Set(['other'])]]) },
    )
    expect(other.rows[0]?.outcome).toBe('changed')
  })

  test('a person in the roster of people and in that of officers is one', async () => {
    const { people } = await importRows([row('Rcom Ngơr', 1970, '0912345678', 'Trôk')])
    const officers = await importRows(
      [
        ['Rcom Ngơr', 'Trưởng thôn', 'Trôk'],
        ['Rcom Ngơr', 'Bí thư chi bộ', 'Trôk'],
      ],
      people,
      ['Họ và tên', 'Chức vụ', 'Thôn'],
    )
    expect(officers.people).toHaveLength(1)
    expect(officers.people[0]?.appointments.map((a) => a.positionId)).toEqual([
      'village-head',
      'village-party-secretary',
    ])
    expect(officers.people[0]?.residences).toEqual(people[0]?.residences)
    const back = await importRows([row('Rcom Ngơr', 1970, '0912345678', 'Trôk')], officers.people)
    expect(outcomes(back.comparison)).toEqual(['unchanged'])
  })
})

describe('possible duplicates wait for a decision', () => {
  test('another date of birth with the same phone, and another name with the same phone and birth', async () => {
    const { people } = await importRows([row('Siu A', 1980, '0912345678'), row('Nay B', '21/03/1985', '0987654321')])
    const next = await importRows(
      [row('Siu A', 1981, '0912345678'), row('Nay Bình', '21/03/1985', '0987654321')],
      people,
    )
    expect(outcomes(next.comparison)).toEqual(['possible-duplicate', 'possible-duplicate'])
    expect(next.comparison.rows.map((compared) => compared.candidates[0]?.why)).toEqual([
      'same-name-and-phone',
      'same-phone-and-birth',
    ])
    expect(next.comparison.upserts).toEqual([])
    const [a = '', b = ''] = next.comparison.rows.map((compared) => compared.candidates[0]?.personId)
    const decided = next.file.compare(people, {
      people: { 'Sheet1!2': { kind: 'same', personId: a }, 'Sheet1!3': { kind: 'new' } },
    })
    expect(outcomes(decided)).toEqual(['changed', 'new'])
    expect(decided.rows[0]?.personId).toBe(a)
    expect(decided.rows[1]?.personId).not.toBe(b)
  })

  test('rows of one file that are likely one person name all their rows', async () => {
    const { comparison, file } = await importRows([
      row('Siu A', '21/03/1985', '0912345678'),
      row('Siu A', '21/03/1985', '0987654321', 'Blôm', 'Con'),
    ])
    expect(outcomes(comparison)).toEqual(['new', 'possible-duplicate'])
    expect(comparison.rows[1]?.sameAs.map((ref) => ref.row)).toEqual([2, 3])
    expect(comparison.rows[1]?.candidates[0]?.row).toEqual({ sheet: 'Sheet1', row: 2 })
    const personId = comparison.rows[0]?.personId ?? ''
    const decided = file.compare([], { people: { 'Sheet1!3': { kind: 'same', personId } } })
    expect(decided.rows.map((compared) => compared.personId)).toEqual([personId, personId])
    expect(decided.upserts.map((person) => person.phones.length)).toEqual([2])
    const apart = file.compare([], { people: { 'Sheet1!3': { kind: 'new' } } })
    expect(outcomes(apart)).toEqual(['new', 'new'])
  })

  test('rows of one file that somebody says are one person make one, with the better name, who stays head', async () => {
    const header = ['Thôn', 'Họ và tên', 'Ngày sinh', 'SĐT', 'Hộ số', 'Quan hệ với chủ hộ']
    for (const names of [
      ['Nay Thử Một', 'nay thử một'],
      ['nay thử một', 'Nay Thử Một'],
    ]) {
      const [first = '', second = ''] = names
      const { file, comparison } = await importRows(
        [
          ['Blôm', first, 1970, '0912000101', 'HT1', 'Chủ hộ'],
          ['Blôm', 'Ksor Thử Hai', 1972, '0912000102', 'HT1', 'Vợ'],
          ['Blôm', second, 1970, '0912 000 101', 'HT1', 'Chủ hộ'],
        ],
        [],
        header,
      )
      expect(outcomes(comparison)).toEqual(['new', 'new', 'possible-duplicate'])
      const personId = comparison.rows[2]?.candidates[0]?.personId ?? ''
      const decisions = { people: { 'Sheet1!4': { kind: 'same', personId } } } as const
      const decided = file.compare([], decisions)
      expect(decided.upserts).toHaveLength(2)
      expect(decided.counts).toMatchObject({ new: 2, 'possible-duplicate': 0 })
      expect(decided.rows.flatMap((compared) => compared.draft.issues)).toEqual([])
      const people = applyUpserts([], decided)
      expect(people.find(({ id }) => id === personId)).toMatchObject({
        name: 'Nay Thử Một',
        residences: [{ representsHousehold: true }],
      })
      // The rows that are given back afterwards are those that were not written.
      const again = file.compare(people, decisions)
      expect(again.upserts).toEqual([])
      expect(outcomes(again)).toEqual(['unchanged', 'unchanged', 'unchanged'])
      expect(again.rows.flatMap((compared) => compared.draft.issues)).toEqual([])
    }
  })

  test('rows that were left are compared later beside those that were imported, which are not written again', async () => {
    const { file, comparison, people } = await importRows([
      row('Siu A', '21/03/1985', '0912345678'),
      row('Siu A', '21/03/1985', '0987654321', 'Blôm', 'Con'),
      row('Nay B', 1990, null, 'Blôm', 'Con'),
    ])
    expect(outcomes(comparison)).toEqual(['new', 'possible-duplicate', 'new'])
    // Somebody has corrected a name and moved a person since.
    const since = people.map((person) => (person.name === 'Siu A' ? { ...person, name: 'Siu Anh' } : person))
    const only = new Set(['Sheet1!3'])
    const open = file.compare(people, {}, { only })
    expect(open.rows.map((compared) => [compared.draft.row.row, compared.outcome])).toEqual([[3, 'possible-duplicate']])
    expect(open.counts).toEqual({ new: 0, changed: 0, unchanged: 0, 'possible-duplicate': 1, refused: 0 })
    expect(open.upserts).toEqual([])
    const decided = file.compare(since, { people: { 'Sheet1!3': { kind: 'new' } } }, { only })
    expect(decided.upserts.map((person) => [person.name, person.phones[0]?.number])).toEqual([
      ['Siu A', '+84987654321'],
    ])
    expect(since.map((person) => person.id)).not.toContain(decided.upserts[0]?.id)
    const same = file.compare(
      since,
      { people: { 'Sheet1!3': { kind: 'same', personId: since[0]?.id ?? '' } } },
      { only },
    )
    expect(same.upserts.map((person) => person.phones.map((phone) => phone.number))).toEqual([
      ['+84912345678', '+84987654321'],
    ])
  })

  test('people whom the file does not name are reported and left as they are', async () => {
    const { people } = await importRows([row('Siu A', 1980, null), row('Siu B', 1981, null)])
    const next = await importRows([row('Siu A', 1980, null)], people)
    expect(next.comparison.absent).toEqual([people[1]?.id])
    expect(next.comparison.upserts).toEqual([])
  })
})

describe('a household has one representative', () => {
  const header = ['Họ và tên', 'Thôn', 'Hộ số', 'Quan hệ với chủ hộ', 'Đại diện hộ']
  const member = (name: string, relation: string, mark: string | null = null, household = '7') => [
    name,
    'Blôm',
    household,
    relation,
    mark,
  ]
  const representatives = (people: readonly Person[]) =>
    people
      .filter((person) => person.residences.some((home) => home.representsHousehold && isValidOn(home, AS_OF)))
      .map((person) => person.name)
  const codes = (comparison: RosterComparison) =>
    comparison.rows.map((compared) => compared.draft.issues.map((issue) => issue.code))

  test('the head, where nobody is marked', async () => {
    const { people } = await importRows([member('Siu A', 'Chủ hộ'), member('Siu B', 'Vợ')], [], header)
    expect(representatives(people)).toEqual(['Siu A'])
  })

  test('whoever is marked, not the head', async () => {
    const rows = [member('Siu A', 'Chủ hộ'), member('Siu B', 'Vợ', 'x')]
    const { people, comparison, file } = await importRows(rows, [], header)
    expect(representatives(people)).toEqual(['Siu B'])
    expect(codes(comparison)).toEqual([[], []])
    expect(outcomes(file.compare(people))).toEqual(['unchanged', 'unchanged'])
  })

  test('the first of several who are marked, or of several heads, and their rows say so', async () => {
    const marked = await importRows(
      [member('Siu A', 'Chủ hộ'), member('Siu B', 'Vợ', 'x'), member('Siu C', 'Con', 'x')],
      [],
      header,
    )
    expect(representatives(marked.people)).toEqual(['Siu B'])
    expect(codes(marked.comparison)).toEqual([[], ['representatives-several'], ['representatives-several']])
    expect(marked.comparison.rows[2]?.draft.issues[0]).toMatchObject({ value: 'Siu C', suggestion: 'Siu B' })
    expect(outcomes(marked.file.compare(marked.people))).toEqual(['unchanged', 'unchanged', 'unchanged'])
    const heads = await importRows([member('Siu A', 'Chủ hộ'), member('Siu B', 'Chủ hộ')], [], header)
    expect(representatives(heads.people)).toEqual(['Siu A'])
    expect(codes(heads.comparison)).toEqual([['representatives-several'], ['representatives-several']])
  })

  test('a mark in a later file takes the place of the head, even where the file does not name the head', async () => {
    const first = await importRows([member('Siu A', 'Chủ hộ'), member('Siu B', 'Vợ')], [], header)
    const whole = await importRows([member('Siu A', 'Chủ hộ'), member('Siu B', 'Vợ', 'x')], first.people, header)
    expect(outcomes(whole.comparison)).toEqual(['changed', 'changed'])
    expect(whole.comparison.rows[0]?.changes).toEqual([
      { field: 'represents-household', from: ['true'], to: ['false'] },
    ])
    expect(representatives(whole.people)).toEqual(['Siu B'])
    const alone = await importRows([member('Siu B', 'Vợ', 'x')], first.people, header)
    expect(representatives(alone.people)).toEqual(['Siu B'])
    expect(codes(alone.comparison)).toEqual([['representative-replaced']])
    expect(alone.comparison.rows[0]?.draft.issues[0]).toMatchObject({ value: 'Siu B', suggestion: 'Siu A' })
    expect(alone.file.compare(alone.people).upserts).toEqual([])
  })

  test('a head in a later file does not take the place of whoever was marked', async () => {
    const first = await importRows([member('Siu A', 'Chủ hộ'), member('Siu B', 'Vợ', 'x')], [], header)
    const later = await importRows([member('Siu A', 'Chủ hộ'), member('Siu B', 'Vợ')], first.people, header)
    expect(outcomes(later.comparison)).toEqual(['unchanged', 'unchanged'])
    expect(codes(later.comparison)).toEqual([['representative-kept'], []])
    expect(representatives(later.people)).toEqual(['Siu B'])
  })

  test('the head again, once the representative has left, or is marked as none', async () => {
    const first = await importRows([member('Siu A', 'Chủ hộ'), member('Siu B', 'Vợ', 'x')], [], header)
    const moved = await importRows(
      [member('Siu A', 'Chủ hộ'), member('Siu B', 'Chủ hộ', null, '8')],
      first.people,
      header,
    )
    expect(representatives(moved.people)).toEqual(['Siu A', 'Siu B'])
    expect(moved.file.compare(moved.people).upserts).toEqual([])
    const none = await importRows([member('Siu A', 'Chủ hộ'), member('Siu B', 'Vợ', 'không')], first.people, header)
    expect(representatives(none.people)).toEqual(['Siu A'])
    expect(none.file.compare(none.people).upserts).toEqual([])
  })

  test('whatever files say, in whatever order', async () => {
    const line = fc.tuple(
      fc.constantFrom('Siu A', 'Siu B', 'Siu C'),
      fc.constantFrom('Chủ hộ', 'Vợ', 'Con'),
      fc.constantFrom(null, 'x', 'không'),
      fc.constantFrom('7', '8'),
    )
    const lines = fc.uniqueArray(line, { selector: ([name]) => name, minLength: 1 })
    await fc.assert(
      fc.asyncProperty(fc.array(lines, { minLength: 1, maxLength: 3 }), async (files) => {
        let people: Person[] = []
        for (const given of files) {
          const bytes = writeCsv([header, ...given.map((one) => member(...one))])
          const file = await importFile(bytes, { fileName: 'a.csv' })
          people = applyUpserts(people, file.compare(people))
          expect(file.compare(people).upserts).toEqual([])
          const perHousehold = new Map<string | null, number>()
          for (const { residences } of people)
            for (const home of residences)
              if (home.representsHousehold && isValidOn(home, AS_OF))
                perHousehold.set(home.householdId, (perHousehold.get(home.householdId) ?? 0) + 1)
          expect([...perHousehold.values()].every((count) => count === 1)).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})
