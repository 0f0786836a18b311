import { TRPCClientError } from '@trpc/client'
import { expect, it } from 'vitest'
import { createServerContact, type ServerContact } from './server-contact.ts'

const unanswered = () => Promise.reject(new TRPCClientError('fetch failed'))
const refused = () =>
  Promise.reject(new TRPCClientError('no', { result: { error: { data: { code: 'not-found' } } } as never }))
const swallow = (asked: Promise<unknown>) => asked.catch(() => undefined)

function createContact(): { readonly contact: ServerContact; readonly told: readonly boolean[] } {
  const told: boolean[] = []
  return { contact: createServerContact((lost) => told.push(lost)), told }
}

it('is lost after a few lost answers in a row, and found again with the next answer', async () => {
  const { contact, told } = createContact()
  for (let time = 0; time < 2; time++) await swallow(contact.note(unanswered()))
  expect(told).toEqual([])
  for (let time = 0; time < 2; time++) await swallow(contact.note(unanswered()))
  expect(told).toEqual([true])
  expect(await contact.note(Promise.resolve('here'))).toBe('here')
  expect(told).toEqual([true, false])
})

it('takes a refusal for an answer, and is forgotten where nobody asks any more', async () => {
  const { contact, told } = createContact()
  for (const ask of [unanswered, unanswered, refused, unanswered, unanswered]) await swallow(contact.note(ask()))
  expect(told).toEqual([])
  await swallow(contact.note(unanswered()))
  contact.forget()
  expect(told).toEqual([true, false])
})
