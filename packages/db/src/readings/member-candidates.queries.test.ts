import { buildPerson, livesAt } from '@ketnoi/hierarchy/testing'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines } from '../../test/engines.ts'
import { DAY, loadExample, VILLAGE } from '../../test/example.ts'
import { updatePeople } from '../people/write-people.ts'
import { listMemberCandidates } from './member-candidates.queries.ts'

describeEngines('whom a member list may name', (engine) => {
  beforeEach(() => loadExample(engine.db))

  const listed = async (phones: readonly string[] = [], accountIds: readonly string[] = []) =>
    (await listMemberCandidates(engine.db, [{ groupId: VILLAGE, phones, accountIds }], DAY)).get(VILLAGE) ?? []

  test('are those wanted, and others with a phone or an account of the list', async () => {
    const of = async (phones?: readonly string[], accountIds?: readonly string[]) =>
      (await listed(phones, accountIds)).map(({ personId, desired }) => [personId, desired])
    const wanted = [
      ['chief', true],
      ['head', true],
      ['officer', true],
      ['v1', true],
      ['v2', true],
    ]
    expect(await of()).toEqual(wanted)
    expect(await of(['+84387654321'])).toEqual([...wanted, ['v3', false], ['v4', false]])
    const account = { service: 'zalo', accountId: 'z1', displayName: null, from: null, to: null }
    await updatePeople(engine.db, [
      buildPerson('neighbour', { residences: [livesAt('plei-2')] }),
      buildPerson('left', { residences: [livesAt('trok')], accounts: [account] }),
    ])
    expect(await of([], ['z1'])).toEqual([...wanted.slice(0, 2), ['left', false], ...wanted.slice(2)])
  })

  test('are found for several lists at once, each by its own phones', async () => {
    const list = (groupId: string, phones: readonly string[]) => ({ groupId, phones, accountIds: [] })
    const other = 'village:plei-10'
    const found = await listMemberCandidates(engine.db, [list(VILLAGE, ['+84387654321']), list(other, [])], DAY)
    expect(found.get(VILLAGE)).toEqual(await listed(['+84387654321']))
    const alone = await listMemberCandidates(engine.db, [list(other, [])], DAY)
    const people = (of: typeof found) => of.get(other)?.map(({ personId }) => personId)
    expect(people(found)).toEqual(people(alone))
    expect(found.get(other)?.every(({ desired }) => desired)).toBe(true)
  })

  test('come with their names on the day, and with what is on the list of their phones and accounts', async () => {
    const account = (accountId: string, displayName: string | null, to: string | null = null) => ({
      service: 'zalo',
      accountId,
      displayName,
      from: null,
      to,
    })
    await updatePeople(engine.db, [
      buildPerson('known', {
        name: 'Nay "Hờ" Lan',
        residences: [livesAt('plei-2')],
        phones: [
          { number: '+84911111111', from: null, to: '2020-01-01' },
          { number: '+84922222222', from: '2020-01-01', to: null },
        ],
        accounts: [account('z0', 'Cũ', '2020-01-01'), account('z1', 'Lan, "Nay"'), account('z2', null)],
      }),
    ])
    const known = async (phones: readonly string[], accountIds: readonly string[]) =>
      (await listed(phones, accountIds)).find(({ personId }) => personId === 'known')
    const named = { personId: 'known', name: 'Nay "Hờ" Lan', desired: false, displayNames: ['Lan, "Nay"'] }
    expect(await known([], ['z1'])).toEqual({ ...named, phones: [], accountIds: ['z1'] })
    expect(await known(['+84922222222', '+84933333333'], [])).toEqual({
      ...named,
      phones: ['+84922222222'],
      accountIds: [],
    })
    // What was theirs once leads to them, and says nothing of today.
    expect(await known(['+84911111111'], ['z0', 'z2'])).toEqual({ ...named, phones: [], accountIds: ['z2'] })
  })
})
