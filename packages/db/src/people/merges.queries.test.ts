import { consentsFromLedger, IA_PA_2024, mergePeople, suggestDuplicate, type Person } from '@ketnoi/hierarchy'
import { buildPerson, livesAt } from '@ketnoi/hierarchy/testing'
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines } from '../../test/engines.ts'
import { DAY, loadExample, PEOPLE, VILLAGE } from '../../test/example.ts'
import { insertConsentEvent, listConsentEvents, listRefusals } from '../consents/consents.queries.ts'
import { materialiseDesired } from '../groups/materialise-desired.ts'
import { insertOverride } from '../overrides/overrides.queries.ts'
import { findPrivateLink, insertPrivateLink, revokePrivateLink } from '../private-links/private-links.queries.ts'
import { insertActualGroup } from '../readings/actual-groups.queries.ts'
import { listActualRowsOfPeople } from '../readings/actual-members.ts'
import { insertDepartures, insertReading } from '../readings/readings.queries.ts'
import { updateMemberMatch } from '../readings/member-matches.queries.ts'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { countPeopleWithin, insertDistinct, listDuplicateCandidates } from './duplicates.queries.ts'
import { findMergedInto, insertMerge, listMergesInto, lockMerge, updateMergeUndone } from './merges.queries.ts'
import { findPerson, listPeople } from './people.queries.ts'
import { updatePeople, updatePerson } from './write-people.ts'

const AT = '2024-02-01T02:00:00.000Z'
const [kept, merged] = [PEOPLE[3], PEOPLE[4]]
if (kept === undefined || merged === undefined) throw new Error('the example has changed')

describeEngines('merged records', (engine) => {
  let db: Db

  beforeEach(async () => {
    db = engine.db
    await loadExample(db)
  })

  const merge = async (id: string, one: string, other: string): Promise<Person> =>
    inTransaction(db, async (trx) => {
      const [keptNow, mergedNow] = [await findPerson(trx, one), await findPerson(trx, other)]
      if (keptNow === null || mergedNow === null) throw new Error('nobody to merge')
      const result = mergePeople(keptNow.person, mergedNow.person, { on: DAY })
      const record = {
        id,
        keptId: one,
        mergedId: other,
        kept: keptNow.person,
        merged: mergedNow.person,
        result,
        proxied: [],
      }
      await insertMerge(trx, { ...record, author: 'clerk', at: AT })
      await updatePerson(trx, result, keptNow.revision)
      await materialiseDesired(trx, IA_PA_2024, DAY, { personIds: [one] })
      return result
    })
  const undo = async (id: string): Promise<void> =>
    inTransaction(db, async (trx) => {
      const record = await lockMerge(trx, id)
      const now = await findPerson(trx, record.keptId)
      await updateMergeUndone(trx, record, { by: 'clerk', at: AT })
      await updatePerson(trx, record.kept, now?.revision ?? 0)
      await materialiseDesired(trx, IA_PA_2024, DAY, { personIds: [record.keptId, record.mergedId] })
    })
  const tables = async (): Promise<Record<string, unknown>> => {
    const found: Record<string, unknown> = {}
    for (const table of [
      'residence',
      'appointment',
      'phone',
      'consent',
      'messaging_account',
      'desired_member',
      'actual_member',
      'group_count',
      'unit_count',
      'membership_override',
      'member_match',
      'reading_member',
      'departure',
      'private_link',
      'person_distinct',
    ]) {
      const { rows } =
        await sql`select to_jsonb(t) as row from ${sql.table(table)} as t order by to_jsonb(t)::text`.execute(db)
      found[table] = rows
    }
    return found
  }
  const unmatched = { accountId: null, phone: null, role: 'member', state: 'member' } as const
  const surround = async (): Promise<void> => {
    const { id: mine } = kept
    const { id: other } = merged
    await insertActualGroup(db, {
      id: 'real',
      externalId: 'real',
      groupId: VILLAGE,
      name: 'Thôn 2',
      previousNames: [],
      owner: 'us',
      archived: false,
      firstRun: false,
      capacity: null,
      joinLink: null,
    })
    await insertReading(db, {
      id: 'reading',
      actualGroupId: 'real',
      readAt: AT,
      completeness: 'complete',
      source: 'paste',
      author: 'clerk',
      rows: [
        { ...unmatched, key: 'k1', personId: mine, displayName: 'A', matchedBy: 'name', candidates: [] },
        { ...unmatched, key: 'k2', personId: other, displayName: 'B', matchedBy: 'name', candidates: [] },
        { ...unmatched, key: 'k3', personId: null, displayName: 'C', matchedBy: null, candidates: [other, 'v4'] },
      ],
    })
    await updateMemberMatch(db, 'real', { key: 'k2', personId: other }, 'clerk')
    const departures = [mine, other].map((personId) => ({ personId, by: 'self', at: AT }) as const)
    await insertDepartures(db, 'real', departures)
    const override = { kind: 'exclude', groupId: VILLAGE, role: 'member', reason: 'x', author: 'clerk' } as const
    await insertOverride(db, { ...override, id: 'o', personId: other, from: null, to: null })
    for (const personId of [mine, other])
      await insertPrivateLink(db, { tokenSha256: personId, personId, author: 'clerk' })
    await insertDistinct(db, [other, 'v4'], { author: 'clerk', at: AT })
    await materialiseDesired(db, IA_PA_2024, DAY)
  }

  test('hand on everything that referred to them, lead to the kept one, and come back with all of it', async () => {
    await surround()
    const before = await tables()
    await merge('m', kept.id, merged.id)
    expect(await findPerson(db, merged.id)).toBeNull()
    expect(await findMergedInto(db, merged.id)).toBe(kept.id)
    expect(await findMergedInto(db, kept.id)).toBeNull()
    expect((await listMergesInto(db, kept.id)).map(({ id }) => id)).toEqual(['m'])
    expect((await findPrivateLink(db, merged.id))?.personId).toBe(kept.id)
    expect((await findPrivateLink(db, kept.id))?.personId).toBe(kept.id)
    const after = JSON.stringify(await tables())
    expect(after).not.toContain(`"person_id":"${merged.id}"`)
    expect(after).toContain(`"candidates":["v4","${kept.id}"]`)
    for (const { number } of merged.phones) expect(after).toContain(number)
    expect(await listActualRowsOfPeople(db, [kept.id, merged.id])).toHaveLength(1)
    const { rows } = await sql<{ people: number }>`select sum(people)::int as people from unit_count`.execute(db)
    expect(rows[0]?.people).toBe(4)

    await undo('m')
    const restored = await tables()
    // The one who may be meant is found again, beside whom it was taken for meanwhile.
    // And since when it stands there is another time.
    const plain = (value: unknown) =>
      JSON.stringify(value)
        .replaceAll(/"candidates":\[[^\]]*\]/gu, '"candidates":[]')
        .replaceAll(/"recorded_from":"[^"]*"/gu, '"recorded_from":""')
    expect(plain(restored)).toBe(plain(before))
    expect(await listPeople(db, [kept.id, merged.id])).toEqual([kept, merged])
    expect((await findPerson(db, merged.id))?.revision).toBe(2)
    expect(await findMergedInto(db, merged.id)).toBeNull()
    await expect(inTransaction(db, (trx) => lockMerge(trx, 'm'))).rejects.toThrow('no such merge')
  })

  test('leave the ledger of consents as it is: what it says of one counts for the other while the merge holds', async () => {
    const said = {
      purposeId: 'village-group',
      channel: 'spoken',
      noticeId: null,
      noticeSha256: null,
      recorder: 'clerk',
    } as const
    const event = { ...said, kind: 'refused', evidence: null, citation: null, day: DAY, at: AT } as const
    await insertConsentEvent(db, { ...event, personId: merged.id })
    const refusing = async () => (await listRefusals(db)).map(({ personId }) => personId)
    expect(await refusing()).toEqual([merged.id])
    await merge('m', kept.id, merged.id)
    expect(new Set(await refusing())).toEqual(new Set([kept.id, merged.id]))
    expect(consentsFromLedger(await listConsentEvents(db, kept.id))).toEqual([])
    expect(await listConsentEvents(db, kept.id)).toHaveLength(1)
    await undo('m')
    expect(await listConsentEvents(db, kept.id)).toEqual([])
    expect(await refusing()).toEqual([merged.id])
    await merge('again', kept.id, merged.id)
    expect(await listConsentEvents(db, kept.id)).toHaveLength(1)
  })

  test('lead on when the kept one is merged as well', async () => {
    await merge('m', kept.id, merged.id)
    await merge('n', 'v3', kept.id)
    expect(await findMergedInto(db, merged.id)).toBe('v3')
    await undo('n')
    expect(await findMergedInto(db, merged.id)).toBe(kept.id)
  })

  test('keep every private link open, and let all of them be revoked', async () => {
    await surround()
    await merge('m', kept.id, merged.id)
    expect(await revokePrivateLink(db, kept.id)).toBe(true)
    expect(await findPrivateLink(db, merged.id)).toBeNull()
    await insertPrivateLink(db, { tokenSha256: 'new', personId: kept.id, author: 'clerk' })
    expect((await findPrivateLink(db, 'new'))?.personId).toBe(kept.id)
  })
})

describeEngines('candidates of duplicates', (engine) => {
  const find = async (within: readonly string[] | null, limit = 1000): Promise<string[]> => {
    const found: string[] = []
    for (let after: string | null = null; ;) {
      const page = await listDuplicateCandidates(engine.db, { within, asOf: DAY, after, limit })
      found.push(...page.rows.map(({ oneId, otherId }) => `${oneId} ${otherId}`))
      if (page.next === null) return found
      after = page.next
    }
  }
  const phone = (number: string) => ({ number, from: null, to: null })
  const home = (unitId: string, householdId: string) => ({ ...livesAt(unitId), householdId })

  test('are those that a person has to be asked about, in whatever population', async () => {
    await loadExample(engine.db)
    const pick = <T>(from: readonly [T, ...T[]], at: number): T => from[at % from.length] ?? from[0]
    const people = Array.from({ length: 120 }, (_, i) =>
      buildPerson(`p${String(i).padStart(3, '0')}`, {
        name: pick(['Siu Klon', 'Siu Klôn', 'Nay Lan'], i * 7),
        birth: pick([null, '1960', '1960-03-01', '1961-02-03'], Math.floor(i / 3)),
        residences:
          i % 11 === 0
            ? []
            : [home(pick(['plei-10', 'plei-2'], i), `h${String((i * 5) % 13)}-${pick(['plei-10', 'plei-2'], i)}`)],
        phones: i % 4 === 0 ? [] : [phone(`+8491234567${String((i * 3) % 10)}`)],
        accounts:
          i % 17 === 0
            ? [{ service: 'zalo', accountId: `z${String(i % 2)}`, displayName: null, from: null, to: null }]
            : [],
      }),
    )
    await updatePeople(engine.db, people)
    const expected = people.flatMap((one, at) =>
      people.slice(at + 1).flatMap((other) => {
        const lives = [one, other].some((person) => person.residences.length > 0)
        return lives && suggestDuplicate(one, other, DAY) !== null ? [`${one.id} ${other.id}`] : []
      }),
    )
    expect(expected.length).toBeGreaterThan(100)
    const found = await find(['district'])
    expect(new Set(found)).toEqual(new Set(expected))
    expect(await find(null, 250)).toEqual(found)
  })

  test('are told only of the units asked about, and not again once somebody said that they are two', async () => {
    await loadExample(engine.db)
    await updatePeople(engine.db, [
      buildPerson('a', { name: 'Siu Klon', residences: [home('plei-2', 'h1')], phones: [phone('+84900000001')] }),
      buildPerson('b', { name: 'Siu Klon', residences: [home('plei-10', 'h2')], phones: [phone('+84900000001')] }),
      buildPerson('wife', { name: 'Nay Lan', residences: [home('plei-2', 'h1')], phones: [phone('+84900000001')] }),
    ])
    expect(await find(['trok'])).toEqual([])
    expect(await find(['plei-2'])).toEqual(['a b'])
    expect(await find(['plei-10', 'tul'])).toEqual(['a b'])
    await insertDistinct(engine.db, ['b', 'a'], { author: 'clerk', at: AT })
    await insertDistinct(engine.db, ['a', 'b'], { author: 'clerk', at: AT })
    expect(await find(null)).toEqual([])
    expect(await countPeopleWithin(engine.db, ['plei-2'])).toBe(3)
  })
})
