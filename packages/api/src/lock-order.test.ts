import { randomUUID } from 'node:crypto'
import { findPerson, inTransaction, insertRegistration, listOverrides, type Db } from '@ketnoi/db'
import type { Person } from '@ketnoi/hierarchy'
import { beforeEach, expect, it } from 'vitest'
import { countDeadlocks } from '../../db/test/deadlocks.ts'
import { describePostgres, emptyDatabase } from '../../db/test/engines.ts'
import {
  contextOf,
  createCaller,
  dropRoster,
  finished,
  importVillagers,
  PEOPLE_CSV,
  setUpDistrict,
  VILLAGERS,
} from '../test/small-district.ts'
import { leaveGroup } from './consents/leave-group.ts'
import type { Caller } from './index.ts'
import { savePeople } from './people/save-person.ts'

const ROUNDS = 12
const VILLAGE = 'village:v1'

describePostgres('two who write at once', (engine) => {
  let api: Caller
  let noticeId: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    api = createCaller(contextOf(engine.db, 'postgres'))
    await setUpDistrict(api)
    await importVillagers(api)
    noticeId = (await api.consents.notice({ purposeId: 'village-group', language: 'vi' })).id
  })

  const known = async (name: string): Promise<{ readonly person: Person; readonly revision: number }> => {
    const { rows } = await api.people.search({ text: name })
    const stored = await findPerson(engine.db, rows[0]?.id ?? '')
    if (stored === null) throw new Error(`nobody is called ${name}`)
    return stored
  }
  /** Whoever comes second may be refused for what the first one did, but never wait for ever. */
  const race = (
    works: (api: Caller, db: Db, round: number) => Promise<readonly (() => Promise<unknown>)[]>,
    rounds = ROUNDS,
  ) =>
    countDeadlocks(engine.url ?? '', async (db) => {
      const caller = createCaller(contextOf(db, 'postgres'))
      for (let round = 0; round < rounds; round++) {
        const begun = await works(caller, db, round)
        await Promise.allSettled(begun.map((work) => work()))
      }
    })

  const fieldRecord = (facts: Readonly<Record<string, unknown>>) => ({
    id: randomUUID(),
    payload: {
      kind: 'person',
      unitId: 'v1',
      recordedAt: '2024-01-31T03:00:00.000Z',
      name: 'Siu Klon',
      phone: '',
      household: null,
      representsHousehold: true,
      adult: true,
      reachability: 'reachable',
      proxyId: null,
      consents: [],
      personId: null,
      distinctFrom: [],
      ...facts,
    },
  })

  it('a household is moved while somebody in it is registered at the door', async () => {
    const { person } = await known('siu klon')
    const householdId = person.residences[0]?.householdId ?? ''
    const { deviceId } = await api.onboarding.prepareDevice({ name: 'phone', password: 'of nobody' })
    const deadlocks = await race(async (caller, db, round) => {
      const { revision } = (await findPerson(db, person.id)) ?? { revision: 0 }
      const household = { id: householdId, label: `Hộ ${String(round)}` }
      return [
        () =>
          caller.households.update({
            id: householdId,
            revisions: { [person.id]: revision },
            change: { kind: 'representative', personId: person.id, from: '2024-02-01' },
          }),
        () =>
          caller.households.update({
            id: householdId,
            revisions: { [person.id]: revision },
            change: { kind: 'move', unitId: round % 2 === 0 ? 'v2' : 'v1', from: '2024-02-01' },
          }),
        () =>
          caller.onboarding.submit({
            deviceId,
            records: [fieldRecord({ unitId: round % 2 === 0 ? 'v1' : 'v2', household, personId: person.id })],
          }),
      ]
    })
    expect(deadlocks).toBe(0)
  })

  it('two officers confirm one registration, each as somebody else', async () => {
    const people = await Promise.all(VILLAGERS.map((name) => known(name)))
    const deadlocks = await race(async (caller, db, round) => {
      const [one, other] = [people[round % people.length], people[(round + 1) % people.length]]
      const id = `registration-${String(round)}`
      await insertRegistration(db, {
        id,
        unitId: 'v1',
        name: `Siu Klon ${String(round)}`,
        // Known of the one, new for the other: who has a phone to add writes the person first.
        phone: one?.person.phones[0]?.number ?? '',
        purposeId: 'village-group',
        noticeId,
        createdAt: '2024-01-31T03:00:00.000Z',
      })
      const confirm =
        (personId = '') =>
        () =>
          caller.registrations.confirm({ id, who: { kind: 'known', personId } })
      return [confirm(one?.person.id), confirm(other?.person.id)]
    })
    expect(deadlocks).toBe(0)
  })

  it('an exception is ended while the person agrees anew at the door', async () => {
    const { person } = await known('siu klon')
    const { deviceId } = await api.onboarding.prepareDevice({ name: 'phone', password: 'of nobody' })
    const deadlocks = await race(async (caller, db, round) => {
      const ctx = contextOf(db, 'postgres')
      await inTransaction(db, (trx) => leaveGroup(ctx, trx, { personId: person.id, groupId: VILLAGE }))
      const [left] = await listOverrides(db, { personIds: [person.id], asOf: '2024-02-01' })
      const said = fieldRecord({
        personId: person.id,
        reachability: round % 2 === 0 ? 'refused' : 'reachable',
        recordedAt: `2024-02-01T03:${String(10 + round)}:00.000Z`,
        consents: [{ purposeId: 'village-group', kind: 'given', noticeId }],
      })
      return [
        () => caller.onboarding.submit({ deviceId, records: [said] }),
        () => caller.overrides.end({ overrideId: left?.id ?? '', groupId: VILLAGE, reason: 'back again' }),
      ]
    })
    expect(deadlocks).toBe(0)
  })

  it('a roster is imported while people of it are written', async () => {
    const ids = (await Promise.all(VILLAGERS.map((name) => known(name)))).map(({ person }) => person.id)
    const deadlocks = await race(async (caller, db, round) => {
      const importId = await dropRoster(
        caller,
        PEOPLE_CSV.replaceAll('/19', `/18`).replaceAll('08300020', `0830${String(1000 + round)}`),
      )
      const { jobId } = await caller.imports.confirm({ id: importId, leaveUndecided: true })
      const ctx = contextOf(db, 'postgres')
      const write = () =>
        inTransaction(db, async (trx) => {
          const stored = await Promise.all(ids.map((id) => findPerson(trx, id)))
          const changes = stored.flatMap((one) =>
            one === null
              ? []
              : [{ person: { ...one.person, birth: `19${String(10 + round)}` }, revision: one.revision }],
          )
          await savePeople(ctx, trx, changes.reverse(), { action: 'person-edited' })
        })
      return [() => finished(caller, jobId), write, write]
    }, 4)
    expect(deadlocks).toBe(0)
  })
})
