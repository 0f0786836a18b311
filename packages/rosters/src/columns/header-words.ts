import { foldName } from '@ketnoi/hierarchy'
import type { Field, SensitiveField } from './field.ts'

/** What a heading says that its column holds. */
export type HeaderMeaning = Field | SensitiveField | 'ignored'

/** Folded headings, most particular first: the first that fits decides. Sources: rosters of offices and public importers. */
const WORDS: readonly (readonly [HeaderMeaning, RegExp])[] = [
  ['ignored', /^(?:ly do|reason|loi)\b/u],
  ['number', /^(?:stt|s t t|so tt|so thu tu|thu tu|tt|no)$/u],
  ['identity-number', /\b(?:cccd|cmnd|cmtnd|cmt|can cuoc|chung minh|dinh danh|ho chieu|passport)\b/u],
  ['ethnicity', /^(?:dan toc|thanh phan dan toc|d toc|ethnic\w*)/u],
  ['religion', /^(?:ton giao|religion)/u],
  ['party', /\b(?:dang vien|vao dang|the dang|dang phi|doan vien|chinh tri)\b/u],
  ['household-relation', /^(?:quan he|moi quan he|qh|qhch|q he)\b|\bvoi chu ho$/u],
  ['represents-household', /\bdai dien\b|^representative/u],
  ['household-head', /^(?:ten |ho ten |ho va ten )?chu ho(?: gia dinh)?$|^(?:ho ten|ho va ten|ten) (?:nguoi )?chu ho/u],
  // Written by us in the file of refused rows.
  ['known-household', /^(?:ho da ghi|household on record)$/u],
  [
    'household',
    /^(?:ma ho|so ho|ho so|ma so ho|ma ho gia dinh|so ho gia dinh|ho khau so|so ho khau|ho khau|ho gia dinh|ho gia dinh so|ho)(?: khau| gia dinh)?$/u,
  ],
  [
    'account-id',
    /^(?:zalo id|id zalo|ma zalo|uid zalo|zalo uid|uid|ma tai khoan(?: zalo)?|id tai khoan|tai khoan zalo|account id)$/u,
  ],
  [
    'account-name',
    /^(?:ten zalo|ten tren zalo|zalo name|ten hien thi.*|nick zalo|nick name|display name|ten tai khoan.*|ten nguoi dung|zalo)$/u,
  ],
  ['reachability', /\b(?:thong minh|smartphone|co zalo|dung zalo|su dung zalo|tinh trang lien lac|lien lac duoc)\b/u],
  ['consent', /^(?:su )?(?:dong y|chap thuan|consent)|\bdong y\b/u],
  ['adult', /\b18 tuoi\b|^(?:truong thanh|nguoi lon|thanh nien|adult)$|^thanh nien\b/u],
  [
    'phone',
    /^(?:so )?(?:sdt|dien thoai|d thoai|di dong|dt di dong|dtdd|phone|mobile|tel|telephone)\b|^so dt\b|^lien he$|^so zalo$|\b(?:so dien thoai|sdt)\b/u,
  ],
  ['birth-male', /\bsinh(?: cua)? nam$|^nam sinh nam\b/u],
  ['birth-female', /\bsinh(?: cua)? nu$|^nam sinh nu\b/u],
  [
    'birth',
    /\b(?:ngay sinh|nam sinh|thang sinh|sinh ngay|sinh nam)\b|^ngay thang nam\b|^(?:dob|date of birth|birth\w*|ns)$|^ngay thang nam sinh/u,
  ],
  ['sex', /^(?:(?:gioi tinh|phai|gt|sex|gender)(?: nam nu)?|nam(?: hay| hoac)? nu|nu nam)$/u],
  [
    'name',
    /^(?:ho va ten|ho ten|ho dem|ho va dem|ho va ten dem|ho va chu dem|ho chu dem|ten|full name|name|ten day du)\b/u,
  ],
  ['position', /^(?:chuc vu|chuc danh|cv|position|title)\b|\bchuc danh\b|^(?:nhiem vu|vai tro)(?: trong| tham gia|$)/u],
  [
    'village',
    /^(?:ten )?(?:thon|lang|buon|bon|plei|to dan pho|khu dan cu|ap|village)\b|^(?:dia chi|noi o|cho o|noi thuong tru|thuong tru|noi cu tru|dia ban)\b|\bphu trach (?:thon|lang|buon|dia ban)\b/u,
  ],
  ['commune', /^(?:ten )?(?:xa|phuong|xa phuong.*|phuong xa.*|commune)(?: tt| thi tran)?$/u],
  ['note', /^(?:ghi chu|chu thich|note|notes|remark)\b/u],
]
/** Beyond this a text is a title or a sentence, never a heading. */
const LONGEST_HEADING = 80

/** Folds a heading: no marks, no signs, lower case. */
export function foldHeader(text: string): string {
  return foldName(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Answers what a heading means; `null` when it is none that is known. */
export function meaningOf(text: string): HeaderMeaning | null {
  if (text.length > LONGEST_HEADING) return null
  const folded = foldHeader(text)
  if (folded === '') return null
  // `ĐT` is a telephone and `DT` mostly is the ethnic group (dân tộc): they fold alike.
  if (folded === 'dt') return /đ/iu.test(text) ? 'phone' : 'ethnicity'
  for (const [meaning, words] of WORDS) {
    if (meaning === 'birth-male' && endsInYear(text)) continue
    if (words.test(folded)) return meaning
  }
  return null
}

/** `Sinh năm` (born in) and `Sinh nam` (births, male) fold alike. */
export function endsInYear(text: string): boolean {
  return /năm$/iu.test(text.normalize('NFC').trim())
}
