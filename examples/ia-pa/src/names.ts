import type { Random } from './random.ts'

export type People = 'kinh' | 'jrai' | 'bahnar'
export type Sex = 'male' | 'female'

// Name parts are common or invented syllables put together at random: a full name that somebody really bears is an accident.
const KINH_FAMILY = [
  'Nguyễn',
  'Trần',
  'Lê',
  'Phạm',
  'Hoàng',
  'Phan',
  'Vũ',
  'Võ',
  'Đặng',
  'Bùi',
  'Đỗ',
  'Hồ',
  'Ngô',
  'Dương',
  'Lý',
  'Trương',
  'Huỳnh',
]
const KINH_MIDDLE: Record<Sex, readonly string[]> = {
  male: ['Văn', 'Đức', 'Hữu', 'Minh', 'Quốc', 'Xuân', 'Công', 'Thanh', 'Ngọc', 'Duy', 'Trọng', 'Bá'],
  female: ['Thị', 'Thị Ngọc', 'Thị Thanh', 'Thị Kim', 'Thị Mỹ', 'Thị Thu', 'Thị Bích', 'Ngọc', 'Thị Hồng'],
}
const KINH_GIVEN: Record<Sex, readonly string[]> = {
  male: [
    'An',
    'Bình',
    'Cường',
    'Dũng',
    'Đạt',
    'Hải',
    'Hiếu',
    'Hòa',
    'Hùng',
    'Khánh',
    'Lâm',
    'Long',
    'Mạnh',
    'Nam',
    'Nghĩa',
    'Phong',
    'Phúc',
    'Quân',
    'Sơn',
    'Tài',
    'Thắng',
    'Thủy',
    'Tiến',
    'Toàn',
    'Trung',
    'Tuấn',
    'Vinh',
    'Ước',
  ],
  female: [
    'Anh',
    'Chi',
    'Diệp',
    'Dung',
    'Giang',
    'Hà',
    'Hạnh',
    'Hiền',
    'Hoa',
    'Hương',
    'Huyền',
    'Lan',
    'Liên',
    'Loan',
    'Mai',
    'Nga',
    'Nhung',
    'Oanh',
    'Phượng',
    'Quyên',
    'Thảo',
    'Thúy',
    'Trang',
    'Tuyết',
    'Vân',
    'Yến',
    'Ý',
  ],
}

const JRAI_CLANS = [
  'Ksor',
  'Rơ Châm',
  'Siu',
  'Nay',
  'Rmah',
  'Kpă',
  'Rahlan',
  'Hiao',
  'Rcom',
  "R'ô",
  'Rơ Mah',
  "K'sor",
  'Rlan',
]
const BAHNAR_STARTS = ['Đinh', 'Đinh', 'Đinh', '', 'Y', 'A']
const SYLLABLE_STARTS = [
  'B',
  'Bl',
  'Br',
  'Č',
  'D',
  'Dj',
  'Đ',
  'G',
  'Gr',
  'H',
  'J',
  'K',
  'Kl',
  'Kr',
  'L',
  'Lin',
  'M',
  'N',
  'Nh',
  'P',
  'Ph',
  'Pl',
  'Pr',
  'R',
  'S',
  'T',
  'Th',
  'Tr',
  'W',
  'Ƀ',
  'Y',
]
const SYLLABLE_CORES = [
  'a',
  'ă',
  'â',
  'e',
  'ê',
  'i',
  'ĭ',
  'o',
  'ô',
  'ŏ',
  'ơ',
  'ơ̆',
  'u',
  'ŭ',
  'ư',
  'ê̆',
  'ô̆',
  'iê',
  'uă',
  'oa',
  'ươ',
  'iu',
  'ia',
]
const SYLLABLE_ENDS = ['', '', 'n', 'm', 'ng', 'nh', 't', 'k', 'p', 'l', 'h', 'r', 'i', 'č', 'ñ', 'o']

function syllable(random: Random): string {
  return random.pick(SYLLABLE_STARTS) + random.pick(SYLLABLE_CORES) + random.pick(SYLLABLE_ENDS)
}

function jraiGiven(sex: Sex, random: Random): string {
  const given = random.chance(0.15) ? `${syllable(random)} ${syllable(random)}` : syllable(random)
  if (sex === 'male') return given
  // Offices write the marker of women's names with and without a space, and with the apostrophe of the keyboard at hand.
  return `${random.pick(["H'", "H'", "H'", 'H’', "H' ", 'Hơ '])}${given}`
}

/** The clan passes from mother to child among the Jrai, the family name from father to child among the Kinh. */
export function pickFamily(people: People, random: Random): string {
  if (people === 'kinh') return random.pick(KINH_FAMILY)
  return people === 'jrai' ? random.pick(JRAI_CLANS) : random.pick(BAHNAR_STARTS)
}

export function composeName(people: People, family: string, sex: Sex, random: Random): string {
  if (people === 'kinh')
    return `${family} ${random.pick(KINH_MIDDLE[sex])} ${random.pick(KINH_GIVEN[sex])}`.normalize('NFC')
  if (people === 'jrai') return `${family} ${jraiGiven(sex, random)}`.normalize('NFC')
  const given =
    random.chance(0.3) || family === '' ? `${syllable(random)} ${syllable(random).toLowerCase()}` : syllable(random)
  return `${family} ${given}`.trim().normalize('NFC')
}

/** How somebody may call themselves in a messaging app: what a member list shows in place of the name in the roster. */
export function nickname(name: string, random: Random): string {
  const words = name.split(' ')
  const last = words.at(-1) ?? name
  return random.pick([
    last,
    `${last} ${random.pick(['Ia Pa', 'Gia Lai', 'nè', '❤', '2024', 'Nông Sản'])}`,
    `${random.pick(['Ama', 'Amí', 'Mẹ', 'Ba', 'Anh', 'Chị'])} ${last}`,
    `${last.toLowerCase()}${random.between(70, 99)}`,
  ])
}
