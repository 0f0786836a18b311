import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const [person, groups, history, model, consents, privateLink] = await Promise.all([
    answer(locals.api.people.byId({ id: params.id })),
    answer(locals.api.people.groups({ id: params.id })),
    answer(locals.api.people.history({ id: params.id })),
    answer(locals.api.models.active()),
    answer(locals.api.consents.ofPerson({ personId: params.id })),
    answer(locals.api.privateLinks.ofPerson({ personId: params.id })),
  ])
  const clauses = (model?.groupKinds ?? []).map((kind) => ({
    kind: kind.id,
    clauses: kind.clauses.map(({ id, name }) => ({ id, name })),
  }))
  return { person, groups, history, clauses, consents, privateLink }
}
