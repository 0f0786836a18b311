import { consentsFromLedger } from '@ketnoi/hierarchy'
import { agreesTo, buildPerson } from '@ketnoi/hierarchy/testing'
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../test/engines.ts'
import { updatePeople } from '../people/write-people.ts'
import { insertConsentEvent, listConsentEvents, updateConsentLedger, type ConsentRecord } from './consents.queries.ts'
import { findCurrentNotice, insertNotice, listNotices } from './notices.queries.ts'

const SOURCE = { asOf: '2024-03-01', at: '2024-03-01T02:00:00.000Z', recorder: 'clerk', evidence: 'nhan-dan.xlsx' }

function said(kind: ConsentRecord['kind'], day: string | null): Omit<ConsentRecord, 'id' | 'recordedAt'> {
  return {
    personId: 'p',
    purposeId: 'news',
    kind,
    day,
    at: '2024-02-01T02:00:00.000Z',
    channel: 'import',
    noticeId: null,
    noticeSha256: null,
    recorder: 'clerk',
    evidence: null,
    citation: kind === 'ground' ? 'Luật 91/2025/QH15, Điều 19' : null,
  }
}

describeEngines('the ledger of consents', (engine) => {
  beforeEach(async () => {
    await emptyDatabase(engine.db)
    await updatePeople(engine.db, [buildPerson('p')])
  })

  const kinds = async (): Promise<string[]> =>
    (await listConsentEvents(engine.db, 'p')).map(({ kind, day }) => `${kind} ${day ?? 'always'}`)
  const keep = async (...consents: ReturnType<typeof agreesTo>[]): Promise<string[]> => {
    await updatePeople(engine.db, [buildPerson('p', { consents })])
    return updateConsentLedger(engine.db, ['p'], SOURCE)
  }

  test('keeps every event in the order in which things were said, whenever they arrive', async () => {
    await insertConsentEvent(engine.db, { ...said('refused', '2024-02-20'), at: '2024-02-20T01:00:00.000Z' })
    await insertConsentEvent(engine.db, { ...said('ground', null), at: '2024-01-01T01:00:00.000Z' })
    const [ground, refused] = await listConsentEvents(engine.db, 'p')
    expect(ground).toMatchObject({ ...said('ground', null), at: '2024-01-01T01:00:00.000Z' })
    expect(refused).toMatchObject({ kind: 'refused', day: '2024-02-20', recorder: 'clerk', citation: null })
  })

  test('is only ever added to', async () => {
    await insertConsentEvent(engine.db, said('given', '2024-02-01'))
    for (const change of [
      `update consent_event set kind = 'withdrawn'`,
      'delete from consent_event',
      'truncate consent_event',
      'truncate notice cascade',
      'delete from notice',
      `update notice set text = ''`,
    ])
      await expect(sql.raw(change).execute(engine.db), change).rejects.toThrow('only ever added to')
    expect(await kinds()).toEqual(['given 2024-02-01'])
  })

  test('refuses consent without the text that was shown, and a ground without what it rests on', async () => {
    await expect(insertConsentEvent(engine.db, { ...said('given', null), channel: 'web' })).rejects.toThrow(
      'consent_event_notice_ck',
    )
    await expect(insertConsentEvent(engine.db, { ...said('ground', null), citation: null })).rejects.toThrow(
      'consent_event_citation_ck',
    )
  })

  test('follows consents that came in a file: given, ended, given again; the same file twice adds nothing', async () => {
    await keep(agreesTo('news', '2024-01-01', '2024-02-01'))
    expect(await kinds()).toEqual(['given 2024-01-01', 'withdrawn 2024-02-01'])
    const again = [agreesTo('news', '2024-01-01', '2024-02-01'), agreesTo('news', '2024-03-01')]
    await keep(...again)
    await keep(...again)
    expect((await kinds()).slice(2)).toEqual(['given 2024-03-01'])
    const [, , event] = await listConsentEvents(engine.db, 'p')
    expect(event).toMatchObject({ channel: 'import', evidence: 'nhan-dan.xlsx', recorder: 'clerk', at: SOURCE.at })
    expect(consentsFromLedger(await listConsentEvents(engine.db, 'p'))).toEqual(again)
  })

  test('follows a consent that a file ends, or leaves out altogether', async () => {
    await keep(agreesTo('news'), agreesTo('alerts', '2024-01-01'))
    await keep(agreesTo('news', null, '2024-02-10'))
    expect((await kinds()).sort()).toEqual([
      'given 2024-01-01',
      'given always',
      'withdrawn 2024-02-10',
      'withdrawn 2024-03-01',
    ])
  })

  test('a file ends consent, and not the ground: whose consents have to be derived anew is told', async () => {
    await keep(agreesTo('news', '2024-01-01'))
    await insertConsentEvent(engine.db, said('ground', '2024-01-15'))
    expect(await keep(agreesTo('news', '2024-01-01', '2024-02-01'))).toEqual(['p'])
    expect(await kinds()).toContain('withdrawn 2024-02-01')
    expect(consentsFromLedger(await listConsentEvents(engine.db, 'p'))).toEqual([agreesTo('news', '2024-01-01')])
  })
})

describeEngines('notices', (engine) => {
  beforeEach(() => emptyDatabase(engine.db))

  test('the latest version that is valid by the day is shown; a version is made once', async () => {
    const notice = (version: number, text: string, validFrom: string) =>
      insertNotice(engine.db, {
        id: `n${version}${text}`,
        purposeId: 'news',
        language: 'vi',
        version,
        text,
        validFrom,
        author: 'clerk',
      })
    expect(await notice(1, 'Nhà nước hỏi', '2024-01-01')).toBe(true)
    expect(await notice(2, 'Xã hỏi', '2024-02-01')).toBe(true)
    expect(await notice(2, 'Huyện hỏi', '2024-02-01')).toBe(false)
    const shown = async (asOf: string, language: 'vi' | 'en' = 'vi') =>
      (await findCurrentNotice(engine.db, { purposeId: 'news', language, asOf }))?.text ?? null
    expect([await shown('2023-12-31'), await shown('2024-01-31'), await shown('2024-02-01')]).toEqual([
      null,
      'Nhà nước hỏi',
      'Xã hỏi',
    ])
    expect(await shown('2024-02-01', 'en')).toBeNull()
    const [latest] = await listNotices(engine.db)
    expect(latest?.sha256).toBe('7f55948abdf60dfe21749fe1f660a37e7fe07d5e7ec969e160b30a6e6de3a147')
  })
})
