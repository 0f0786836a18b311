import { inTransaction, insertBatchUnits, listUnits, lockWork, updateBatch, updateUnits, type Db } from '@ketnoi/db'
import {
  createUnitTree,
  fail,
  parseUnits,
  type Issue,
  type Result,
  type TierId,
  type Unit,
  type UnitId,
} from '@ketnoi/hierarchy'
import { createUnitFinder, readVillages, readWorkbookInWorker } from '@ketnoi/rosters'
import { createHash } from 'node:crypto'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, wireIssue, type WireIssue } from '../errors.ts'
import { refreshDesired } from '../groups/refresh-desired.ts'
import { bumpWorld, getWorld, type World } from '../world.ts'

export interface UnitImportResult {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Up to 200 of the units that are new or changed, for the eye. */
  readonly rows: readonly {
    readonly outcome: 'new' | 'changed'
    readonly id: UnitId
    readonly tier: TierId
    readonly name: string
    readonly parentName: string | null
  }[]
  /** Everything that is wrong: not empty means that nothing was or will be imported. */
  readonly issues: readonly WireIssue[]
  /** Pins what was looked at: `confirm` is refused when the file or the units have changed since. */
  readonly fingerprint: string
  readonly jobId: string | null
  /** Under which it can be found and taken back; `null`: nothing was written. */
  readonly batchId: string | null
}

export interface UnitFile {
  readonly fileName: string
  readonly bytes: Uint8Array
}

const SHOWN = 200

/** What an import of the file would do; nothing is written. */
export async function dryRunUnits(ctx: Context, file: UnitFile): Promise<UnitImportResult> {
  const world = await getWorld(ctx)
  return describe(ctx.db, world, file, await readUnitFile(world, file))
}

/** Stores the units of the file, all or none, and starts the refresh of who should be in which group. */
export async function confirmUnits(
  ctx: Context,
  file: UnitFile & { readonly fingerprint: string },
): Promise<UnitImportResult> {
  const world = await getWorld(ctx)
  const read = await readUnitFile(world, file)
  const result = await inTransaction(ctx.db, async (trx) => {
    await lockWork(trx, 'import')
    const described = await describe(trx, world, file, read)
    if (described.fingerprint !== file.fingerprint)
      throw new ApiError('import-stale', 'the file or the units changed since they were looked at')
    if (!read.ok || described.issues.length > 0) return described
    const batchId = await writeUnits(ctx, trx, file.fileName, read.value)
    await bumpWorld(trx)
    await noteEvent(ctx, trx, {
      action: 'units-imported',
      subjectKind: 'units',
      subjectId: file.fileName,
      data: { added: described.added, changed: described.changed },
    })
    return { ...described, batchId }
  })
  if (result.issues.length > 0 || result.added + result.changed === 0) return result
  return { ...result, jobId: (await refreshDesired(ctx)).jobId }
}

/** Stores units, and keeps what each was before, so that the import can be taken back. */
async function writeUnits(ctx: Context, trx: Db, fileName: string, units: readonly Unit[]): Promise<string | null> {
  const stored = new Map((await listUnits(trx)).map((unit) => [unit.id, unit]))
  const changed = units.filter((unit) => {
    const before = stored.get(unit.id)
    return before === undefined || !sameUnit(before, unit)
  })
  await updateUnits(trx, changed)
  if (changed.length === 0) return null
  const id = ctx.newId()
  await updateBatch(trx, {
    id,
    kind: 'units',
    what: { fileName },
    reason: null,
    people: changed.length,
    unitIds: null,
    author: ctx.actor.id,
    at: ctx.now(),
  })
  // As they are read: undoing it compares them with what is read then.
  const written = await listUnits(
    trx,
    changed.map((unit) => unit.id),
  )
  await insertBatchUnits(
    trx,
    id,
    written.map((after) => ({ before: stored.get(after.id) ?? null, after })),
  )
  return id
}

/** Reads a catalogue (JSON) or a list of villages (a spreadsheet), by what is in it. */
export async function readUnitFile(world: World, file: UnitFile): Promise<Result<readonly Unit[]>> {
  if (looksLikeJson(file.bytes)) return readCatalogue(file.bytes)
  const workbook = await readWorkbookInWorker(file.bytes, { fileName: file.fileName })
  if (!workbook.ok) return workbook
  const villages = readVillages(workbook.value, {
    model: world.model,
    from: null,
    units: createUnitFinder(world.tree, world.asOf),
    unitId: null,
    newId: (seed) => `u-${createHash('sha256').update(seed).digest('hex').slice(0, 16)}`,
  })
  return villages.issues.length > 0 ? fail(villages.issues) : { ok: true, value: villages.units }
}

/** Reads a catalogue of units. */
export function readCatalogue(bytes: Uint8Array): Result<readonly Unit[]> {
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const message = error instanceof Error ? error.message : 'no JSON'
    return fail([{ code: 'json-invalid', message, path: [] }])
  }
  return parseUnits(document)
}

function looksLikeJson(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart()
  return start.startsWith('{') || start.startsWith('[')
}

async function describe(
  db: Db,
  world: World,
  file: UnitFile,
  read: Result<readonly Unit[]>,
): Promise<UnitImportResult> {
  const stored = new Map((await listUnits(db)).map((unit) => [unit.id, unit]))
  const fingerprint = createHash('sha256').update(file.bytes).update(`revision ${world.revision}`).digest('hex')
  if (!read.ok) return refused(read.issues, fingerprint)
  const merged = new Map(stored)
  // A unit that the file names twice stays twice, so that the tree can refuse it.
  const doubles: Unit[] = []
  const inFile = new Set<UnitId>()
  for (const unit of read.value) {
    if (inFile.has(unit.id)) doubles.push(unit)
    inFile.add(unit.id)
    merged.set(unit.id, unit)
  }
  const tree = createUnitTree([...merged.values(), ...doubles])
  const unknownTiers = read.value.flatMap((unit, index): Issue[] =>
    world.model.tiers.some((tier) => tier.id === unit.tier)
      ? []
      : [
          {
            code: 'tier-unknown',
            message: `the model has no tier ${unit.tier}`,
            path: ['units', index, 'kind'],
            data: { tier: unit.tier },
          },
        ],
  )
  const issues = [...(tree.ok ? [] : tree.issues), ...unknownTiers]
  if (issues.length > 0) return refused(issues, fingerprint)
  const changed = read.value.flatMap((unit): { readonly outcome: 'new' | 'changed'; readonly unit: Unit }[] => {
    const before = stored.get(unit.id)
    if (before === undefined) return [{ outcome: 'new', unit }]
    return sameUnit(before, unit) ? [] : [{ outcome: 'changed', unit }]
  })
  const added = changed.filter(({ outcome }) => outcome === 'new').length
  return {
    added,
    changed: changed.length - added,
    unchanged: read.value.length - changed.length,
    rows: changed.slice(0, SHOWN).map(({ outcome, unit }) => ({
      outcome,
      id: unit.id,
      tier: unit.tier,
      name: unit.names.at(-1)?.full ?? unit.id,
      parentName: merged.get(unit.parents.at(-1)?.unitId ?? '')?.names.at(-1)?.full ?? null,
    })),
    issues: [],
    fingerprint,
    jobId: null,
    batchId: null,
  }
}

function refused(issues: readonly Issue[], fingerprint: string): UnitImportResult {
  return {
    added: 0,
    changed: 0,
    unchanged: 0,
    rows: [],
    issues: issues.map(wireIssue),
    fingerprint,
    jobId: null,
    batchId: null,
  }
}

/** Whether two values hold the same facts, in whatever order they list them. */
function sameUnit(a: Unit, b: Unit): boolean {
  return canonical(a) === canonical(b)
}

function canonical(unit: Unit): string {
  const sorted = (parts: readonly object[]): string[] =>
    parts.map((part) => JSON.stringify(part, Object.keys(part).sort())).sort()
  return JSON.stringify([
    [unit.tier, unit.kind, unit.from, unit.to, unit.aliases],
    [sorted(unit.names), sorted(unit.codes), sorted(unit.parents), sorted(unit.successors)],
  ])
}
