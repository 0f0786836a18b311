import type { Language } from '@ketnoi/hierarchy'
import type { Command } from 'commander'

interface CommanderTexts {
  readonly helpOption: string
  readonly helpCommand: string
  readonly command: string
  /** What the library itself says, and what to say instead. */
  readonly titles: Replacements
  readonly terms: Replacements
  readonly descriptions: Replacements
  readonly errors: Replacements
}

type Replacements = readonly (readonly [RegExp, string])[]

const COMMANDER_TEXTS: Readonly<Record<Language, CommanderTexts>> = {
  vi: {
    helpOption: 'in phần trợ giúp này',
    helpCommand: 'in phần trợ giúp của một lệnh',
    command: 'lệnh',
    titles: [
      [/^Usage:$/u, 'Cách dùng:'],
      [/^Arguments:$/u, 'Đối số:'],
      [/^Options:$/u, 'Tùy chọn:'],
      [/^Commands:$/u, 'Lệnh:'],
    ],
    terms: [
      [/\[options\]/u, '[tùy chọn]'],
      [/\[command\]/u, '[lệnh]'],
    ],
    descriptions: [
      [/\(choices: (.*)\)$/u, '(chọn: $1)'],
      [/([(,] ?)default: (.*)\)$/u, '$1mặc định: $2)'],
    ],
    errors: [
      [/^error: /u, 'lỗi: '],
      [/missing required argument '(.+?)'/u, "thiếu '$1'"],
      [/option '(.+?)' argument missing/u, "tùy chọn '$1' thiếu giá trị"],
      [/required option '(.+?)' not specified/u, "thiếu tùy chọn bắt buộc '$1'"],
      [/unknown option '(.+?)'/u, "không có tùy chọn '$1'"],
      [/unknown command '(.+?)'/u, "không có lệnh '$1'"],
      [
        /too many arguments for '(.+?)'\. Expected (\d+) arguments? but got (\d+): /u,
        "thừa đối số cho '$1': cần $2, có $3: ",
      ],
      [/option '(.+?)' argument '(.*?)' is invalid\./u, "tùy chọn '$1' không nhận '$2'."],
      [/Allowed choices are (.+)\./u, 'Chọn một trong: $1.'],
      [/\(Did you mean one of (.+)\?\)/u, '(Có phải một trong: $1?)'],
      [/\(Did you mean (.+)\?\)/u, '(Có phải $1 không?)'],
    ],
  },
  en: {
    helpOption: 'print this help',
    helpCommand: 'print the help of a command',
    command: 'command',
    titles: [],
    terms: [],
    descriptions: [],
    errors: [],
  },
}

/** Makes the library speak a language as well. What is set here goes over to every command that is made below. */
export function speak(program: Command, language: Language): Command {
  const text = COMMANDER_TEXTS[language]
  return program
    .configureHelp({
      styleTitle: replacing(text.titles),
      styleUsage: replacing(text.terms),
      styleSubcommandTerm: replacing(text.terms),
      styleOptionDescription: replacing(text.descriptions),
    })
    .configureOutput({
      outputError: (message, write) => {
        write(replacing(text.errors)(message))
      },
    })
    .helpOption('-h, --help', text.helpOption)
    .helpCommand(`help [${text.command}]`, text.helpCommand)
}

function replacing(replacements: Replacements): (said: string) => string {
  return (said) => replacements.reduce((text, [what, instead]) => text.replace(what, instead), said)
}
