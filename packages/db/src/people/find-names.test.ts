import { foldName, type PersonId } from '@ketnoi/hierarchy'
import { buildPerson, holds, livesAt } from '@ketnoi/hierarchy/testing'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { describeEngines } from '../../test/engines.ts'
import { DAY, loadExample, PEOPLE } from '../../test/example.ts'
import { largeArea, smallArea, type SearchArea } from './areas.ts'
import { findByName } from './find-names.ts'
import { findByPhone } from './find-phones.ts'
import { deletePeople, updatePeople } from './write-people.ts'

const WORDS = ['Siu', 'Nay', 'Nguyễn', 'Văn', 'An', 'Ân', 'Anh', 'H’An', 'Bình', 'Blơi', 'Lan']

describeEngines('people among millions', (engine) => {
  beforeAll(async () => {
    await loadExample(engine.db)
    await deletePeople(
      engine.db,
      PEOPLE.map(({ id }) => id),
    )
    const names = fc.sample(fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }), {
      numRuns: 150,
      seed: 7,
    })
    const people = names.map((words, at) =>
      buildPerson(`p${String(at)}`, {
        name: words.join(' '),
        residences: [livesAt(at % 2 === 0 ? 'plei-2' : 'trok')],
        phones: [
          {
            number: `+8490${String(at * 4_567_891)
              .padStart(7, '0')
              .slice(-7)}`,
            from: null,
            to: null,
          },
        ],
      }),
    )
    await updatePeople(engine.db, people)
  })

  const everywhere: SearchArea = { kind: 'everywhere' }
  const ways = (unitId: string): readonly SearchArea[] => [
    smallArea([unitId], DAY, 'residents-and-seats'),
    largeArea([unitId], DAY, 'residents-and-seats'),
  ]

  /** As a name that hardly anybody bears is looked for, and as one that many do. */
  const bothRareAndCommon =
    <T>(find: (few: number) => (area: SearchArea) => T) =>
    (area: SearchArea): T[] =>
      [Infinity, 0].map((few) => find(few)(area))

  test('are found in the same order whichever way they are looked for', async () => {
    const part = fc.tuple(fc.constantFrom(...WORDS), fc.nat(3), fc.integer({ min: 1, max: 6 }))
    const text = fc
      .array(
        part.map(([word, from, length]) => word.slice(from, from + length)),
        { minLength: 1, maxLength: 3 },
      )
      .map((parts) => foldName(parts.join(' ')))
      .filter((folded) => folded !== '')
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(3, 20, 200), async (folded, limit) => {
        const find =
          (few: number) =>
          (area: SearchArea): Promise<PersonId[]> =>
            findByName(engine.db, folded, area, limit, few)
        const [inOrder, ...others] = await Promise.all(
          [...ways('district'), everywhere].flatMap(bothRareAndCommon(find)),
        )
        for (const found of others) expect(found).toEqual(inOrder)
        const [ofTul, ...alsoOfTul] = await Promise.all(ways('tul').flatMap(bothRareAndCommon(find)))
        for (const found of alsoOfTul) expect(found).toEqual(ofTul)
        if (limit === 200) expect(ofTul).toEqual(inOrder?.filter((id) => Number(id.slice(1)) % 2 === 0))
      }),
      { numRuns: 60 },
    )
  })

  test.each(['090', '0901', '84901', '1234', '891', '0904567891', '+84904567891', '999999'])(
    'by the phone %s as well',
    async (digits) => {
      const find = (area: SearchArea): Promise<PersonId[]> => findByPhone(engine.db, digits, area, 200)
      const [inOrder, ...others] = await Promise.all([...ways('district'), everywhere].map(find))
      for (const found of others) expect(found).toEqual(inOrder)
      const ofTul = inOrder?.filter((id) => Number(id.slice(1)) % 2 === 0)
      for (const area of ways('tul')) expect(await find(area)).toEqual(ofTul)
    },
  )

  test('whoever holds a seat is found where the seat is, wherever they live and on whatever day', async () => {
    const seat = holds('commune-police-officer', 'tul')
    const until = (to: string) => ({ ...seat, from: null, to })
    await updatePeople(engine.db, [
      buildPerson('guest', { name: 'Puih Zah', appointments: [seat] }),
      buildPerson('former', { name: 'Puih Zem', residences: [livesAt('trok')], appointments: [until('2020-01-01')] }),
      buildPerson('next', { name: 'Puih Zin', appointments: [{ ...seat, from: '2030-01-01' }] }),
    ])
    for (const area of [...ways('tul'), ...ways('district'), everywhere])
      expect(await findByName(engine.db, 'puih', area, 9)).toEqual(['guest', 'former', 'next'])
    for (const area of ways('trok')) expect(await findByName(engine.db, 'puih', area, 9)).toEqual(['former'])
    for (const area of [smallArea(['tul'], DAY, 'residents'), largeArea(['tul'], DAY, 'residents')])
      expect(await findByName(engine.db, 'puih', area, 9)).toEqual([])
  })

  test('whoever gets another name is found by it at home as well', async () => {
    const renamed = buildPerson('p0', { name: 'Kpă Zuh', residences: [livesAt('plei-2')] })
    await updatePeople(engine.db, [renamed])
    for (const area of [...ways('tul'), everywhere]) expect(await findByName(engine.db, 'zuh', area, 9)).toEqual(['p0'])
    const { rows } = await sql`
      select from residence join person on person.id = residence.person_id where residence.sort_key <> person.sort_key
    `.execute(engine.db)
    expect(rows).toEqual([])
  })
})
