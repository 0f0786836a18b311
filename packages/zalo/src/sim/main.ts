#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { startZaloSim } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4400' },
    host: { type: 'string', default: '127.0.0.1' },
    seed: { type: 'string', default: '1' },
    users: { type: 'string', default: '200' },
    assets: { type: 'string', default: '100' },
    webhook: { type: 'string' },
  },
})

const sim = await startZaloSim({
  host: values.host,
  port: Number(values.port),
  seed: Number(values.seed),
  users: Array.from({ length: Number(values.users) }, (_, index) => ({
    userId: String(200_000_000_000_000_001n + BigInt(index)),
    name: `Người dùng ${String(index + 1)}`,
  })),
  assets: Array.from({ length: Number(values.assets) }, () => ({ assetType: 'gmf1000' })),
  ...(values.webhook === undefined ? {} : { webhookUrl: values.webhook }),
})
const { account } = sim.service.world
process.stdout.write(
  [
    `zalo-sim listens on ${sim.url}`,
    `app ${account.appId}, its secret ${account.appSecret}, key of events ${account.accountSecret}`,
    `controls: ${sim.url}/_sim`,
    '',
  ].join('\n'),
)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void sim.close().then(() => process.exit(0)))
