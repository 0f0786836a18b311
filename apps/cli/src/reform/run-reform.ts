import {
  applyReform,
  findUnit,
  orThrow,
  recordReform,
  undoReform,
  type Language,
  type ReformWorld,
} from '@ketnoi/hierarchy'
import { documentFailure, inBoth, refuse } from '../failure.ts'
import { issueText } from '../issue-texts.ts'
import type { Output } from '../output.ts'
import { describeSources } from '../plan/describe-sources.ts'
import { findFiles, readJson } from '../plan/read-files.ts'
import { readModel, readUnits } from '../plan/read-setting.ts'
import { sayStepsTo } from '../plan/steps.ts'
import { canonicalText, catalogueText, changedEntry, isObject, readCatalogues, type JsonObject } from './catalogue.ts'
import { describeRehearsal } from './describe-rehearsal.ts'
import { peopleAfter, rostersAfter } from './people-after.ts'
import { createRehearsalDocument } from './rehearsal-document.ts'
import { rehearseFiles, type SourceArguments } from './rehearse-files.ts'
import { readRecord, type ReadRecord, type ReformRecordDocument } from './reform-record.ts'
import { REFORM_TEXTS } from './reform-texts.ts'
import { refuseOccupied, writeFolder } from './write-folder.ts'

export interface RehearseArguments extends SourceArguments {
  readonly limit: number
  readonly json?: boolean
}

/** Rehearses and prints. Answers whether anything is left to decide. */
export async function runRehearse(file: string, given: RehearseArguments, output: Output): Promise<boolean> {
  const rehearsed = await rehearseFiles(file, given, sayStepsTo(output, given))
  // Whoever is on a list of members and is not known changes nothing in a rehearsal: they stand in the JSON alone.
  await output.out(
    given.json === true
      ? `${JSON.stringify(createRehearsalDocument(rehearsed), null, 2)}\n`
      : `${describeRehearsal(rehearsed, { language: given.lang, limit: given.limit })}${describeSources({ ...rehearsed, unmatched: [] }, given.lang)}`,
  )
  return rehearsed.rehearsal.decisions.length > 0
}

/** Writes units, model and, where rosters were given, rosters as they are after the reform, with the record that undoing needs. */
export async function runApply(
  file: string,
  given: Omit<SourceArguments, 'actual'> & { readonly out: string; readonly json?: true },
  output: Output,
): Promise<void> {
  await refuseOccupied(given.out)
  const rehearsed = await rehearseFiles(file, { ...given, actual: [] })
  const { reform, model, tree, people, rehearsal, eve } = rehearsed
  if (!rehearsal.ready)
    throw refuse(REFORM_TEXTS, ({ notReady }) =>
      notReady(file, rehearsal.decisions.filter(({ blocks }) => blocks).length),
    )
  const before: ReformWorld = { model, tree }
  const applied = orThrow(applyReform(reform, before))
  const source = await readCatalogues(given.units)
  const changed = new Map(applied.changed.map((unit) => [unit.id, changedEntry(source, unit)]))
  const rosters = await findFiles(given.roster, 'roster')
  const document = await readJson(file)
  const record: ReformRecordDocument = {
    formatVersion: 1,
    record: 'reform',
    reform: isObject(document) ? document : {},
    units: {
      before: applied.changed.flatMap(({ id }): JsonObject[] => {
        const unit = findUnit(tree, id)
        return unit === undefined ? [] : [source.entries.get(id) ?? changedEntry(source, unit)]
      }),
      after: [...changed.values()],
    },
    model: recordReform(reform, before, applied).model,
    rosters: rosters.map(({ path }) => path),
  }
  const files = [
    { path: 'units.json', content: catalogueText(source, applied.tree, changed) },
    { path: 'model.json', content: textOf(applied.model) },
    ...rostersAfter(applied, peopleAfter(reform, before, people), reform.effectiveOn),
    { path: 'record.json', content: textOf(record) },
  ]
  await writeFolder(given.out, files)
  const { counts } = rehearsal
  const text = REFORM_TEXTS[given.lang]
  if (given.json === true) {
    const done = {
      out: given.out,
      files: files.map(({ path }) => path),
      reformId: reform.id,
      effectiveOn: reform.effectiveOn,
      unitsChanged: applied.changed.length,
      unitsKept: counts.unitsKept,
      decisionsLeft: rehearsal.decisions.length,
    }
    await output.out(`${JSON.stringify(done)}\n`)
    return
  }
  await output.out(
    [
      `${given.out}: ${files.map(({ path }) => path).join(', ')}`,
      text.holds(reform.id, reform.effectiveOn, applied.changed.length, counts.unitsKept, eve),
      ...(rehearsal.decisions.length > 0 ? [text.decisionsLeft(rehearsal.decisions.length)] : []),
      ...(people.length > 0 ? [text.rostersHold(reform.effectiveOn)] : []),
      text.toUndo(given.out),
      '',
    ].join('\n'),
  )
}

/** Writes units and model as they were before a reform. */
export async function runUndo(
  file: string,
  given: {
    readonly units: readonly string[]
    readonly model?: string
    readonly out: string
    readonly lang: Language
    readonly json?: true
  },
  output: Output,
): Promise<void> {
  await refuseOccupied(given.out)
  const record = await readRecord(file)
  const model = given.model === undefined ? record.model.after : await readModel(given.model)
  const { tree } = await readUnits(given.units, model, '9999-12-31', issueText(given))
  const undone = undoReform(record, { model, tree })
  if (!undone.ok) {
    const before = new Map(record.units.before.map((unit) => [unit.id, unit]))
    const isBefore = (id: string): boolean => canonicalText(findUnit(tree, id)) === canonicalText(before.get(id))
    if (record.units.after.every(({ id }) => isBefore(id)))
      throw refuse(REFORM_TEXTS, ({ notInUnits }) => notInUnits(given.units.join(', '), record.reformId))
    throw documentFailure(
      given.units.join(', '),
      inBoth(REFORM_TEXTS, ({ cannotUndo }) => cannotUndo(record.reformId)),
      undone.issues,
    )
  }
  const source = await readCatalogues(given.units)
  const changed = new Map(undone.value.changed.map(({ id }) => [id, entryBefore(record, source.entries.get(id), id)]))
  await writeFolder(given.out, [
    { path: 'units.json', content: catalogueText(source, undone.value.tree, changed) },
    { path: 'model.json', content: textOf(undone.value.model) },
  ])
  if (given.json === true) {
    const done = {
      out: given.out,
      files: ['units.json', 'model.json'],
      reformId: record.reformId,
      unitsRestored: undone.value.changed.length,
      unitsRemoved: undone.value.removed,
      rostersToGoOnWith: record.rosters,
    }
    await output.out(`${JSON.stringify(done)}\n`)
    return
  }
  const text = REFORM_TEXTS[given.lang]
  await output.out(
    [
      `${given.out}: units.json, model.json`,
      text.undone(record.reformId, record.decision, undone.value.changed.length, undone.value.removed.length),
      text.notRestored,
      ...[
        record.rosters.length > 0 ? text.peopleFrom(record.rosters.join(', ')) : text.peopleAsTheyWere,
        text.groupsStay,
        ...undone.value.removed.slice(0, SHOWN).map(text.saidSince),
        ...(undone.value.removed.length > SHOWN ? [text.moreSaidSince(undone.value.removed.length - SHOWN)] : []),
      ].map((line) => `  ${line}`),
      '',
    ].join('\n'),
  )
}

const SHOWN = 20

/** As it stood in the file before; notes and other fields that were added since stay. */
function entryBefore({ entries }: ReadRecord, now: JsonObject | undefined, id: string): JsonObject {
  const before = entries.before.get(id) ?? {}
  const after = entries.after.get(id) ?? {}
  const since = Object.entries(now ?? {}).filter(
    ([field, value]) => canonicalText(value) !== canonicalText(after[field]),
  )
  return { ...before, ...Object.fromEntries(since) }
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`
}
