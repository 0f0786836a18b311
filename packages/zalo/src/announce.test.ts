import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { simClient } from '../test/connect-to-sim.ts'
import { announce, withoutMentions } from './announce.ts'

describe('a text for a group', () => {
  test.each([
    ['Xin chào [@186729651760683225]!', 'Xin chào !'],
    ['[@[@g]g] all', 'all'],
    ['[[@all', '@all'],
    ['[ [@all [@all', '@all @all'],
    ['[@a [xem] b]', 'b]'],
    ['[[@x]@all]', ''],
    ['[\u200b@all] nghe đây', 'nghe đây'],
    ['[ @all] nghe đây', 'nghe đây'],
    ['[@all nghe đây', '@all nghe đây'],
    ['email: a@b.vn [tài liệu]', 'email: a@b.vn [tài liệu]'],
  ])('%s', (text, clean) => {
    expect(withoutMentions(text)).toBe(clean)
  })

  test('mentions nobody, whatever is put together', () => {
    const piece = fc.constantFrom('[', ']', '@', '[@', '@]', ' ', '\u200b', '\u00ad', 'a', '123', '\n', '［', '＠')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(withoutMentions(pieces.join(''))).not.toMatch(/\[[\s\p{Cf}]*@/u)
      }),
      { numRuns: 2_000 },
    )
  })
})

test('a long text takes no longer than its length', () => {
  for (const piece of ['[', '[@', '[@[', '@', ' '])
    expect(withoutMentions(piece.repeat(200_000)).length).toBeLessThan(400_001)
}, 2_000)

test('is sent, or says why not', async () => {
  const { client, service } = simClient({ groups: [{ groupId: 'g', name: 'n' }] })
  expect(await announce(client, 'g', 'Họp lúc 19:00 [@g]')).toMatchObject({ kind: 'sent' })
  expect(service.messages()).toEqual([{ recipient: 'g', text: 'Họp lúc 19:00' }])
  expect(await announce(client, 'g', ' [@g] ')).toEqual({ kind: 'not-sent', reason: 'empty', length: 0 })
  expect(await announce(client, 'g', 'x'.repeat(2_001))).toEqual({
    kind: 'not-sent',
    reason: 'too-long',
    length: 2_001,
  })
  expect(await announce(client, 'h', 'a')).toMatchObject({ kind: 'failed', code: 'group-unknown' })
  service.faults.add({ kind: 'no-answer-after' })
  expect(await announce(client, 'g', 'a')).toMatchObject({ kind: 'failed', effect: 'unknown' })
  expect(service.messages()).toHaveLength(2)
})
