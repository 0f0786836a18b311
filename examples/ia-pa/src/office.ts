import type { CellDraft, Merge, SheetDraft } from '@ketnoi/rosters'

/** What stands above and below the table of an official list. */
export interface OfficeForm {
  readonly issuer: string
  readonly unit: string
  readonly title: string
  readonly subtitle: string
  readonly place: string
  readonly total: string
}

export interface Table {
  /** One row, or two whose first spans columns of the second. */
  readonly header: readonly (readonly CellDraft[])[]
  /** Relative to the first header row. */
  readonly merges: readonly Merge[]
  readonly rows: readonly (readonly CellDraft[])[]
}

const bold = (value: string): CellDraft => ({ value, bold: true, align: 'center' })

/** Lays a table out as an office does: national title, issuer, title of the list, the table, totals, place and day, signatures. */
export function layOutForm(
  name: string,
  form: OfficeForm,
  table: Table,
  font?: (text: string) => CellDraft,
): SheetDraft {
  const columns = Math.max(...table.header.map((row) => row.length), 6)
  const right = Math.floor(columns / 2)
  const blank = (): CellDraft[] => Array.from({ length: columns }, () => null)
  const line = (...cells: readonly (readonly [number, CellDraft])[]): CellDraft[] => {
    const row = blank()
    for (const [column, cell] of cells) row[column] = cell
    return row
  }
  const text = (value: string): CellDraft => (font === undefined ? bold(value) : font(value))
  const top = [
    line([0, text(form.issuer)], [right, text('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')]),
    line([0, text(form.unit)], [right, text('Độc lập - Tự do - Hạnh phúc')]),
    blank(),
    line([0, text(form.title)]),
    line([0, text(form.subtitle)]),
    blank(),
  ]
  const header = table.header.map((row) =>
    row.map((cell) =>
      typeof cell === 'string'
        ? font === undefined
          ? { value: cell, bold: true, border: true, wrap: true, align: 'center' as const }
          : font(cell)
        : cell,
    ),
  )
  const bottom = [
    line([1, text(form.total)]),
    blank(),
    line([right, text(`${form.place}, ngày 20 tháng 01 năm 2024`)]),
    line([0, text('NGƯỜI LẬP BIỂU')], [right, text('TM. ỦY BAN NHÂN DÂN')]),
    line([0, text('(Ký, ghi rõ họ tên)')], [right, text('CHỦ TỊCH')]),
  ]
  const span = (row: number, first: number, last: number): Merge => ({
    firstRow: row,
    firstColumn: first,
    lastRow: row,
    lastColumn: last,
  })
  const shift = (merge: Merge): Merge => ({
    ...merge,
    firstRow: merge.firstRow + top.length,
    lastRow: merge.lastRow + top.length,
  })
  return {
    name,
    rows: [...top, ...header, ...table.rows, ...bottom],
    merges: [
      span(0, 0, right - 1),
      span(0, right, columns - 1),
      span(1, 0, right - 1),
      span(1, right, columns - 1),
      span(3, 0, columns - 1),
      span(4, 0, columns - 1),
      ...table.merges.map(shift),
    ],
    widths: Array.from({ length: columns }, (_, i) => (i === 0 ? 6 : 16)),
    frozenRows: top.length + header.length,
  }
}

/** As many as the list needs: I, II, III, … */
export function roman(number: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ]
  let rest = number
  let text = ''
  for (const [value, sign] of parts) {
    while (rest >= value) {
      text += sign
      rest -= value
    }
  }
  return text
}
