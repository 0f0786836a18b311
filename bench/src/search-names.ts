import type { Person } from '@ketnoi/hierarchy'

const SYLLABLES = (
  'Anh Bảo Bích Cẩm Châu Cúc Cường Diệp Diễm Duy Dũng Đạt Điệp Đông Gia Giang Hạnh Hải Hằng Hiền Hiếu Hoa Hoài Hoàng Hồng Huệ Huy Hùng Hương ' +
  'Khánh Khoa Khôi Kiên Kiều Kim Lâm Lệ Liên Linh Loan Long Lộc Luân Ly Mai Mạnh Mỹ Nam Nga Ngân Nghĩa Nguyên Nhàn Nhân Nhật Nhi Như Nhung Oanh ' +
  'Phát Phong Phúc Phương Phượng Quang Quân Quế Quốc Quyên Quỳnh Sang Sinh Sơn Tài Tân Thanh Thành Thái Thảo Thắng Thiện Thịnh Thọ Thoa Thơm Thu ' +
  'Thủy Thúy Thư Tiên Tiến Tín Toàn Trang Trâm Trí Trinh Trọng Trúc Trung Trường Tú Tuấn Tuệ Tùng Tuyết Tường Uyên Vân Việt Vinh Vũ Vy Xuân Yến ' +
  'Blêu Brơi Bum Chăm Chem Djan Dơk H’Bia H’Đơi H’Lan H’Nhươn H’Ring H’Yun Jek Klưn Kơr Ksiu Lơp Mlô Nhơm Nun Nay Pyưn Phơr Rah Rơm Siêng Thin Tlô Wih Yơn'
).split(' ')

/**
 * People with names as many as a province has: the generator knows some 1,300, which would be thousands of namesakes each. Half get a
 * syllable more in the middle, a third another given name.
 */
export function* withManyNames(people: Iterable<Person>): Iterable<Person> {
  let number = 0
  for (const person of people) {
    number += 1
    const hash = Math.imul(number, 0x85ebca6b) >>> 8
    const words = person.name.split(' ')
    if (hash % 3 === 0) words[words.length - 1] = syllable(hash >>> 4)
    if (hash % 2 === 0) words.splice(-1, 0, syllable(hash >>> 9))
    yield { ...person, name: words.join(' ') }
  }
}

function syllable(hash: number): string {
  return SYLLABLES[hash % SYLLABLES.length] ?? ''
}
