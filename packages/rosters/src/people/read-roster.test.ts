import { describe, expect, test } from 'vitest'
import { codesOf, HEADER, importFile, valueOf, xlsx } from '../../test/import-file.ts'
import { writeXls } from '../../test/write-xls.ts'
import { toTcvn3 } from '../text/tcvn3.ts'
import { toVni } from '../text/vni.ts'
import { breakToMojibake } from '../text/mojibake.ts'
import { readWorkbook } from '../workbook/read-workbook.ts'
import type { CellValue } from '../workbook/workbook.ts'
import { writeCsv } from '../workbook/write-csv.ts'
import { writeWorkbook } from '../workbook/write-workbook.ts'

const row = (
  number: number,
  name: string,
  birth: CellValue,
  phone: CellValue,
  village: CellValue,
  relation: CellValue = 'Chủ hộ',
) => [number, name, birth, phone, village, relation]

describe('I1 finding the table', () => {
  test('title block, two-row header, column numbers, section rows, totals and signatures', async () => {
    const { reading, proposal } = await importFile(
      await xlsx(
        [
          ['ỦY BAN NHÂN DÂN XÃ KIM TÂN', null, null, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'],
          [null, null, null, 'Độc lập – Tự do – Hạnh phúc'],
          ['DANH SÁCH HỘ DÂN'],
          [],
          ['STT', 'Họ và tên', 'Năm sinh', null, 'SĐT', 'Quan hệ với chủ hộ'],
          [null, null, 'Nam', 'Nữ'],
          ['(1)', '(2)', '(3)', '(4)', '(5)', '(6)'],
          ['I', 'Thôn Blôm (2 hộ)'],
          [1, "Siu H'Bích", null, 1950, '0912345678', 'Chủ hộ'],
          [2, 'Siu Đức', '21/03/1985', null, '"', 'Con'],
          [],
          ['II', 'THÔN 3'],
          ['STT', 'Họ và tên', 'Nam', 'Nữ', 'SĐT', 'Quan hệ với chủ hộ'],
          [1, 'Nay Phiêu', 1990, null, null, 'Chủ hộ'],
          [null, 'Tổng cộng: 2 hộ, 3 nhân khẩu'],
          [null, null, null, null, 'Kim Tân, ngày 5 tháng 1 năm 2024'],
          [null, 'NGƯỜI LẬP', null, null, 'TM. UBND XÃ'],
          [null, 'Nguyễn Văn A', null, null, 'Trần Văn B'],
        ],
        [
          { firstRow: 4, lastRow: 5, firstColumn: 0, lastColumn: 0 },
          { firstRow: 4, lastRow: 5, firstColumn: 1, lastColumn: 1 },
          { firstRow: 4, lastRow: 4, firstColumn: 2, lastColumn: 3 },
          { firstRow: 7, lastRow: 7, firstColumn: 1, lastColumn: 5 },
        ],
      ),
    )
    expect(proposal.mapping.sheets[0]).toMatchObject({
      headerRow: 4,
      firstDataRow: 7,
      roster: 'people',
      unitText: 'XÃ KIM TÂN',
    })
    expect(
      reading.drafts.map((draft) => [
        draft.row.row,
        draft.name,
        draft.birth,
        draft.unitId,
        draft.phones.length,
        draft.refused,
      ]),
    ).toEqual([
      [9, "Siu H'Bích", '1950', 'blom', 1, false],
      [10, 'Siu Đức', '1985-03-21', 'blom', 1, false],
      [14, 'Nay Phiêu', '1990', 'kim-tan-3', 0, false],
    ])
    expect(reading.drafts[0]?.householdKey).toBe(reading.drafts[1]?.householdKey)
    expect(reading.drafts.map((draft) => draft.representsHousehold)).toEqual([true, false, true])
  })

  test('one column for the year of birth beside one for the sex, however they are headed', async () => {
    for (const [birth, sex] of [
      ['Sinh năm', 'Nam/Nữ'],
      ['Sinh năm', 'Nam, nữ'],
      ['Năm sinh', 'Nam/Nữ'],
      ['SINH NA\u0306M', 'Nữ/Nam'],
      ['Ngày sinh', 'Giới tính (Nam/Nữ)'],
    ]) {
      const { proposal, reading } = await importFile(
        await xlsx([
          ['Họ và tên', birth ?? null, sex ?? null, 'Làng'],
          ['Siu A', '13/10/1990', 'Nam', 'Blôm'],
          ['Siu B', '1991', 'Nữ', 'Blôm'],
        ]),
      )
      const fields = proposal.mapping.sheets[0]?.columns.map(({ field }) => field)
      expect([sex, fields]).toEqual([sex, ['name', 'birth', 'sex', 'village']])
      expect(reading.drafts.map((draft) => draft.birth)).toEqual(['1990-10-13', '1991'])
      expect([...codesOf(reading, 1), ...codesOf(reading, 2)]).toEqual([])
    }
  })

  test('village as a merged cell, as a column filled once, as the name of the sheet, in the title', async () => {
    const merged = await importFile(
      await xlsx(
        [
          ['Thôn', 'Họ và tên', 'SĐT'],
          ['Thôn Blôm', 'Siu A', null],
          [null, 'Siu B', null],
          ['Buôn Trôk', 'Nay C', null],
        ],
        [{ firstRow: 1, lastRow: 2, firstColumn: 0, lastColumn: 0 }],
      ),
    )
    expect(merged.reading.drafts.map((draft) => draft.unitId)).toEqual(['blom', 'blom', 'trok'])
    const once = await importFile(
      await xlsx([
        ['Thôn', 'Họ và tên'],
        ['Blôm', 'Siu A'],
        [null, 'Siu B'],
        [null, 'Siu C'],
        ['Quý Đức', 'Lê D'],
        [null, 'Lê E'],
        [null, 'Lê F'],
      ]),
    )
    expect(once.reading.drafts.map((draft) => draft.unitId)).toEqual([
      'blom',
      'blom',
      'blom',
      'quy-duc',
      'quy-duc',
      'quy-duc',
    ])
    const sheets = await writeWorkbook({
      sheets: [
        {
          name: 'Thôn Blôm',
          rows: [
            ['Họ và tên', 'SĐT'],
            ['Siu A', '0912345678'],
          ],
        },
        {
          name: 'Buôn Trôk',
          rows: [
            ['Họ và tên', 'SĐT'],
            ['Nay B', '0912345679'],
          ],
        },
        {
          name: 'Nháp',
          rows: [
            ['Họ và tên', 'SĐT'],
            ['Nay C', '0912345670'],
          ],
          hidden: true,
        },
      ],
    })
    const named = await importFile(sheets)
    expect(named.reading.drafts.map((draft) => draft.unitId)).toEqual(['blom', 'trok'])
    expect(named.proposal.issues.map((issue) => issue.code)).toContain('sheet-hidden')
    const titled = await importFile(
      await xlsx([['DANH SÁCH NHÂN KHẨU THÔN 3, XÃ IA TROK NĂM 2024'], ['Họ tên', 'SĐT'], ['Siu A', null]]),
    )
    expect(titled.reading.drafts[0]?.unitId).toBe('ia-trok-3')
  })

  test('a missing header is said, shown with the first rows, and mapped by hand', async () => {
    const bytes = writeCsv([
      ['1', 'Siu A', '0912345678'],
      ['2', 'Nay B', '0912345679'],
    ])
    const first = await importFile(bytes, { fileName: 'a.csv' })
    expect(first.proposal.issues.map((issue) => issue.code)).toEqual(['header-not-found'])
    expect(first.proposal.previews[0]?.firstRows[0]).toEqual(['1', 'Siu A', '0912345678'])
    expect(first.reading.issues.map((issue) => issue.code)).toEqual(['file-without-people'])
    const mapped = await importFile(bytes, {
      fileName: 'a.csv',
      unitId: 'blom',
      change: (mapping) => ({
        sheets: mapping.sheets.map((sheet) => ({
          ...sheet,
          included: true,
          columns: sheet.columns.map((column) => (column.column === 1 ? { ...column, field: 'name' } : column)),
        })),
      }),
    })
    expect(mapped.reading.drafts.map((draft) => [draft.name, draft.phones[0], draft.unitId])).toEqual([
      ['Siu A', '+84912345678', 'blom'],
      ['Nay B', '+84912345679', 'blom'],
    ])
  })

  test('I2 a header without rows is said', async () => {
    const { proposal, reading } = await importFile(await xlsx([HEADER]))
    expect(proposal.issues.map((issue) => issue.code)).toEqual(['rows-missing'])
    expect(reading.drafts).toEqual([])
  })

  test('names in two columns, phones in two, ditto marks, cached formulas', async () => {
    const { reading } = await importFile(
      await xlsx([
        ['STT', 'Họ và đệm', 'Tên', 'SĐT', 'Số điện thoại khác', 'Thôn'],
        [1, 'Nguyễn Văn', 'An', 912345678, '0987654321', 'Thôn Blôm'],
        [{ value: 2, formula: 'A2+1' }, 'Trần Thị', 'Bình', null, null, 'nt'],
      ]),
    )
    expect(reading.drafts.map((draft) => [draft.name, draft.phones, draft.unitId])).toEqual([
      ['Nguyễn Văn An', ['+84912345678', '+84987654321'], 'blom'],
      ['Trần Thị Bình', [], 'blom'],
    ])
  })
})

describe('rows', () => {
  test('names keep their letters and apostrophes, composed and with single spaces', async () => {
    const names = ["Ksor  H' Nhươn ", 'R’ô H’Uyên', 'Rơ Châm Čư̆', 'Nguyễn Văn An'.normalize('NFD'), 'Y Bhăm ƀòn']
    const { reading } = await importFile(
      await xlsx([HEADER, ...names.map((name, index) => row(index + 1, name, 1980, null, 'Thôn Blôm'))]),
    )
    expect(reading.drafts.map((draft) => draft.name)).toEqual([
      "Ksor H' Nhươn",
      'R’ô H’Uyên',
      'Rơ Châm Čư̆',
      'Nguyễn Văn An',
      'Y Bhăm ƀòn',
    ])
    expect(reading.drafts.flatMap((draft) => draft.issues)).toEqual([])
  })

  test('every row that cannot be imported says why', async () => {
    const { reading } = await importFile(
      await xlsx([
        HEADER,
        row(1, '', 1980, '0912345678', 'Thôn Blôm'),
        row(2, 'Nguy?n V?n', 1980, null, 'Thôn Blôm'),
        row(3, 'Siu A', 1980, null, 'Thôn Lạ'),
        row(4, 'Siu B', 1980, null, 'Thôn 3'),
        row(5, 'Siu C', 1980, null, '', 'Con'),
        row(6, 'Siu D', 1981, null, 'Thôn 3, xã Ia Trok'),
        row(7, '<b>Siu E</b>', 1981, null, 'Thôn Blôm'),
        row(8, `Siu ${'dài '.repeat(120)}`, 1981, null, 'Thôn Blôm'),
      ]),
    )
    expect([8, 9].map((at) => codesOf(reading, at))).toEqual([['name-markup'], ['name-too-long']])
    expect(reading.drafts.map(({ refused }) => refused)).toEqual([true, true, true, true, true, false, true, true])
    expect(Math.max(...reading.drafts.map(({ name }) => name.length))).toBe(101)
    expect([2, 3, 4, 5, 6, 7].map((at) => codesOf(reading, at))).toEqual([
      ['name-missing'],
      ['name-damaged'],
      ['unit-unknown'],
      ['unit-ambiguous'],
      ['unit-missing'],
      [],
    ])
    expect(reading.unknownUnits.map((question) => [question.text, question.candidates, question.rows.length])).toEqual([
      ['Thôn Lạ', [], 1],
      ['Thôn 3', ['ia-trok-3', 'kim-tan-3'], 1],
    ])
  })

  test('a decision about a unit text holds for all its rows', async () => {
    const bytes = await xlsx([
      HEADER,
      row(1, 'Siu A', 1980, null, 'Thôn Lạ'),
      row(2, 'Siu B', 1981, null, 'thôn lạ'),
      row(3, 'Siu C', 1981, null, 'Thôn Xa'),
    ])
    const asked = await importFile(bytes)
    const [key = '', other = ''] = asked.reading.unknownUnits.map((question) => question.key)
    const decided = await importFile(bytes, { decisions: { units: { [key]: 'blom', [other]: null } } })
    expect(decided.reading.drafts.map((draft) => [draft.unitId, draft.refused])).toEqual([
      ['blom', false],
      ['blom', false],
      [null, true],
    ])
  })

  test('ethnicity, religion, party and identity numbers are left out, and it is said; their values are nowhere', async () => {
    const { reading, proposal } = await importFile(
      await xlsx([
        ['STT', 'Họ và tên', 'Dân tộc', 'Tôn giáo', 'Đảng viên', 'Số CCCD', 'ĐT', 'Thôn'],
        [1, 'Siu A', 'Jrai', 'Tin Lành', 'x', '064085001234', '0912345678', 'Blôm'],
      ]),
    )
    expect(reading.droppedColumns.map((column) => column.kind)).toEqual([
      'ethnicity',
      'religion',
      'party',
      'identity-number',
    ])
    expect(reading.drafts[0]?.phones).toEqual(['+84912345678'])
    const said = JSON.stringify([reading, proposal.previews])
    for (const value of ['Jrai', 'Tin Lành', '064085001234']) expect(said).not.toContain(value)
  })

  test('legacy fonts, mojibake and stand-in letters are proposed and converted only when somebody says so', async () => {
    const bytes = await xlsx([
      ['STT', 'Họ và tên', 'Thôn'],
      [1, { value: toTcvn3('nguyễn văn đức'), font: '.VnTime' }, 'Blôm'],
      [2, breakToMojibake('Trần Thị Hồng'), 'Blôm'],
      [3, 'Siu [òn', 'Blôm'],
      [4, 'Ông Nay Phiêu', 'Blôm'],
      [5, 'Nguyễn Văn An', 'Blôm'],
    ])
    const asked = await importFile(bytes)
    expect(asked.reading.conversions.map(({ kind, examples, decision }) => [kind, examples[0]?.to, decision])).toEqual([
      ['tcvn3', 'nguyễn văn đức', null],
      ['mojibake', 'Trần Thị Hồng', null],
      ['minority', 'Siu ƀòn', null],
      ['honorific', 'Nay Phiêu', 'accept'],
    ])
    expect(asked.reading.drafts.map((draft) => draft.refused)).toEqual([true, true, true, false, false])
    expect(asked.reading.drafts[2]?.name).toBe('Siu [òn')
    const decided = await importFile(bytes, {
      decisions: { conversions: { tcvn3: 'accept', mojibake: 'accept', minority: 'keep' } },
    })
    expect(decided.reading.drafts.map((draft) => [draft.name, draft.refused])).toEqual([
      ['nguyễn văn đức', false],
      ['Trần Thị Hồng', false],
      ['Siu [òn', false],
      ['Nay Phiêu', false],
      ['Nguyễn Văn An', false],
    ])
  })

  test('forms of address are taken off and said on the row, whatever other rows say; a person may keep them', async () => {
    const bytes = await xlsx([
      ['STT', 'Họ và tên', 'Thôn', 'Chủ hộ'],
      [1, 'Ông Nay Phiêu', 'Blôm', 'Nay Phiêu'],
      [2, "Bà Siu H'Bích", 'Blôm', 'Ông Nay Phiêu'],
      [3, 'Đ/c Hùng', 'Blôm', null],
      [4, 'Ông Ích Khiêm', 'Blôm', null],
      [5, 'Anh Đức', 'Blôm', null],
    ])
    const { reading } = await importFile(bytes)
    expect(reading.drafts.map((draft) => [draft.name, draft.refused])).toEqual([
      ['Nay Phiêu', false],
      ["Siu H'Bích", false],
      ['Hùng', false],
      ['Ông Ích Khiêm', false],
      ['Anh Đức', false],
    ])
    expect(reading.drafts[0]?.householdKey).toBe(reading.drafts[1]?.householdKey)
    expect(reading.drafts[0]?.issues).toEqual([
      {
        code: 'name-address',
        severity: 'warning',
        column: 'Họ và tên',
        field: 'name',
        value: 'Ông Nay Phiêu',
        suggestion: 'Nay Phiêu',
      },
    ])
    expect([5, 6].map((at) => codesOf(reading, at))).toEqual([['name-address-doubtful'], []])
    expect(reading.conversions.map(({ kind, rows, decision }) => [kind, rows.length, decision])).toEqual([
      ['honorific', 3, 'accept'],
    ])
    const kept = await importFile(bytes, { decisions: { conversions: { honorific: 'keep' } } })
    expect(kept.reading.drafts.map((draft) => draft.name)).toEqual([
      'Ông Nay Phiêu',
      "Bà Siu H'Bích",
      'Đ/c Hùng',
      'Ông Ích Khiêm',
      'Anh Đức',
    ])
    expect(kept.reading.drafts.flatMap((draft) => draft.issues.map((issue) => issue.code))).toEqual(['name-unusual'])
    expect(kept.reading.conversions.map(({ kind, decision }) => [kind, decision])).toEqual([['honorific', 'keep']])
  })

  test('a form of address in an old encoding goes with the conversion', async () => {
    const bytes = await xlsx([
      ['Họ và tên', 'Thôn'],
      [{ value: toTcvn3('ông nguyễn văn đức'), font: '.VnTime' }, 'Blôm'],
    ])
    const asked = await importFile(bytes)
    expect(codesOf(asked.reading, 2)).toEqual(['text-legacy', 'name-unusual', 'conversion-undecided'])
    const decided = await importFile(bytes, { decisions: { conversions: { tcvn3: 'accept' } } })
    expect(decided.reading.drafts[0]?.name).toBe('nguyễn văn đức')
    expect(codesOf(decided.reading, 2)).toEqual(['name-address'])
  })

  test.each([
    ['tcvn3', toTcvn3],
    ['vni', toVni],
    ['mojibake', breakToMojibake],
  ] as const)('section rows and titles in %s name units too', async (kind, write) => {
    const sections = await xlsx([
      ['STT', 'Họ và tên', 'SĐT', 'Quan hệ với chủ hộ'].map(write),
      ['I', write('thôn blôm (2 hộ)')],
      [1, write('siu thị đức'), '0912345678', write('chủ hộ')],
      [2, write('lê thị hồng'), '0912345679', null],
      [null, write('buôn trôk')],
      [3, write('nguyễn văn hải'), '0912345670', write('chủ hộ')],
      [4, 'Siu A', null, null],
      [null, write('tổng cộng: 4 người')],
    ])
    const asked = await importFile(sections)
    expect(asked.reading.drafts.map((draft) => [draft.unitId, draft.refused])).toEqual([
      ['blom', true],
      ['blom', true],
      ['trok', true],
      ['trok', true],
    ])
    expect(codesOf(asked.reading, 7)).toEqual(['text-legacy', 'conversion-undecided'])
    expect(asked.reading.conversions.flatMap((question) => question.examples)).toContainEqual({
      from: write('buôn trôk'),
      to: 'buôn trôk',
    })
    const decided = await importFile(sections, { decisions: { conversions: { [kind]: 'accept' } } })
    expect(decided.reading.drafts.map((draft) => [draft.name, draft.unitId, draft.refused])).toEqual([
      ['siu thị đức', 'blom', false],
      ['lê thị hồng', 'blom', false],
      ['nguyễn văn hải', 'trok', false],
      ['Siu A', 'trok', false],
    ])
    const titled = await importFile(
      await xlsx([
        [write('danh sách nhân khẩu thôn blôm, xã kim tân')],
        ['Họ và tên', 'SĐT'].map(write),
        ['Siu A', null],
      ]),
    )
    expect(titled.proposal.mapping.sheets[0]?.unitText).toBe('thôn blôm, xã kim tân')
    expect(titled.reading.drafts[0]).toMatchObject({ unitId: 'blom', refused: false })
  })

  test('an .xls in TCVN3, whose fonts are not told, is known by its text', async () => {
    const old = [
      [toTcvn3('danh sách hộ dân xã kim tân')],
      ['stt', 'họ và tên', 'ngày sinh', 'sđt', 'quan hệ với chủ hộ'].map(toTcvn3),
      ['I', toTcvn3('thôn blôm')],
      [1, toTcvn3('nguyễn văn đức'), new Date('1985-03-21T00:00:00Z'), '0912345678', toTcvn3('chủ hộ')],
      [2, toTcvn3('trần văn thú'), 1990, null, 'con'],
      [3, 'Siu An', '1990', null, 'con'],
    ]
    const bytes = writeXls([{ name: 'Sheet1', rows: old }])
    const asked = await importFile(bytes, { fileName: 'cu.xls' })
    expect(asked.proposal.mapping.sheets[0]).toMatchObject({ legacy: 'tcvn3', headerRow: 1 })
    expect(asked.reading.conversions.map(({ kind, decision }) => [kind, decision])).toEqual([['tcvn3', null]])
    const { reading } = await importFile(bytes, {
      fileName: 'cu.xls',
      decisions: { conversions: { tcvn3: 'accept' } },
    })
    expect(reading.drafts.map((draft) => [draft.name, draft.unitId, draft.birth, draft.refused])).toEqual([
      ['nguyễn văn đức', 'blom', '1985-03-21', false],
      ['trần văn thú', 'blom', '1990', false],
      ['Siu An', 'blom', '1990', false],
    ])
  })

  test('a .csv in TCVN3 is read through the same proposals, header included', async () => {
    const old = toTcvn3('stt,họ và tên,thôn\n1,nguyễn văn đức,blôm\n2,lê thị hồng,blôm\n3,trần văn thú,blôm\n')
    const { reading, proposal } = await importFile(Buffer.from(old, 'latin1'), {
      fileName: 'cu.csv',
      decisions: { conversions: { tcvn3: 'accept' } },
    })
    expect(proposal.mapping.sheets[0]?.legacy).toBe('tcvn3')
    expect(reading.drafts.map((draft) => [draft.name, draft.unitId])).toEqual([
      ['nguyễn văn đức', 'blom'],
      ['lê thị hồng', 'blom'],
      ['trần văn thú', 'blom'],
    ])
  })

  test('consent, adulthood, accounts and reachability', async () => {
    const { reading } = await importFile(
      await xlsx([
        ['Họ và tên', 'Thôn', 'Đồng ý tham gia', 'Từ 18 tuổi', 'Đại diện hộ', 'Zalo ID', 'Ghi chú'],
        ['Siu A', 'Blôm', 'x', 'x', 'x', 'z1', 'không có điện thoại'],
        ['Siu B', 'Blôm', 'Không', '', '', '', 'dùng chung máy'],
        ['Siu C', 'Blôm', 'chắc thế', '', '', '', ''],
      ]),
    )
    expect(
      reading.drafts.map((draft) => [
        draft.consents[0]?.agreed ?? null,
        draft.adult,
        draft.representsHousehold,
        draft.accounts[0]?.accountId ?? null,
        draft.reachability,
      ]),
    ).toEqual([
      [true, true, true, 'z1', 'no-smartphone'],
      [false, null, null, null, 'shared-phone'],
      [null, null, null, null, null],
    ])
    expect(codesOf(reading, 4)).toEqual(['flag-unknown'])
  })

  test('I2 duplicates are reported with all their rows; identical rows count once', async () => {
    const { reading } = await importFile(
      await xlsx([
        HEADER,
        row(1, "Siu H'Bích", '21/03/1985', '0912345678', 'Blôm'),
        row(2, "Siu H'Bích", '21/03/1985', '0912345678', 'Blôm'),
        row(3, 'SIU H’BICH', 1985, '0912345678', 'Blôm', 'Con'),
        row(4, "Siu H'Bích", '21/03/1985', null, 'Trôk'),
      ]),
    )
    expect(reading.drafts.map((draft) => [draft.row.row, draft.repeatedIn.map((r) => r.row)])).toEqual([
      [2, [3]],
      [4, []],
      [5, []],
    ])
    expect(reading.duplicates.map((group) => [group.kind, group.rows.map((r) => r.row)])).toEqual([
      ['identical', [2, 3]],
      ['same-name-and-phone', [2, 3, 4]],
    ])
  })
})

describe('officers', () => {
  const roster = [
    ['DANH SÁCH CÔNG AN XÃ VÀ HỆ THỐNG CHÍNH TRỊ XÃ IA TROK'],
    ['STT', 'Họ và tên', 'Chức vụ', 'Thôn phụ trách', 'SĐT'],
    [1, 'Lê Văn Hùng', 'Thiếu tá - Trưởng Công an xã', null, '0912345671'],
    [2, 'Trần Minh', 'Cán bộ CA xã', null, '0912345672'],
    [3, 'Trần Minh Tú', 'Công an xã phụ trách thôn', 'Thôn 3, Quý Đức', '0912345673'],
    [4, 'Rcom Ngơr', 'Bí thư Chi bộ kiêm Trưởng thôn Trôk', null, '0912345674'],
    [5, 'Siu Thách', 'Giáo viên', null, null],
  ]

  test('titles give positions at the unit of their level, several in a cell', async () => {
    const { reading, proposal } = await importFile(await xlsx(roster))
    expect(proposal.mapping.sheets[0]?.roster).toBe('officers')
    expect(
      reading.drafts.map((draft) => draft.positions.map(({ positionId, unitId }) => `${positionId}@${unitId}`)),
    ).toEqual([
      ['commune-police-head@ia-trok'],
      ['commune-police-officer@ia-trok'],
      ['village-officer-in-charge@ia-trok-3', 'village-officer-in-charge@quy-duc'],
      ['village-head@trok', 'village-party-secretary@trok'],
      [],
    ])
    expect(codesOf(reading, 7)).toEqual(['position-unknown', 'position-missing'])
    expect(reading.drafts.every((draft) => !draft.resides)).toBe(true)
  })

  test('a village in its own column serves both titles of a cell', async () => {
    const { reading } = await importFile(
      await xlsx([
        ['Họ và tên', 'Chức vụ', 'Thôn'],
        ['Rcom Ngơr', 'Bí thư chi bộ kiêm Trưởng thôn', 'Buôn Trôk'],
      ]),
    )
    expect(reading.drafts[0]?.positions.map((position) => position.positionId)).toEqual([
      'village-party-secretary',
      'village-head',
    ])
  })

  test('the same title means the body of the unit: a committee of the district or of the commune', async () => {
    const rows = (title: string) =>
      xlsx([[title], ['Họ và tên', 'Chức danh trong Ban Chỉ đạo'], ['Lê A', 'Trưởng ban'], ['Lê B', 'Ủy viên']])
    const district = await importFile(await rows('BAN CHỈ ĐẠO HUYỆN IA PA'))
    expect(district.reading.drafts.map((draft) => draft.positions[0]?.positionId)).toEqual([
      'district-committee-head',
      'district-committee-member',
    ])
    const commune = await importFile(await rows('BAN CHỈ ĐẠO XÃ KIM TÂN'))
    expect(commune.reading.drafts.map((draft) => draft.positions[0]?.positionId)).toEqual([
      'commune-committee-head',
      'commune-committee-member',
    ])
  })
})

test('a file of another kind of table is no roster', async () => {
  const workbook = valueOf(
    await readWorkbook(
      writeCsv([
        ['Ngày', 'Số tiền'],
        ['1/1/2024', '100'],
      ]),
      { fileName: 'chi.csv' },
    ),
  )
  expect(workbook.sheets[0]?.rows.length).toBe(2)
  const { proposal } = await importFile(
    writeCsv([
      ['Ngày', 'Số tiền'],
      ['1/1/2024', '100'],
    ]),
    { fileName: 'chi.csv' },
  )
  expect(proposal.issues.map((issue) => issue.code)).toEqual(['header-not-found'])
})
