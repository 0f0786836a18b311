import { parseModel, type Model, type Result } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { findSetting, updateSetting } from '../settings/settings.queries.ts'

const ACTIVE = 'active-model'

/** The model in force, or `null` before the set-up. A clause that cannot be read (any more) freezes its groups. */
export async function findActiveModel(db: Db): Promise<Model | null> {
  const id = await findSetting(db, ACTIVE)
  if (typeof id !== 'string') return null
  const row = await db.selectFrom('model').select('document').where('id', '=', id).executeTakeFirst()
  if (row === undefined) return null
  const model: Result<Model> = parseModel(row.document, { invalidRules: 'freeze' })
  if (!model.ok)
    throw new Error(`the stored model ${id} is invalid: ${model.issues.map((issue) => issue.message).join('; ')}`)
  return model.value
}

/** Stores the model and puts it in force. */
export async function updateActiveModel(db: Db, model: Model): Promise<void> {
  await inTransaction(db, async (trx) => {
    await trx
      .insertInto('model')
      .values({ id: model.id, version: model.version, document: JSON.stringify(model) })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({
          version: (eb) => eb.ref('excluded.version'),
          document: (eb) => eb.ref('excluded.document'),
          updated_at: sql`now()`,
        }),
      )
      .execute()
    await updateSetting(trx, ACTIVE, model.id)
  })
}
