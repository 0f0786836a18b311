import { z } from 'zod'
import type { Action } from '../permissions.ts'
import type { Context } from '../context.ts'
import { bytes } from '../bytes.ts'
import type { WireIssue } from '../errors.ts'
import { procedure, router } from '../trpc.ts'
import { getWorld } from '../world.ts'
import { approveReform, secondReform } from './approve-reform.ts'
import { startReform } from './apply-reform.ts'
import { checkDocument, createReform, removeReform } from './change-draft.ts'
import { decideReform } from './decide-reform.ts'
import { findExampleReform } from './example-reform.ts'
import {
  listGroupFates,
  listPersonMoves,
  listUndecided,
  type GroupFateView,
  type Listed,
  type PersonMoveView,
  type UndecidedView,
} from './reform-lists.ts'
import { placeHouseholds, writeHouseholdSheet, type PlacedHouseholds } from './household-sheet.ts'
import { requireConcerned, requireManages } from './reform-reach.ts'
import { writeReformSheet, type ReformFile } from './reform-sheet.ts'
import { getReform } from './reform-store.ts'
import { listReformRows, loadReformPage, type ReformListRow, type ReformPage } from './reform-view.ts'
import { rehearseReform } from './rehearse-reform.ts'
import { loadUndoPlan, type UndoPlan } from './undo-plan.ts'
import { startUndo } from './undo-reform.ts'

const byId = z.object({ id: z.string() })
const list = byId.extend({ text: z.string().max(200).default(''), page: z.int32().min(0).default(0) })
const approval = byId.extend({ fingerprint: z.string(), reason: z.string().trim().min(3).max(500) })
const revision = z.int32()
const text = z.string().max(300)
const MOST_SHOWN = 200
const MOST_PLACES = 5_000
/** A document is what a decision says, and a place for every household of split units; more is something else. */
const LARGEST_DOCUMENT = 4_000_000

const document = z
  .unknown()
  .refine((value) => JSON.stringify(value ?? null).length <= LARGEST_DOCUMENT, 'the document is too large')

async function requireManager(ctx: Context, action: Action, id: string): Promise<void> {
  requireManages(ctx, action, await getWorld(ctx), await getReform(ctx.db, id))
}

export const reformsRouter = router({
  /** Those that concern the units that one may see, the latest day first. */
  list: procedure('reforms.list').query(
    async ({ ctx }): Promise<{ readonly rows: readonly ReformListRow[]; readonly example: boolean }> => {
      const within = ctx.authoriseWithin()
      const rows = await listReformRows(ctx, within, MOST_SHOWN)
      return { rows, example: (await findExampleReform(ctx)) !== null }
    },
  ),
  byId: procedure('reforms.byId')
    .input(byId)
    .query(async ({ ctx, input }): Promise<ReformPage> => {
      await requireConcerned(ctx, input.id, ctx.authoriseWithin())
      return loadReformPage(ctx, input.id)
    }),
  groups: procedure('reforms.groups')
    .input(
      list.extend({
        fate: z
          .enum(['kept', 'renamed', 'survives', 'further', 'merged-into', 'archived', 'created'])
          .nullable()
          .default(null),
      }),
    )
    .query(async ({ ctx, input }): Promise<Listed<GroupFateView>> => {
      await requireConcerned(ctx, input.id, ctx.authoriseWithin())
      return listGroupFates(ctx, input)
    }),
  /** A mutation, so that a name that is looked for never stands in an address or a log of addresses. */
  people: procedure('reforms.people')
    .input(list)
    .mutation(async ({ ctx, input }): Promise<Listed<PersonMoveView>> => {
      await requireConcerned(ctx, input.id, ctx.authoriseWithin())
      return listPersonMoves(ctx, input)
    }),
  /** Households and people of whom somebody has to say where they go. */
  undecided: procedure('reforms.undecided')
    .input(list)
    .query(async ({ ctx, input }): Promise<Listed<UndecidedView>> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.undecided', input.id)
      return listUndecided(ctx, input)
    }),
  /** The document as it can be loaded again. */
  document: procedure('reforms.document')
    .input(byId)
    .query(async ({ ctx, input }): Promise<unknown> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.document', input.id)
      return (await getReform(ctx.db, input.id)).stored.document
    }),
  /** What stands between a document and the units, each at its place. A mutation: documents are longer than addresses may be. */
  check: procedure('reforms.check')
    .input(z.object({ document }))
    .mutation(async ({ ctx, input }): Promise<{ readonly issues: readonly WireIssue[] }> => {
      ctx.authoriseWithin()
      return { issues: await checkDocument(ctx, input.document) }
    }),
  example: procedure('reforms.example').query(async ({ ctx }): Promise<unknown> => {
    ctx.authoriseWithin()
    return findExampleReform(ctx)
  }),
  create: procedure('reforms.create')
    .input(z.object({ document }))
    .mutation(async ({ ctx, input }): Promise<{ readonly id: string }> => {
      ctx.authoriseWithin()
      return createReform(ctx, input.document)
    }),
  remove: procedure('reforms.remove')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<{ readonly removed: true }> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.remove', input.id)
      await removeReform(ctx, input.id)
      return { removed: true }
    }),
  rehearse: procedure('reforms.rehearse')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<{ readonly fingerprint: string }> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.rehearse', input.id)
      return { fingerprint: (await rehearseReform(ctx, input.id)).fingerprint }
    }),
  /** Decides about households, seats, groups and roles of accounts, many at once, and rehearses anew. */
  decide: procedure('reforms.decide')
    .input(
      byId.extend({
        revision,
        places: z
          .array(z.object({ householdId: text.optional(), personId: text.optional(), unitId: text.nullable() }))
          .max(MOST_PLACES)
          .default([]),
        seats: z
          .array(z.object({ unitId: text, positionId: text, personId: text.nullable() }))
          .max(500)
          .default([]),
        groups: z
          .array(z.object({ groupId: text, survivor: text.nullable() }))
          .max(500)
          .default([]),
        scopes: z
          .array(z.object({ accountId: text, role: text, unitId: text, becomes: z.array(text).max(50) }))
          .max(500)
          .default([]),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly decided: true }> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.decide', input.id)
      await decideReform(ctx, input)
      return { decided: true }
    }),
  approve: procedure('reforms.approve')
    .input(approval)
    .mutation(async ({ ctx, input }): Promise<{ readonly needsSecond: boolean }> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.approve', input.id)
      return approveReform(ctx, 'apply', input)
    }),
  /** Somebody else answers for it as well: for applying it, or for undoing it, whichever waits, as it was looked at. */
  second: procedure('reforms.second')
    .input(byId.extend({ fingerprint: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ readonly seconded: true }> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.second', input.id)
      await secondReform(ctx, input)
      return { seconded: true }
    }),
  start: procedure('reforms.start')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<{ readonly started: true }> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.start', input.id)
      await startReform(ctx, input.id)
      return { started: true }
    }),
  undoPlan: procedure('reforms.undoPlan')
    .input(byId)
    .query(async ({ ctx, input }): Promise<UndoPlan> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.undoPlan', input.id)
      return loadUndoPlan(ctx, ctx.db, await getReform(ctx.db, input.id))
    }),
  approveUndo: procedure('reforms.approveUndo')
    .input(approval)
    .mutation(async ({ ctx, input }): Promise<{ readonly needsSecond: boolean }> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.approveUndo', input.id)
      return approveReform(ctx, 'undo', input)
    }),
  undo: procedure('reforms.undo')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<{ readonly started: true }> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.undo', input.id)
      await startUndo(ctx, input.id)
      return { started: true }
    }),
  /** A mutation: it is recorded who took it along. */
  sheet: procedure('reforms.sheet')
    .input(byId.extend({ language: z.enum(['vi', 'en']) }))
    .mutation(async ({ ctx, input }): Promise<ReformFile> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.sheet', input.id)
      return writeReformSheet(ctx, input.id, input.language)
    }),
  /** Who of a split unit goes where: a mutation, because it is recorded who took it along, for whom and why. */
  households: procedure('reforms.households')
    .input(
      byId.extend({
        reason: z.string().trim().min(5).max(500),
        recipient: z.string().trim().min(2).max(200),
        language: z.enum(['vi', 'en']),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<ReformFile> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.households', input.id)
      return writeHouseholdSheet(ctx, input)
    }),
  /** Takes the places from that file, filled in. */
  placeHouseholds: procedure('reforms.placeHouseholds')
    .input(byId.extend({ revision, fileName: z.string().max(300), bytes }))
    .mutation(async ({ ctx, input }): Promise<PlacedHouseholds> => {
      ctx.authoriseWithin()
      await requireManager(ctx, 'reforms.placeHouseholds', input.id)
      return placeHouseholds(ctx, input)
    }),
})
