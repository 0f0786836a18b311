import type { Language } from '@ketnoi/hierarchy'

/** What to do about an issue of a reform, by its code. */
export const ADVICE: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'format-version-unknown': {
    vi: 'hãy ghi "formatVersion": 1',
    en: 'write "formatVersion": 1',
  },
  'day-invalid': {
    vi: 'hãy ghi ngày dạng NĂM-THÁNG-NGÀY',
    en: 'write the day as YYYY-MM-DD',
  },
  'source-missing': {
    vi: 'hãy nêu đơn vị, hoặc các đơn vị, bằng mã trong --units',
    en: 'name the unit or units by their ids in --units',
  },
  'target-missing': {
    vi: 'hãy nêu đơn vị kết quả, hoặc dùng "end" nếu không có',
    en: 'name the unit that results, or use "end" where none does',
  },
  'split-too-few': {
    vi: 'hãy nêu hai đơn vị kết quả trở lên, mỗi đơn vị một lần; nếu chỉ có một thì dùng "rename" hoặc "merge"',
    en: 'name two results or more, each once; use "rename" or "merge" for one',
  },
  'split-share-invalid': {
    vi: 'chỉ để "share": "full" ở nhiều nhất một đơn vị kết quả',
    en: 'leave "share": "full" at one result at most',
  },
  'reform-empty': {
    vi: 'hãy nêu ít nhất một việc trong "operations"',
    en: 'list at least one step under "operations"',
  },
  'reform-applied': {
    vi: 'các đơn vị này đã theo quyết định: không phải làm gì, "ketnoi reform undo" để hoàn tác',
    en: 'these units hold it already: there is nothing to do, and "ketnoi reform undo" takes it back',
  },
  'unit-unknown': {
    vi: 'hãy so mã với --units; đơn vị lập theo quyết định thì ghi ở "newUnits"',
    en: 'check the id against --units; a unit that begins with the reform belongs under "newUnits"',
  },
  'unit-new': {
    vi: 'hãy ghi đơn vị ấy như sẽ có ở "newUnits" và bỏ việc này đi',
    en: 'describe it as it should be under "newUnits" and take this step out',
  },
  'unit-not-valid': {
    vi: 'hãy kiểm tra "effectiveOn", và xem đây có phải là các đơn vị từ trước khi sắp xếp không',
    en: 'check "effectiveOn", and whether these are the units from before the reform',
  },
  'unit-changed-later': {
    vi: 'đã ghi một đợt sắp xếp sau đó: hãy áp dụng theo thứ tự ngày',
    en: 'a later reform is recorded already: apply them in the order of their days',
  },
  'unit-changed-twice': {
    vi: 'chỉ giữ một trong các việc',
    en: 'leave one of the steps',
  },
  'unit-duplicate': {
    vi: 'hãy cho đơn vị mới một mã mà chưa đơn vị nào từng có',
    en: 'give the new unit an id that no unit ever had',
  },
  'new-unit-unused': {
    vi: 'hãy nêu nó là kết quả của một việc hoặc là cấp trên của một đơn vị, hoặc bỏ đi',
    en: 'name it as the result of a step or as the parent of a unit, or take it out',
  },
  'target-among-sources': {
    vi: 'nơi một đơn vị tiếp tục và các đơn vị khác nhập vào, chỉ nêu các đơn vị khác là đơn vị được nhập',
    en: 'where a unit goes on and others join it, name only the others as sources',
  },
  'target-inside-source': {
    vi: 'hãy nêu đơn vị kết quả nằm ngoài đơn vị kết thúc',
    en: 'name a result outside of the unit that ends',
  },
  'target-of-other-tier': {
    vi: 'hãy nêu đơn vị kết quả cùng cấp',
    en: 'name a result of the same tier',
  },
  'target-ends': {
    vi: 'hãy nêu một đơn vị có vào ngày đó',
    en: 'name a unit that exists on the day',
  },
  'rest-not-a-target': {
    vi: 'hãy nêu một trong các "targets"',
    en: 'name one of the "targets"',
  },
  'parent-ends': {
    vi: 'hãy nêu đơn vị cấp trên có vào ngày đó',
    en: 'name a parent that exists on the day',
  },
  'parent-tier-invalid': {
    vi: 'hãy nêu đơn vị ở cấp cao hơn',
    en: 'name a parent of a tier above',
  },
  'child-without-parent': {
    vi: 'hãy ghi nơi thuộc về bằng "move", hoặc cho đơn vị cấp trên một đơn vị kế tiếp',
    en: 'say where it goes with a "move", or give the unit above it a successor',
  },
  'tier-unknown': {
    vi: 'hãy dùng một cấp của mẫu',
    en: 'use a tier of the model',
  },
  'tier-duplicate': {
    vi: 'hãy cho cấp mới một mã khác',
    en: 'give the new tier another id',
  },
  'unit-code-clash': {
    vi: 'hãy sửa một trong hai mã, hoặc đổi mã của đơn vị đang mang mã ấy',
    en: 'correct one of the codes, or recode the unit that bears it',
  },
  'placement-not-a-target': {
    vi: 'hãy nêu một trong các đơn vị kết quả của việc tách',
    en: 'name one of the results of the split',
  },
  'placement-twice': {
    vi: 'chỉ giữ một trong hai',
    en: 'leave one of the two',
  },
  'position-unknown': {
    vi: 'hãy dùng một chức vụ của mẫu',
    en: 'use a position of the model',
  },
  'position-not-here': {
    vi: 'hãy dùng một chức vụ thuộc cấp của đơn vị',
    en: 'use a position of the tier of the unit',
  },
  'seat-follows-position': {
    vi: 'hãy nêu ai giữ chức vụ ấy',
    en: 'name who holds that position instead',
  },
  'group-unknown': {
    vi: 'hãy ghi <loại>:<đơn vị> của một nhóm cần có vào ngày đó',
    en: 'write <kind>:<unit> of a group that ought to exist on the day',
  },
  'survivor-twice': {
    vi: 'chỉ giữ một trong hai',
    en: 'leave one of the two',
  },
}
