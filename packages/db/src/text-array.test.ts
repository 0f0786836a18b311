import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeEngines } from '../test/engines.ts'
import { textArray } from './text-array.ts'

describeEngines('an array as text', (engine) => {
  test('is read by the database as it was', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\u0000'))
    const awkward = fc.constantFrom(
      '',
      'null',
      'NULL',
      '{}',
      '","',
      '"',
      '\\',
      '\\"',
      '\t',
      '\n',
      ' a ',
      'Rơ Châm H’ Mỹ',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(text, awkward, fc.constant(null))), async (values) => {
        const { rows } = await sql<{
          values: (string | null)[]
        }>`select ${textArray(values)}::text[] as values`.execute(engine.db)
        expect(rows).toEqual([{ values }])
      }),
    )
  })
})
