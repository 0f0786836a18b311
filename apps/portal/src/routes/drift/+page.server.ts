import { DRIFT_CLASSES } from '@ketnoi/hierarchy'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const groupId = url.searchParams.get('group')
  const kind = DRIFT_CLASSES.find((one) => one === url.searchParams.get('class'))
  const [drift, policies, model] = await Promise.all([
    answer(
      locals.api.drift.list({
        ...(groupId === null ? {} : { groupId }),
        ...(kind === undefined ? {} : { kind }),
      }),
    ),
    answer(locals.api.drift.policies()),
    answer(locals.api.models.active()),
  ])
  const kinds = (model?.groupKinds ?? []).map(({ id, name }) => ({ id, name }))
  return { drift, policies, kinds, groupId, kind: kind ?? null }
}
