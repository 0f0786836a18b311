/** Lower case letters of TCVN 5712:1993 (VN3), from byte 0xA8 and the toned ones from 0xB5; a full stop is a position left empty. */
const TCVN3: readonly (readonly [number, string])[] = [
  [0xa1, 'ĂÂÊÔƠƯĐăâêôơưđ'],
  [0xb5, 'àảãáạ.ằẳẵắ'],
  [0xc6, 'ặầẩẫấậè.ẻẽ'],
  [0xd0, 'éẹềểễếệìỉ...ĩíịò'],
  [0xe1, 'ỏõóọồổỗốộờởỡớợù'],
  [0xf1, 'ủũúụừửữứựỳỷỹýỵ'],
]

const CODES = new Map(
  TCVN3.flatMap(([first, letters]) =>
    Array.from(letters, (letter, i): [string, string] => [letter, String.fromCharCode(first + i)]),
  ),
)

/** A text as somebody typed it for the font `.VnTime`: toned capitals have no place of their own there. */
export function toTcvn3(text: string): string {
  return Array.from(
    text.normalize('NFC'),
    (letter) => CODES.get(letter) ?? CODES.get(letter.toLocaleLowerCase('vi')) ?? letter,
  ).join('')
}

/** The bytes of a UTF-8 file that a program read as windows-1252 and saved again. */
export function toMojibake(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(new TextDecoder('windows-1252').decode(bytes))
}
