import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isValidOn } from '../interval.ts'
import { consentsFromLedger, type ConsentEvent, type ConsentEventKind } from './consents.ts'

function said(kind: ConsentEventKind, day: string | null, purposeId = 'news'): ConsentEvent {
  return { purposeId, kind, day }
}

describe('what a ledger of consents allows', () => {
  it('silence and refusal are not consent', () => {
    expect(consentsFromLedger([])).toEqual([])
    expect(consentsFromLedger([said('refused', '2024-01-01')])).toEqual([])
    expect(consentsFromLedger([said('withdrawn', '2024-01-01')])).toEqual([])
  })

  it('holds from the day it was given to the day it was taken back', () => {
    expect(consentsFromLedger([said('given', null)])).toEqual([{ purposeId: 'news', from: null, to: null }])
    expect(consentsFromLedger([said('given', '2024-01-01'), said('withdrawn', '2024-02-01')])).toEqual([
      { purposeId: 'news', from: '2024-01-01', to: '2024-02-01' },
    ])
    expect(consentsFromLedger([said('given', '2024-01-01'), said('refused', '2024-02-01')])).toHaveLength(1)
  })

  it('a withdrawal that arrives first and is later in time still counts', () => {
    expect(consentsFromLedger([said('withdrawn', '2024-02-01'), said('given', '2024-01-01')])).toEqual([
      { purposeId: 'news', from: '2024-01-01', to: '2024-02-01' },
    ])
  })

  it('on one day the last word counts', () => {
    expect(consentsFromLedger([said('given', '2024-01-01'), said('withdrawn', '2024-01-01')])).toEqual([])
    expect(
      consentsFromLedger([said('given', '2024-01-01'), said('withdrawn', '2024-02-01'), said('given', '2024-02-01')]),
    ).toEqual([{ purposeId: 'news', from: '2024-01-01', to: null }])
  })

  it('a withdrawal leaves a ground standing, and the end of the ground leaves consent', () => {
    const both = [said('given', '2024-01-01'), said('ground', '2024-01-10')]
    expect(consentsFromLedger([...both, said('withdrawn', '2024-02-01')])).toEqual([
      { purposeId: 'news', from: '2024-01-01', to: null },
    ])
    expect(consentsFromLedger([...both, said('ground-ended', '2024-02-01')])).toEqual([
      { purposeId: 'news', from: '2024-01-01', to: null },
    ])
    expect(consentsFromLedger([...both, said('withdrawn', '2024-02-01'), said('ground-ended', '2024-03-01')])).toEqual([
      { purposeId: 'news', from: '2024-01-01', to: '2024-03-01' },
    ])
  })

  it('agrees, on every day, with the last words said until then', () => {
    const days = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04']
    const kinds: readonly ConsentEventKind[] = ['given', 'refused', 'withdrawn', 'ground', 'ground-ended']
    const event = fc.record({
      purposeId: fc.constantFrom('news', 'alerts'),
      kind: fc.constantFrom(...kinds),
      day: fc.constantFrom(...days),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), fc.constantFrom(...days), (events, day) => {
        const sorted = events.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
        for (const purpose of ['news', 'alerts']) {
          const until = sorted.filter((one) => one.purposeId === purpose && one.day <= day).map((one) => one.kind)
          const consent = until.findLast((kind) => !kind.startsWith('ground')) === 'given'
          const ground = until.findLast((kind) => kind.startsWith('ground')) === 'ground'
          const allowed = consentsFromLedger(events).filter((c) => c.purposeId === purpose && isValidOn(c, day))
          expect(allowed).toHaveLength(consent || ground ? 1 : 0)
        }
      }),
    )
  })
})
