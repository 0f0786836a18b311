import type { UnmatchedMember } from '../connector/reading.ts'
import type { PersonId } from '../id.ts'
import type { ActualMember } from '../connector/reading.ts'
import { foldName } from '../people/fold-name.ts'

/** One row of a member list as it was read. */
export interface MemberRow {
  readonly displayName: string
  /** E.164, or `null`. */
  readonly phone: string | null
  readonly accountId: string | null
  readonly role: ActualMember['role']
  readonly state: ActualMember['state']
}

/** Somebody whom a row may be. */
export interface MemberCandidate {
  readonly personId: PersonId
  readonly name: string
  /** Names under which the person appears in the service. */
  readonly displayNames: readonly string[]
  /** E.164. */
  readonly phones: readonly string[]
  readonly accountIds: readonly string[]
}

/** A decision that somebody made about a row before: it is asked once. */
export interface MatchDecision {
  readonly key: string
  /** `null`: a stranger. */
  readonly personId: PersonId | null
}

/** What matching takes. */
export interface MatchInput {
  readonly rows: readonly MemberRow[]
  /** The desired members of the group: names are compared with these alone. */
  readonly desired: readonly MemberCandidate[]
  /** Others whom an account or a phone may lead to, e.g. former members. */
  readonly others?: readonly MemberCandidate[]
  readonly decisions?: readonly MatchDecision[]
}

/** Rows matched to people. */
export interface MatchedMembers {
  readonly members: readonly ActualMember[]
  readonly unmatched: readonly UnmatchedMember[]
  /** Per row, in order: how it was matched. */
  readonly rows: readonly {
    readonly key: string
    readonly by: 'decision' | 'account' | 'phone' | 'name' | null
    readonly personId: PersonId | null
  }[]
  /** So few rows are known here that the list is probably of another group: ask before comparing. */
  readonly looksLikeWrongGroup: boolean
}

/** A list this short says nothing about which group it is of. */
const FEWEST_ROWS = 5
/** Of a group's own list well over half is known by name; of a neighbour's a few police officers only. */
const FEWEST_KNOWN = 0.3

/**
 * Matches the rows of a member list to people: by an earlier decision, by account, by phone, then by name within the desired members.
 * A key that fits several people decides nothing: such rows stay unmatched with their candidates, for a person to decide. A phone that
 * relatives share leads to whoever of them the group wants, unless the row bears the name of another one. Two rows that fit one name
 * are both left to a person as well, unless all but one were matched otherwise. Pictures around a name (`Siu H'Lan 🌸`) are no part of it.
 *
 * @example
 * matchMembers({ rows: [], desired: [] }).members
 */
export function matchMembers(input: MatchInput): MatchedMembers {
  const byAccount = holdersBy(input, (candidate) => candidate.accountIds)
  const byPhone = holdersBy(input, (candidate) => candidate.phones)
  const byName = indexBy(input.desired, namesOf)
  const decisions = new Map((input.decisions ?? []).map((decision) => [decision.key, decision.personId]))
  const keys = rowKeys(input.rows)

  const found = input.rows.map(
    (row, i): { by: 'decision' | 'account' | 'phone' | null; people: readonly PersonId[] } => {
      const key = keys[i] ?? ''
      const decided = decisions.get(key)
      if (decided !== undefined) return { by: 'decision', people: decided === null ? [] : [decided] }
      const account = byAccount(row.accountId, row.displayName)
      if (account.length === 1) return { by: 'account', people: account }
      const phone = byPhone(row.phone, row.displayName)
      if (phone.length === 1) return { by: 'phone', people: phone }
      // Relatives share a phone: the name tells which of them it is, or a person does.
      const name = byName.get(nameKey(row.displayName)) ?? []
      const both = phone.filter((id) => name.includes(id))
      if (both.length === 1) return { by: 'phone', people: both }
      return { by: null, people: phone.length > 0 ? phone : name }
    },
  )
  const taken = new Set(found.flatMap((f) => (f.by === null ? [] : f.people)))
  const claims = new Map<PersonId, number>()
  for (const f of found) {
    const free = f.people.filter((id) => !taken.has(id))
    if (f.by === null && free.length === 1) claims.set(free[0] ?? '', (claims.get(free[0] ?? '') ?? 0) + 1)
  }
  const members: ActualMember[] = []
  const unmatched: UnmatchedMember[] = []
  const rows: MatchedMembers['rows'][number][] = []
  for (const [i, row] of input.rows.entries()) {
    const { by, people } = found[i] ?? { by: null, people: [] }
    const key = keys[i] ?? ''
    const free = people.filter((id) => !taken.has(id))
    const [only] = free
    const personId =
      by !== null
        ? (people[0] ?? null)
        : free.length === 1 && only !== undefined && claims.get(only) === 1
          ? only
          : null
    rows.push({ key, by: by ?? (personId === null ? null : 'name'), personId })
    if (personId !== null) members.push({ personId, role: row.role, state: row.state })
    else {
      const candidates = by === 'decision' ? [] : free
      unmatched.push({
        ...{ key, displayName: row.displayName, accountId: row.accountId, phone: row.phone, candidates },
        ...(by === 'decision' ? { isStranger: true } : {}),
      })
    }
  }
  const desired = new Set(input.desired.map((candidate) => candidate.personId))
  const known = rows.filter((row) => row.personId !== null && desired.has(row.personId)).length
  const candidates = unmatched.filter((row) => row.candidates.length > 0).length
  return {
    members,
    unmatched,
    rows,
    looksLikeWrongGroup:
      input.rows.length >= FEWEST_ROWS &&
      input.desired.length > 0 &&
      (known + candidates) / input.rows.length < FEWEST_KNOWN,
  }
}

/** Names each row by what stays the same from list to list: the account, else the phone, else the name, numbered when it repeats. */
function rowKeys(rows: readonly MemberRow[]): string[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const key =
      row.accountId !== null
        ? `account:${row.accountId}`
        : row.phone !== null
          ? `phone:${row.phone}:${foldName(row.displayName)}`
          : `name:${row.displayName.normalize('NFC').trim()}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count === 1 ? key : `${key}#${count}`
  })
}

/** What people put around their names in a messaging service. */
const DECORATION = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200D|\uFE0F|\u20E3)+/gu

/** Under which a name is compared: without pictures, unless it is nothing else. */
function nameKey(name: string): string {
  const bare = name.replace(DECORATION, ' ')
  return foldName(bare.trim() === '' ? name : bare)
}

function namesOf(candidate: MemberCandidate): string[] {
  return [candidate.name, ...candidate.displayNames].map(nameKey)
}

/** Finds whom a key of a row leads to: those whom the group wants before others, and of the others those who bear the name of the row. */
function holdersBy(
  input: Pick<MatchInput, 'desired' | 'others'>,
  keysOf: (candidate: MemberCandidate) => readonly string[],
): (key: string | null, displayName: string) => readonly PersonId[] {
  const wanted = new Set(input.desired.map((candidate) => candidate.personId))
  const others = (input.others ?? []).filter((candidate) => !wanted.has(candidate.personId))
  const own = indexBy(input.desired, keysOf)
  const beyond = indexBy(others, keysOf)
  const holders = new Map([...input.desired, ...others].map((candidate) => [candidate.personId, candidate]))
  return (key, displayName) => {
    if (key === null) return []
    const name = nameKey(displayName)
    // Names are folded only of whoever a key leads to.
    const isNamed = (id: PersonId): boolean => {
      const holder = holders.get(id)
      return holder !== undefined && namesOf(holder).includes(name)
    }
    const near = own.get(key) ?? []
    const far = beyond.get(key) ?? []
    const named = far.filter(isNamed)
    if (near.length === 0) return named.length > 0 ? named : far
    return near.some(isNamed) ? near : [...near, ...named]
  }
}

function indexBy(
  candidates: readonly MemberCandidate[],
  keysOf: (candidate: MemberCandidate) => readonly string[],
): Map<string, PersonId[]> {
  const index = new Map<string, PersonId[]>()
  for (const candidate of candidates) {
    for (const key of keysOf(candidate)) {
      const people = index.get(key) ?? []
      if (!people.includes(candidate.personId)) people.push(candidate.personId)
      index.set(key, people)
    }
  }
  return index
}
