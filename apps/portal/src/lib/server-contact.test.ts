import { TRPCClientError } from '@trpc/client'
import { expect, it } from 'vitest'
import { createServerContact } from './server-contact.ts'

const unanswered = () => Promise.reject(new TRPCClientError('fetch failed'))
const refused = () =>
  Promise.reject(new TRPCClientError('no', { result: { error: { data: { code: 'not-found' } } } as never }))
const swallow = (asked: Promise<unknown>) => asked.catch(() => undefined)

it('is lost after a few lost answers in a row, and found again with the next answer', async () => {
  const contact = createServerContact()
  for (let time = 0; time < 2; time++) await swallow(contact.note(unanswered()))
  expect(contact.lost).toBe(false)
  await swallow(contact.note(unanswered()))
  expect(contact.lost).toBe(true)
  expect(await contact.note(Promise.resolve('here'))).toBe('here')
  expect(contact.lost).toBe(false)
})

it('takes a refusal for an answer, and is forgotten where nobody asks any more', async () => {
  const contact = createServerContact()
  for (const ask of [unanswered, unanswered, refused, unanswered, unanswered]) await swallow(contact.note(ask()))
  expect(contact.lost).toBe(false)
  await swallow(contact.note(unanswered()))
  expect(contact.lost).toBe(true)
  contact.forget()
  expect(contact.lost).toBe(false)
})
