import type { Language } from '@ketnoi/hierarchy'

/** What `ketnoi plan --help` says after the options. */
export const PLAN_HELP: Readonly<Record<Language, string>> = {
  vi: `
Mã kết thúc:
  0  không phải làm gì
  2  có thay đổi
  1  lỗi; lý do ở dòng báo lỗi (standard error)

Một danh sách người dân hoặc cán bộ là của đơn vị nào:
  Các dòng cho biết (một cột, dòng tên đơn vị, ô gộp), hoặc đầu đề, hoặc tên trang tính. Nơi nào không ghi, hay tên có ở nhiều xã,
  thì ghi thêm: --roster nhan-dan.xlsx@vn-c-24037a
  Tệp mang tên một đơn vị là của đơn vị đó: vn-v-trok.csv, nhan-dan_vn-v-trok.csv
  Dòng không tìm thấy đơn vị thì không được dùng; các dòng ấy được in ở "issues".

Một danh sách thành viên là của nhóm nào:
  1. --actual danh-sach.csv@village:vn-v-trok
  2. tệp index.json trong cùng thư mục: { "lists": [{ "file", "groupId", "completeness", "readAt", "confirmed" }] }
  3. tên tệp: village_vn-v-trok.csv là danh sách của nhóm village:vn-v-trok
  4. đầu đề trong tệp ("Nhóm: …"), nếu chỉ có một nhóm tên như vậy
  Danh sách mà ít người trong đó thuộc nhóm của nó thì bị coi là của nhóm khác và không được dùng, trừ khi index.json ghi
  "confirmed": true.

Khi nào một người bị đưa ra khỏi nhóm:
  Chỉ khi có danh sách đầy đủ. Danh sách là đầy đủ, trừ khi có --partial hay index.json nói khác, hoặc danh sách ghi một số thành viên
  khác với số tên trong đó. Dòng không khớp với ai, hoặc khớp với nhiều người, là "unmatched" và không bao giờ bị đưa ra.

Giữa các tệp, một người được nhận ra bằng họ tên cùng ngày sinh hoặc số điện thoại. Dòng có thể là một người đã biết nhưng cũng có thể
là người khác thì không được dùng và được in ở "issues". Mã người in ra được tính từ đơn vị, họ tên, ngày sinh và số điện thoại, nên
cùng những tệp ấy cho cùng một kế hoạch với cùng một dấu vân tay.

Câu hỏi và quyết định:
  Điều gì người phải quyết định (đơn vị không rõ, dòng có thể là người đã biết, bảng mã cũ) được in ở "questions", mỗi câu có một mã, giữ
  nguyên chừng nào tệp không đổi, và các câu trả lời. Trả lời bằng --decisions tra-loi.json:
    { "decisions": { "nhan-dan.csv:person:Sheet1!7": "new", "nhan-dan.csv:unit:|thon la": "vn-v-trok" } }
  Bảng mã: accept (chuyển), keep (giữ nguyên). Đơn vị: mã của một đơn vị, hoặc refuse (không dùng). Dòng có thể là ai đó: dòng mà người
  ấy được đọc lần đầu (nhan-dan.csv:Sheet1!3), new (người mới), refuse (không dùng). Cách xưng hô trước họ tên được bỏ đi, trừ khi
  "TỆP:conversion:honorific" là keep.

Tệp dùng bảng mã cũ (phông .VnTime hoặc VNI, chữ bị hỏng) chỉ được chuyển khi có yêu cầu:
  --convert tcvn3,mojibake

Ví dụ:
  # Ví dụ đi kèm chương trình
  ketnoi plan --model ia-pa-2024 --units examples/ia-pa/units.json --roster examples/ia-pa/rosters \\
    --actual examples/ia-pa/members --as-of 2024-02-01 --convert tcvn3,mojibake

  # Một xã, hai danh sách thành viên, dạng JSON cho chương trình khác
  ketnoi plan --model ia-pa-2024 --units units.json --roster nhan-dan.xlsx cong-an.xlsx@vn-c-24037a \\
    --actual trok.csv@village:vn-v-trok tham.csv@village:vn-v-tham --as-of 2024-02-01 --json > plan.json

  # Như vậy, kèm câu trả lời cho các câu hỏi
  ketnoi plan --model ia-pa-2024 --units units.json --roster nhan-dan.xlsx --decisions tra-loi.json --json > plan.json

  # Chỉ xem ai cần có trong các nhóm: không có danh sách thành viên thì mọi nhóm đều còn phải lập
  ketnoi plan --model my-model.json --units units.json --roster rosters/ --json

  # Trong kịch bản dòng lệnh: chỉ làm khi có việc
  ketnoi plan … --json > plan.json; [ $? -eq 2 ] && send-for-approval plan.json
`,
  en: `
Exit codes:
  0  nothing to do
  2  there are changes
  1  error; the reason is on standard error

Which unit a roster is about:
  The rows say it (a column, section rows, merged cells), or the title, or the name of the sheet. Where nothing does, or a
  name occurs in several communes, give it: --roster people.xlsx@vn-c-24037a
  A file that is named after a unit is about it: vn-v-trok.csv, people_vn-v-trok.csv
  Rows whose unit is not found are not used; they are listed under "issues".

Which group a list of members is of:
  1. --actual list.csv@village:vn-v-trok
  2. an index.json in the same folder: { "lists": [{ "file", "groupId", "completeness", "readAt", "confirmed" }] }
  3. the name of the file: village_vn-v-trok.csv is the list of group village:vn-v-trok
  4. the title in the file ("Nhóm: …"), when it is the name of one group
  A list of whose rows few are known in its group is taken for the list of another group and is not used, unless the index
  says "confirmed": true.

When somebody is removed:
  Only because of a complete list. A list is complete unless --partial or its index entry says otherwise, or it names a number
  of members other than it holds. Rows that match nobody, or several people, are "unmatched" and are never removed.

People are recognised across files by name with date of birth or phone. A row that may be somebody known but might be
another person is not used and listed under "issues". Identities in the output come from the unit, the name, the birth and the
phone, so that the same files give the same plan with the same fingerprint.

Questions and decisions:
  What a person has to decide (an unknown unit, a row that may be somebody known, an old encoding) is listed under "questions",
  each with an id, which stays the same as long as the file does, and its answers. Answer with --decisions answers.json:
    { "decisions": { "people.csv:person:Sheet1!7": "new", "people.csv:unit:|thon la": "vn-v-trok" } }
  Encodings: accept, keep. Units: the id of any unit, refuse. Rows that may be somebody: the row in which that person was read
  first (people.csv:Sheet1!3), new, refuse. Forms of address before names are taken off unless "FILE:conversion:honorific" is keep.

Files in old encodings (fonts .VnTime or VNI, damaged letters) are converted only when asked for:
  --convert tcvn3,mojibake

Examples:
  # The example of this project, as text in English
  ketnoi plan --model ia-pa-2024 --units examples/ia-pa/units.json --roster examples/ia-pa/rosters \\
    --actual examples/ia-pa/members --as-of 2024-02-01 --convert tcvn3,mojibake --lang en

  # One commune, two lists, as JSON for another program
  ketnoi plan --model ia-pa-2024 --units units.json --roster nhan-dan.xlsx cong-an.xlsx@vn-c-24037a \\
    --actual trok.csv@village:vn-v-trok tham.csv@village:vn-v-tham --as-of 2024-02-01 --json > plan.json

  # The same with answers to its questions
  ketnoi plan --model ia-pa-2024 --units units.json --roster nhan-dan.xlsx --decisions answers.json --json > plan.json

  # Only who should be in the groups: without lists every group is still to be created
  ketnoi plan --model my-model.json --units units.json --roster rosters/ --json

  # In a script: act only when there is something to do
  ketnoi plan … --json > plan.json; [ $? -eq 2 ] && send-for-approval plan.json
`,
}
