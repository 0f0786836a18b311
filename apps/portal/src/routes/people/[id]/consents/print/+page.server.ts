import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const [person, consents, notices] = await Promise.all([
    answer(locals.api.people.byId({ id: params.id })),
    answer(locals.api.consents.ofPerson({ personId: params.id })),
    answer(locals.api.consents.notices()),
  ])
  const used = new Set(consents.flatMap((purpose) => purpose.ledger.map((line) => line.notice?.id)))
  return {
    person: { id: person.id, name: person.name, birth: person.birth, home: person.residences.at(-1)?.unitName ?? null },
    consents,
    notices: notices.purposes
      .flatMap((purpose) => purpose.texts.flatMap((given) => given.versions))
      .filter((notice) => used.has(notice.id)),
    madeAt: new Date().toISOString(),
    controller: notices.controller,
  }
}
