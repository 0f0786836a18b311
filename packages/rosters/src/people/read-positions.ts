import { foldName, type Model, type Position, type TierId, type UnitId } from '@ketnoi/hierarchy'
import type { UnitFinder } from '../units/unit-finder.ts'
import type { DraftPosition, RowIssue } from './roster.ts'

/** Titles that were understood, and what is to be said about the others. */
export interface PositionReading {
  readonly positions: readonly DraftPosition[]
  readonly issues: readonly Pick<RowIssue, 'code' | 'value' | 'suggestion'>[]
}

/** Where the row says that a position is held. */
export interface PositionPlace {
  /** Units of the row, mostly one; several for an officer in charge of several villages. */
  readonly unitIds: readonly UnitId[]
  /** Where units named within a title are looked up. */
  readonly within: UnitId | null
  /** The heading of the section, which completes a bare `Trưởng` or `Cán bộ`. */
  readonly label: string | null
}

const BETWEEN_TITLES = /\s*(?:[;\n\r+]|\bkiêm(?:\s+nhiệm)?\b|\skiêm\s|,|\s[-–]\s|\/)\s*/iu
const AND = /\s+(?:và|đồng thời(?: là)?)\s+/iu
const RANK = /^(?:dai|thuong|trung|thieu) (?:tuong|ta|uy)$|^(?:thuong|trung|ha) si(?: nhat)?$|^d\/?c$/u
/** Words after a title that only repeat where it is held. */
const GENERIC =
  /^(?:(?:thon|lang|buon|bon|xa|huyen|tinh|tdp|to dan pho|bcd|ban chi dao|cap xa|cap huyen|phong chong toi pham.*)\s?)+$/u
const NOTHING: PositionReading = { positions: [], issues: [] }

/** Makes a reader of titles for a model: by name and aliases, with the unit in the title (`Trưởng thôn Trôk`), several in a cell. */
export function createPositionReader(
  model: Model,
  units: UnitFinder,
): (text: string, place: PositionPlace) => PositionReading {
  const byTitle = new Map<string, Position[]>()
  for (const position of model.positions) {
    for (const title of [position.name.vi, position.name.en, position.id, ...position.aliases]) {
      const key = foldTitle(title)
      const known = byTitle.get(key) ?? []
      if (!known.includes(position)) byTitle.set(key, [...known, position])
    }
  }
  const titles = [...byTitle.keys()].sort((a, b) => b.length - a.length)
  const cache = new Map<string, PositionReading>()

  function positionOf(candidates: readonly Position[], unitId: UnitId | null): Position | 'ambiguous' | null {
    if (candidates.length <= 1) return candidates[0] ?? null
    const tier = unitId === null ? null : units.tierOf(unitId)
    const here = candidates.filter((position) => position.tier === tier)
    return here.length === 1 ? (here[0] ?? null) : 'ambiguous'
  }

  function readTitle(title: string, place: PositionPlace): PositionReading | null {
    const folded = foldTitle(title)
    if (folded === '') return NOTHING
    const whole = byTitle.get(folded)
    if (whole !== undefined) return placed(whole, title, place.unitIds)
    for (const known of titles) {
      if (!folded.startsWith(`${known} `)) continue
      const candidates = byTitle.get(known) ?? []
      const rest = folded.slice(known.length + 1)
      const tier: TierId | null =
        positionOf(candidates, place.unitIds[0] ?? null) === 'ambiguous' ? null : (candidates[0]?.tier ?? null)
      const found = units.find(rest, { tier, within: place.within })
      if (found.length === 1 && found[0] !== undefined) return placed(candidates, title, [found[0].unitId])
      if (GENERIC.test(rest)) return placed(candidates, title, place.unitIds)
    }
    if (place.label !== null) {
      const completed = byTitle.get(foldTitle(`${title} ${place.label}`))
      if (completed !== undefined) return placed(completed, title, place.unitIds)
    }
    return null
  }

  function placed(candidates: readonly Position[], title: string, unitIds: readonly UnitId[]): PositionReading {
    const positions: DraftPosition[] = []
    for (const unitId of unitIds.length === 0 ? [null] : unitIds) {
      const position = positionOf(candidates, unitId)
      if (position === 'ambiguous')
        return {
          positions: [],
          issues: [
            { code: 'position-ambiguous', value: title, suggestion: candidates.map((c) => c.name.vi).join(' / ') },
          ],
        }
      const at = position === null || unitId === null ? null : units.at(unitId, position.tier)
      if (position === null || at === null)
        return {
          positions: [],
          issues: [{ code: 'position-not-here', value: title, suggestion: position?.name.vi ?? null }],
        }
      positions.push({ positionId: position.id, unitId: at, title })
    }
    return { positions, issues: [] }
  }

  function readCell(text: string, place: PositionPlace): PositionReading {
    const whole = readTitle(text, place)
    if (whole !== null) return whole
    const positions: DraftPosition[] = []
    const issues: PositionReading['issues'][number][] = []
    for (const part of text.split(BETWEEN_TITLES).filter((title) => title.trim() !== '')) {
      const known = readTitle(part, place)
      for (const title of known === null ? part.split(AND) : [part]) {
        const read = known ?? readTitle(title, place)
        if (read !== null) {
          positions.push(...read.positions)
          issues.push(...read.issues)
        } else if (!RANK.test(foldTitle(title)))
          issues.push({ code: 'position-unknown', value: title.trim(), suggestion: null })
      }
    }
    // `Bí thư chi bộ kiêm Trưởng thôn Trôk`: the unit of one title is that of the others.
    const places = positions.map((position) => position.unitId)
    const remaining = issues.filter((issue) => {
      const again =
        issue.code === 'position-not-here' && places.length > 0
          ? readTitle(issue.value, { ...place, unitIds: places.slice(0, 1) })
          : null
      if (again === null || again.positions.length === 0) return true
      positions.push(...again.positions)
      return false
    })
    const unique = positions.filter(
      (p, index) => positions.findIndex((q) => q.positionId === p.positionId && q.unitId === p.unitId) === index,
    )
    return { positions: unique, issues: remaining }
  }

  return (text, place) => {
    if (text === '') return NOTHING
    const key = `${text}|${place.unitIds.join(',')}|${place.within ?? ''}|${place.label ?? ''}`
    let reading = cache.get(key)
    if (reading === undefined) {
      reading = readCell(text, place)
      cache.set(key, reading)
    }
    return reading
  }
}

function foldTitle(title: string): string {
  return foldName(title)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
