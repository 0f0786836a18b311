/** Where a command writes: the process, or a test. */
export interface Output {
  readonly out: (text: string) => Promise<void>
  readonly err: (text: string) => Promise<void>
  /** Writes a line over the one before; the last one stays. Only where somebody looks at a terminal. */
  readonly rewrite?: (line: string, last: boolean) => Promise<void>
  /** Says what is being done, beside what is printed. Only where somebody looks at a terminal, and not for programs. */
  readonly step?: (line: string) => Promise<void>
}

/** Writes to the process and waits until it is taken: megabytes of JSON into a pipe are not there after the first write. */
export function processOutput(): Output {
  const { stdout, stderr } = process
  return {
    out: (text) => write(stdout, text),
    err: (text) => write(stderr, text),
    ...(stderr.isTTY ? { step: (line) => write(stderr, `${line}\n`) } : {}),
    ...(stdout.isTTY
      ? {
          rewrite: (line, last) =>
            // A line that wraps could not be written over.
            write(stdout, last ? `${CLEAR}${line}\n` : `${CLEAR}${line.slice(0, Math.max(1, stdout.columns - 1))}`),
        }
      : {}),
  }
}

/** To the first column, and nothing after it. */
const CLEAR = '\r\u001B[K'

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      // A reader that closed the pipe (`| head`) has what it wanted.
      if (error === null || error === undefined || ('code' in error && error.code === 'EPIPE')) resolve()
      else reject(error)
    })
  })
}
