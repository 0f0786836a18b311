import type { Language } from '@ketnoi/hierarchy'
import { chooseDatabase } from '../database-target.ts'
import { CommandFailure } from '../failure.ts'
import type { Output } from '../output.ts'
import { skipped, type Check } from './check.ts'
import { DOCTOR_TEXTS } from './doctor-texts.ts'
import { checkDatabase } from './check-database.ts'
import { checkAddress, checkBackups, checkFolder, checkNode, checkSecret, checkSettings } from './check-machine.ts'

export interface DoctorArguments {
  readonly data?: string
  readonly backups?: string
  readonly json?: true
  readonly lang: Language
}

/** Looks an installation over; gives whether nothing has to be mended. */
export async function runDoctor(given: DoctorArguments, output: Output): Promise<boolean> {
  const { env } = process
  const checks: Check[] = [checkNode(process.version), ...checkSettings(env), checkAddress(env)]
  try {
    const choice = chooseDatabase(given.data, env)
    checks.push(...(await checkFolder(choice.folder)), await checkSecret(env, choice.folder))
    checks.push(...(await checkDatabase(choice, Date.now)))
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    checks.push(skipped('database', 'Mend the settings first.', 'Trước hết hãy sửa cài đặt.'))
  }
  checks.push(await checkBackups(given.backups, Date.now()))
  const healthy = checks.every(({ state }) => state !== 'mend')
  await output.out(
    given.json === true
      ? `${JSON.stringify({ healthy, checks: checks.map(({ name, state, text }) => ({ name, state, text })) }, null, 2)}\n`
      : checks
          .map(
            ({ name, state, text, vi }) =>
              `${DOCTOR_TEXTS[given.lang].marks[state]}  ${name.padEnd(12)} ${given.lang === 'vi' ? vi : text}\n`,
          )
          .join(''),
  )
  return healthy
}
