import type { Language } from '@ketnoi/hierarchy'

/** What `ketnoi reform rehearse --help` says after the options. */
export const REHEARSE_HELP: Readonly<Record<Language, string>> = {
  vi: `
Mã kết thúc:
  0  có thể thực hiện và không còn gì phải quyết định
  2  còn việc phải quyết định; việc ghi “trước” phải quyết định trước, các việc khác có thể để sau
  1  lỗi; lý do ở dòng báo lỗi (standard error), kèm chỗ trong tệp và phải làm gì

Trả lời ở đâu: trong chính tệp quyết định.
  "households"  một hộ, hoặc một người, của đơn vị bị tách về đâu; "rest" của việc tách cho tất cả những người còn lại
  "seats"       ai giữ một ghế mà nhiều đơn vị cùng có
  "groups"      nhóm nào tiếp tục, nơi nhiều nhóm có thể tiếp tục

Danh sách được đọc như "ketnoi plan" đọc; xem ketnoi plan --help về TỆP@mã-đơn-vị, chuyển chữ và câu hỏi.

Ví dụ:
  # Đợt sắp xếp năm 2025 trong ví dụ đi kèm: chỉ đơn vị và nhóm
  ketnoi reform rehearse examples/ia-pa/reform-2025.json --model ia-pa-2024 --units examples/ia-pa/units.json

  # Với mọi người và những nhóm đang có, dạng JSON cho chương trình khác
  ketnoi reform rehearse examples/ia-pa/reform-2025.json --model ia-pa-2024 --units examples/ia-pa/units.json \\
    --roster examples/ia-pa/rosters --actual examples/ia-pa/members --convert tcvn3,mojibake --json > rehearsal.json
`,
  en: `
Exit codes:
  0  it can be carried out and nothing is left to decide
  2  decisions are open; those that come "before" have to be made first, the others may wait
  1  error; the reason is on standard error, with the place in the document and what to do

Where decisions are answered: in the document of the decision.
  "households"  where a household, or one person, of a split unit goes; "rest" of the split for all the others
  "seats"       who holds a seat that several units bring
  "groups"      which group goes on where several could

Rosters are read as "ketnoi plan" reads them; see ketnoi plan --help for FILE@unitId, conversions and questions.

Examples:
  # The reform of 2025 in the example of this project: units and groups alone, in English
  ketnoi reform rehearse examples/ia-pa/reform-2025.json --model ia-pa-2024 --units examples/ia-pa/units.json --lang en

  # With everybody, and the groups that exist, as JSON for another program
  ketnoi reform rehearse examples/ia-pa/reform-2025.json --model ia-pa-2024 --units examples/ia-pa/units.json \\
    --roster examples/ia-pa/rosters --actual examples/ia-pa/members --convert tcvn3,mojibake --json > rehearsal.json
`,
}

/** What `ketnoi reform apply --help` says after the options. */
export const APPLY_HELP: Readonly<Record<Language, string>> = {
  vi: `
Những gì được ghi:
  units.json    mọi đơn vị, trước và sau: đọc được vào bất cứ ngày nào
  model.json    mẫu, với các cấp và loại nhóm kết thúc hoặc bắt đầu
  rosters/      từ ngày đó ai ở đâu và ai giữ chức vụ gì, nếu có --roster
  record.json   những gì cần để hoàn tác: hãy giữ lại
Các tệp đã đưa vào không bị đụng đến. Khi còn việc phải quyết định trước thì không ghi gì.

Mã kết thúc:
  0  đã ghi
  1  lỗi, và không ghi gì: cả khi các đơn vị này đã theo quyết định rồi

Ví dụ:
  ketnoi reform apply examples/ia-pa/reform-2025.json --model ia-pa-2024 --units examples/ia-pa/units.json --out after

  # Ai cần có trong từng nhóm từ ngày đó
  ketnoi plan --model after/model.json --units after/units.json --as-of 2025-07-01
`,
  en: `
What is written:
  units.json    every unit, from before and from after: read it on any day
  model.json    the model, with tiers and kinds of groups that end or begin
  rosters/      who lives where and who holds what from the day on, where --roster was given
  record.json   what undoing it takes: keep it
The files that were given are not touched. While a decision that comes first is open, nothing is written.

Exit codes:
  0  written
  1  error, and nothing was written: also where these units hold the reform already

Examples:
  ketnoi reform apply examples/ia-pa/reform-2025.json --model ia-pa-2024 --units examples/ia-pa/units.json --out after

  # Who should be in every group from the day on
  ketnoi plan --model after/model.json --units after/units.json --as-of 2025-07-01
`,
}

/** What `ketnoi reform undo --help` says after the options. */
export const UNDO_HELP: Readonly<Record<Language, string>> = {
  vi: `
Các đơn vị mà quyết định thay đổi trở lại như trước, các đơn vị do quyết định lập ra không còn, mọi thứ khác sửa từ đó đến nay được giữ.
Đơn vị đã được sửa sau đó thì cản việc hoàn tác: đơn vị ấy được nêu tên, và không ghi gì.

Mã kết thúc:
  0  đã ghi; những gì không trả lại được thì được nêu ra
  1  lỗi, và không ghi gì

Ví dụ:
  ketnoi reform undo after/record.json --units after/units.json --out before
`,
  en: `
Units that the reform changed are as they were, those that it made are gone, and everything else that was changed since stays. A unit
that was changed since stands in the way: it is named, and nothing is written.

Exit codes:
  0  written; what cannot be restored is named
  1  error, and nothing was written

Example:
  ketnoi reform undo after/record.json --units after/units.json --out before
`,
}
