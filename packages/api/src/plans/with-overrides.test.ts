import type { DesiredRow } from '@ketnoi/db'
import type { Override } from '@ketnoi/hierarchy'
import { expect, it } from 'vitest'
import { withOverrides } from './with-overrides.ts'

const row = (personId: string, role: DesiredRow['role'] = 'member'): DesiredRow => ({
  groupId: 'g',
  personId,
  role,
  clauses: 1,
  required: true,
})
const override = (kind: Override['kind'], personId: string, role: Override['role'] = 'member'): Override => ({
  id: `${kind} ${personId}`,
  kind,
  groupId: 'g',
  personId,
  role,
  reason: '',
  author: '',
  from: null,
  to: null,
})

it('includes in the higher role, and an exclusion wins', () => {
  const overrides = [
    override('include', 'a', 'leader'),
    override('include', 'b', 'member'),
    override('include', 'new', 'deputy'),
    override('exclude', 'c'),
    override('include', 'both'),
    override('exclude', 'both'),
  ]
  expect(withOverrides([row('a'), row('b', 'deputy'), row('c'), row('d')], overrides)).toEqual([
    row('a', 'leader'),
    row('b', 'deputy'),
    row('d'),
    { groupId: 'g', personId: 'new', role: 'deputy', clauses: 0, required: false },
  ])
})
