import type { RowIssue, RowIssueCode } from './roster.ts'

type Texts = Readonly<Record<RowIssueCode, string>>

/** `{value}` is what stands in the file, `{suggestion}` what it was taken for or could become. */
const VI: Texts = {
  'name-missing': 'Thiếu họ tên: hãy điền họ tên',
  'name-damaged': 'Họ tên “{value}” bị mất chữ (dấu ? hoặc �): hãy gõ lại',
  'name-markup': 'Họ tên “{value}” có mã trang web hoặc liên kết: hãy gõ lại',
  'name-too-long': 'Ô họ tên dài quá 100 chữ: hãy chỉ để lại họ tên',
  'unit-missing': 'Không rõ thôn/đơn vị: hãy điền tên thôn',
  'unit-unknown':
    'Không tìm thấy đơn vị “{value}”: hãy sửa tên, hoặc thêm đơn vị vào danh mục[. Có thể là: {suggestion}]',
  'unit-ambiguous': 'Có nhiều đơn vị tên “{value}”: {suggestion}. Hãy ghi rõ xã',
  'unit-refused': 'Đơn vị “{value}” không được nhập theo quyết định của người nhập',
  'position-missing': 'Không nhận ra chức vụ nào[ trong “{value}”]: hãy sửa chức vụ',
  'conversion-undecided': 'Chưa quyết định cách chuyển phông/mã chữ của dòng này',
  'refused-by-person': 'Người nhập đã loại dòng này',
  'unit-out-of-scope': 'Đơn vị “{value}” không thuộc phạm vi của người nhập',
  'text-legacy': '“{value}” có thể là phông/mã chữ cũ, chuyển thành “{suggestion}”',
  'name-address': 'Đã bỏ cách xưng hô trong “{value}”: họ tên là “{suggestion}”',
  'name-address-doubtful': 'Họ tên “{value}” có thể có cách xưng hô ở đầu, được giữ nguyên: hãy kiểm tra',
  'name-unusual': 'Họ tên “{value}” có ký tự lạ: hãy kiểm tra',
  'unit-former': '“{value}” là tên cũ, được hiểu là {suggestion}',
  'position-unknown': 'Không nhận ra chức vụ “{value}”',
  'position-not-here': 'Chức vụ “{value}” không thuộc cấp của đơn vị ở dòng này: hãy ghi rõ thôn/xã',
  'position-ambiguous': 'Chức vụ “{value}” có thể là: {suggestion}. Hãy ghi đầy đủ',
  'phone-old-prefix': 'Số cũ “{value}” được đổi đầu số thành {suggestion}',
  'phone-doubtful': 'Số điện thoại “{value}” có đầu số lạ: hãy kiểm tra',
  'phone-landline': '“{value}” là số cố định, không dùng được Zalo',
  'phone-foreign': '“{value}” là số nước ngoài',
  'phone-unusable': 'Số điện thoại “{value}” không dùng được, không được lưu',
  'birth-day-doubtful': 'Ngày sinh “{value}” có thể chỉ biết năm {suggestion}',
  'birth-month-first': 'Ngày sinh “{value}” viết tháng trước ngày, được hiểu là {suggestion}',
  'birth-century-guessed': 'Năm sinh hai chữ số “{value}” được hiểu là {suggestion}',
  'birth-approximate': 'Ngày sinh “{value}” chỉ rõ được {suggestion}',
  'birth-unusable': 'Ngày sinh “{value}” không đọc được, không được lưu',
  'birth-future': 'Ngày sinh “{value}” nằm trong tương lai, không được lưu: hãy kiểm tra năm',
  'flag-unknown': 'Không hiểu “{value}”: hãy đánh dấu x hoặc để trống',
  'consent-withdrawn': 'Người này đã rút lại hoặc từ chối đồng ý; danh sách không thay được quyết định đó',
  'row-repeated': 'Dòng này lặp lại ở các dòng khác, chỉ tính một lần',
  'same-person-rows': 'Có thể trùng người với dòng khác',
  'representatives-several': 'Hộ có nhiều người được ghi là đại diện hoặc chủ hộ; đã lấy {suggestion}: hãy kiểm tra',
  'representative-kept': 'Chủ hộ “{value}” không phải đại diện hộ: người đại diện vẫn là {suggestion}',
  'representative-replaced': '“{value}” thay {suggestion} làm đại diện hộ',
}

const EN: Texts = {
  'name-missing': 'The name is missing: fill it in',
  'name-damaged': 'The name “{value}” lost letters (? or �): type it again',
  'name-markup': 'The name “{value}” holds code of a page, or a link: type it again',
  'name-too-long': 'The cell of the name has more than 100 letters: leave the name alone in it',
  'unit-missing': 'The village is not named: fill it in',
  'unit-unknown':
    'No unit is called “{value}”: correct it, or add the unit to the catalogue[. It may be: {suggestion}]',
  'unit-ambiguous': 'Several units are called “{value}”: {suggestion}. Name the commune',
  'unit-refused': 'The unit “{value}” is not imported: somebody decided so',
  'position-missing': 'No position was recognised[ in “{value}”]: correct it',
  'conversion-undecided': 'Nobody has decided yet how the letters of this row are converted',
  'refused-by-person': 'Somebody refused this row',
  'unit-out-of-scope': 'The unit “{value}” is not one of those of whoever imports',
  'text-legacy': '“{value}” looks like an old encoding of “{suggestion}”',
  'name-address': 'The form of address in “{value}” was taken off: the name is “{suggestion}”',
  'name-address-doubtful': 'The name “{value}” may begin with a form of address and was kept: check it',
  'name-unusual': 'The name “{value}” has unusual signs: check it',
  'unit-former': '“{value}” is a former name, taken for {suggestion}',
  'position-unknown': 'The position “{value}” is not known',
  'position-not-here':
    'The position “{value}” is of another level than the unit of the row: name the village or commune',
  'position-ambiguous': 'The position “{value}” may be: {suggestion}. Write it in full',
  'phone-old-prefix': 'The old number “{value}” became {suggestion}',
  'phone-doubtful': 'The phone “{value}” has an unusual prefix: check it',
  'phone-landline': '“{value}” is a landline and cannot use Zalo',
  'phone-foreign': '“{value}” is a number from abroad',
  'phone-unusable': 'The phone “{value}” cannot be used and is not kept',
  'birth-day-doubtful': 'Of “{value}” perhaps only the year {suggestion} is known',
  'birth-month-first': '“{value}” has the month first and was taken for {suggestion}',
  'birth-century-guessed': 'The two-digit year of “{value}” was taken for {suggestion}',
  'birth-approximate': 'Of “{value}” only {suggestion} is clear',
  'birth-unusable': 'The date of birth “{value}” cannot be read and is not kept',
  'birth-future': 'The date of birth “{value}” lies in the future and is not kept: check the year',
  'flag-unknown': '“{value}” is neither yes nor no: write x or leave it blank',
  'consent-withdrawn': 'This person withdrew or refused consent; a roster does not undo that',
  'row-repeated': 'This row is repeated in others and counts once',
  'same-person-rows': 'This may be the person of another row',
  'representatives-several':
    'Several people of the household are marked as its representative, or as its head; {suggestion} was taken: check it',
  'representative-kept': 'The head “{value}” does not represent the household: {suggestion} still does',
  'representative-replaced': '“{value}” represents the household in place of {suggestion}',
}

/** Whether a code is one of a row, and not of a file or a list. */
export function isRowIssueCode(code: string): code is RowIssueCode {
  return Object.hasOwn(VI, code)
}

const OPTIONAL = /\[([^\]]*)\]/gu

/** Says in plain words what is wrong with a row and what to do. */
export function describeRowIssue(issue: RowIssue, language: 'vi' | 'en'): string {
  const text = (language === 'vi' ? VI : EN)[issue.code]
  return text
    .replace(OPTIONAL, (_, part: string) => {
      const missing =
        (part.includes('{suggestion}') && issue.suggestion === null) || (part.includes('{value}') && issue.value === '')
      return missing ? '' : part
    })
    .replaceAll('{value}', issue.value)
    .replaceAll('{suggestion}', issue.suggestion ?? '?')
}
