import { openDatabase } from '../src/connect.ts'

// A program that holds a database open, for tests that end it in bad ways.
const [, , place = ''] = process.argv
await openDatabase(place.startsWith('postgres:') ? { url: place } : { dataDir: place })
process.stdout.write('open\n')
setInterval(() => {}, 1_000)
