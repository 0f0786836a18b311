#!/usr/bin/env node
import { processOutput } from '../output.ts'
import { runSimulations } from './run-simulations.ts'

process.stdout.on('error', () => undefined)
process.exitCode = await runSimulations(process.argv.slice(2), processOutput())
