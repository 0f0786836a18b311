import type { RouterOutputs } from '@ketnoi/api'
import type { Model } from '@ketnoi/hierarchy'
import { api } from '#lib/api.ts'

export interface Explained {
  readonly answer: RouterOutputs['people']['explain']
  readonly model: Model
}

let model: Promise<Model | null> | undefined

/** Asks why a person is in a group or not, with the model that its words are taken from (asked once per visit). */
export async function explain(personId: string, groupId: string): Promise<Explained> {
  model ??= api.models.active.query()
  const [answer, known] = await Promise.all([api.people.explain.query({ id: personId, groupId }), model])
  if (known === null) throw new Error('there is no model')
  return { answer, model: known }
}
