import { CommanderError, type Command } from 'commander'

/**
 * The library asks for what is missing before it says what it does not know, and would tell whoever mistyped a required option that it is
 * missing. `spare`: the same commands once more, because reading arguments leaves its traces in them.
 */
export function sayUnknownFirst(program: Command, spare: Command, args: readonly string[]): void {
  let [command, read] = [program, spare]
  let rest = [...args]
  try {
    for (;;) {
      const { operands, unknown } = read.parseOptions(rest)
      const name = operands[0]
      const [below, readBelow] = [command, read].map((one) => one.commands.find((other) => other.name() === name))
      if (below === undefined || readBelow === undefined) {
        if (unknown.some((arg) => arg.startsWith('-') && arg !== '-h' && arg !== '--help'))
          for (const option of command.options) option.makeOptionMandatory(false)
        return
      }
      command = below
      read = readBelow
      rest = [...operands.slice(1), ...unknown]
    }
  } catch (error) {
    // Whatever else is wrong with them is said when they are read.
    if (!(error instanceof CommanderError)) throw error
  }
}
