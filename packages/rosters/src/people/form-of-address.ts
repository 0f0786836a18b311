/** A name with a form of address before it. */
export interface AddressedName {
  /** What remains without it. */
  readonly name: string
  /** Whether it cannot be part of the name. */
  readonly sure: boolean
}

const WORD = '(?:ông|bà|anh|chị)'
/** These never begin a name: `Đ/c`, `Hộ ông`, `Ông (bà)`, `Ông/bà`, `Bà:`. */
const NEVER_A_NAME = new RegExp(
  [
    String.raw`^(?:đ\s?\/\s?c[\s.:]*`,
    String.raw`đ\.?\s?c[\s.:]+`,
    String.raw`(?:hộ|gđ|gia đình)\s+${WORD}[\s.:]+`,
    String.raw`${WORD}\s?(?:\(\s?${WORD}\s?\)|[/,]\s?${WORD})[\s.:]+`,
    String.raw`${WORD}\s?:\s*)(?=\p{L})`,
  ].join('|'),
  'iu',
)
/** `Đồng Chí Thanh` with a capital is a name. */
const COMRADE = /^[đĐ]ồng chí[\s.:]+(?=\p{L})/u
const BEFORE_NAME = new RegExp(String.raw`^(${WORD}|đồng chí)\.?\s+(?=\p{L})`, 'iu')
/** Nobody is called so by birth, while `Ông` is a family name and `Anh` a given one. */
const NO_NAMES: ReadonlySet<string> = new Set(['bà', 'chị'])
/**
 * Words that begin a full name and hardly stand within one, so that a form of address stands before them: family names of the
 * Kinh, clans of the Jrai, Bahnar and Ê Đê, and the markers Y and A. Those that are middle or given names as often (Hà, Mai, Kim)
 * are left out: `Ông Hà My` is a whole name.
 */
const FAMILY_NAMES: ReadonlySet<string> = new Set(
  (
    'nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô lý đào đoàn đinh trịnh trương tạ tô tống quách ' +
    'lương lưu nông lò mạc triệu nghiêm doãn kiều đàm hứa bế giàng sùng phùng vương ' +
    'ksor nay siu kpă kpa rmah rcom rchom rlan rahlan rah rơ rô hiao ayun niê mlô byă êban kbuôr hwing y a'
  ).split(' '),
)
const MIDDLE_NAMES: ReadonlySet<string> = new Set(['văn', 'thị'])
const APOSTROPHES = /['’‘ʼ´`]/gu
const FIRST_LETTERS = new Set(Array.from('ôÔbBaAcCđĐgGhH', (letter) => letter.charCodeAt(0)))

/**
 * Sees a form of address before a clean name; `null` where there is none, or where one word follows (`Anh Thư` is a name, and
 * of `Bà Hoa` nothing says who it is). See docs/decisions/0022-forms-of-address.md.
 */
export function readAddress(text: string): AddressedName | null {
  // Most names begin with another letter; the expressions are for the few that may not.
  if (!FIRST_LETTERS.has(text.charCodeAt(0))) return null
  const bare = text.replace(NEVER_A_NAME, '').replace(COMRADE, '')
  if (bare !== text) return { name: bare, sure: true }
  const [before, word] = BEFORE_NAME.exec(text) ?? []
  if (before === undefined || word === undefined) return null
  const name = text.slice(before.length)
  const [first = '', second, third] = name.toLowerCase().replace(APOSTROPHES, '').split(' ')
  if (second === undefined) return null
  const sure =
    NO_NAMES.has(word.toLowerCase()) || FAMILY_NAMES.has(first) || (third !== undefined && MIDDLE_NAMES.has(second))
  return { name, sure }
}
