import {
  describeSameName,
  expectedGroups,
  firstGroupOf,
  parseGroupId,
  sameNames,
  tellApart,
  type GroupOverflow,
  type NamesAround,
  findUnit,
  nameOn,
  unitsOn,
  type GroupFate,
  type PersonId,
  type ReformDecision,
  type UnitFate,
  type UnitId,
  type UnitTree,
} from '@ketnoi/hierarchy'
import type { RehearsedFiles } from './rehearse-files.ts'
import { REHEARSAL_TEXTS, type RehearsalTexts } from './rehearsal-texts.ts'

/** An officer of the commune police is in every group of the commune: the first ones tell. */
const SHOWN_MOVES = 4

/** Names what a line is about. */
interface Naming {
  readonly text: RehearsalTexts
  readonly unit: (id: UnitId | null) => string
  /** For a line that gives the id as well. */
  readonly ownUnit: (id: UnitId) => string
  readonly group: (id: string | null) => string
  readonly unitAfter: (id: UnitId | null) => string
  readonly groupAfter: (id: string | null) => string
  /** As people can tell them apart. */
  readonly around: (before: readonly string[], after: readonly string[]) => NamesAround
  readonly person: (id: PersonId) => string
  readonly position: (id: string) => string
}

/**
 * Says a rehearsal in words: how much of everything, then units, groups, seats, decisions, sizes, links and people. No part has more
 * than `limit` lines; how many there are beyond it is said.
 */
export function describeRehearsal(
  rehearsed: RehearsedFiles,
  { language, limit }: { readonly language: 'vi' | 'en'; readonly limit: number },
): string {
  const { rehearsal, reform } = rehearsed
  const naming = createNaming(rehearsed, language)
  const { text } = naming
  const part = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0
      ? []
      : [
          '',
          `${title}: ${lines.length}`,
          ...lines.slice(0, limit).map((line) => `  ${line}`),
          ...(lines.length > limit ? [`  ${text.more(lines.length - limit)}`] : []),
        ]
  const groups = rehearsal.groups.filter(({ fate }) => fate !== 'kept')
  const seats = rehearsal.seats.filter(({ to }) => to === null)
  const lines = [
    `${reform.id} (${reform.decision}), ${text.from} ${rehearsal.effectiveOn}: ${rehearsal.ready ? text.ready : text.notReady}`,
    ...countLines(rehearsed, text),
    ...part(
      text.decisions,
      rehearsal.decisions.map((decision) => decisionLine(decision, naming)),
    ),
    ...part(
      text.units,
      rehearsal.units.map((unit) => unitLine(unit, naming)),
    ),
    ...part(
      text.groups,
      groups.map((group) => groupLine(group, naming)),
    ),
    ...part(
      text.seatsToFill,
      rehearsal.seatsToFill.map(
        ({ positionId, unitId, holders }) =>
          `${naming.position(positionId)}, ${naming.unitAfter(unitId)}: ${text.until} ${holders.map((one) => `${naming.person(one.personId)} (${naming.unit(one.unitId)})`).join('; ')}`,
      ),
    ),
    ...part(
      text.seatsEnded,
      seats.map(
        (seat) =>
          `${naming.person(seat.personId)}: ${naming.position(seat.positionId)}, ${naming.unit(seat.from)} – ${text.seatWhy[seat.why]}`,
      ),
    ),
    ...part(
      text.overflow,
      rehearsal.overflow.map(
        ({ groupId, members, capacity, groupsNeeded, parts }) =>
          `${naming.groupAfter(groupId)}: ${members} / ${capacity}${groupsNeeded === null ? '' : ` → ${text.groupsNeeded(groupsNeeded)}`}${parts.map((part) => partText(part, naming)).join('')}`,
      ),
    ),
    ...part(
      text.sameNames,
      sameNames(rehearsal).map((one) => describeSameName(one, language)),
    ),
    ...part(
      text.deadLinks,
      rehearsal.deadLinks.map(({ realGroupId, becomes }) => {
        const { before, after } = naming.around([naming.group(realGroupId)], [naming.groupAfter(becomes)])
        return `${before.join('')} → ${after.join('')}`
      }),
    ),
    ...part(
      text.people,
      rehearsal.people.map(({ personId, leaves, joins, changes }) => {
        const { before, after } = naming.around(leaves.map(naming.group), joins.map(naming.groupAfter))
        const moves = [
          ...before.map((name) => `− ${name}`),
          ...after.map((name) => `+ ${name}`),
          ...changes.map(
            (change) =>
              `${naming.groupAfter(change.groupId)}: ${text.roles[change.before]} → ${text.roles[change.after]}`,
          ),
        ]
        const rest = moves.length - SHOWN_MOVES
        return `${naming.person(personId)}: ${moves.slice(0, SHOWN_MOVES).join('; ')}${rest > 0 ? ` (+${rest})` : ''}`
      }),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function countLines({ rehearsal }: RehearsedFiles, text: RehearsalTexts): string[] {
  const { counts } = rehearsal
  const countsOf = <F extends string>(of: Readonly<Record<F, number>>, names: Readonly<Record<F, string>>): string =>
    (Object.entries(of) as [F, number][]) // the keys of a record of fates are fates
      .filter(([, count]) => count > 0)
      .map(([fate, count]) => `${count} ${names[fate]}`)
      .join(', ')
  return [
    `  ${text.units}: ${[`${counts.unitsKept} ${text.unchanged}`, countsOf(counts.units, text.unitFates)].filter((one) => one !== '').join(', ')}`,
    `  ${text.groups}: ${countsOf(counts.groups, text.groupFates)}`,
    `  ${text.people}: ${text.peopleCounts(counts)}`,
    `  ${text.seats}: ${text.seatCounts(counts)}`,
    `  ${text.decisions}: ${rehearsal.decisions.length} (${text.blocking}: ${rehearsal.decisions.filter(({ blocks }) => blocks).length})`,
  ]
}

function unitLine({ unitId, fate, name, successors, predecessors, code, parent }: UnitFate, naming: Naming): string {
  const { text } = naming
  const names = naming.around(
    name.before === null ? [] : [name.before],
    successors.map((one) => naming.unitAfter(one.unitId)),
  )
  const own = `${naming.ownUnit(unitId)} (${unitId})`
  const to = successors.map(
    (one, at) => `${names.after[at] ?? one.unitId}${one.share === 'partial' ? ` (${text.inPart})` : ''}`,
  )
  const from = predecessors.map(
    (one) => `${naming.unit(one.unitId)}${one.share === 'partial' ? ` (${text.inPart})` : ''}`,
  )
  const changes = [
    name.before !== null && name.after !== null && name.before !== name.after
      ? `“${name.before}” → “${name.after}”`
      : '',
    fate !== 'created' && name.after !== null && code.before !== code.after
      ? `${text.code} ${code.before ?? '–'} → ${code.after ?? '–'}`
      : '',
    fate !== 'created' && name.after !== null && parent.before !== parent.after
      ? `${naming.unit(parent.before)} → ${naming.unitAfter(parent.after)}`
      : '',
  ].filter((one) => one !== '')
  return [
    `${own}: ${text.unitFates[fate]}`,
    to.length > 0 ? ` → ${to.join('; ')}` : '',
    from.length > 0 ? ` ← ${from.join('; ')}` : '',
    changes.length > 0 ? `, ${changes.join(', ')}` : '',
  ].join('')
}

function groupLine({ groupId, fate, becomes, name, why, members }: GroupFate, naming: Naming): string {
  const { text } = naming
  const elsewhere = becomes === null || becomes === groupId ? [] : [naming.groupAfter(becomes)]
  const names = naming.around([fate === 'created' ? naming.groupAfter(groupId) : naming.group(groupId)], elsewhere)
  const own = names.before.join('')
  const into = names.after.map((one) => ` → ${one}`).join('')
  const renamed = fate === 'renamed' && name.after !== null ? ` → “${name.after}”` : ''
  const details = [why === null ? '' : text.survivorWhy[why], members === null ? '' : text.members(members)].filter(
    (one) => one !== '',
  )
  return `${own}: ${text.groupFates[fate]}${into}${renamed}${details.length > 0 ? ` (${details.join(', ')})` : ''}`
}

function decisionLine(decision: ReformDecision, naming: Naming): string {
  const { text } = naming
  return `${decision.blocks ? text.before : text.later}: ${text.decisionCodes[decision.code]} – ${aboutOf(decision, naming)} [${decision.code}]`
}

function aboutOf(decision: ReformDecision, naming: Naming): string {
  const or = (ids: readonly UnitId[]): string =>
    ids.length === 0 ? '' : ` → ${ids.map((id) => `${naming.unit(id)}, ${id}`).join(' / ')}`
  switch (decision.code) {
    case 'household-undecided':
      return `${naming.unit(decision.unitId)}, ${decision.householdId}: ${decision.people.map(naming.person).join(', ')}${or(decision.candidates)}`
    case 'person-undecided':
      return `${naming.person(decision.personId)} (${decision.personId}), ${naming.unit(decision.unitId)}${or(decision.candidates)}`
    case 'appointment-undecided':
      return `${naming.person(decision.personId)} (${decision.personId}), ${naming.position(decision.positionId)}, ${naming.unit(decision.unitId)}${or(decision.candidates)}`
    case 'override-undecided':
      return `${decision.overrideId} → ${decision.candidates.map(naming.group).join(' / ')}`
    case 'residents-missing':
      return `${naming.unit(decision.unitId)}: ${decision.given} / ${decision.residents}`
    case 'person-unknown':
      return decision.personId
    case 'survivor-unknown':
      return `${naming.group(decision.groupId)}: ${decision.survivor}`
    case 'seat-contested':
      return `${naming.position(decision.positionId)}, ${naming.unit(decision.unitId)}`
    case 'scope-asked':
      return `${decision.accountId}, ${naming.unit(decision.unitId)}`
    case 'representatives-several':
    case 'representative-missing':
      return `${naming.unit(decision.unitId)}, ${decision.householdId}: ${decision.people.map(naming.person).join(', ')}`
    case 'group-leaderless':
      return naming.groupAfter(decision.groupId)
    case 'placement-unused':
      return decision.personId ?? decision.householdId ?? ''
  }
}

function createNaming({ reform, model, tree, eve, people, rehearsal }: RehearsedFiles, language: 'vi' | 'en'): Naming {
  const persons = new Map(people.map(({ id, name }) => [id, name]))
  const positions = new Map([...model.positions, ...reform.model.positions].map(({ id, name }) => [id, name[language]]))
  const unitsBefore = new Map<UnitId, string>(unitsOn(tree, eve).map((id) => [id, nameOf(tree, id, eve)]))
  const unitsAfter = new Map<UnitId, string>(reform.newUnits.map(({ id, name }) => [id, name.full]))
  for (const { unitId, name } of rehearsal.units)
    if (name.after !== null && !unitsAfter.has(unitId)) unitsAfter.set(unitId, name.after)
  const further = new Map(
    [...Map.groupBy(rehearsal.groups, ({ groupId }) => firstGroupOf(groupId))].map(([first, all]) => [
      first,
      all.flatMap(({ groupId, fate }) =>
        groupId === first || fate === 'created' ? [] : [parseGroupId(groupId)?.part ?? 2],
      ),
    ]),
  )
  const groupsBefore = new Map<string, string>(
    expectedGroups(model, tree, eve, further).map(({ id, name }) => [id, name]),
  )
  const groupsAfter = new Map<string, string>()
  for (const { becomes, name } of rehearsal.groups)
    if (becomes !== null && name.after !== null) groupsAfter.set(becomes, name.after)
  const [before, after] = [namesById(unitsBefore, unitsAfter), namesById(unitsAfter, unitsBefore)]
  // A name that another unit bears on the other side is told apart wherever it stands, not only beside the other.
  const told = (side: keyof NamesAround, names: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>) => {
    const bearers = Map.groupBy(others, ([, name]) => name)
    return (id: string, said: string): string => {
      const name = names.get(id)
      const elsewhere = name === undefined ? [] : (bearers.get(name) ?? [])
      if (name !== said || elsewhere.length === 0 || elsewhere.some(([other]) => other === id)) return said
      return tellApart({ before: [name], after: [name] }, language)[side][0] ?? said
    }
  }
  const [groupBefore, groupAfter] = [namesById(groupsBefore, groupsAfter), namesById(groupsAfter, groupsBefore)]
  const [groupToldBefore, groupToldAfter] = [
    told('before', groupsBefore, groupsAfter),
    told('after', groupsAfter, groupsBefore),
  ]
  const toldBefore = told('before', unitsBefore, unitsAfter)
  const toldAfter = told('after', unitsAfter, unitsBefore)
  return {
    text: REHEARSAL_TEXTS[language],
    unit: (id) => (id === null ? before(id) : toldBefore(id, before(id))),
    unitAfter: (id) => (id === null ? after(id) : toldAfter(id, after(id))),
    ownUnit: (id) => {
      const was = unitsBefore.get(id)
      const is = unitsAfter.get(id) ?? id
      return was === undefined ? toldAfter(id, is) : toldBefore(id, was)
    },
    group: (id) => (id === null ? groupBefore(id) : groupToldBefore(id, groupBefore(id))),
    groupAfter: (id) => (id === null ? groupAfter(id) : groupToldAfter(id, groupAfter(id))),
    around: (before, after) => tellApart({ before, after }, language),
    person: (id) => persons.get(id) ?? id,
    position: (id) => positions.get(id) ?? id,
  }
}

function partText(part: GroupOverflow['parts'][number], { groupAfter, group, around, text }: Naming): string {
  const { before, after } = around(part.from === null ? [] : [group(part.from)], [groupAfter(part.groupId)])
  return `; ${after.join('')} ← ${before[0] ?? text.newGroup} (${text.members(part.members)})`
}

function nameOf(tree: UnitTree, id: UnitId, day: string): string {
  const unit = findUnit(tree, id)
  return unit === undefined ? id : nameOn(unit, day).full
}

/** A name that several bear on its side of the reform is given with the id. */
function namesById(
  names: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
): (id: string | null) => string {
  const bearers = new Map<string, number>()
  for (const name of names.values()) bearers.set(name, (bearers.get(name) ?? 0) + 1)
  return (id) => {
    if (id === null) return '–'
    const name = names.get(id)
    if (name === undefined) return others.get(id) ?? id
    return (bearers.get(name) ?? 0) > 1 ? `${name} (${id})` : name
  }
}
