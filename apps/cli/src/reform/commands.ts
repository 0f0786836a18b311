import type { Language } from '@ketnoi/hierarchy'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Output } from '../output.ts'
import { PLAN_TEXTS } from '../plan/plan-texts.ts'
import { PROGRAM_TEXTS } from '../program-texts.ts'
import { APPLY_HELP, REHEARSE_HELP, UNDO_HELP } from './help.ts'
import { REFORM_TEXTS } from './reform-texts.ts'
import { runApply, runRehearse, runUndo, type RehearseArguments } from './run-reform.ts'

const DEFAULT_LIMIT = 20

/** A decision about units, from files, without a database. */
export function reformCommands(program: Command, output: Output, language: Language, onOpen: () => void): void {
  const text = REFORM_TEXTS[language]
  const { words, none } = PROGRAM_TEXTS[language]
  const model = [`--model <${words.model}>`, PLAN_TEXTS[language].model] as const
  const units = [`--units <${words.file}...>`, PLAN_TEXTS[language].units] as const
  const out = [`--out <${words.folder}>`, text.out] as const
  const reform = program.command('reform').summary(text.summary).description(text.description)
  const rehearse = reform
    .command(`rehearse <${words.file}>`)
    .summary(text.rehearse.summary)
    .description(text.rehearse.description)
    .requiredOption(...model)
    .requiredOption(...units)
  withRosters(rehearse, language)
    .addOption(new Option(`--actual <${words.file}...>`, text.rehearse.actual).default([], none))
    .addOption(
      new Option(`--limit <${words.number}>`, text.rehearse.limit)
        .argParser((given) => parseLimit(given, text.noLimit))
        .default(DEFAULT_LIMIT),
    )
    .option('--json', text.rehearse.json)
    .addHelpText('after', REHEARSE_HELP[language])
    .action(async (file: string, options: RehearseArguments) => {
      if (await runRehearse(file, options, output)) onOpen()
    })
  const apply = reform
    .command(`apply <${words.file}>`)
    .summary(text.apply.summary)
    .description(text.apply.description)
    .requiredOption(...model)
    .requiredOption(...units)
  withRosters(apply, language)
    .requiredOption(...out)
    .option('--json', text.apply.json)
    .addHelpText('after', APPLY_HELP[language])
    .action(async (file: string, options: Parameters<typeof runApply>[1]) => {
      await runApply(file, options, output)
    })
  reform
    .command(`undo <${words.record}>`)
    .summary(text.undo.summary)
    .description(text.undo.description)
    .requiredOption(...units)
    .option(`--model <${words.model}>`, text.undo.model)
    .requiredOption(...out)
    .option('--json', text.undo.json)
    .addHelpText('after', UNDO_HELP[language])
    .action(async (record: string, options: Parameters<typeof runUndo>[1]) => {
      await runUndo(record, options, output)
    })
}

function withRosters(command: Command, language: Language): Command {
  const text = PLAN_TEXTS[language]
  const { asOf, decisions } = REFORM_TEXTS[language]
  const { words, none } = PROGRAM_TEXTS[language]
  return command
    .addOption(new Option(`--roster <${words.file}...>`, text.roster).default([], none))
    .option(`--as-of <${words.day}>`, asOf)
    .option(`--convert <${words.kinds}>`, text.convert)
    .option(`--decisions <${words.file}>`, decisions)
}

function parseLimit(given: string, refusal: string): number {
  if (!/^\d{1,9}$/u.test(given)) throw new InvalidArgumentError(refusal)
  return Number(given)
}
