import { findPerson, inTransaction, listPersonVersions, RevisionConflict } from '@ketnoi/db'
import type { Person } from '@ketnoi/hierarchy'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { contextOf, createCaller, importVillagers, setUpDistrict } from '../../test/small-district.ts'
import type { Caller, Context } from '../index.ts'
import { savePeople, savePerson } from './save-person.ts'

describeEngines('saving people', (engine) => {
  let ctx: Context
  let api: Caller

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
  })

  const known = async (text: string): Promise<Person> => {
    const { rows } = await api.people.search({ text })
    const stored = await findPerson(ctx.db, rows[0]?.id ?? '')
    if (stored === null) throw new Error(`nobody is called ${text}`)
    return stored.person
  }

  it('writes facts, a version with its reason, and the groups that follow', async () => {
    const person = await known('siu klon')
    const moved: Person = {
      ...person,
      residences: person.residences.map((residence) => ({ ...residence, unitId: 'v2' })),
    }
    const revision = await inTransaction(ctx.db, (trx) =>
      savePerson(ctx, trx, { person: moved, revision: 1, action: 'person-edited', reason: 'chuyển làng' }),
    )
    expect(revision).toBe(2)
    expect((await api.groups.byId({ id: 'village:v1' })).group.desired).toBe(9)
    expect((await api.groups.byId({ id: 'village:v2' })).group.desired).toBe(1)
    expect(await listPersonVersions(ctx.db, person.id)).toMatchObject([
      { revision: 2, before: person, after: moved, data: { reason: 'chuyển làng', fields: ['residences'] } },
    ])
  })

  it('leaves alone whoever did not change, and adds whoever is new', async () => {
    const person = await known('siu klon')
    const added: Person = { ...person, id: 'new', name: 'Siu Mới' }
    const revisions = await inTransaction(ctx.db, (trx) =>
      savePeople(
        ctx,
        trx,
        [
          { person, revision: 1 },
          { person: added, revision: null },
        ],
        { action: 'person-added' },
      ),
    )
    expect(revisions).toEqual(
      new Map([
        [person.id, 1],
        ['new', 1],
      ]),
    )
    expect(await listPersonVersions(ctx.db, person.id)).toEqual([])
    expect((await api.groups.byId({ id: 'village:v1' })).group.desired).toBe(11)
  })

  it('refuses, and keeps nothing, when somebody else was faster, the person exists already or is gone', async () => {
    const person = await known('siu klon')
    const other = await known('nay groanh')
    const save = (revision: number | null, change: Partial<Person>) =>
      inTransaction(ctx.db, (trx) =>
        savePeople(
          ctx,
          trx,
          [
            { person: { ...other, birth: '1999' }, revision: 1 },
            { person: { ...person, ...change }, revision },
          ],
          { action: 'person-edited' },
        ),
      )
    await expect(save(2, { birth: '1980' })).rejects.toThrow(RevisionConflict)
    await expect(save(null, { birth: '1980' })).rejects.toThrow(RevisionConflict)
    await expect(save(1, { id: 'gone' })).rejects.toThrow(RevisionConflict)
    expect(await findPerson(ctx.db, other.id)).toEqual({ person: other, revision: 1 })
  })
})
