import {
  findCurrentNotice,
  findSetting,
  insertNotice,
  inTransaction,
  listNotices,
  type Db,
  type Notice,
} from '@ketnoi/db'
import type { LocalText, PurposeId } from '@ketnoi/hierarchy'
import { z } from 'zod'
import { noteEvent } from '../audit/note-event.ts'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { getWorld, saidOn, sinceNow } from '../world.ts'
import { firstNotice, UNNAMED_CONTROLLER, type Controller } from './first-notice.ts'

export const CONTROLLER_SETTING = 'controller'
export const controllerSchema = z.object({
  name: z.string().trim().min(1).max(300),
  contact: z.string().trim().min(1).max(300),
})

/** Who answers for the data, where somebody has said so. */
export async function findController(db: Db): Promise<Controller | null> {
  const parsed = controllerSchema.safeParse(await findSetting(db, CONTROLLER_SETTING))
  return parsed.success ? parsed.data : null
}

/**
 * The text to show before somebody says whether they agree. Where none was written yet, the text that comes with the program becomes
 * version 1, so that what is shown always has a version to record.
 */
export async function currentNotice(
  ctx: Context,
  db: Db,
  wanted: { readonly purposeId: PurposeId; readonly language: Notice['language'] },
): Promise<Notice> {
  const world = await getWorld(ctx, db)
  const { model } = world
  const purpose = model.purposes.find(({ id }) => id === wanted.purposeId)
  if (purpose === undefined) throw new NotFoundError('purpose', wanted.purposeId)
  const find = () => findCurrentNotice(db, { ...wanted, asOf: saidOn(ctx, world) })
  const notice = await find()
  if (notice !== null) return notice
  const controller = (await findController(db)) ?? UNNAMED_CONTROLLER[wanted.language]
  await insertNotice(db, {
    ...wanted,
    id: ctx.newId(),
    version: 1,
    text: firstNotice(purpose, wanted.language, controller),
    validFrom: sinceNow(ctx, world),
    author: 'program',
  })
  const first = await find()
  if (first === null) throw new NotFoundError('notice', wanted.purposeId)
  return first
}

export interface Notices {
  /** Whether whoever asks may write new versions, and name who answers for the data. */
  readonly mayChange: boolean
  readonly controller: Controller | null
  readonly purposes: readonly {
    readonly purposeId: PurposeId
    readonly name: LocalText
    readonly texts: readonly {
      readonly language: Notice['language']
      /** Newest first; the first is the one that is shown. */
      readonly versions: readonly Notice[]
      /** What the program would write itself with the controller named as it is now. */
      readonly proposal: string
    }[]
  }[]
}

const LANGUAGES = ['vi', 'en'] as const

export async function loadNotices(ctx: Context): Promise<Notices> {
  const { model } = await getWorld(ctx)
  for (const { id } of model.purposes)
    for (const language of LANGUAGES) await currentNotice(ctx, ctx.db, { purposeId: id, language })
  const controller = await findController(ctx.db)
  const notices = await listNotices(ctx.db)
  return {
    mayChange: isAllowed(ctx.actor, 'consents.addNotice', null),
    controller,
    purposes: model.purposes.map((purpose) => ({
      purposeId: purpose.id,
      name: purpose.name,
      texts: LANGUAGES.map((language) => ({
        language,
        versions: notices.filter((notice) => notice.purposeId === purpose.id && notice.language === language),
        proposal: firstNotice(purpose, language, controller ?? UNNAMED_CONTROLLER[language]),
      })),
    })),
  }
}

/** A new text is a new version from today on; nobody who agreed to an earlier one is asked again by it. */
export async function addNotice(
  ctx: Context,
  input: { readonly purposeId: PurposeId; readonly language: Notice['language']; readonly text: string },
): Promise<Notice> {
  return inTransaction(ctx.db, async (trx) => {
    const before = await currentNotice(ctx, trx, input)
    const text = input.text.normalize('NFC').replaceAll('\r\n', '\n').trim()
    if (text === before.text) return before
    const notice = {
      ...input,
      id: ctx.newId(),
      version: before.version + 1,
      text,
      validFrom: saidOn(ctx, await getWorld(ctx, trx)),
      author: ctx.actor.id,
    }
    if (!(await insertNotice(trx, notice)))
      throw new ApiError('notice-changed', 'somebody else wrote a new version meanwhile', { version: notice.version })
    await noteEvent(ctx, trx, {
      action: 'notice-added',
      subjectKind: 'notice',
      subjectId: notice.id,
      data: { purposeId: input.purposeId, language: input.language, version: notice.version },
    })
    return currentNotice(ctx, trx, input)
  })
}
