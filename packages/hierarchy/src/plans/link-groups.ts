import type { GroupReading } from '../connector/reading.ts'
import type { Actual, ActualGroup } from '../groups/actual.ts'
import type { DesiredMembers } from '../groups/resolve-members.ts'
import type { GroupId } from '../id.ts'
import { foldName } from '../people/fold-name.ts'
import type { Blocked, BlockedCode } from './change.ts'

/** Which real group is which expected one. */
export interface GroupLinks {
  readonly actualOf: ReadonlyMap<GroupId, ActualGroup>
  /** Real groups linked to a group that is no longer expected. */
  readonly ended: readonly ActualGroup[]
  readonly blocked: readonly Blocked[]
}

/**
 * Finds the real group of every expected one: by link, else by its present name, else by a previous name, never by deleting one and
 * creating another. What is not ours, cannot be told apart or cannot be read is blocked.
 */
export function linkGroups(desired: DesiredMembers, actual: Actual): GroupLinks {
  const blocked: Blocked[] = []
  const claims = new Map<GroupId, ActualGroup[]>()
  const ended: ActualGroup[] = []
  const claim = (groupId: GroupId, real: ActualGroup): void => {
    claims.set(groupId, [...(claims.get(groupId) ?? []), real])
  }
  const linked = new Set(actual.groups.flatMap((real) => real.reading.groupId ?? []))

  let expectedByName: ReadonlyMap<string, readonly GroupId[]> | null = null

  for (const real of actual.groups) {
    const { reading } = real
    if (reading.groupId !== null) {
      if (desired.groups.has(reading.groupId)) claim(reading.groupId, real)
      else if (reading.owner === 'us' && desired.scope === 'all') {
        if (reading.completeness === 'failed') blocked.push(unreadable(reading, reading.groupId))
        else ended.push(real)
      }
      continue
    }
    if (reading.owner === 'other') continue
    const byName = (expectedByName ??= indexNames(desired))
    const found = [reading.name, ...reading.previousNames]
      .map((name) => (byName.get(foldName(name)) ?? []).filter((id) => !linked.has(id)))
      .find((ids) => ids.length > 0)
    const only = found?.length === 1 ? found[0] : undefined
    if (only !== undefined) claim(only, real)
    else {
      const code: BlockedCode = found === undefined ? 'group-unknown' : 'group-ambiguous'
      blocked.push(
        block(
          code,
          null,
          reading.externalId,
          code === 'group-unknown'
            ? `${reading.name} is in no model: link it to a group, or mark it as somebody else's`
            : `${reading.name} may be any of ${(found ?? []).join(', ')}: link it to one`,
        ),
      )
    }
  }
  const actualOf = new Map<GroupId, ActualGroup>()
  for (const [groupId, reals] of claims) {
    const [real] = reals
    if (real === undefined) continue
    actualOf.set(groupId, real)
    if (reals.length > 1) {
      blocked.push(
        block(
          'group-ambiguous',
          groupId,
          real.reading.externalId,
          `${reals.map((r) => r.reading.name).join(', ')} all claim to be ${groupId}: keep one link`,
        ),
      )
    }
  }
  blockGroups(desired, actual, actualOf, blocked)
  blockContradictions(actual, blocked)
  return { actualOf, ended, blocked }
}

function indexNames(desired: DesiredMembers): ReadonlyMap<string, readonly GroupId[]> {
  const byName = new Map<string, GroupId[]>()
  for (const { group } of desired.groups.values()) {
    const name = foldName(group.name)
    byName.set(name, [...(byName.get(name) ?? []), group.id])
  }
  return byName
}

function blockGroups(
  desired: DesiredMembers,
  actual: Actual,
  actualOf: ReadonlyMap<GroupId, ActualGroup>,
  blocked: Blocked[],
): void {
  let names: ReturnType<typeof namesInUse> | null = null
  for (const { group } of desired.groups.values()) {
    const reading = actualOf.get(group.id)?.reading
    const externalId = reading?.externalId ?? null
    if (group.state === 'invalid') {
      blocked.push(
        block(
          'rule-invalid',
          group.id,
          externalId,
          `a rule of ${group.kind} cannot be read: mend the model; members stay as they are`,
        ),
      )
    } else if (reading?.owner === 'other') {
      blocked.push(
        block('owned-by-other', group.id, externalId, `${reading.name} belongs to somebody else and is left alone`),
      )
    } else if (reading?.completeness === 'failed') {
      blocked.push(unreadable(reading, group.id))
    } else if (reading === undefined || reading.name !== group.name) {
      names ??= namesInUse(actual)
      const users = [...(names.get(group.name.normalize('NFC')) ?? [])].filter((user) => user !== externalId)
      if (users.length > 0) {
        blocked.push(
          block(
            'name-collision',
            group.id,
            externalId,
            `the name ${group.name} is or was borne by another group (${users.join(', ')})`,
          ),
        )
      }
    }
  }
}

/** Two readings of one real group contradict each other: which one is true cannot be known, so nothing is carried out. */
function blockContradictions(actual: Actual, blocked: Blocked[]): void {
  const seen = new Set<string>()
  for (const { reading } of actual.groups) {
    if (seen.has(reading.externalId)) {
      blocked.push({
        code: 'input-invalid',
        scope: 'plan',
        groupId: reading.groupId,
        externalId: reading.externalId,
        message: `${reading.name} was read twice: give one reading per group`,
      })
    }
    seen.add(reading.externalId)
  }
}

/** Which real groups bear a name or bore it. */
function namesInUse(actual: Actual): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>()
  for (const { reading } of actual.groups) {
    for (const name of [reading.name, ...reading.previousNames].map((n) => n.normalize('NFC'))) {
      const set = users.get(name) ?? new Set()
      users.set(name, set.add(reading.externalId))
    }
  }
  return users
}

function unreadable({ externalId, name }: GroupReading, groupId: GroupId): Blocked {
  return block('reading-failed', groupId, externalId, `the members of ${name} could not be read: read again`)
}

function block(code: BlockedCode, groupId: GroupId | null, externalId: string | null, message: string): Blocked {
  return { code, scope: 'group', groupId, externalId, message }
}
