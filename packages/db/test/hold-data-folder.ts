import { openDatabase } from '../src/connect.ts'

// A program that holds a data folder open, for tests that end it in bad ways.
await openDatabase({ dataDir: process.argv[2] ?? '' })
process.stdout.write('open\n')
setInterval(() => {}, 1_000)
