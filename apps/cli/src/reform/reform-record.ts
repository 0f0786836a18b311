import { parseModel, parseUnits, type Model, type ReformRecord, type UnitId } from '@ketnoi/hierarchy'
import { documentFailure, inBoth, refuse, type CommandFailure } from '../failure.ts'
import { readJson } from '../plan/read-files.ts'
import { isObject, type JsonObject } from './catalogue.ts'
import { REFORM_TEXTS, type RecordFault } from './reform-texts.ts'

/** The file that undoing a reform takes; entries of units as they stand in catalogues, byte for byte. */
export interface ReformRecordDocument {
  readonly formatVersion: 1
  readonly record: 'reform'
  /** The decision as it was applied. */
  readonly reform: JsonObject
  readonly units: { readonly before: readonly JsonObject[]; readonly after: readonly JsonObject[] }
  readonly model: { readonly before: Model; readonly after: Model }
  /** Files of rosters that people were read from: they say how it was before, and nothing is ever written into them. */
  readonly rosters: readonly string[]
}

/** A record that was read. */
export interface ReadRecord extends Pick<ReformRecord, 'units' | 'model'> {
  readonly reformId: string
  readonly decision: string
  readonly entries: {
    readonly before: ReadonlyMap<UnitId, JsonObject>
    readonly after: ReadonlyMap<UnitId, JsonObject>
  }
  readonly rosters: readonly string[]
}

/** Reads a record that `ketnoi reform apply` wrote. */
export async function readRecord(file: string): Promise<ReadRecord> {
  const document = await readJson(file)
  const faulty = (fault: RecordFault): CommandFailure => refuse(REFORM_TEXTS, (text) => text.record(file, fault))
  if (!isObject(document) || document['record'] !== 'reform') throw faulty('other')
  if (document['formatVersion'] !== 1) throw faulty('later')
  const { reform, units, model, rosters } = document
  if (!isObject(reform) || !isObject(units) || !isObject(model)) throw faulty('damaged')
  const [before, after] = [entriesOf(units['before']), entriesOf(units['after'])]
  if (before === null || after === null) throw faulty('damaged')
  const unitsOf = (entries: ReadonlyMap<UnitId, JsonObject>) => {
    const parsed = parseUnits({ units: [...entries.values()] })
    if (!parsed.ok)
      throw documentFailure(
        file,
        inBoth(REFORM_TEXTS, (text) => text.recordUnits),
        parsed.issues,
      )
    return parsed.value
  }
  const modelOf = (value: unknown): Model => {
    const parsed = parseModel(value)
    if (!parsed.ok)
      throw documentFailure(
        file,
        inBoth(REFORM_TEXTS, (text) => text.recordModel),
        parsed.issues,
      )
    return parsed.value
  }
  return {
    reformId: String(reform['id']),
    decision: String(reform['decision']),
    units: { before: unitsOf(before), after: unitsOf(after) },
    model: { before: modelOf(model['before']), after: modelOf(model['after']) },
    entries: { before, after },
    rosters: Array.isArray(rosters) ? rosters.map(String) : [],
  }
}

function entriesOf(value: unknown): Map<UnitId, JsonObject> | null {
  if (!Array.isArray(value) || !value.every(isObject)) return null
  return new Map(value.map((entry) => [String(entry['uid']), entry]))
}
