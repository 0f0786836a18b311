import { findPerson } from '@ketnoi/db'
import type { Context } from '../src/index.ts'
import { createCaller, dropRoster, finished, importVillagers, setUpDistrict } from './small-district.ts'
import { addGroups, addOfficer, SPLIT } from './small-reform.ts'

/** What nobody who answers for commune c1 alone may ever be told: names and phones of commune c2, whole or masked. An id holds none of it. */
export const SECRETS = ['Tuyệt Mật', 'TUYỆT MẬT', 'Tuyet Mat', '977123', '097•'] as const

const OF_THE_OTHER = [
  'STT,Họ và tên,Ngày sinh,Số điện thoại,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm',
  ...['Ksor', 'Siu', 'Nay'].map(
    (family, at) => `${at + 1},${family} Tuyệt Mật,0${at + 1}/01/1970,097712300${at},Buôn Xa,x,x`,
  ),
].join('\n')

/** What there is in commune c2. */
export interface Attacked {
  readonly personId: string
  readonly householdId: string
  readonly runId: string
  /** Opens the page of that person. */
  readonly token: string
}

/** The small district with people in both communes, and something of everything that has an id. */
export async function setUpAttacked(ctx: Context): Promise<Attacked> {
  const api = createCaller(ctx)
  await setUpDistrict(api)
  await importVillagers(api)
  const { jobId } = await api.imports.confirm({ id: await dropRoster(api, OF_THE_OTHER), leaveUndecided: true })
  await finished(api, jobId)
  const head = await addOfficer(api, 'Nguyễn Văn Trưởng', 'c1', 'commune-police-head')
  await addOfficer(api, 'Rơ Tuyệt Mật', 'c2', 'commune-police-officer')
  await addGroups(ctx.db, head)
  const { id: personId } = (await api.people.search({ text: 'ksor tuyet mat' })).rows[0]!
  const { token } = await api.privateLinks.make({ personId })
  const { householdId } = (await findPerson(ctx.db, personId))!.person.residences[0]!
  await api.registrations.poster({ unitId: 'v3' })
  await api.reforms.create({ document: SPLIT })
  const scope = { groupId: 'village:v3' } as const
  const { fingerprint } = await api.runs.proposal(scope)
  const { id: runId } = await api.runs.approve({ scope, fingerprint })
  return { personId, householdId: householdId ?? '', runId, token }
}
