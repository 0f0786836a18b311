/** Where a command writes: the process, or a test. */
export interface Output {
  readonly out: (text: string) => Promise<void>
  readonly err: (text: string) => Promise<void>
}

/** Writes to the process and waits until it is taken: megabytes of JSON into a pipe are not there after the first write. */
export function processOutput(): Output {
  return { out: (text) => write(process.stdout, text), err: (text) => write(process.stderr, text) }
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      // A reader that closed the pipe (`| head`) has what it wanted.
      if (error === null || error === undefined || ('code' in error && error.code === 'EPIPE')) resolve()
      else reject(error)
    })
  })
}
