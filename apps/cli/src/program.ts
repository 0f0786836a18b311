import type { Language } from '@ketnoi/hierarchy'
import { StartProblem } from '@ketnoi/settings'
import { Command, CommanderError, Option } from 'commander'
import { AUDIT_TEXTS } from './audit/audit-texts.ts'
import { verifyAuditLog, type VerifyArguments } from './audit/run-audit.ts'
import { BACKUP_TEXTS } from './backup/backup-texts.ts'
import { runBackup, runRestore, runVerify, type BackupArguments } from './backup/run-backup.ts'
import { speak } from './commander-texts.ts'
import { DOCTOR_TEXTS } from './doctor/doctor-texts.ts'
import { runDoctor, type DoctorArguments } from './doctor/run-doctor.ts'
import { CommandFailure } from './failure.ts'
import { HISTORY_TEXTS } from './history/history-texts.ts'
import {
  printGroupHistory,
  printPersonHistory,
  type GroupArguments,
  type PersonArguments,
} from './history/run-history.ts'
import { chooseLanguage } from './language.ts'
import type { Output } from './output.ts'
import { PLAN_HELP } from './plan/help.ts'
import { PLAN_TEXTS } from './plan/plan-texts.ts'
import { runPlan, type PlanArguments } from './plan/run-plan.ts'
import { PROGRAM_TEXTS } from './program-texts.ts'
import { reformCommands } from './reform/commands.ts'
import { RUN_TEXTS } from './run/run-texts.ts'
import { listRuns, watchRun, type ListArguments, type WatchArguments } from './run/watch-run.ts'
import { rotateSecret, type RotateArguments } from './secret/rotate-secret.ts'
import { SECRET_TEXTS } from './secret/secret-texts.ts'
import { sayUnknownFirst } from './unknown-options.ts'
import { addAdministrator, listUsers, resetUser, type ListUsersArguments, type UserArguments } from './user/run-user.ts'
import { USER_TEXTS } from './user/user-texts.ts'

/** Exit codes: nothing to do, an error, there are changes or something to decide. */
export const EXIT = { nothingToDo: 0, error: 1, changes: 2 } as const

/** Runs the command with these arguments and answers the exit code. */
export async function runKetnoi(args: readonly string[], output: Output): Promise<number> {
  let exitCode: number = EXIT.nothingToDo
  const pending: Promise<void>[] = []
  let language: Language = 'vi'
  try {
    language = chooseLanguage(args, process.env)
    const program = createProgram(language, {
      output,
      print: {
        writeOut: (text) => pending.push(output.out(text)),
        writeErr: (text) => pending.push(output.err(text)),
      },
      settle: (code) => (exitCode = code),
    })
    const silent = { writeOut: () => undefined, writeErr: () => undefined }
    sayUnknownFirst(program, createProgram(language, { output, print: silent, settle: () => undefined }), args)
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? EXIT.nothingToDo : EXIT.error
    else if (error instanceof CommandFailure || error instanceof StartProblem) {
      const lines = error instanceof CommandFailure ? error.lines[language] : []
      await output.err(`ketnoi: ${[error.sentence[language], ...lines].join('\n')}\n`)
      exitCode = EXIT.error
    } else throw error
  }
  await Promise.all(pending)
  return exitCode
}

/** What the commands write to. */
interface Surroundings {
  readonly output: Output
  /** What is said of the commands themselves. */
  readonly print: { readonly writeOut: (text: string) => void; readonly writeErr: (text: string) => void }
  readonly settle: (exitCode: number) => void
}

/** The command and all that are below it, in one language. */
export function createProgram(language: Language, { output, print, settle }: Surroundings): Command {
  const text = PROGRAM_TEXTS[language]
  const program = speak(new Command('ketnoi'), language)
    .description(text.description)
    .exitOverride()
    .configureOutput(print)
    .showHelpAfterError(text.afterError)
  const given: Given = { program, output, language, data: [`--data <${text.words.folder}>`, text.data] }
  planCommand(given, () => settle(EXIT.changes))
  reformCommands(program, output, language, () => settle(EXIT.changes))
  backupCommands(given)
  doctorCommand(given, () => settle(EXIT.error))
  secretCommands(given)
  userCommands(given)
  historyCommands(given)
  runCommands(given, () => settle(EXIT.changes))
  auditCommands(given, () => settle(EXIT.error))
  addLanguage(program, language)
  return program
}

/** What every command is made from. */
interface Given {
  readonly program: Command
  readonly output: Output
  readonly language: Language
  readonly data: readonly [flags: string, description: string]
}

/** Everywhere, so that it may stand anywhere. What was chosen is the default: it was read before. */
function addLanguage(command: Command, language: Language): void {
  const { words, language: description } = PROGRAM_TEXTS[language]
  command.addOption(new Option(`--lang <${words.language}>`, description).choices(['vi', 'en']).default(language))
  for (const below of command.commands) addLanguage(below, language)
}

/** One encrypted file for both engines. */
function backupCommands({ program, output, language, data }: Given): void {
  const text = BACKUP_TEXTS[language]
  const { words } = PROGRAM_TEXTS[language]
  const passphrase = [`--passphrase-file <${words.file}>`, text.passphraseFile] as const
  program
    .command(`backup <${words.file}>`)
    .summary(text.backup.summary)
    .description(text.backup.description)
    .option(...data)
    .option(...passphrase)
    .option('--without-secret', text.withoutSecret)
    .option('--json', text.backup.json)
    .action((file: string, { withoutSecret, ...options }: BackupArguments & { withoutSecret?: true }) =>
      runBackup(file, { ...options, secret: withoutSecret !== true }, output),
    )
  program
    .command(`verify <${words.file}>`)
    .summary(text.verify.summary)
    .description(text.verify.description)
    .option(...passphrase)
    .option('--tables', text.tables)
    .option('--json', text.verify.json)
    .action((file: string, options: BackupArguments & { tables?: true }) => runVerify(file, options, output))
  program
    .command(`restore <${words.file}>`)
    .summary(text.restore.summary)
    .description(text.restore.description)
    .option(...data)
    .option(...passphrase)
    .option('--keep-secret', text.keepSecret)
    .option('--json', text.restore.json)
    .action((file: string, options: BackupArguments & { keepSecret?: true }) => runRestore(file, options, output))
}

function doctorCommand({ program, output, language, data }: Given, onUnwell: () => void): void {
  const text = DOCTOR_TEXTS[language]
  program
    .command('doctor')
    .summary(text.summary)
    .description(text.description)
    .option(...data)
    .option(`--backups <${PROGRAM_TEXTS[language].words.folder}>`, text.backups)
    .option('--json', text.json)
    .action(async (options: DoctorArguments) => {
      if (!(await runDoctor(options, output))) onUnwell()
    })
}

/** What everything at rest is sealed with. */
function secretCommands({ program, output, language, data }: Given): void {
  const text = SECRET_TEXTS[language]
  program
    .command('secret')
    .summary(text.summary)
    .command('rotate')
    .description(text.description)
    .option('--json', text.json)
    .option(...data)
    .action((options: RotateArguments) => rotateSecret(options, output))
}

/** For operators whom nobody else can let in. The portal must be stopped where it runs on the embedded database. */
function userCommands({ program, output, language, data }: Given): void {
  const text = USER_TEXTS[language]
  const { words } = PROGRAM_TEXTS[language]
  const user = program.command('user').summary(text.summary)
  user
    .command('list')
    .description(text.list.description)
    .option('--json', text.list.json)
    .option(...data)
    .action((options: ListUsersArguments) => listUsers(options, output))
  user
    .command(`add-administrator <${words.userName}>`)
    .description(text.addAdministrator.description)
    .option(`--name <${words.name}>`, text.addAdministrator.name)
    .option(...data)
    .action((userName: string, options: UserArguments & { name?: string }) =>
      addAdministrator(options, userName, output),
    )
  user
    .command(`reset-password <${words.userName}>`)
    .description(text.resetPassword.description)
    .option('--second-factor', text.resetPassword.secondFactor)
    .option(...data)
    .action((userName: string, options: UserArguments & { secondFactor?: boolean }) =>
      resetUser(options, userName, output),
    )
}

/** Who was in which group on a past day, and why. */
function historyCommands({ program, output, language, data }: Given): void {
  const text = HISTORY_TEXTS[language]
  const { words } = PROGRAM_TEXTS[language]
  const history = program.command('history').summary(text.summary)
  history
    .command(`group <${words.groupId}>`)
    .description(text.group.description)
    .requiredOption(`--on <${words.day}>`, text.group.on)
    .option('--believed', text.group.believed)
    .option(`--compare <${words.day}>`, text.group.compare)
    .option('--json', text.json)
    .option(...data)
    .action((groupId: string, options: GroupArguments) => printGroupHistory(options, groupId, output))
  history
    .command(`person <${words.personId}>`)
    .description(text.person.description)
    .option(`--from <${words.day}>`, text.person.from)
    .option(`--to <${words.day}>`, text.person.to)
    .option('--json', text.json)
    .option(...data)
    .action((personId: string, options: PersonArguments) => printPersonHistory(options, personId, output))
}

/** How far approved plans are carried out. */
function runCommands({ program, output, language, data }: Given, onLeft: () => void): void {
  const text = RUN_TEXTS[language]
  const { words } = PROGRAM_TEXTS[language]
  const run = program.command('run').summary(text.summary)
  run
    .command('list')
    .description(text.list.description)
    .option('--json', text.list.json)
    .option(...data)
    .action((options: ListArguments) => listRuns(options, output))
  run
    .command(`watch <${words.runId}>`)
    .description(text.watch.description)
    .option(`--every <${words.seconds}>`, text.watch.every, '2')
    .option('--once', text.watch.once)
    .option('--json', text.watch.json)
    .option(...data)
    .action(async (runId: string, options: WatchArguments) => {
      if (!(await watchRun(options, runId, output))) onLeft()
    })
}

function auditCommands({ program, output, language, data }: Given, onBroken: () => void): void {
  const text = AUDIT_TEXTS[language]
  program
    .command('audit')
    .summary(text.summary)
    .command('verify')
    .description(text.description)
    .option(`--from <${PROGRAM_TEXTS[language].words.hash}>`, text.from)
    .option('--json', text.json)
    .option(...data)
    .action(async (options: VerifyArguments) => {
      if (!(await verifyAuditLog(options, output))) onBroken()
    })
}

function planCommand({ program, output, language }: Given, onChanges: () => void): void {
  const text = PLAN_TEXTS[language]
  const { words, none } = PROGRAM_TEXTS[language]
  program
    .command('plan')
    .summary(text.summary)
    .description(text.description)
    .requiredOption(`--model <${words.model}>`, text.model)
    .requiredOption(`--units <${words.file}...>`, text.units)
    .addOption(new Option(`--roster <${words.file}...>`, text.roster).default([], none))
    .addOption(new Option(`--actual <${words.file}...>`, text.actual).default([], none))
    .option(`--as-of <${words.day}>`, text.asOf)
    .option(`--convert <${words.kinds}>`, text.convert)
    .option(`--decisions <${words.file}>`, text.decisions)
    .option('--partial', text.partial)
    .option('--json', text.json)
    .addHelpText('after', PLAN_HELP[language])
    .action(async (options: PlanArguments) => {
      if (await runPlan(options, output)) onChanges()
    })
}
