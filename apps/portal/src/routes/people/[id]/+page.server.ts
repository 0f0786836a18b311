import { redirect } from '@sveltejs/kit'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const [person, groups, history, merged, model, consents, privateLink] = await Promise.all([
    answer(locals.api.people.byId({ id: params.id })),
    answer(locals.api.people.groups({ id: params.id })),
    answer(locals.api.people.history({ id: params.id })),
    answer(locals.api.duplicates.ofPerson({ id: params.id })),
    answer(locals.api.models.active()),
    answer(locals.api.consents.ofPerson({ personId: params.id })),
    answer(locals.api.privateLinks.ofPerson({ personId: params.id })),
  ])
  // The record was merged into this one; that can be undone.
  if (person.id !== params.id) redirect(307, `/people/${encodeURIComponent(person.id)}`)
  const clauses = (model?.groupKinds ?? []).map((kind) => ({
    kind: kind.id,
    clauses: kind.clauses.map(({ id, name }) => ({ id, name })),
  }))
  return { person, groups, history, merged, clauses, consents, privateLink }
}
