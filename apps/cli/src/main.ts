#!/usr/bin/env node
import { processOutput } from './output.ts'
import { runKetnoi } from './program.ts'

// The error of a closed pipe also arrives as an event; unheard, it would end the process with a stack trace.
process.stdout.on('error', () => undefined)
// Not `process.exit`: it would cut off what a pipe has not taken yet.
process.exitCode = await runKetnoi(process.argv.slice(2), processOutput())
