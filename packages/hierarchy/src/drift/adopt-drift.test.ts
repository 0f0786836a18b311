import { expect, it } from 'vitest'
import { adoptDrift, type Drift } from '../index.ts'

const LINE = { groupId: 'village:v1', seenAt: '2024-02-01T01:00:00Z', way: 'ask', decided: false } as const
const BY = { id: 'o1', role: 'deputy', reason: 'khách mời', author: 'chief', from: '2024-02-01' } as const

it('makes an include that ends of somebody who is there, and an own exclusion of somebody who left', () => {
  const added: Drift = { ...LINE, kind: 'added-by-leader', personId: 'an' }
  expect(adoptDrift(added, BY)).toMatchObject({ kind: 'include', role: 'deputy', author: 'chief', to: '2025-01-31' })
  const gone: Drift = { ...LINE, kind: 'left-by-themselves', personId: 'an' }
  expect(adoptDrift(gone, BY)).toMatchObject({ kind: 'exclude', author: 'an', to: null })
})

it('makes nothing of strangers and glitches', () => {
  expect(adoptDrift({ ...LINE, kind: 'outsider', key: 'name:X' }, BY)).toBeNull()
  expect(adoptDrift({ ...LINE, kind: 'service-glitch', personId: 'an', undone: 'add' }, BY)).toBeNull()
})
