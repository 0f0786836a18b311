import { listAuditEvents, listReviews, type AccountRole } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  callerWith,
  codeOf,
  contextOn,
  createCaller,
  importVillagers,
  setUpDistrict,
  VILLAGERS,
} from '../../test/small-district.ts'
import type { Caller, Context } from '../index.ts'

const VILLAGE = 'village:v1'

describeEngines('reviews of groups', (engine) => {
  let ctx: Context
  let api: Caller
  let today: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    today = '2024-02-01'
    ctx = contextOn(engine, () => today)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    await list(VILLAGERS.slice(1))
  })

  const as = (role: Partial<AccountRole>): Promise<Caller> => callerWith(ctx, role)
  const list = (names: readonly string[]) =>
    api.readings.save({
      groupId: VILLAGE,
      source: { kind: 'text', text: names.join('\n') },
      completeness: 'complete',
    })
  const switchOn = (missed: string) => api.reviews.setPolicies({ on: true, policies: { village: { missed } } })
  const adds = async (): Promise<string[]> => {
    const { changes, held } = await api.groups.plan({ id: VILLAGE })
    return [
      ...changes.flatMap(({ kind }) => (kind === 'add' ? [kind as string] : [])),
      ...held.map((line) => `${line.code} ${line.change}`),
    ]
  }

  it('are due a year after they were switched on, and before that nothing is', async () => {
    expect(await api.reviews.due()).toMatchObject({ since: null, rows: [] })
    await switchOn('flag')
    expect((await api.reviews.due()).counts).toMatchObject({ later: 1, called: 0 })
    const officer = await as({ unitId: 'c1' })
    today = '2025-01-10'
    expect((await officer.reviews.due()).rows).toMatchObject([
      { groupId: VILLAGE, dueOn: '2025-02-01', state: 'coming', members: 9, called: true, maySign: true },
    ])
    today = '2025-02-02'
    expect((await officer.reviews.due()).rows).toMatchObject([{ state: 'missed', follows: 'flag' }])
    const elsewhere = await as({ unitId: 'c2' })
    expect((await elsewhere.reviews.due()).rows).toEqual([])
    expect(await codeOf(elsewhere.reviews.due({ unitId: 'v1' }))).toBe('forbidden')
  })

  it('hold the adds of a group that was missed, until somebody has signed', async () => {
    await switchOn('freeze-adds')
    expect(await adds()).toEqual(['add'])
    today = '2025-02-02'
    expect(await adds()).toEqual(['review-missed add'])
    const all = await api.plans.all()
    expect(all.groups.find(({ id }) => id === VILLAGE)?.counts).toMatchObject({ add: 0, held: 1 })
    const officer = await as({ unitId: 'c1' })
    const { fingerprint, lines } = await officer.reviews.ofGroup({ groupId: VILLAGE })
    expect(lines).toHaveLength(10)
    const { reviewId } = await officer.reviews.sign({ groupId: VILLAGE, fingerprint })
    expect(await adds()).toEqual(['add'])
    expect((await officer.reviews.due()).counts).toMatchObject({ missed: 0, later: 1 })
    expect(await listReviews(engine.db, VILLAGE, 5)).toMatchObject([
      { id: reviewId, dueOn: '2025-02-01', reviewedOn: '2025-02-02', outcome: 'confirmed', members: 9, asked: [] },
    ])
    const { rows } = await listAuditEvents(engine.db, { actions: ['review-signed'], limit: 2 })
    expect(rows).toMatchObject([{ subjectId: VILLAGE, data: { reviewId, outcome: 'confirmed', members: 9 } }])
    // Signed by somebody else in the meantime: it is not what they looked at any more.
    expect(await codeOf(officer.reviews.sign({ groupId: VILLAGE, fingerprint }))).toBe('review-moved')
  })

  it('are refused when the members moved since they were looked at, and record nothing', async () => {
    await switchOn('flag')
    const { fingerprint } = await api.reviews.ofGroup({ groupId: VILLAGE })
    today = '2024-02-02'
    await list(VILLAGERS.slice(2))
    expect(await codeOf(api.reviews.sign({ groupId: VILLAGE, fingerprint }))).toBe('review-moved')
    expect(await listReviews(engine.db, VILLAGE, 5)).toEqual([])
  })

  it('exclude whoever does not belong for a while, and keep what the rosters have to say differently', async () => {
    await switchOn('flag')
    const { fingerprint, lines } = await api.reviews.ofGroup({ groupId: VILLAGE })
    const [one, other] = lines.filter(({ actualRole }) => actualRole !== null).map(({ personId }) => personId)
    const remarks = [
      { personId: one ?? '', says: 'excluded' as const },
      { personId: other ?? '', says: 'left' as const },
    ]
    const sign = { groupId: VILLAGE, fingerprint, remarks }
    expect(await codeOf(api.reviews.sign(sign))).toBe('review-reason-missing')
    const why = { reason: 'không còn ở làng', to: '2025-02-01' }
    // Officers make no exceptions, here as elsewhere.
    expect(await codeOf((await as({ unitId: 'c1' })).reviews.sign({ ...sign, ...why }))).toBe('forbidden')
    await (await as({ role: 'commune-administrator', unitId: 'c1' })).reviews.sign({ ...sign, ...why })
    const { overrides, lines: after } = await api.groups.byId({ id: VILLAGE })
    expect(overrides).toMatchObject([{ kind: 'exclude', personId: one, ...why, state: 'holds' }])
    expect(after.find(({ personId }) => personId === one)).toMatchObject({ desiredRole: null, actualRole: 'member' })
    const review = await api.reviews.ofGroup({ groupId: VILLAGE })
    expect(review.asked).toMatchObject([{ personId: other, ask: 'left', role: 'member', name: expect.any(String) }])
    expect(review.earlier).toMatchObject([{ outcome: 'changes-asked', excluded: 1, asked: 1 }])
  })

  it('are signed by whoever answers for the group, and looked at by inspectors', async () => {
    await switchOn('flag')
    const inspector = await as({ role: 'inspector', unitId: 'c1' })
    const { fingerprint, maySign } = await inspector.reviews.ofGroup({ groupId: VILLAGE })
    expect(maySign).toBe(false)
    expect(await codeOf(inspector.reviews.sign({ groupId: VILLAGE, fingerprint }))).toBe('forbidden')
    const elsewhere = await as({ role: 'commune-administrator', unitId: 'c2' })
    expect(await codeOf(elsewhere.reviews.ofGroup({ groupId: VILLAGE }))).toBe('forbidden')
    expect(await codeOf(elsewhere.reviews.sign({ groupId: VILLAGE, fingerprint }))).toBe('forbidden')
    expect(await codeOf(elsewhere.reviews.setPolicies({ on: true, policies: {} }))).toBe('forbidden')
    await api.reviews.setPolicies({ on: false, policies: {} })
    expect(await codeOf(api.reviews.sign({ groupId: VILLAGE, fingerprint }))).toBe('review-not-open')
    expect(await codeOf(api.reviews.setPolicies({ on: true, policies: { village: { months: 0 } } }))).toBe(
      'review-months-invalid',
    )
  })

  it('call the level above when they were missed and the policy says so', async () => {
    const above = await as({ role: 'administrator', unitId: 'd' })
    const called = async () => (await above.reviews.due()).rows.map(({ state, called }) => [state, called])
    await switchOn('escalate')
    today = '2025-02-01'
    expect(await called()).toEqual([['due', false]])
    today = '2025-02-02'
    expect(await called()).toEqual([['missed', true]])
    await switchOn('flag')
    expect(await called()).toEqual([['missed', false]])
  })
})
