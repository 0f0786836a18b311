import {
  ancestorAt,
  findUnit,
  nameOn,
  resolveCode,
  resolveName,
  type Day,
  type TierId,
  type UnitId,
  type UnitMatch,
  type UnitTree,
} from '@ketnoi/hierarchy'

/** A unit that a text may stand for. */
export interface FoundUnit {
  readonly unitId: UnitId
  readonly match: UnitMatch['match']
}

/** Where and what to look for. */
export interface FindOptions {
  readonly tier: TierId | null
  /** Looks at this unit and those below it. */
  readonly within: UnitId | null
}

/** Answers what a unit text of a roster stands for on the day of the import. */
export interface UnitFinder {
  /** Best first; more than one is ambiguous. */
  readonly find: (text: string, options: FindOptions) => readonly FoundUnit[]
  /** The unit itself when it is of that tier, else the one above it at that tier. */
  readonly at: (unitId: UnitId, tier: TierId) => UnitId | null
  readonly tierOf: (unitId: UnitId) => TierId | null
  readonly nameOf: (unitId: UnitId) => string
}

/** Words for kinds of units, which people exchange freely (`buôn Trôk`, `thôn Trôk`). */
const KIND =
  /^(?:thôn|làng|buôn|bôn|plei|plơi|ấp|bản|xóm|khu phố|tổ dân phố|tổ|tdp|kdc|xã|phường|thị trấn|tt|huyện|thị xã|tỉnh|thành phố|tp|thon|lang|buon|bon|ploi|xa|phuong|huyen|tinh)[\s.:]+(?=\S)/iu
const COMMUNE = /^(?:xã|phường|thị trấn|xa|phuong)\s/iu
const BEFORE_COMMUNE = /\s*(?:[,;(–]|\s-\s|\s(?=(?:xã|phường|thị trấn)\s))\s*/iu

/** Makes a finder over a tree of units; remembers what it was asked, so that 100,000 rows cost as many look-ups as there are names. */
export function createUnitFinder(tree: UnitTree, day: Day): UnitFinder {
  const found = new Map<string, readonly FoundUnit[]>()

  function lookUp(text: string, { tier, within }: FindOptions): FoundUnit[] {
    const options = { ...(tier === null ? {} : { tier }), ...(within === null ? {} : { within }) }
    const matches = resolveName(tree, text, day, options)
    if (matches.length === 0 && /^\d{2,10}$/u.test(text)) {
      for (const match of resolveCode(tree, text, day)) {
        if (tier === null || findUnit(tree, match.unitId)?.tier === tier) matches.push(match)
      }
    }
    const best = new Map<UnitId, FoundUnit>()
    for (const { unitId, match } of matches) if (!best.has(unitId)) best.set(unitId, { unitId, match })
    const units = [...best.values()]
    // A unit that bears the name today goes before one that bore it before.
    const present = units.filter((unit) => unit.match !== 'former')
    return present.length > 0 ? present : units
  }

  function search(text: string, options: FindOptions): readonly FoundUnit[] {
    const whole = lookUp(text, options)
    if (whole.length > 0) return whole
    const bare = text.replace(KIND, '')
    if (bare !== text) {
      const short = lookUp(bare, options)
      if (short.length > 0) return short
    } else if (/^\d{1,2}$/u.test(text)) {
      const numbered = lookUp(`thôn ${Number(text)}`, options)
      if (numbered.length > 0) return numbered
    }
    const [first, ...rest] = text.split(BEFORE_COMMUNE).filter((part) => part !== '')
    if (first === undefined || rest.length === 0) return []
    for (const part of rest) {
      const [above] = find(part.replace(/[).]+$/u, ''), { tier: null, within: options.within })
      if (above !== undefined) return find(first, { tier: options.tier, within: above.unitId })
    }
    // A commune that is named and not known must not lead to the village of that name in another one.
    return rest.some((part) => COMMUNE.test(part)) ? [] : find(first, options)
  }

  function find(text: string, options: FindOptions): readonly FoundUnit[] {
    const key = `${options.tier ?? ''}|${options.within ?? ''}|${text}`
    let answer = found.get(key)
    if (answer === undefined) {
      answer = search(text.trim(), options)
      found.set(key, answer)
    }
    return answer
  }

  return {
    find,
    at: (unitId, tier) => (findUnit(tree, unitId)?.tier === tier ? unitId : ancestorAt(tree, unitId, tier, day)),
    tierOf: (unitId) => findUnit(tree, unitId)?.tier ?? null,
    nameOf: (unitId) => {
      const unit = findUnit(tree, unitId)
      return unit === undefined ? unitId : nameOn(unit, day).full
    },
  }
}
