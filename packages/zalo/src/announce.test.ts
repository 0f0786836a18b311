import { expect, test } from 'vitest'
import { simClient } from '../test/connect-to-sim.ts'
import { announce } from './announce.ts'

test('is sent, or says why not', async () => {
  const { client, service } = simClient({ groups: [{ groupId: 'g', name: 'n' }] })
  expect(await announce(client, 'g', 'Họp lúc 19:00 [@g]')).toEqual({ kind: 'done', already: false })
  expect(service.messages()).toEqual([{ recipient: 'g', text: 'Họp lúc 19:00' }])
  expect(await announce(client, 'g', ' [@g] ')).toMatchObject({ code: 'refused', effect: 'none' })
  expect(await announce(client, 'g', 'x'.repeat(2_001))).toMatchObject({
    code: 'refused',
    message: 'the text has 2001 characters',
  })
  expect(await announce(client, 'h', 'a')).toMatchObject({ kind: 'failed', code: 'group-unknown' })
  service.faults.add({ kind: 'no-answer-after' })
  expect(await announce(client, 'g', 'a')).toMatchObject({ kind: 'failed', effect: 'unknown' })
  expect(service.messages()).toHaveLength(2)
})
