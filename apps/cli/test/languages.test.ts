import { globSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ISSUES_VI } from '../src/issue-texts.ts'
import { createProgram } from '../src/program.ts'
import { englishIn } from './english-in.ts'
import { run } from './run.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

function programIn(language: 'vi' | 'en'): Command {
  const nothing = () => Promise.resolve()
  const print = { writeOut: () => undefined, writeErr: () => undefined }
  return createProgram(language, { output: { out: nothing, err: nothing }, print, settle: () => undefined })
}

/** A command and all that are below it, each with the words that it is called by. */
function walk(
  command: Command,
  path: readonly string[] = [],
): (readonly [path: readonly string[], command: Command])[] {
  return [[path, command], ...command.commands.flatMap((below) => walk(below, [...path, below.name()]))]
}

const COMMANDS = walk(programIn('vi'))
const PATHS = COMMANDS.map(([path]) => path)

describe('every command', () => {
  it('is the same in both languages', () => {
    expect(walk(programIn('en')).map(([path]) => path)).toEqual(PATHS)
    expect(PATHS.map((path) => path.join(' '))).toEqual(
      expect.arrayContaining([
        '',
        'plan',
        'reform undo',
        'backup',
        'restore',
        'secret rotate',
        'user list',
        'run watch',
      ]),
    )
  })

  it.each(PATHS.map((path) => [path.join(' '), path] as const))(
    'says in its help what it is: ketnoi %s',
    async (_, path) => {
      const [own, en] = [await run(...path, '--help'), await run(...path, '--help', '--lang', 'en')]
      expect([own.code, own.err, en.code, en.err]).toEqual([0, '', 0, ''])
      expect(own.out).toMatch(/^Cách dùng: ketnoi.* \[tùy chọn\]/u)
      expect(en.out).toMatch(/^Usage: ketnoi.* \[options\]/u)
      expect(englishIn(own.out)).toEqual([])
      expect(own.out).not.toMatch(/\b(?:default|choices|options|command|Exit|Examples?)\b/u)
      expect(own.out.replaceAll(/\s+/gu, ' ')).toMatch(/--lang <ngôn-ngữ> .*chọn: "vi", "en", mặc định: "vi"/u)
      expect(en.out.replaceAll(/\s+/gu, ' ')).toMatch(/--lang <language> .*choices: "vi", "en", default: "en"/u)
      expect((await run('--lang', 'en', ...path, '--help')).out).toBe(en.out)
    },
  )

  it.each(['vi', 'en'] as const)('has a text for itself and for each option, in %s', (language) => {
    for (const [path, command] of walk(programIn(language))) {
      expect(command.summary() || command.description(), path.join(' ')).not.toBe('')
      for (const { flags, description } of command.options) expect(description, flags).not.toBe('')
    }
  })
})

describe('what cannot be read from the arguments', () => {
  it.each([
    [['plam'], "không có lệnh 'plam'", "unknown command 'plam'"],
    [['plam'], '(Có phải plan không?)', '(Did you mean plan?)'],
    [['user', 'list', '--colour'], "không có tùy chọn '--colour'", "unknown option '--colour'"],
    [['plan', '--modle', 'x'], "không có tùy chọn '--modle'\n(Có phải --model không?)", "unknown option '--modle'"],
    [['plan'], "thiếu tùy chọn bắt buộc '--model <mẫu>'", "required option '--model <model>' not specified"],
    [['backup'], "thiếu 'tệp'", "missing required argument 'file'"],
    [['verify', 'a', 'b', 'c'], "thừa đối số cho 'verify': cần 1, có 3", "too many arguments for 'verify'"],
    [['user', 'add-administrator', 'x', '--name'], "'--name <tên>' thiếu giá trị", "'--name <name>' argument missing"],
    [['reform', 'rehearse', 'x', '--limit', 'y'], "không nhận 'y'. Hãy ghi một số", 'is invalid. Give a number'],
    [['audit', 'verify', '--lang', 'fr'], "không nhận 'fr'. Chọn một trong: vi, en.", 'Allowed choices are vi, en.'],
  ])('is said in both languages: ketnoi %j', async (args, own, en) => {
    const inVietnamese = await run(...args)
    expect([inVietnamese.code, inVietnamese.out]).toEqual([1, ''])
    expect(inVietnamese.err).toMatch(/^lỗi: .*\n\(ketnoi --help và /su)
    expect(inVietnamese.err).toContain(own)
    expect(englishIn(inVietnamese.err)).toEqual([])
    const inEnglish = await run('--lang', 'en', ...args)
    expect([inEnglish.code, inEnglish.out]).toEqual([1, ''])
    expect(inEnglish.err).toContain(en)
  })
})

describe('the language', () => {
  const refusal = async (...args: readonly string[]) => (await run('backup', 'x.ketnoi', ...args)).err

  it('is Vietnamese, or the one of KETNOI_LANG, or the one of --lang', async () => {
    const [own, en] = ['ketnoi: bản sao lưu cần có mật khẩu: ', 'ketnoi: a backup needs a passphrase: ']
    vi.stubEnv('KETNOI_BACKUP_PASSPHRASE', '')
    vi.stubEnv('KETNOI_BACKUP_PASSPHRASE_FILE', '')
    vi.stubEnv('KETNOI_LANG', '')
    expect(await refusal()).toContain(own)
    expect(await refusal('--lang=en')).toContain(en)
    vi.stubEnv('KETNOI_LANG', 'en')
    expect(await refusal()).toContain(en)
    expect(await refusal('--lang', 'vi')).toContain(own)
    vi.stubEnv('KETNOI_LANG', 'fr')
    expect(await run('plan', '--help')).toEqual({
      code: 1,
      out: '',
      err: 'ketnoi: KETNOI_LANG=fr không phải là giá trị cho phép: hãy đặt là vi hoặc en.\n',
    })
  })

  it('is the one of a setting or a database that stands in the way as well', async () => {
    vi.stubEnv('KETNOI_BACKUP_PASSPHRASE', 'làng rẫy suối nhà rông')
    vi.stubEnv('DATABASE_URL', 'mysql://somebody@localhost/ketnoi')
    expect(await refusal()).toContain('DATABASE_URL không phải là địa chỉ của một PostgreSQL: hãy viết như ')
    expect(await refusal('--lang', 'en')).toContain('DATABASE_URL is no address of a PostgreSQL: write it as ')
    vi.stubEnv('DATABASE_URL', '')
    expect(await refusal('--data', '/nowhere', '--without-secret')).toContain(
      'Không có cơ sở dữ liệu trong /nowhere: hãy',
    )
    expect(await refusal('--data', '/nowhere', '--without-secret', '--lang', 'en')).toContain('There is no database in')
  })
})

it('says in Vietnamese whatever may be wrong with models, units and reforms', () => {
  const hierarchy = new URL('../../../packages/hierarchy/src/', import.meta.url)
  const readers =
    '{document,interval,model/parse-model,rules/parse-rule,units/parse-units,units/unit-tree,reforms/parse-reform,reforms/check-reform,reforms/undo-reform}.ts'
  const codes = globSync(readers, { cwd: hierarchy }).flatMap((file) => [
    ...readFileSync(new URL(file, hierarchy), 'utf8').matchAll(
      /(?:report\(|reportKind\(reader,|issueOf\(\s*unit,|issues\.push\(\{ code:|\bcode:|\bunknown\(.*,)\s*'([a-z]+(?:-[a-z]+)+)'/gu,
    ),
  ])
  const said = new Set(codes.map(([, code = '']) => code))
  // Not of a reader: what undoing costs.
  for (const loss of ['group-archived', 'member-left']) said.delete(loss)
  expect(said.size).toBeGreaterThan(50)
  expect([...said].filter((code) => ISSUES_VI[code] === undefined)).toEqual([])
})

it('says in Vietnamese whatever may be wrong with files and lists', () => {
  const rosters = new URL('../../../packages/rosters/src/', import.meta.url)
  const readers = '{columns,members,units,workbook}/*.ts'
  const codes = [...globSync(readers, { cwd: rosters }), 'people/read-roster.ts'].flatMap((file) => [
    ...readFileSync(new URL(file, rosters), 'utf8').matchAll(/\bcode: '([a-z]+(?:-[a-z]+)+)'/gu),
  ])
  const said = new Set(codes.map(([, code = '']) => code))
  expect(said.size).toBeGreaterThan(25)
  expect([...said].filter((code) => ISSUES_VI[code] === undefined)).toEqual([])
})
