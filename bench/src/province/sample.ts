import type pg from 'pg'

/** What a reading is about: things of one commune, which whoever works there sees. */
export interface Sample {
  readonly communeId: string
  readonly otherCommuneId: string
  readonly villageId: string
  readonly groupId: string
  readonly personId: string
  readonly name: string
  readonly phone: string
  readonly householdId: string
  readonly officerId: string
  readonly seats: readonly { readonly positionId: string; readonly unitId: string }[]
  readonly posterToken: string
  readonly accountId: string
  readonly batchId: string
  readonly runId: string
  readonly jobId: string
  readonly announcementId: string
}

/** Samples from different communes, the same for the same province. */
export async function takeSamples(client: pg.Client, count: number): Promise<readonly Sample[]> {
  const { rows: communes } = await client.query<{ id: string }>(
    `select id from unit where tier = 'commune' order by md5(id) limit $1`,
    [count],
  )
  const samples: Sample[] = []
  for (const [at, { id }] of communes.entries())
    samples.push(await sampleOf(client, id, communes[(at + 1) % communes.length]?.id ?? id, at))
  return samples
}

async function sampleOf(client: pg.Client, communeId: string, otherCommuneId: string, at: number): Promise<Sample> {
  const one = async <T extends object>(text: string, values: readonly unknown[]): Promise<T> => {
    const { rows } = await client.query<T>(text, [...values])
    if (rows[0] === undefined) throw new Error(`the province has nothing for: ${text}`)
    return rows[0]
  }
  const { villageId } = await one<{ villageId: string }>(
    `select unit_id as "villageId" from unit_parent
    where parent_id = $1 and exists (select from run_group where group_id = 'village:' || unit_parent.unit_id)
    order by md5(unit_id) limit 1`,
    [communeId],
  )
  const somebody = await one<{ personId: string; name: string; householdId: string; phone: string }>(
    `select person.id as "personId", person.name, household_id as "householdId", number as phone
    from residence join person on person.id = person_id join phone on phone.person_id = person.id
    where unit_id = $1 and represents_household and residence.valid_to = 'infinity' order by person.id offset $2 limit 1`,
    [villageId, at % 20],
  )
  const { rows: officers } = await client.query<{ personId: string; positionId: string; unitId: string }>(
    `select person_id as "personId", position_id as "positionId", unit_id as "unitId" from appointment
    where person_id = (
      select person_id from appointment where unit_id = $1 and position_id = 'commune-police-officer' and valid_to = 'infinity' and valid_from < '2025-08-01'
      order by person_id limit 1
    ) and valid_to = 'infinity'`,
    [communeId],
  )
  const { posterToken } = await one<{ posterToken: string }>(
    `select token as "posterToken" from registration_link where unit_id = $1`,
    [villageId],
  )
  const groupId = `village:${villageId}`
  const { runId } = await one<{ runId: string }>(
    `select run_id as "runId" from run_group where group_id = $1 limit 1`,
    [groupId],
  )
  const firstOf = async (table: 'job' | 'announcement'): Promise<string> =>
    (await one<{ id: string }>(`select id from ${table} order by id limit 1`, [])).id
  return {
    communeId,
    otherCommuneId,
    villageId,
    groupId,
    ...somebody,
    officerId: officers[0]?.personId ?? '',
    seats: officers.map(({ positionId, unitId }) => ({ positionId, unitId })),
    posterToken,
    accountId: `account-${communeId}-4`,
    batchId: `batch ${communeId} 1`,
    runId,
    jobId: await firstOf('job'),
    announcementId: await firstOf('announcement'),
  }
}
