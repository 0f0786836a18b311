import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LONGEST_ANNOUNCEMENT, parseAnnouncementText, withoutMentions } from './announcement-text.ts'

const MENTION = /\[[\s\p{Cf}]*@/u
const piece = fc.constantFrom('[', ']', '@', '[@', '@]', ' ', '\u200b', '\u00ad', 'a', '\u0301', '\u0000', '\r\n', '［')

describe('withoutMentions', () => {
  it.each([
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

  it('mentions nobody, whatever is put together', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(withoutMentions(pieces.join(''))).not.toMatch(MENTION)
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes no longer than its length', { timeout: 2_000 }, () => {
    for (const some of ['[', '[@', '[@[', '@', ' '])
      expect(withoutMentions(some.repeat(200_000)).length).toBeLessThan(400_001)
  })
})

describe('parseAnnouncementText', () => {
  it.each([
    ['a line and another', 'Một\r\nHai\rBa', 'Một\nHai\nBa'],
    ['letters that were taken apart', 'Thông báo', 'Thông báo'],
    ['a control character between a bracket and what it mentions', '[\u0000@all] Họp', 'Họp'],
    ['half of a character', 'a\ud800b', 'a\ufffdb'],
  ])('%s', (_, text, value) => {
    expect(parseAnnouncementText(text)).toEqual({ ok: true, value })
  })

  it('gives what it gave, without any mention, also as a service cleans it once more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 30 }),
        (pieces) => {
          const parsed = parseAnnouncementText(pieces.join(''))
          if (!parsed.ok) return
          expect(parseAnnouncementText(parsed.value)).toEqual(parsed)
          expect(withoutMentions(parsed.value)).toBe(parsed.value)
          expect(parsed.value).not.toMatch(MENTION)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('says why there is nothing to send', () => {
    expect(parseAnnouncementText(' [@all]\n')).toMatchObject({ ok: false, issues: [{ code: 'announcement-empty' }] })
    const most = 'x'.repeat(LONGEST_ANNOUNCEMENT)
    expect(parseAnnouncementText(most).ok).toBe(true)
    expect(parseAnnouncementText(`${most}y`)).toMatchObject({
      ok: false,
      issues: [{ code: 'announcement-too-long', data: { length: 2_001, limit: 2_000 } }],
    })
  })
})
