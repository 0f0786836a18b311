import {
  findAccountByHandle,
  listAccountRoles,
  listPersonNames,
  readPeople,
  type Db,
  type HandoverSide,
  type StoredHandover,
} from '@ketnoi/db'
import {
  isValidOn,
  peopleOfHandover,
  takeBack,
  unitsOfHandover,
  type Day,
  type Handover,
  type HandoverKind,
  type LocalText,
  type Person,
  type PersonId,
  type Seat,
  type UnitId,
} from '@ketnoi/hierarchy'
import { isAllowed, mayGrant } from '../authorise.ts'
import type { ActorRole } from '../permissions.ts'
import { loadAccountNames } from '../accounts/account-names.ts'
import type { Context } from '../context.ts'
import { wireIssue, type WireIssue } from '../errors.ts'
import { getWorld, unitName, type World } from '../world.ts'
import { planTurn, type TurnPlan } from './handover-plan.ts'
import { judgeNow } from './judge-now.ts'

export interface SeatName extends Seat {
  readonly positionName: LocalText
  readonly unitName: string
}

export interface LineView {
  readonly kind: HandoverKind
  readonly personId: PersonId
  readonly personName: string
  readonly until: Day | null
  readonly ends: readonly (SeatName & {
    readonly next: {
      readonly kind: 'successor' | 'acting' | 'vacant'
      readonly personId: PersonId | null
      readonly personName: string | null
      readonly until: Day | null
    }
  })[]
  readonly begins: readonly SeatName[]
}

export interface HandoverRow {
  readonly id: string
  readonly on: Day
  readonly state: StoredHandover['state']
  readonly lines: readonly LineView[]
  readonly sides: readonly (Pick<HandoverSide, 'side' | 'unitId' | 'confirmedAt'> & {
    readonly unitName: string
    readonly confirmedBy: string | null
    /** Whether whoever asks may agree for it. */
    readonly mayConfirm: boolean
  })[]
  readonly proposedBy: string
  readonly proposedAt: string
  readonly reason: string
  readonly cancelled: { readonly by: string; readonly at: string; readonly reason: string } | null
}

/** What a handover would do, before anybody agrees. */
export interface HandoverPreview {
  readonly asOf: Day
  readonly issues: readonly WireIssue[]
  /** `null` while something stands in its way. */
  readonly plan: TurnPlan | null
  readonly sides: readonly { readonly side: HandoverSide['side']; readonly unitName: string; readonly own: boolean }[]
  /** What those who come keep beside their new seats, and those who leave beside what they give up. */
  readonly keeps: readonly KeptSeats[]
  /** One account agrees for both sides: it has to say why. */
  readonly asksReason: boolean
  readonly revisions: Readonly<Record<PersonId, number>>
}

/** Somebody who gets or gives up a seat and keeps others. */
export interface KeptSeats {
  readonly personId: PersonId
  readonly personName: string
  readonly seats: readonly SeatName[]
}

/** A role of an account that has the phone of whoever leaves. */
export interface RoleToPass {
  readonly accountId: string
  readonly accountName: string
  readonly roleId: string
  readonly role: ActorRole
  readonly unitName: string
  readonly to: Day | null
  readonly mayEnd: boolean
  /** The places at which the same role may begin. */
  readonly begins: readonly { readonly unitId: UnitId; readonly unitName: string }[]
}

export interface HandoverPage extends HandoverRow {
  readonly asOf: Day
  readonly revision: number
  readonly revisions: Readonly<Record<PersonId, number>>
  readonly issues: readonly WireIssue[]
  /** `null`: something stands in its way, or its seats were changed since. */
  readonly plan: TurnPlan | null
  readonly keeps: readonly KeptSeats[]
  readonly asksReason: boolean
  readonly mayConfirm: boolean
  readonly mayCancel: boolean
  readonly roles: readonly RoleToPass[]
}

export async function previewHandover(ctx: Context, handover: Handover): Promise<HandoverPreview> {
  const { world, concerned, result } = await judgeNow(ctx, ctx.db, handover)
  const { giving, receiving } = unitsOfHandover(handover)
  const sideOf = (side: HandoverSide['side'], unitId: UnitId) => ({
    side,
    unitId,
    unitName: unitName(world, unitId),
    own: isAllowed(ctx.actor, 'handovers.confirm', unitId),
  })
  const sides = [
    ...giving.map((unitId) => sideOf('giving', unitId)),
    ...receiving.map((unitId) => sideOf('receiving', unitId)),
  ]
  return {
    asOf: world.asOf,
    issues: result.ok ? [] : result.issues.map(wireIssue),
    plan: result.ok
      ? await planTurn(ctx.db, world, {
          on: handover.on,
          before: concerned.map(({ person }) => person),
          changed: result.value,
        })
      : null,
    keeps: result.ok
      ? keptBeside(
          world,
          handover.on,
          concerned.map(({ person }) => person),
          result.value,
        )
      : [],
    sides,
    asksReason: agreesForBoth(sides.filter(({ own }) => own)),
    revisions: revisionsOf(concerned),
  }
}

/** The seats that whoever is concerned had and has on; those that follow a position go by themselves. */
function keptBeside(
  world: World,
  on: Day,
  before: readonly Person[],
  changed: readonly Person[],
): readonly KeptSeats[] {
  return changed.flatMap((person) => {
    const had = before.find(({ id }) => id === person.id)?.appointments ?? []
    const has = person.appointments.filter((one) => isValidOn(one, on))
    const known = (one: Seat): boolean =>
      had.some((other) => other.positionId === one.positionId && other.unitId === one.unitId && isValidOn(other, on))
    const follows = ({ positionId }: Seat): boolean =>
      world.model.positions.some(({ id, exOfficio }) => id === positionId && exOfficio !== undefined)
    const kept = has.filter((one) => known(one) && !follows(one))
    return kept.length > 0
      ? [{ personId: person.id, personName: person.name, seats: kept.map((one) => seatName(world, one)) }]
      : []
  })
}

function revisionsOf(stored: readonly { readonly person: Person; readonly revision: number }[]) {
  return Object.fromEntries(stored.map(({ person, revision }) => [person.id, revision]))
}

/** Whether somebody agrees for a unit that gives and for another one that gets. */
export function agreesForBoth(own: readonly Pick<HandoverSide, 'side' | 'unitId'>[]): boolean {
  const giving = own.filter(({ side }) => side === 'giving')
  return own.some(({ side, unitId }) => side === 'receiving' && giving.some((other) => other.unitId !== unitId))
}

export async function handoverRows(ctx: Context, stored: readonly StoredHandover[]): Promise<HandoverRow[]> {
  const world = await getWorld(ctx)
  const names = await listPersonNames(
    ctx.db,
    stored.flatMap(({ handover }) => peopleOfHandover(handover)),
  )
  const accounts = await loadAccountNames(ctx.db)
  return stored.map((one) => rowOf(ctx, world, names, accounts, one))
}

function rowOf(
  ctx: Context,
  world: World,
  names: ReadonlyMap<PersonId, string>,
  accounts: ReadonlyMap<string, string>,
  stored: StoredHandover,
): HandoverRow {
  const nameOf = (id: PersonId): string => names.get(id) ?? id
  const accountOf = (id: string): string => accounts.get(id) ?? id
  return {
    id: stored.id,
    on: stored.handover.on,
    state: stored.state,
    reason: stored.reason,
    proposedBy: accountOf(stored.proposedBy),
    proposedAt: stored.proposedAt,
    cancelled:
      stored.cancelledBy === null || stored.cancelledAt === null
        ? null
        : { by: accountOf(stored.cancelledBy), at: stored.cancelledAt, reason: stored.cancelReason ?? '' },
    lines: stored.handover.lines.map((line) => ({
      kind: line.kind,
      personId: line.personId,
      personName: nameOf(line.personId),
      until: line.until,
      ends: line.ends.map(({ next, ...seat }) => ({
        ...seatName(world, seat),
        next: {
          kind: next.kind,
          personId: next.kind === 'vacant' ? null : next.personId,
          personName: next.kind === 'vacant' ? null : nameOf(next.personId),
          until: next.kind === 'acting' ? next.until : null,
        },
      })),
      begins: line.begins.map((seat) => seatName(world, seat)),
    })),
    sides: stored.sides.map(({ confirmedBy, ...side }) => ({
      ...side,
      unitName: unitName(world, side.unitId),
      confirmedBy: confirmedBy === null ? null : accountOf(confirmedBy),
      mayConfirm:
        stored.state === 'proposed' && confirmedBy === null && isAllowed(ctx.actor, 'handovers.confirm', side.unitId),
    })),
  }
}

export function seatName(world: World, { positionId, unitId }: Seat): SeatName {
  return {
    positionId,
    unitId,
    positionName: world.model.positions.find(({ id }) => id === positionId)?.name ?? { vi: positionId, en: positionId },
    unitName: unitName(world, unitId),
  }
}

export async function loadHandoverPage(ctx: Context, stored: StoredHandover): Promise<HandoverPage> {
  const world = await getWorld(ctx)
  const [row] = await handoverRows(ctx, [stored])
  if (row === undefined) throw new Error('each handover has a row')
  const { handover, state } = stored
  const people = await readPeople(ctx.db, peopleOfHandover(handover))
  const shared = {
    ...row,
    asOf: world.asOf,
    revision: stored.revision,
    revisions: revisionsOf(people),
    asksReason: agreesForBoth(row.sides.filter(({ mayConfirm }) => mayConfirm)),
    mayConfirm: row.sides.some(({ mayConfirm }) => mayConfirm),
    mayCancel:
      (state === 'proposed' || (state === 'agreed' && handover.on > world.asOf)) &&
      stored.sides.some(({ unitId }) => isAllowed(ctx.actor, 'handovers.cancel', unitId)),
    roles:
      state === 'cancelled'
        ? []
        : await rolesToPass(
            ctx,
            world,
            handover,
            people.map(({ person }) => person),
          ),
  }
  if (state === 'proposed') {
    const { issues, plan, keeps } = await previewHandover(ctx, handover)
    return { ...shared, issues, plan, keeps }
  }
  const changed = people.map(({ person }) => person)
  const before = changed.map((person) => {
    const effect = stored.effects.find(({ personId }) => personId === person.id)
    return effect === undefined ? person : takeBack(person, effect)
  })
  const known = before.filter((person) => person !== null)
  const whole = state !== 'cancelled' && known.length === changed.length
  return {
    ...shared,
    issues: [],
    keeps: whole ? keptBeside(world, handover.on, known, changed) : [],
    plan: whole ? await planTurn(ctx.db, world, { on: handover.on, before: known, changed }) : null,
  }
}

async function rolesToPass(
  ctx: Context,
  world: World,
  handover: Handover,
  people: readonly Person[],
): Promise<RoleToPass[]> {
  const found: RoleToPass[] = []
  for (const line of handover.lines) {
    const person = people.find(({ id }) => id === line.personId)
    const units = new Set(line.ends.map(({ unitId }) => unitId))
    const phones = (person?.phones ?? []).filter((phone) => isValidOn(phone, world.asOf))
    for (const { number } of phones)
      found.push(
        ...(await rolesOfPhone(
          ctx,
          ctx.db,
          world,
          number,
          units,
          line.begins.map(({ unitId }) => unitId),
        )),
      )
  }
  return found
}

async function rolesOfPhone(
  ctx: Context,
  db: Db,
  world: World,
  phone: string,
  units: ReadonlySet<UnitId>,
  begins: readonly UnitId[],
): Promise<RoleToPass[]> {
  const account = await findAccountByHandle(db, { phone })
  if (account === null) return []
  const roles = await listAccountRoles(db, { accountIds: [account.id] })
  const today = ctx.today()
  return roles
    .filter(({ unitId, to }) => unitId !== null && units.has(unitId) && (to === null || to > today))
    .map(({ id, role, unitId, to }) => ({
      accountId: account.id,
      accountName: account.name,
      roleId: id,
      role,
      unitName: unitId === null ? '' : unitName(world, unitId),
      to,
      mayEnd: mayGrant(ctx.actor, role, unitId),
      begins: [...new Set(begins)]
        .filter(
          (place) =>
            mayGrant(ctx.actor, role, place) && !roles.some((one) => one.role === role && one.unitId === place),
        )
        .map((place) => ({ unitId: place, unitName: unitName(world, place) })),
    }))
}
