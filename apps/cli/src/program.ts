import { Command, CommanderError, Option } from 'commander'
import { runBackup, runRestore, runVerify, type BackupArguments } from './backup/run-backup.ts'
import { verifyAuditLog, type VerifyArguments } from './audit/run-audit.ts'
import { runDoctor, type DoctorArguments } from './doctor/run-doctor.ts'
import { CommandFailure } from './failure.ts'
import {
  printGroupHistory,
  printPersonHistory,
  type GroupArguments,
  type PersonArguments,
} from './history/run-history.ts'
import type { Output } from './output.ts'
import { PLAN_HELP } from './plan/help.ts'
import { reformCommands } from './reform/commands.ts'
import { rotateSecret, type RotateArguments } from './secret/rotate-secret.ts'
import { addAdministrator, listUsers, resetUser, type ListUsersArguments } from './user/run-user.ts'
import { listRuns, watchRun, type ListArguments, type WatchArguments } from './run/watch-run.ts'
import { runPlan, type PlanArguments } from './plan/run-plan.ts'

/** Exit codes: nothing to do, an error, there are changes or something to decide. */
export const EXIT = { nothingToDo: 0, error: 1, changes: 2 } as const

/** Runs the command with these arguments and answers the exit code. */
export async function runKetnoi(args: readonly string[], output: Output): Promise<number> {
  let exitCode: number = EXIT.nothingToDo
  const pending: Promise<void>[] = []
  const program = new Command('ketnoi')
    .description('Keeps the rosters of community messaging groups right.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => pending.push(output.out(text)),
      writeErr: (text) => pending.push(output.err(text)),
    })
    .showHelpAfterError('(ketnoi --help and ketnoi COMMAND --help say what can be given)')
  planCommand(program, async (options) => {
    exitCode = (await runPlan(options, output)) ? EXIT.changes : EXIT.nothingToDo
  })
  reformCommands(program, output, () => (exitCode = EXIT.changes))
  backupCommands(program, output)
  program
    .command('doctor')
    .summary('looks an installation over, and says what is right and what to do')
    .description(
      'Looks an installation over with the settings that the portal would have. Exit code 1: something must be mended.',
    )
    .option(...DATA)
    .option('--backups <folder>', 'where backups (*.ketnoi) are kept: the newest should be of last night')
    .option('--json', 'print the checks as JSON, in English')
    .addOption(languageOption())
    .action(async (options: DoctorArguments) => {
      if (!(await runDoctor(options, output))) exitCode = EXIT.error
    })
  secretCommands(program, output)
  userCommands(program, output)
  historyCommands(program, output)
  runCommands(program, output, () => (exitCode = EXIT.changes))
  auditCommands(program, output, () => (exitCode = EXIT.error))
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? EXIT.nothingToDo : EXIT.error
    else if (error instanceof CommandFailure) {
      await output.err(`ketnoi: ${[error.message, ...error.lines].join('\n')}\n`)
      exitCode = EXIT.error
    } else throw error
  }
  await Promise.all(pending)
  return exitCode
}

const DATA = ['--data <folder>', 'the data folder (default: DATABASE_URL, else KETNOI_DATA, else .data)'] as const

/** What is printed for people: Vietnamese first. */
function languageOption(): Option {
  return new Option('--lang <language>', 'language of the text').choices(['vi', 'en']).default('vi')
}

/** One encrypted file for both engines. */
function backupCommands(program: Command, output: Output): void {
  const passphrase = [
    '--passphrase-file <file>',
    'a file whose first line is the passphrase (default: KETNOI_BACKUP_PASSPHRASE_FILE, else KETNOI_BACKUP_PASSPHRASE)',
  ] as const
  program
    .command('backup <file>')
    .summary('everything in the database, and the secret, in one encrypted file')
    .description(
      'Writes everything into one encrypted file. On PostgreSQL the portal may go on; on the embedded database stop it first.',
    )
    .option(...DATA)
    .option(...passphrase)
    .option('--without-secret', 'leave the secret out, which is then to be kept elsewhere')
    .option('--json', 'print what was written as JSON')
    .action((file: string, { withoutSecret, ...options }: BackupArguments & { withoutSecret?: true }) =>
      runBackup(file, { ...options, secret: withoutSecret !== true }, output),
    )
  program
    .command('verify <file>')
    .summary('reads a whole backup and checks it, without a database')
    .description('Reads a whole backup and holds every table to its number of rows and its hash.')
    .option(...passphrase)
    .option('--tables', 'print rows and hash of every table')
    .option('--json', 'print what is in it as JSON, with rows and hash of every table')
    .action((file: string, options: BackupArguments & { tables?: true }) => runVerify(file, options, output))
  program
    .command('restore <file>')
    .summary('brings a backup into an empty database')
    .description(
      'Brings a backup into an empty database, of either kind and all or nothing. Stop the portal first: it is not told.',
    )
    .option(...DATA)
    .option(...passphrase)
    .option('--keep-secret', 'keep the secret that there is instead of the one of the backup')
    .option('--json', 'print what was restored as JSON')
    .action((file: string, options: BackupArguments & { keepSecret?: true }) => runRestore(file, options, output))
}

/** What everything at rest is sealed with. */
function secretCommands(program: Command, output: Output): void {
  program
    .command('secret')
    .summary('the secret that keys of services and second factors are sealed with')
    .command('rotate')
    .description(
      'Makes a new secret and seals everything with it; the old one is refused from then on, and everybody logs in anew. On ' +
        'PostgreSQL the portal goes on where the secret is a file; otherwise stop it first. Killed half-way: run it again.',
    )
    .option('--json', 'print what was sealed anew as JSON')
    .option(...DATA)
    .action((options: RotateArguments) => rotateSecret(options, output))
}

/** For operators whom nobody else can let in. The portal must be stopped where it runs on the embedded database. */
function userCommands(program: Command, output: Output): void {
  const user = program.command('user').summary('accounts of the portal, for operators who are locked out')
  user
    .command('list')
    .description('Prints user name, name, state and roles of every account.')
    .option('--json', 'print one account per line as JSON')
    .option(...DATA)
    .action((options: ListUsersArguments) => listUsers(options, output))
  user
    .command('add-administrator <user-name>')
    .description('Makes an administrator of everything and prints a password for the first log-in.')
    .option('--name <name>', 'the full name')
    .option(...DATA)
    .action((userName: string, options: { data?: string; name?: string }) =>
      addAdministrator(options, userName, output),
    )
  user
    .command('reset-password <user-name>')
    .description('Prints a new password for the next log-in; every session of the account ends.')
    .option('--second-factor', 'take the second factor off as well')
    .option(...DATA)
    .action((userName: string, options: { data?: string; secondFactor?: boolean }) =>
      resetUser(options, userName, output),
    )
}

/** Who was in which group on a past day, and why. */
function historyCommands(program: Command, output: Output): void {
  const history = program.command('history').summary('who was in a group on a past day and why; where somebody was')
  history
    .command('group <group-id>')
    .description(
      'Prints who should have been in a group on a day, who was, and why. The look is kept in the audit log.',
    )
    .requiredOption('--on <day>', 'the day, YYYY-MM-DD')
    .option('--believed', 'as it was recorded when the day was over, instead of as it is known today')
    .option('--compare <day>', 'what changed until, or since, another day as well')
    .option('--json', 'print it as JSON')
    .addOption(languageOption())
    .option(...DATA)
    .action((groupId: string, options: GroupArguments) => printGroupHistory(options, groupId, output))
  history
    .command('person <person-id>')
    .description('Prints in which groups somebody should have been, and was. The look is kept in the audit log.')
    .option('--from <day>', 'the first day (default: a year before the last)')
    .option('--to <day>', 'the last day (default: today)')
    .option('--json', 'print it as JSON')
    .addOption(languageOption())
    .option(...DATA)
    .action((personId: string, options: PersonArguments) => printPersonHistory(options, personId, output))
}

/** How far approved plans are carried out. */
function runCommands(program: Command, output: Output, onLeft: () => void): void {
  const run = program.command('run').summary('approved plans, and how far they are carried out')
  run
    .command('list')
    .description('Prints id, state, progress and approval of the newest runs.')
    .option('--json', 'print one run per line as JSON')
    .addOption(languageOption())
    .option(...DATA)
    .action((options: ListArguments) => listRuns(options, output))
  run
    .command('watch <run-id>')
    .description(
      'Shows how a run gets on until it is over, or until only people have something to do. Exit code 0: everything is proved; 2: ' +
        'something is left. With the embedded database the portal must be stopped, and then nothing moves.',
    )
    .option('--every <seconds>', 'how often to look', '2')
    .option('--once', 'look once only')
    .option('--json', 'print one line of JSON for each change that is in another state')
    .addOption(languageOption())
    .option(...DATA)
    .action(async (runId: string, options: WatchArguments) => {
      if (!(await watchRun(options, runId, output))) onLeft()
    })
}

function auditCommands(program: Command, output: Output, onBroken: () => void): void {
  program
    .command('audit')
    .summary('whether anybody tampered with the audit log')
    .command('verify')
    .description(
      'Computes every seal of the audit log anew, and prints the last one to be kept elsewhere. Exit code 1: it is broken.',
    )
    .option('--from <hash>', 'a seal that was printed before: shows also that the end of the log was cut off')
    .addOption(languageOption())
    .option('--json', 'print it as JSON')
    .option(...DATA)
    .action(async (options: VerifyArguments) => {
      if (!(await verifyAuditLog(options, output))) onBroken()
    })
}

function planCommand(program: Command, run: (options: PlanArguments) => Promise<void>): void {
  program
    .command('plan')
    .summary('who should be in every group, who is, and what to change; from files, without a database')
    .description(
      'Works out from rosters who should be in every group, compares with lists of who is, and prints the plan.',
    )
    .requiredOption('--model <model>', 'a preset (ia-pa-2024, gia-lai-2025) or a model document (.json)')
    .requiredOption('--units <file...>', 'units: a catalogue (.json), and lists of villages (.csv, .xlsx) after it')
    .option(
      '--roster <file...>',
      'rosters of people and of officers (.xlsx, .csv) or folders of them; FILE@unitId says which unit a file is about',
      [],
    )
    .option(
      '--actual <file...>',
      'lists of who is in a group (.csv, .xlsx, .txt) or folders of them; FILE@groupId says which group',
      [],
    )
    .option('--as-of <day>', 'the day that is asked about, YYYY-MM-DD (default: today in the time zone of the model)')
    .option(
      '--convert <kinds>',
      'conversions to carry out, separated by commas: tcvn3, vni, mojibake, minority, honorific',
    )
    .option('--decisions <file>', 'answers to questions, as JSON (see apps/cli/schema/decisions.schema.json)')
    .option('--partial', 'the lists of members are not complete: nobody is removed because of them')
    .addOption(languageOption())
    .option('--json', 'print the plan as JSON (see apps/cli/schema/plan.schema.json)')
    .addHelpText('after', PLAN_HELP)
    .action(async (options: PlanArguments) => {
      await run(options)
    })
}
