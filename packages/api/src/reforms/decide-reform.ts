import type { UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { getWorld } from '../world.ts'
import { changeReform } from './change-draft.ts'
import { refuseStale, getReform, type ScopeChoice } from './reform-store.ts'
import { rehearseReform } from './rehearse-reform.ts'

/** Decisions about a draft; `null` takes one back. */
export interface Decisions {
  readonly id: string
  readonly revision: number
  /** Where households and people go whose unit is split: many at once. */
  readonly places: readonly {
    readonly householdId?: string | undefined
    readonly personId?: string | undefined
    readonly unitId: UnitId | null
  }[]
  readonly seats: readonly { readonly unitId: UnitId; readonly positionId: string; readonly personId: string | null }[]
  readonly groups: readonly { readonly groupId: string; readonly survivor: string | null }[]
  readonly scopes: readonly ScopeChoice[]
}

/** Writes decisions into the document of a draft, and works out anew what it would do. */
export async function decideReform(ctx: Context, given: Decisions): Promise<void> {
  const known = await getReform(ctx.db, given.id)
  refuseStale(known, given.revision)
  await getWorld(ctx)
  const before = objectOf(known.stored.document)
  const document = {
    ...before,
    households: merged(before['households'], given.places, placeKey, ({ unitId }) => unitId !== null),
    seats: merged(before['seats'], given.seats, seatKey, ({ personId }) => personId !== null),
    groups: merged(
      before['groups'],
      given.groups,
      ({ groupId }) => String(groupId),
      ({ survivor }) => survivor !== null,
    ),
  }
  const scopeChoices = [
    ...known.scopeChoices.filter((choice) => !given.scopes.some((other) => scopeKey(other) === scopeKey(choice))),
    ...given.scopes,
  ]
  await changeReform(ctx, { id: given.id, revision: given.revision, document, scopeChoices })
  await rehearseReform(ctx, given.id)
}

type Fields = Readonly<Record<string, unknown>>

const placeKey = ({ householdId, personId }: Fields): string => `${String(householdId)} ${String(personId)}`
const seatKey = ({ unitId, positionId }: Fields): string => `${String(positionId)}@${String(unitId)}`
const scopeKey = ({ accountId, role, unitId }: ScopeChoice): string => `${accountId} ${role} ${unitId}`

/** What stood there, with what is said now in its place. */
function merged(
  before: unknown,
  given: readonly Fields[],
  key: (entry: Fields) => string,
  stays: (entry: Fields) => boolean,
): Fields[] {
  const said = new Set(given.map(key))
  const kept = (Array.isArray(before) ? before : []).map(objectOf).filter((entry) => !said.has(key(entry)))
  return [...kept, ...given.filter(stays)]
}

function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
