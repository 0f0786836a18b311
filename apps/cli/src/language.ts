import type { Language } from '@ketnoi/hierarchy'
import { parseLanguage, type Environment } from '@ketnoi/settings'

/** What is spoken: `--lang` wherever it stands, else `KETNOI_LANG`. Help and refused options need it before the arguments are read. */
export function chooseLanguage(args: readonly string[], env: Environment): Language {
  const end = args.indexOf('--')
  const options = end === -1 ? args : args.slice(0, end)
  const given = options
    .flatMap((arg, at) => (arg === '--lang' ? [options[at + 1]] : arg.startsWith('--lang=') ? [arg.slice(7)] : []))
    .findLast((language) => language === 'vi' || language === 'en')
  return given ?? parseLanguage(env)
}
