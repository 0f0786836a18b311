import type { Environment } from './environment.ts'
import { StartProblem } from './start-problem.ts'

/** `KETNOI_LANG`: what the command, and the start of the portal, speak. Vietnamese unless told. */
export function parseLanguage(env: Environment): 'vi' | 'en' {
  const given = env['KETNOI_LANG'] || 'vi'
  if (given === 'vi' || given === 'en') return given
  throw new StartProblem({
    vi: `KETNOI_LANG=${given} không phải là giá trị cho phép: hãy đặt là vi hoặc en.`,
    en: `KETNOI_LANG=${given} is not known: set it to vi or en.`,
  })
}
