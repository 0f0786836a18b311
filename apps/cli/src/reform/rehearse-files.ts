import {
  createDirectory,
  divideMembers,
  groupIdOf,
  membersOf,
  parseGroupId,
  parseDay,
  rehearse,
  resolveMembers,
  type Person,
  type RealGroup,
  type Rehearsal,
} from '@ketnoi/hierarchy'
import { refuse } from '../failure.ts'
import { issueText } from '../issue-texts.ts'
import { parseConversions } from '../plan/conversions.ts'
import { readDecisions } from '../plan/decisions.ts'
import { matchLists, type UnmatchedRow } from '../plan/match-lists.ts'
import { householdsOn } from '../plan/households-on.ts'
import { findFiles } from '../plan/read-files.ts'
import { readLists } from '../plan/read-lists.ts'
import { readRosters } from '../plan/read-rosters.ts'
import type { RosterQuestion } from '../plan/roster-questions.ts'
import type { SourceIssue } from '../plan/source-issue.ts'
import { REFUSAL_TEXTS } from '../plan/refusal-texts.ts'
import type { sayStepsTo } from '../plan/steps.ts'
import { reformFailure } from './reform-advice.ts'
import { REFORM_TEXTS } from './reform-texts.ts'
import { readReform, type ReadReform, type WorldArguments } from './read-reform.ts'

/** What a rehearsal from files is given. */
export interface SourceArguments extends WorldArguments {
  readonly roster: readonly string[]
  readonly actual: readonly string[]
  readonly asOf?: string
  readonly convert?: string
  readonly decisions?: string
  readonly lang: 'vi' | 'en'
  readonly json?: boolean
}

/** A rehearsal, and what it was made from. */
export interface RehearsedFiles extends ReadReform {
  readonly rehearsal: Rehearsal
  readonly people: readonly Person[]
  readonly unmatched: readonly UnmatchedRow[]
  readonly questions: readonly RosterQuestion[]
}

/** Reads decision, units, rosters and lists as `ketnoi plan` does, and rehearses. */
export async function rehearseFiles(
  file: string,
  given: SourceArguments,
  say: ReturnType<typeof sayStepsTo> = async () => {},
): Promise<RehearsedFiles> {
  await say((text) => text.units)
  const conversions = parseConversions(given.convert)
  const describe = issueText(given)
  const read = await readReform(file, given, describe)
  const { reform, model, tree, eve } = read
  const setting = { model, tree, asOf: readEve(given.asOf, eve) }
  const files = await findFiles(given.roster, 'roster')
  await say((text) => text.rosters(files.length))
  const rosters = await readRosters(files, setting, {
    conversions,
    decisions: await readDecisions(given.decisions),
    language: given.lang,
    describe,
  })
  const { people, questions } = rosters
  const listFiles = await findFiles(given.actual, 'list')
  await say((text) => text.lists(people.length, listFiles.length))
  const lists = await readLists(listFiles, setting, false, describe)
  const issues: SourceIssue[] = [...read.issues, ...rosters.issues, ...lists.issues]
  await say((text) => text.rehearse)
  if (given.actual.length === 0) {
    const rehearsal = rehearse({ reform, model, tree, people })
    if (!rehearsal.ok) throw reformFailure(file, rehearsal.issues)
    return { ...read, rehearsal: rehearsal.value, people, unmatched: [], questions, issues }
  }
  const desired = resolveMembers(createDirectory({ model, units: tree, asOf: setting.asOf, people }))
  const matched = matchLists(lists.lists, desired, people, given.lang)
  const realGroups = matched.readings.map((reading): RealGroup => ({
    id: reading.externalId,
    groupId: reading.groupId ?? reading.externalId,
    number: parseGroupId(reading.groupId ?? '')?.part ?? 1,
    name: reading.name,
    members: reading.members.filter(({ state }) => state === 'member').length + reading.unmatched.length,
    leaders: reading.members.filter(({ role, state }) => role !== 'member' && state === 'member').length,
    lastActivityOn: null,
    capacity: reading.capacity,
  }))
  // Whether a link was given out stands in no list: of every group that goes it is said where its link should lead.
  const links = realGroups.map(({ id }) => ({ id, kind: 'link' as const, realGroupId: id }))
  const homes = householdsOn(people, eve)
  const divided = divideMembers(desired, { householdOf: (id) => homes.get(id) ?? null, readings: matched.readings })
  const memberships = [...divided.groups.values()].flatMap(({ group }) => {
    const isDivided = group.part > 1 || divided.groups.has(groupIdOf(group.kind, group.unitId, 2))
    return isDivided ? membersOf(divided, group.id).map(({ personId }) => ({ groupId: group.id, personId })) : []
  })
  const rehearsal = rehearse({ reform, model, tree, people, realGroups, links, memberships })
  if (!rehearsal.ok) throw reformFailure(file, rehearsal.issues)
  return {
    ...read,
    rehearsal: rehearsal.value,
    people,
    unmatched: matched.unmatched,
    questions,
    issues: [...issues, ...matched.issues],
  }
}

/** The day that rosters and lists are of: before the reform, whose units do not exist earlier. */
function readEve(given: string | undefined, eve: string): string {
  if (given === undefined) return eve
  const day = parseDay(given)
  if (!day.ok) throw refuse(REFUSAL_TEXTS, (text) => text.noDay(given, eve))
  if (day.value > eve) throw refuse(REFORM_TEXTS, (text) => text.tooLate(given, eve))
  return day.value
}
