import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Output } from '../output.ts'
import { APPLY_HELP, REHEARSE_HELP, UNDO_HELP } from './help.ts'
import { runApply, runRehearse, runUndo, type RehearseArguments } from './run-reform.ts'

const MODEL = ['--model <model>', 'a preset (ia-pa-2024, gia-lai-2025) or a model document (.json)'] as const
const UNITS = ['--units <file...>', 'units: a catalogue (.json), and lists of villages (.csv, .xlsx) after it'] as const
const OUT = ['--out <folder>', 'a folder that does not exist yet, or is empty; nothing is overwritten'] as const

/** A decision about units, from files, without a database. */
export function reformCommands(program: Command, output: Output, onOpen: () => void): void {
  const reform = program
    .command('reform')
    .summary('units merge, split, end: what a decision would do, doing it, and undoing it; from files')
    .description('Rehearses, applies and undoes a decision that changes units, from files, without a database.')
  withRosters(
    reform
      .command('rehearse <file>')
      .summary('what becomes of every unit, group, seat and person, and what is left to decide; changes nothing')
      .description(
        'Reads a decision (see apps/cli/schema/reform.schema.json) and prints what it would do. Nothing is written.',
      )
      .requiredOption(...MODEL)
      .requiredOption(...UNITS),
  )
    .option(
      '--actual <file...>',
      'lists of who is in a group, or folders of them: a group without one then does not exist. Without any, all do',
      [],
    )
    .addOption(
      new Option('--limit <number>', 'the most lines of every part').argParser(parseLimit).default(DEFAULT_LIMIT),
    )
    .option('--json', 'print all of it as JSON (see apps/cli/schema/rehearsal.schema.json)')
    .addHelpText('after', REHEARSE_HELP)
    .action(async (file: string, options: RehearseArguments) => {
      if (await runRehearse(file, options, output)) onOpen()
    })
  withRosters(
    reform
      .command('apply <file>')
      .summary('writes units, model and rosters as they are afterwards, and a record for undoing it')
      .description('Carries a decision out on files and writes the result into a new folder, all of it or nothing.')
      .requiredOption(...MODEL)
      .requiredOption(...UNITS),
  )
    .requiredOption(...OUT)
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', APPLY_HELP)
    .action(async (file: string, options: Parameters<typeof runApply>[1]) => {
      await runApply(file, options, output)
    })
  reform
    .command('undo <record>')
    .summary('writes units and model as they were before, and names what it cannot restore')
    .description('Takes a decision back that "ketnoi reform apply" carried out.')
    .requiredOption(...UNITS)
    .option('--model <model>', 'the model as it is now (default: as the reform left it)')
    .requiredOption(...OUT)
    .option('--json', 'print what was written, and what is not restored, as JSON')
    .addHelpText('after', UNDO_HELP)
    .action(async (record: string, options: Parameters<typeof runUndo>[1]) => {
      await runUndo(record, options, output)
    })
}

const DEFAULT_LIMIT = 20

function withRosters(command: Command): Command {
  return command
    .option(
      '--roster <file...>',
      'rosters of people and of officers (.xlsx, .csv) or folders of them; FILE@unitId says which unit a file is about',
      [],
    )
    .option(
      '--as-of <day>',
      'the day that rosters and lists are of (default: the day before the decision takes effect)',
    )
    .option(
      '--convert <kinds>',
      'conversions to carry out, separated by commas: tcvn3, vni, mojibake, minority, honorific',
    )
    .option(
      '--decisions <file>',
      'answers to questions about rosters, as JSON (see apps/cli/schema/decisions.schema.json)',
    )
    .addOption(new Option('--lang <language>', 'language of the text').choices(['vi', 'en']).default('vi'))
}

function parseLimit(given: string): number {
  if (!/^\d{1,9}$/u.test(given)) throw new InvalidArgumentError('give a number from 0 on')
  return Number(given)
}
