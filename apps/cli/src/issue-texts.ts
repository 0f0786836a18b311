import type { Issue, Language } from '@ketnoi/hierarchy'

/** Says an issue to people. Its own message is English, for programs. */
export function describeIssue({ code, message, data = {} }: Issue, language: Language): string {
  const say = language === 'vi' ? ISSUES_VI[code] : undefined
  if (say === undefined) return message
  return say((key) => {
    const value = data[key]
    if (Array.isArray(value)) return `: ${value.map(String).join(', ')}`
    return typeof value === 'string' || typeof value === 'number' ? ` “${String(value)}”` : ''
  })
}

/** Says an issue of a file that goes on without it. */
export type IssueText = (issue: Issue) => string

/** To people in their language; in JSON with its own message. */
export function issueText({ lang, json }: { readonly lang: Language; readonly json?: boolean }): IssueText {
  return (issue) => describeIssue(issue, json === true ? 'en' : lang)
}

/** Gives a value of the issue in quotation marks, a list after a colon, or nothing where the issue has none. */
type ValueOf = (key: string) => string

/** By code, for models, catalogues of units, reforms, and files that are no table. */
export const ISSUES_VI: Readonly<Record<string, (of: ValueOf) => string>> = {
  'not-an-object': () => 'chỗ này phải là một đối tượng { … }',
  'not-a-list': () => 'chỗ này phải là một danh sách [ … ]',
  'not-a-text': () => 'chỗ này phải là chữ, không để trống',
  'text-too-long': () => 'chữ quá dài: nhiều nhất 2000 ký tự',
  'not-a-choice': (of) => `giá trị không nằm trong các giá trị cho phép${of('choices')}`,
  'day-invalid': (of) => `ngày${of('value')} không đúng: cần dạng năm-tháng-ngày`,
  'interval-empty': () => 'ngày bắt đầu phải trước ngày kết thúc',
  'format-version-unknown': () => 'không nhận ra phiên bản định dạng',
  'id-duplicate': (of) => `mã định danh${of('id')} có hai lần`,
  'too-many-purposes': () => 'mẫu có quá nhiều mục đích',
  'clause-missing': () => 'loại nhóm chưa có quy tắc nào',
  'too-many-clauses': () => 'loại nhóm có quá nhiều quy tắc',
  'capacity-invalid': () => 'sức chứa phải là số nguyên từ 1',
  'placeholder-unknown': (of) => `tên mẫu của nhóm có chỗ trống không hiểu được${of('placeholder')}`,
  'brake-unknown': () => 'không có ngưỡng an toàn này',
  'brake-invalid': () => 'ngưỡng an toàn phải là số từ 0; không tắt được ở đây',
  'tier-unknown': (of) => `không có cấp đơn vị${of('id')}`,
  'body-unknown': (of) => `không có tổ chức${of('id')} trong mẫu`,
  'position-unknown': (of) => `không có chức vụ${of('id')}`,
  'purpose-unknown': (of) => `không có mục đích${of('id')} trong mẫu`,
  'group-kind-unknown': (of) => `không có loại nhóm${of('id')} trong mẫu`,
  'ex-officio-invalid': () => 'ghế chỉ có thể theo một chức vụ cùng cấp, mà chức vụ đó không theo chức vụ nào',
  'group-cycle': () => 'các loại nhóm phụ thuộc nhau thành vòng',
  'rule-too-deep': () => 'quy tắc lồng nhau quá sâu',
  'rule-too-large': () => 'quy tắc có quá nhiều phần',
  'rule-too-small': () => 'quy tắc trống: nêu ít nhất một chức vụ',
  'rule-kind-unknown': () => 'không có loại quy tắc này',
  'rule-field-unknown': () => 'quy tắc không có mục này',
  'scope-kind-unknown': () => 'không có loại phạm vi này',
  'age-invalid': () => 'tuổi phải là số nguyên từ 1 đến 120',
  'unit-duplicate': (of) => `mã đơn vị${of('id')}${of('unitId')} đã có`,
  'unit-without-name': (of) => `đơn vị${of('unitId')} không có tên`,
  'unit-id-invalid': (of) =>
    `mã đơn vị${of('unitId')} bỏ trống hoặc kết thúc như mã của nhóm thêm (~2): hãy đặt mã khác`,
  'id-invalid': (of) => `mã của loại nhóm${of('id')} không được có dấu hai chấm`,
  'unit-parent-unknown': (of) => `đơn vị${of('unitId')} thuộc một đơn vị không có trong danh mục`,
  'unit-parent-overlap': (of) => `đơn vị${of('unitId')} thuộc hai đơn vị trong cùng thời gian`,
  'unit-cycle': (of) => `đơn vị${of('unitId')} nằm trong chính nó`,
  'unit-successor-self': (of) => `đơn vị${of('unitId')} được ghi là kế tiếp chính nó`,
  'unit-successor-unknown': (of) => `đơn vị kế tiếp của${of('unitId')} không có trong danh mục`,
  'unit-code-clash': (of) => `mã${of('code')} đang là của đơn vị${of('other')}`,
  'reform-applied': (of) => `quyết định${of('id')} đã được áp dụng`,
  'reform-empty': () => 'quyết định này không thay đổi gì',
  'operation-unknown': (of) => `không có loại việc này, chỉ có${of('kinds')}`,
  'source-missing': () => 'thiếu đơn vị được nhập hoặc tách',
  'target-missing': () => 'thiếu đơn vị kết quả',
  'split-too-few': () => 'tách phải thành ít nhất hai đơn vị khác nhau',
  'split-share-invalid': () => 'chỉ một đơn vị nhận toàn bộ được',
  'unit-unknown': (of) => `không có đơn vị${of('id')}`,
  'unit-new': (of) => `đơn vị${of('id')} mới lập theo quyết định này`,
  'unit-not-valid': (of) => `đơn vị${of('id')} không có vào ngày đó`,
  'unit-changed-later': (of) => `đơn vị${of('id')} đã có thay đổi sau ngày đó`,
  'unit-changed-twice': (of) => `đơn vị${of('id')} bị thay đổi hai lần`,
  'new-unit-unused': (of) => `đơn vị mới${of('id')} chưa được dùng: không đơn vị nào nhập vào hay thuộc nó`,
  'target-among-sources': (of) => `đơn vị kết quả${of('id')} cũng là đơn vị bị nhập hoặc tách`,
  'target-inside-source': (of) => `đơn vị kết quả${of('id')} nằm trong đơn vị bị nhập hoặc tách`,
  'target-of-other-tier': (of) => `đơn vị kết quả${of('id')} khác cấp với${of('source')}`,
  'target-ends': (of) => `đơn vị kết quả${of('id')} cũng kết thúc theo quyết định này`,
  'rest-not-a-target': () => 'nơi về của người chưa được phân phải là một trong các đơn vị kết quả',
  'parent-ends': (of) => `đơn vị cấp trên${of('id')} kết thúc theo quyết định này`,
  'parent-tier-invalid': (of) => `đơn vị cấp trên${of('id')} phải ở cấp cao hơn`,
  'child-without-parent': (of) => `đơn vị${of('id')} nằm trong đơn vị kết thúc, mà chưa biết thuộc đâu`,
  'tier-duplicate': (of) => `cấp${of('id')} đã có`,
  'placement-not-a-target': () => 'nơi về không phải là đơn vị kết quả của việc tách',
  'placement-twice': () => 'một hộ hoặc một người được ghi hai nơi về',
  'position-not-here': (of) => `cấp này không có chức vụ${of('id')}`,
  'seat-follows-position': () => 'ghế này đi theo một chức vụ khác',
  'group-unknown': (of) => `không có nhóm${of('groupId')} vào ngày đó`,
  'survivor-twice': (of) => `nhóm${of('groupId')} chỉ tiếp tục làm một nhóm được`,
  'unit-changed-since': (of) => `đơn vị${of('unitId')} đã được sửa sau đó`,
  'unit-in-use': (of) => `đơn vị${of('unitId')} đang có đơn vị khác thuộc về`,
  'model-changed-since': () => 'mẫu đã được sửa sau đó',
  'file-empty': () => 'tệp rỗng',
  'file-too-large': () => 'tệp quá lớn',
  'file-not-spreadsheet': () => 'đây không phải là bảng tính',
  'file-format-old': () => 'tệp của Excel 95 hoặc cũ hơn',
  'file-password-protected': () => 'tệp có mật khẩu',
  'file-corrupted': () => 'tệp bị hỏng, không mở được',
  'file-inflates-too-much': () => 'tệp nở ra quá lớn khi mở, có thể là tệp gây hại',
  'sheet-empty': () => 'trang tính trống',
  'sheet-hidden': () => 'trang tính bị ẩn, không được đọc',
  'header-not-found': () => 'không nhận ra dòng tiêu đề',
  'name-column-missing': () => 'không nhận ra cột họ và tên',
  'rows-missing': () => 'có tiêu đề nhưng không có dòng nào bên dưới',
  'sheet-unknown': () => 'không có trang tính này trong tệp',
  'file-without-people': () => 'không có dòng người nào trong tệp',
  'file-takes-too-long': () => 'tệp mất quá nhiều thời gian để đọc',
  'file-takes-too-much-memory': () => 'tệp quá nặng để đọc',
  'column-dropped': (of) => `không dùng cột${of('header')}: dữ liệu nhạy cảm, không cần đến`,
  'encoding-guessed': (of) => `bảng mã của tệp là đoán${of('encoding')}: hãy kiểm tra dấu tiếng Việt`,
  'quote-not-closed': () => 'có dấu nháy mở mà không đóng: hãy kiểm tra các dòng cuối',
  'cell-too-long': () => 'có ô quá dài, phần thừa đã bị cắt',
  'rows-beyond-limit': (of) => `quá nhiều dòng, chỉ đọc các dòng đầu; nhiều nhất${of('limit')}`,
  'sheets-beyond-limit': (of) => `quá nhiều trang tính, chỉ đọc các trang đầu; nhiều nhất${of('limit')}`,
  'columns-beyond-limit': (of) => `quá nhiều cột, chỉ đọc các cột đầu; nhiều nhất${of('limit')}`,
  'formula-cells': () => 'có công thức: đã dùng kết quả lưu trong tệp',
  'formula-without-value': () => 'có công thức chưa có kết quả: hãy mở tệp bằng chương trình bảng tính và lưu lại',
  'phone-unusable': () => 'số điện thoại không dùng được, không được lưu',
  'member-departed': () => 'dòng ghi người đã rời nhóm, không tính là thành viên',
  'state-unknown': () => 'không hiểu tình trạng ghi ở dòng, đã tính là thành viên',
  'rows-repeated': (of) => `có dòng lặp lại, mỗi người chỉ tính một lần${of('rows')}`,
  'count-differs': (of) => `nhóm ghi${of('stated')} thành viên, danh sách có${of('found')}: có thể danh sách bị thiếu`,
  'member-list-empty': () => 'danh sách không có tên nào',
  'village-name-missing': () => 'không ghi tên thôn',
  'village-repeated': () => 'thôn này đã có ở dòng khác trong cùng một xã',
  'commune-missing': () => 'không ghi xã',
  'commune-unknown': (of) => `không có xã nào tên${of('text')}`,
  'commune-ambiguous': (of) => `có nhiều xã tên${of('text')}: cần ghi rõ huyện`,
}
