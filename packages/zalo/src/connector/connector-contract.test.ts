import { CONNECTOR_CONTRACT, type ConnectorFeature, type ConnectToWorld } from '@ketnoi/hierarchy/testing'
import { describe, expect, test } from 'vitest'
import { createZaloClient, createZaloConnector, createZaloSettings } from '../index.ts'
import { SIM_ADMINISTRATOR, startZaloSim, type SimSemantics } from '../sim/index.ts'
import { tokensOf, toSimWorld } from '../../test/connect-to-sim.ts'

const FEATURES: readonly ConnectorFeature[] = [
  'create',
  'rename',
  'archive',
  'add',
  'remove',
  'roles',
  'invitations',
  'capacity',
]

/** The same contract on what the service may turn out to be. */
const VARIANTS: readonly {
  readonly name: string
  readonly without?: readonly ConnectorFeature[]
  readonly semantics?: Partial<SimSemantics>
}[] = [
  { name: 'as documented' },
  { name: 'one that minds repetition', semantics: { refusesRepetition: true, keepsDeputies: true } },
  {
    name: 'one that fails after having done the rest',
    semantics: { oneBadAccount: 'fails-after-others', refusesRepetition: true },
  },
  {
    name: 'one that does not list itself, nor tell roles',
    without: ['roles'],
    semantics: { listsAccount: false, tellsRoles: false },
  },
]

describe.each(VARIANTS)('over HTTP, $name', ({ semantics, without = [] }) => {
  const connect: ConnectToWorld = async (world) => {
    const sim = await startZaloSim({ ...toSimWorld(world), semantics: { countsAccount: false, ...semantics } })
    const settings = createZaloSettings({
      apiUrl: sim.url,
      pageSize: world.pageSize,
      callsPerMinute: 4_000,
      accountTakesPlace: false,
      accountIsListed: semantics?.listsAccount ?? true,
    })
    const client = createZaloClient({ settings, tokens: tokensOf(sim.service) })
    return { ...createZaloConnector({ client, founderIds: [SIM_ADMINISTRATOR] }), close: sim.close }
  }
  const cases = CONNECTOR_CONTRACT.filter(({ needs }) =>
    needs.every((feature) => FEATURES.includes(feature) && !without.includes(feature)),
  )

  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
    await run(connect)
  })

  test('leaves out only what the service cannot do', () => {
    const left = CONNECTOR_CONTRACT.filter((one) => !cases.includes(one)).flatMap(({ needs }) => needs)
    expect(new Set(left.filter((feature) => !FEATURES.includes(feature)))).toEqual(new Set(['previous-names']))
  })
})
