import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const [checklist, model] = await Promise.all([
    answer(locals.api.groups.checklist({ id: params.id })),
    answer(locals.api.models.active()),
  ])
  const clauses = (model?.groupKinds ?? [])
    .filter((kind) => params.id.startsWith(`${kind.id}:`))
    .flatMap((kind) => kind.clauses.map(({ id, name }) => ({ id, name })))
  return { checklist, clauses }
}
