import type { Person } from '@ketnoi/hierarchy'
import { buildPerson, livesAt } from '@ketnoi/hierarchy/testing'
import { expect, it } from 'vitest'
import type { PersonUndo } from './judge-batch.ts'
import { partsOf } from './undo-parts.ts'

const at = (id: string, householdId: string | null, proxyId?: string): Person => ({
  ...buildPerson(id, { residences: [{ ...livesAt('v'), householdId }] }),
  ...(proxyId === undefined ? {} : { proxyId }),
})
const removed = (now: Person): PersonUndo => ({ id: now.id, revision: 1, now, outcome: 'remove' })
const together = (judged: readonly PersonUndo[], size: number): string[] =>
  [...Map.groupBy(partsOf(judged, size), ({ part }) => part).values()].map((all) =>
    all.map(({ personId }) => personId).join(' '),
  )

it('keeps households, homes that people come back to, and who carries messages together', () => {
  const moved: PersonUndo = {
    id: 'd',
    revision: 1,
    now: at('d', 'h4'),
    person: at('d', 'h1'),
    outcome: 'restore',
    restored: ['residences'],
    kept: [],
  }
  const judged = [at('a', 'h1'), at('b', 'h2'), at('c', 'h3', 'b')].map(removed)
  expect(together([...judged, moved, removed(at('e', null))], 2)).toEqual(['a d', 'b c', 'e'])
})

it('fills parts, leaves out whom nothing is done to, and does not divide what is larger', () => {
  const people = ['a', 'b', 'c', 'd', 'e'].map((id) => removed(at(id, null)))
  const kept: PersonUndo = { id: 'k', revision: 1, now: at('k', null), outcome: 'unchanged' }
  expect(together([kept, ...people], 2)).toEqual(['a b', 'c d', 'e'])
  expect(
    together(
      ['a', 'b', 'c'].map((id) => removed(at(id, 'h'))),
      2,
    ),
  ).toEqual(['a b c'])
})
